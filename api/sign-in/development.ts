import type { Request } from 'express';
import { z } from 'zod';
import { unitId } from '../../domain/ids';
import { keysOf } from '../../domain/words';
import { type Address, address, answers, json, NOBODY_ASKED } from '../http/address';
import { escaped } from '../http/html';
import { invalid, notFound } from '../http/problem';
import type { Parts } from '../parts';
import { limitsSignIns } from '../requests/limits';
import { developmentBody, type ToAnswer, toAnswer } from './answers';
import { returnPath } from './own-path';
import { pageFile } from './page-file';
import { NO_STORE, STYLE } from './refused-page';

export const DEVELOPMENT_PAGE = '/auth/development';
const SCRIPT = '/auth/development.js';

/** Whom one can be, as the page calls them. */
const ROLES = {
  operator: '话务员',
  unit: '承办单位',
  supervisor: '督办人员',
  leader: '领导',
  auditor: '审计人员',
  admin: '管理员',
} as const;

/**
 * A sign-in for development, where anybody chooses who to be. It makes the same sessions as a provider's. Settings let it be only where a service
 * for development listens on its own machine alone; and it answers only to a name of this machine, so that no page that has had its own
 * name lead here (DNS rebinding) signs in either.
 */
export function developmentAddresses({
  config,
  counts,
  sessions,
}: Pick<Parts, 'config' | 'counts' | 'sessions'>): Address[] {
  const limit = limitsSignIns(counts);
  const { units } = config;
  return [
    address({
      id: 'developmentPage',
      method: 'get',
      path: DEVELOPMENT_PAGE,
      tag: 'sign-in',
      summary: '开发登录 · the page to choose who to be; never in production',
      who: NOBODY_ASKED,
      query: z.strictObject({ return: returnPath }),
      answers: { 200: { description: 'The page', media: ['text/html'] } },
      problems: { 404: 'It was called by another name than this machine’s' },
      shows: [],
      policy: { scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ['data:'] },
      handler({ request, query }) {
        assertHere(request);
        return { headers: NO_STORE, text: pageOf(units.all, query.return), type: 'html' };
      },
    }),
    address({
      id: 'developmentSignIn',
      method: 'post',
      path: DEVELOPMENT_PAGE,
      tag: 'sign-in',
      summary: '开发登录 · signs in as whoever was chosen; never in production',
      who: NOBODY_ASKED,
      limit,
      takes: json(developmentBody),
      answers: { 200: answers(toAnswer, 'Signed in; the page to go on with') },
      problems: {
        403: 'It comes from another site’s page',
        404: 'It was called by another name than this machine’s',
      },
      shows: [],
      async handler({ request, body }) {
        assertHere(request);
        sessions.assertSameOrigin(request);
        const { role, unit, name, return: to } = body;
        if (unit !== undefined && units.today(unit)?.id !== unit)
          throw invalid('The request is not valid', [
            { path: 'unit', message: 'expected the id of a unit of units.yaml that is not closed' },
          ]);
        const givesCookie = await sessions.begin(request, {
          subject: {
            role,
            sub: `development:${name ?? unit ?? role}`,
            ...(unit === undefined ? {} : { unit: unitId(unit) }),
          },
          ...(name === undefined ? {} : { name }),
        });
        return {
          write: async (response) => {
            givesCookie(response);
            response.set(NO_STORE).json({ to } satisfies ToAnswer);
          },
        };
      },
    }),
    pageFile('developmentScript', SCRIPT, 'development.js', 'text/javascript'),
  ];
}

/** @throws a 404 */
function assertHere({ hostname }: Pick<Request, 'hostname'>): void {
  if (!/^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(hostname))
    throw notFound('Only this machine’s own browser can sign in so: http://localhost:…');
}

const pageOf = (units: Parts['config']['units']['all'], back: string): string => `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>开发登录 · 回音</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${STYLE}">
    <script src="${SCRIPT}" defer></script>
  </head>
  <body>
    <main>
      <h1>开发登录</h1>
      <p>选择以谁的身份使用。只在开发环境里有这一页，生产环境由账号平台登录。</p>
      <form>
        <label>角色 <select name="role">${keysOf(ROLES)
          .map((role) => option(role, ROLES[role]))
          .join('')}</select></label>
        <label id="of-unit" hidden>单位 <select name="unit" disabled>${units
          .filter(({ successor }) => successor === undefined)
          .map(({ id, name }) => option(id, name))
          .join('')}</select></label>
        <label>姓名（可不填）<input name="name" maxlength="50" autocomplete="off"></label>
        <input type="hidden" name="return" value="${escaped(back)}">
        <p class="problem" role="alert" hidden></p>
        <button type="submit" disabled>登录</button>
      </form>
    </main>
  </body>
</html>
`;

const option = (value: string, label: string): string =>
  `<option value="${escaped(value)}">${escaped(label)}</option>`;
