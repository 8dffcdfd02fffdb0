import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Router } from 'express';
import helmet from 'helmet';
import { allows } from './problem';

/** The page's files: beside this one, and for the compiled one, which is below `dist/`, beside its source. */
const folder = (): string => {
  const beside = join(__dirname, 'evaluate-page');
  return existsSync(beside) ? beside : resolve(__dirname, '../../api/evaluate-page');
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
