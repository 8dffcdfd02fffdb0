import type { WorkflowHandle } from '@temporalio/client';
import type { BulkActivities } from '../../activities/bulk/contract';
import type { BulkInput, PageCounts } from '../../domain/bulk/bulk';
import { inputOf } from '../given/histories';
import { type Piece, pieceAlone } from '../given/servers/piece';
import { waitFor } from '../given/wait-for';

/** After so few events a run is told to continue as new: every three pages. */
const EVENTS_A_RUN = 20;
const PAGES = 12;

let asked: { readonly page: number; readonly which: string }[] = [];
let closed: { readonly stopped: boolean }[] = [];
let answer: (page: number, which: string, nth: number) => PageCounts | Promise<PageCounts>;

let piece: Piece;
beforeAll(async () => {
  piece = await pieceAlone(
    {
      async tellBulkPage({ page, which }) {
        asked.push({ page, which });
        const nth = asked.filter((it) => it.page === page && it.which === which).length;
        const counts = await answer(page, which, nth);
        return { counts, waiting: 0, away: false, stopped: false };
      },
      async closeBulk({ stopped }) {
        closed.push({ stopped });
      },
    } satisfies BulkActivities,
    { eventsARun: EVENTS_A_RUN },
  );
});
beforeEach(() => {
  [asked, closed] = [[], []];
  answer = () => [100, 0, 0];
});
afterAll(() => piece?.stop());

const begin = (reached?: BulkInput['reached']): Promise<WorkflowHandle> =>
  piece.start('bulk', {
    bulk: 'BK-1',
    what: '批量派单 · 共1200件',
    pages: PAGES,
    total: PAGES * 100,
    ...(reached ? { reached } : {}),
  } satisfies BulkInput);
const ended = (handle: WorkflowHandle) =>
  waitFor('it has come to its end', async () => (await handle.describe()).status.name === 'COMPLETED');
const details = async (handle: WorkflowHandle): Promise<string> =>
  (await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails;
/** With what each run but the first began. */
const reachedIn = async (handle: WorkflowHandle): Promise<unknown[]> => {
  const runs = await piece.runs(handle);
  const inputs = await Promise.all(runs.map(async (it) => inputOf((await it.fetchHistory()).events ?? [])));
  return inputs.slice(1).map(({ reached }) => reached);
};
const pagesTold = (): number[] => asked.map(({ page }) => page);

test('run after run goes on where the one before was: each page is told once, and none of what came of it is lost', async () => {
  answer = (page) => [100 - page, page, 0];
  const handle = await begin();
  await ended(handle);
  expect(asked).toEqual(Array.from({ length: PAGES }, (_, page) => ({ page, which: 'waiting' })));
  expect(closed).toEqual([{ stopped: false }]);
  const reached = await reachedIn(handle);
  expect(reached.length).toBeGreaterThan(1);
  for (const it of reached) {
    const { told, vain } = it as NonNullable<BulkInput['reached']>;
    expect(told).toEqual(told.map((_, page) => [100 - page, page, 0]));
    expect(vain).toBe(0);
  }
  // 0 + 1 + … + 11 were refused.
  expect(await details(handle)).toContain('**已办理** 1134件 · **未能办理** 66件');
  expect(await details(handle)).toContain('**待办理** 0件');
  for (const run of await piece.runs(handle)) await piece.replay(run);
});

test('rounds in vain are counted over the border: what never answers is asked no more often because of it', async () => {
  const told = Array.from({ length: PAGES }, (): PageCounts => [99, 0, 1]);
  // Of twelve rounds nine were in vain; one answers in the first round, so that counting begins anew.
  answer = (page, _, nth) => (page === 0 && nth === 1 ? [100, 0, 0] : [99, 0, 1]);
  const handle = await begin({ told, vain: 0 });
  await waitFor('two rounds were in vain', () => asked.filter(({ page }) => page === 1).length === 3);
  const reached = await waitFor('it has continued as new', async () => {
    const all = (await reachedIn(handle)) as NonNullable<BulkInput['reached']>[];
    return all.length >= 3 && all;
  });
  expect(reached.map(({ vain }) => vain)).toEqual([0, 1, 2]);
  expect(reached[0]!.told).toEqual([[100, 0, 0], ...told.slice(1)]);
  expect(pagesTold().filter((page) => page === 0)).toHaveLength(1);
  await handle.signal('stop');
  await ended(handle);
});

test.each([
  ['stop', (handle: WorkflowHandle) => handle.signal('stop')],
  ['cancellation', (handle: WorkflowHandle) => handle.cancel()],
])(
  'a %s that comes together with the answer after which it would continue as new is heard',
  async (_, stop) => {
    const first = await begin();
    await ended(first);
    const border = ((await reachedIn(first))[0] as NonNullable<BulkInput['reached']>).told.length - 1;

    asked = [];
    closed = [];
    let answers = (): void => {};
    answer = (page) =>
      page === border
        ? new Promise<PageCounts>((resolve) => {
            answers = () => resolve([100, 0, 0]);
          })
        : [100, 0, 0];
    const handle = await begin();
    await waitFor('the last page before it is asked', () => pagesTold().includes(border));
    await piece.whileAway(async () => {
      answers();
      await waitFor('it has answered', async () => {
        const { raw } = await handle.describe();
        return (raw.pendingActivities ?? []).length === 0;
      });
      await stop(handle);
    });
    await ended(handle);
    expect(pagesTold().at(-1)).toBe(border);
    expect(closed).toEqual([{ stopped: true }]);
    expect(await piece.runs(handle)).toHaveLength(1);
    await piece.replay(handle);
  },
);

test.each([
  ['stop', (handle: WorkflowHandle) => handle.signal('stop')],
  ['cancellation', (handle: WorkflowHandle) => handle.cancel()],
])('a %s at any moment around a border is heard by one run or the next', async (_, stop) => {
  for (let at = 1; at <= 7; at++) {
    [asked, closed] = [[], []];
    let stopping: Promise<unknown> | undefined;
    let handle: WorkflowHandle | undefined;
    answer = (page) => {
      // Not waited for: it is under way while the answer is.
      if (page === at && handle) stopping ??= stop(handle);
      return [100, 0, 0];
    };
    handle = await begin();
    await ended(handle);
    await stopping;
    expect(closed).toEqual([{ stopped: true }]);
    expect(pagesTold()).toEqual([...new Set(pagesTold())]);
    expect(Math.max(...pagesTold())).toBeLessThan(PAGES - 1);
  }
});
