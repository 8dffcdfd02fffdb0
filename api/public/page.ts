import type { Request } from 'express';
import { escaped, htmlPage } from '../http/html';

/** How long (s) anybody on the way may keep a public answer. */
const KEPT = 60;

/** No script: a page is what it says. Forms lead to our own pages alone. */
export const POLICY = { styleSrc: ["'self'"], imgSrc: ['data:'], formAction: ["'self'"] };

export const STYLE = `:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #57606a; --line: #8c959f; --link: #0550ae; --band: #f3f5f7; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --soft: #a5b0bb; --line: #6e7681; --link: #79b8ff; --band: #161b22; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.7 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: 0.2em; }
a:focus-visible, input:focus-visible, button:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 0.5rem; padding: 0.5rem 1rem; background: var(--paper); }
header, main, footer { max-width: 48rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.25rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0; margin: 0.25rem 0 0; list-style: none; }
nav a { display: inline-block; padding: 0.4rem 0; }
h1 { font-size: 1.6rem; line-height: 1.35; margin: 1.25rem 0 0.5rem; }
h2 { font-size: 1.25rem; line-height: 1.4; margin: 2rem 0 0.5rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.0625rem; margin: 1.25rem 0 0.25rem; }
ul, ol { margin: 0; padding-left: 1.5rem; }
ol li { margin-bottom: 0.5rem; }
.from, .meta { color: var(--soft); font-size: 0.9rem; }
.answer { white-space: pre-line; margin: 0.25rem 0; }
form { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: end; }
form label { flex: 1 1 14rem; }
input, button { font: inherit; min-height: 2.75rem; padding: 0.4rem 0.75rem; border: 1px solid var(--line); border-radius: 0.375rem; background: var(--paper); color: var(--ink); }
input { display: block; width: 100%; }
button { background: var(--link); border-color: var(--link); color: var(--paper); cursor: pointer; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; min-width: 18rem; }
caption { text-align: left; font-weight: 600; padding: 0.75rem 0 0.25rem; }
th, td { border-bottom: 1px solid var(--line); padding: 0.35rem 1.5rem 0.35rem 0; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
footer { margin-top: 2.5rem; padding-bottom: 2rem; color: var(--soft); font-size: 0.9rem; }
@media print { nav, form, .skip { display: none; } }
`;

/** One page of the public part, in Chinese. @param body HTML, whose texts are escaped */
const pageOf = (title: string, body: string): string =>
  htmlPage({
    title: `${title} · 12345热线`,
    style: '/public/style.css',
    body: `    <a class="skip" href="#main">跳到正文</a>
    <header>
      <nav aria-label="栏目"><ul><li><a href="/public">渠道和流程</a></li><li><a href="/public/knowledge">知识库</a></li></ul></nav>
    </header>
    <main id="main">
      <h1>${escaped(title)}</h1>
${body}
    </main>
    <footer>
      <p>紧急事项请拨打110、119、120、122。本页不含任何个人信息，不使用脚本和Cookie。</p>
    </footer>`,
  });

/**
 * What anybody is answered: a page to whom wants to read, JSON to programs.
 * @param json for programs
 * @param page its title and what it says, as HTML
 */
export function publicReply<Json>(
  request: Pick<Request, 'accepts'>,
  json: Json,
  page: { readonly title: string; readonly body: string },
) {
  const headers = { 'Cache-Control': `public, max-age=${KEPT}`, Vary: 'Accept' };
  return request.accepts(['json', 'html']) === 'html'
    ? { headers, text: pageOf(page.title, page.body), type: 'html' }
    : { headers, json };
}
