import { setImmediate as turn } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { makeChangeActivities } from '../../activities/change-activities';
import type { ChangeActivities, ChangeSeen } from '../../activities/contract';
import { AHEAD, PAGE, tellTicketsBy } from '../../engine/tell-tickets';
import { waitFor } from '../given/wait-for';

const CHANGE = { id: 7, kind: 'calendar', year: 2027, version: 1 };
const NOTHING: ChangeSeen = { left: 0, unrecorded: 0, done: 0, moved: 0 };

/** So many open tickets; engine and database count what they are asked, and answer for what was told. */
function openTickets(
  count: number,
  binds: (id: string) => boolean = () => true,
  sleep: (ms: number) => Promise<void> = () => turn(),
) {
  const all = Array.from({ length: count }, (_, index) => `T-${String(index).padStart(5, '0')}`);
  const told: string[] = [];
  const asked: string[] = [];
  const noted: unknown[] = [];
  const ask = <R>(what: string, answer: R): Promise<R> => {
    asked.push(what);
    return Promise.resolve(answer);
  };
  const isBound = (id: string): boolean => told.includes(id) && binds(id);
  const store = {
    changes: {
      find: () => ask('the change', CHANGE),
      newestCalendars: () =>
        ask('calendars', { years: [], local: new Map(), publication: 7, localPublications: new Map() }),
      noteProgress: (_: number, progress: unknown) => ask('to note', void noted.push(progress)),
    },
    effects: {
      countAmong: (_: number, ids: string[]) => {
        const done = ids.filter(isBound).length;
        return ask('what it did', { done, moved: done });
      },
    },
    tickets: {
      unboundAmong: (ids: string[]) =>
        ask(
          'who is bound',
          ids.filter((id) => !isBound(id)),
        ),
    },
  };
  const client = {
    options: { namespace: 'default' },
    workflowService: {
      listWorkflowExecutions: ({ nextPageToken }: { nextPageToken?: Buffer }) => {
        const from = Number(nextPageToken?.toString() ?? 0);
        const end = from + PAGE;
        const executions = all.slice(from, end).map((id) => ({ execution: { workflowId: id } }));
        return ask('a list', {
          executions,
          ...(end < count ? { nextPageToken: Buffer.from(String(end)) } : {}),
        });
      },
    },
    workflow: {
      getHandle: (id: string) => ({ signal: async () => void told.push(id) }),
    },
  };
  const log = { info: () => {}, error: () => {} };
  const reach = { store, client, packaged: [], rate: 1e6, heartbeat: () => {}, sleep, log };
  const tickets = tellTicketsBy(reach as never);
  const { bindPage } = makeChangeActivities({ store, units: {}, mails: false, tickets, log } as never);
  const run = (page: string | undefined, seen: ChangeSeen): ReturnType<typeof bindPage> =>
    new MockActivityEnvironment().run(bindPage, {
      change: CHANGE.id,
      ...(page === undefined ? {} : { page }),
      seen,
    });
  return { all, told, asked, noted, run };
}

/** Goes through all pages. @returns how far it is then, and what was asked for each page */
async function throughAll(tickets: ReturnType<typeof openTickets>) {
  let seen: ChangeSeen = { ...NOTHING, left: tickets.all.length };
  const perPage: string[][] = [];
  for (let page: string | undefined, first = true; first || page !== undefined; first = false) {
    tickets.asked.length = 0;
    const bound: Awaited<ReturnType<ChangeActivities['bindPage']>> = await tickets.run(page, seen);
    perPage.push([...tickets.asked]);
    page = bound.next;
    seen = bound.seen ?? NOTHING;
  }
  return { seen, perPage };
}

test('a page of a change asks as much, and the same, however many tickets are open, and tells each once', async () => {
  const [few, many] = [openTickets(2 * PAGE), openTickets(10 * PAGE)];
  const [ofFew, ofMany] = [await throughAll(few), await throughAll(many)];
  expect(ofMany.perPage).toHaveLength(10);
  for (const asked of [...ofFew.perPage, ...ofMany.perPage]) expect(asked).toEqual(ofFew.perPage[0]);
  expect(many.told.toSorted()).toEqual(many.all);
});

test('how far a change is, is counted on by what each page bound', async () => {
  const odd = (id: string): boolean => Number(id.slice(2)) % 2 === 1;
  const tickets = openTickets(2 * PAGE, odd);
  const { seen } = await throughAll(tickets);
  expect(seen).toEqual({ left: PAGE, unrecorded: 0, done: PAGE, moved: PAGE });
  expect(tickets.noted).toEqual([
    { state: 'running', left: 1.5 * PAGE, failed: 0 },
    { state: 'running', left: PAGE, failed: 0 },
  ]);
});

test('while none binds itself no more are told than may be ahead; the next when one is bound', async () => {
  const bound = new Set<string>();
  let look: (() => void) | undefined;
  // It looks when the test lets it; the rate holds nobody up for a millisecond.
  const sleep = (ms: number): Promise<void> =>
    ms < 1 ? turn() : new Promise<void>((resolve) => (look = resolve));
  const tickets = openTickets(PAGE, (id) => bound.has(id), sleep);
  const running = tickets.run(undefined, NOTHING);
  const looked = async (): Promise<void> => {
    const now = await waitFor('it is about to look', () => look, { every: 1 });
    look = undefined;
    now();
    await waitFor('it has looked', () => look !== undefined, { every: 1 });
  };
  for (let count = 0; count < 10; count++) await looked();
  expect(tickets.told).toHaveLength(AHEAD);
  bound.add(tickets.told[3] ?? '');
  await looked();
  expect(tickets.told).toHaveLength(AHEAD + 1);
  for (const id of tickets.all) bound.add(id);
  while (tickets.told.length < PAGE) await looked();
  look?.();
  await running;
  expect(tickets.told.toSorted()).toEqual(tickets.all);
});

test('tickets that never bind themselves hold up no other', async () => {
  const stuck = new Set(Array.from({ length: AHEAD }, (_, index) => `T-${String(index).padStart(5, '0')}`));
  const tickets = openTickets(PAGE, (id) => !stuck.has(id));
  const { seen } = await throughAll(tickets);
  expect(seen).toMatchObject({ left: AHEAD, done: PAGE - AHEAD });
  expect(tickets.told.toSorted()).toEqual(tickets.all);
});
