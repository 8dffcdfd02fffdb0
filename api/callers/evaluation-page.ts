import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Router } from 'express';
import helmet from 'helmet';
import { allows } from '../http/problem';

/** The page's files, `web/evaluate`; the compiled service lies one folder deeper, in `dist/`. */
const folder = (): string => {
  const here = resolve(__dirname, '../../web/evaluate');
  return existsSync(here) ? here : resolve(__dirname, '../../../web/evaluate');
};

/**
 * The page that an evaluation link opens (HZ-10). It is the same for everybody: which ticket it is for, and what lets evaluate it,
 * stands in the address's fragment, which the browser keeps to itself.
 */
export function evaluatePageRoutes(): Router {
  const router = Router();
  const root = folder();
  router.use(
    '/evaluate',
    helmet.contentSecurityPolicy({
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ['data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
  );
  const files = {
    '/evaluate': 'index.html',
    '/evaluate/evaluate.css': 'evaluate.css',
    '/evaluate/evaluate.js': 'evaluate.js',
  };
  for (const [address, file] of Object.entries(files)) {
    router
      .route(address)
      .get((_request, response) => response.set('Cache-Control', 'no-cache').sendFile(file, { root }))
      .all(allows('GET', 'HEAD'));
  }
  return router;
}
