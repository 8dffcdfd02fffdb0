import type { Request } from 'express';
import type { Reply } from '../http/address';
import { escaped, htmlPage } from '../http/html';
import { Problem } from '../http/problem';

export const STYLE = '/auth/sign-in.css';
export const NO_STORE = { 'Cache-Control': 'no-store' } as const;

/** What people are told; the problem itself says it to whoever runs the service. */
const SAID: Readonly<Record<string, string>> = {
  'sign-in-refused': '账号平台没有确认这次登录，或者您的账号没有本系统的角色。请联系管理员核对角色和单位。',
  'sign-in-over': '这次登录已经过期，或者不是在这个浏览器里开始的。请重新登录。',
  unavailable: '账号平台或数据库暂时没有应答，请稍后再试。',
};

/** A problem as a page, for whoever came with a browser; thrown on for all others. */
export function refusedPage(request: Request, error: unknown): Reply<never> {
  if (!(error instanceof Problem) || request.accepts(['json', 'html']) !== 'html') throw error;
  const { type, status, detail } = error.body;
  const said = SAID[type.slice(type.lastIndexOf(':') + 1)];
  if (said === undefined) throw error;
  const body = `    <main>
      <h1>没有登录</h1>
      <p>${said}</p>
      <p><a href="/auth/sign-in">重新登录</a></p>
      <p class="detail" lang="en">${escaped(detail)}</p>
    </main>`;
  return {
    status,
    headers: { ...NO_STORE, ...error.headers },
    text: htmlPage({ title: '没有登录', style: STYLE, body }),
    type: 'html',
  };
}
