import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Address, address, NOBODY_ASKED } from '../http/address';

/** The pages' files, `web/sign-in`; the compiled service lies one folder deeper, in `dist/`. */
const folder = (): string => {
  const here = resolve(__dirname, '../../web/sign-in');
  return existsSync(here) ? here : resolve(__dirname, '../../../web/sign-in');
};

/** A style sheet or a script of a page here. */
export function pageFile(id: string, path: `/${string}`, file: string, type: string): Address {
  const root = folder();
  return address({
    id,
    method: 'get',
    path,
    tag: 'sign-in',
    summary: '登录页面 · what a page of the sign-in is made of',
    who: NOBODY_ASKED,
    answers: { 200: { description: 'The same for everybody', media: [type] } },
    shows: [],
    handler: () => ({ file, root, headers: { 'Cache-Control': 'no-cache' } }),
  });
}
