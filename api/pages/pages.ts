import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import compression from 'compression';
import express, { type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import { allows, notFound, Problem } from '../http/problem';

/** The rooms of pages, and where each is reached. */
const ROOMS = { desk: '/desk', board: '/board', caller: '/my' } as const;

/** Where `npm run build` puts them: `dist/web`, a folder a room. */
export const builtPages = (): string => {
  const here = resolve(__dirname, '../../dist/web');
  return existsSync(resolve(__dirname, '../../dist')) ? here : resolve(__dirname, '../../web');
};

/** What a page's `index.html` has where its nonce belongs: in `<meta property="csp-nonce" nonce="…">`, and in tags of its own. */
const NONCE = /__CSP_NONCE__/g;

/** A year (ms): a file whose name has the hash of what is in it never changes. */
const FOREVER = 365 * 24 * 3_600_000;

/**
 * The pages that people work with. Each room has its files, and one page for every path beneath it: what that shows, its script decides.
 * @param folder holds a folder a room, as it was built
 */
export function pagesIn(folder: string): Router {
  const router = Router();
  router.use(Object.values(ROOMS), compression());
  for (const [room, path] of Object.entries(ROOMS)) {
    const root = join(folder, room);
    const files = { index: false, redirect: false, dotfiles: 'ignore' } as const;
    // A file that is there no more is no page: a script that gets one says that it is broken, and not why.
    router.use(
      `${path}/assets`,
      express.static(join(root, 'assets'), { ...files, immutable: true, maxAge: FOREVER }),
      noFile,
    );
    router.use(path, besideIndex(express.static(root, { ...files, maxAge: 0 })));
    router.route(`${path}{/*below}`).get(pageOf(root)).all(allows('GET', 'HEAD'));
  }
  return router;
}

/** As it was built it has no nonce, and lets nothing run. */
const besideIndex =
  (files: RequestHandler): RequestHandler =>
  (request, response, next) =>
    request.path === '/' || request.path === '/index.html' ? next() : files(request, response, next);

const noFile: RequestHandler = () => {
  throw notFound('There is no such file; load the page anew.');
};

const pageOf = (root: string): RequestHandler => {
  const file = join(root, 'index.html');
  return async (request, response, next) => {
    const built = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? notBuilt() : error;
    });
    const nonce = randomBytes(16).toString('base64');
    policyWith(nonce)(request, response, (error?: unknown) => {
      if (error) return next(error);
      // It holds a nonce, which is good for one answer.
      response.set('Cache-Control', 'no-store').type('html').send(built.replace(NONCE, nonce));
    });
  };
};

const notBuilt = (): Problem =>
  new Problem(
    404,
    'not-built',
    'The pages were not built',
    'Build them by npm run build; npm start does so itself.',
  );

/**
 * A page loads what is ours and nothing else. Scripts are files; the styles that a library of ours writes into the page have its nonce. Nothing else is
 * run that stands in a page, so that a text with a script in it stays a text even where it is shown as it should not be.
 */
const policyWith = (nonce: string): RequestHandler =>
  helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", `'nonce-${nonce}'`],
      imgSrc: ["'self'", 'data:', 'blob:'],
      connectSrc: ["'self'"],
      fontSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  });
