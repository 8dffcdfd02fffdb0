import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Page } from 'playwright-core';
import { builtPages, pagesIn } from '../../api/pages/pages';
import type { TicketSummary } from '../../api/tickets/answers';
import { chromiumPath, NO_CHROMIUM, startChromium } from '../../dev/chromium';
import { figure, type Measured, median } from '../budget';

/** Rounds, of which the median counts. */
const ROUNDS = 5;
/** From here on a browser calls a task long (ms). */
const LONG_TASK = 50;

/**
 * A queue of so many tickets at the desk: how long after the service's answer its first page and count are on the screen, and the longest
 * that the page is busy at a stretch while somebody scrolls through all of it. What the service takes is measured elsewhere; here its answers
 * are made up.
 */
export async function desk(tickets: number, say: (text: string) => void): Promise<Measured[]> {
  if (chromiumPath === undefined) {
    say(NO_CHROMIUM);
    return [];
  }
  const server = await listening(service(tickets));
  const browser = await startChromium();
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/desk/tickets?state=handling&order=due`;
    const firsts: number[] = [];
    const longest: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const page = await (await browser.newContext()).newPage();
      firsts.push(await firstView(page, url, tickets));
      if (round < 3) longest.push(await longestWhileScrolling(page, tickets));
      await page.context().close();
      say(`${Math.round(firsts.at(-1) ?? 0)} ms, longest task ${Math.round(longest.at(-1) ?? 0)} ms`);
    }
    const first = median(firsts);
    const task = median(longest);
    return [
      {
        what: `desk: first page and count of a queue of ${tickets.toLocaleString('en')}, after the answer`,
        budget: '≤ 1 s',
        measured: `${figure(first)} ms`,
        met: first <= 1_000,
      },
      {
        what: 'desk: scrolling through all of them, the longest task',
        budget: `≤ ${LONG_TASK} ms`,
        measured: task === 0 ? 'none' : `${figure(task)} ms`,
        met: task <= LONG_TASK,
      },
    ];
  } finally {
    await browser.close();
    server.close();
  }
}

/** In the page, where Node's types don't hold: what is drawn is drawn when two frames have passed. */
const SINCE_ANSWERED = `(async () => {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const drawn = performance.now();
  const asked = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/v1/tickets'));
  return drawn - Math.max(...asked.map(({ responseEnd }) => responseEnd));
})()`;
const WATCH = `
  globalThis.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
    entryTypes: ['longtask'],
  });
`;

/** From when the last of the answers that it needs is there, until both are drawn (ms). */
async function firstView(page: Page, url: string, tickets: number): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' });
  await page.getByRole('heading', { name: `（${tickets}件）` }).waitFor();
  await page.getByRole('listitem').first().waitFor();
  return page.evaluate<number>(SINCE_ANSWERED);
}

/** As fast as a wheel turns, until the last of them is there. @returns the longest task (ms), 0 where none was long */
async function longestWhileScrolling(page: Page, tickets: number): Promise<number> {
  await page.evaluate(WATCH);
  const list = page.getByRole('region', { name: '工单列表' });
  await list.hover();
  const last = page.getByText(titleOf(tickets - 1), { exact: true });
  for (let turns = 0; turns < tickets && !(await last.isVisible()); turns++) await page.mouse.wheel(0, 2_400);
  return page.evaluate<number>('Math.max(0, ...globalThis.longTasks)');
}

const titleOf = (index: number) => `第${index + 1}件：路灯不亮`;

/** The pages as they were built, and answers of a service with so many tickets in its queue. */
function service(tickets: number): express.Express {
  const app = express();
  app.get('/v1/session', (_, response) => {
    response.json({
      role: 'supervisor',
      sub: 'bench',
      name: '李督办',
      expiresAt: new Date(Date.now() + 3_600_000),
    });
  });
  app.get(['/v1/units', '/v1/views'], (_, response) => {
    response.json({ items: [] });
  });
  app.get('/v1/tickets', ({ query }, response) => {
    const from = Number(query.cursor ?? 0);
    const to = Math.min(tickets, from + Number(query.limit));
    response.json({
      items: Array.from({ length: to - from }, (_, index) => ticket(from + index)),
      nextCursor: to < tickets ? String(to) : null,
      count: tickets,
    });
  });
  app.use(pagesIn(builtPages()));
  return app;
}

function ticket(index: number): Partial<TicketSummary> {
  const at = new Date(Date.now() + index * 60_000).toISOString();
  return {
    id: `HY-0000-0000-${String(index).padStart(5, '0')}`,
    kind: 'complaint',
    category: '市容环境/占道经营',
    title: titleOf(index),
    state: 'handling',
    level: 0,
    assignments: [{ unit: 'lixia', role: 'lead', state: 'signed' }],
    clocks: [{ name: 'handling', startedAt: at, due: at, provisional: false, state: 'running' }],
    receivedAt: at,
    seq: 3,
  };
}

const listening = (app: express.Express): Promise<Server> =>
  new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve(server));
  });
