import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { keysOf } from '../../domain/words';
import { type Address, address, NOBODY_ASKED } from '../http/address';

/** The page's files, `web/evaluate`; the compiled service lies one folder deeper, in `dist/`. */
const folder = (): string => {
  const here = resolve(__dirname, '../../web/evaluate');
  return existsSync(here) ? here : resolve(__dirname, '../../../web/evaluate');
};

const FILES = {
  '/evaluate': ['evaluatePage', 'index.html', 'text/html'],
  '/evaluate/evaluate.css': ['evaluateStyle', 'evaluate.css', 'text/css'],
  '/evaluate/evaluate.js': ['evaluateScript', 'evaluate.js', 'text/javascript'],
} as const;

/**
 * The page that an evaluation link opens (HZ-10). It is the same for everybody: which ticket it is for, and what lets evaluate it,
 * stands in the address's fragment, which the browser keeps to itself.
 */
export function evaluationPage(): Address[] {
  const root = folder();
  return keysOf(FILES).map((path) => {
    const [id, file, type] = FILES[path];
    return address({
      id,
      method: 'get',
      path,
      tag: 'callers',
      summary: '评价页面 · the page that an evaluation link opens',
      who: NOBODY_ASKED,
      answers: { 200: { description: 'The same for everybody', media: [type] } },
      shows: [],
      policy: { scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ['data:'] },
      handler: () => ({ file, root, headers: { 'Cache-Control': 'no-cache' } }),
    });
  });
}
