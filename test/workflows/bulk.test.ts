import type { WorkflowHandle } from '@temporalio/client';
import type { BulkActivities } from '../../activities/bulk/contract';
import type { BulkInput } from '../../domain/bulk/bulk';
import { HOUR } from '../../domain/time/instant';
import { SWEEPS } from '../../workflows/queues';
import { type Piece, pieceAlone } from '../given/servers/piece';
import { waitFor } from '../given/wait-for';

type Seen = Awaited<ReturnType<BulkActivities['tellBulkPage']>>;

let asked: { readonly page: number; readonly which: string }[] = [];
let closed: { readonly stopped: boolean }[] = [];
let answer: (page: number, which: string, nth: number) => Partial<Seen> = () => ({});

let piece: Piece;
beforeAll(async () => {
  piece = await pieceAlone({
    async tellBulkPage({ page, which }) {
      asked.push({ page, which });
      const nth = asked.filter((it) => it.page === page && it.which === which).length;
      return { counts: [100, 0, 0], waiting: 0, away: false, stopped: false, ...answer(page, which, nth) };
    },
    async closeBulk({ stopped }) {
      closed.push({ stopped });
    },
  });
});
beforeEach(() => {
  [asked, closed] = [[], []];
  answer = () => ({});
});
afterAll(() => piece?.stop());

const begin = (pages: number, reached?: BulkInput['reached']): Promise<WorkflowHandle> =>
  piece.start('bulk', {
    bulk: 'BK-1',
    what: '批量派单 · 共300件',
    pages,
    total: pages * 100,
    ...(reached ? { reached } : {}),
  } satisfies BulkInput);
const ended = (handle: WorkflowHandle) =>
  waitFor('it has come to its end', async () => (await handle.describe()).status.name === 'COMPLETED');
const detailsOf = async (handle: WorkflowHandle): Promise<string> =>
  (await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails;
/** In seconds, in order. */
const pausesIn = async (handle: WorkflowHandle): Promise<number[]> =>
  ((await handle.fetchHistory()).events ?? []).flatMap(({ timerStartedEventAttributes: timer }) =>
    timer ? [Number(timer.startToFireTimeout?.seconds)] : [],
  );

test('page by page, then once more those that gave no answer, until they do; on the queue of what may take long', async () => {
  answer = (page, which, nth) =>
    page === 1 && (which === 'waiting' || nth < 3) ? { counts: [98, 0, 2] } : {};
  const handle = await begin(3);
  await piece.pass(HOUR);
  await ended(handle);
  expect(asked).toEqual([
    { page: 0, which: 'waiting' },
    { page: 1, which: 'waiting' },
    { page: 2, which: 'waiting' },
    ...[1, 2, 3].map(() => ({ page: 1, which: 'unavailable' })),
  ]);
  expect(closed).toEqual([{ stopped: false }]);
  expect(new Set(await piece.queues(handle))).toEqual(new Set([SWEEPS]));
  await piece.replay(handle);
});

test('what never answers is given up in the end, and where nobody does the page goes on later', async () => {
  answer = (_, which, nth) => {
    if (which === 'unavailable') return { counts: [0, 0, 100], away: true };
    return nth < 3
      ? { counts: [0, 0, nth * 8], waiting: 100 - nth * 8, away: true }
      : { counts: [0, 0, 100] };
  };
  const handle = await begin(2);
  await piece.pass(4 * HOUR);
  await ended(handle);
  expect(asked.filter(({ which }) => which === 'waiting')).toHaveLength(6);
  // What is away for all is not asked page by page.
  const later = asked.filter(({ which }) => which === 'unavailable');
  expect(later).toHaveLength(12);
  expect(later.every(({ page }) => page === 0)).toBe(true);
  expect(closed).toEqual([{ stopped: false }]);
  // Of each page twice, and before each of the twelve rounds; each pause is twice as long as the one before, up to five minutes.
  const ofRounds = [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300];
  expect(await pausesIn(handle)).toEqual([2, 4, 2, 4, ...ofRounds]);
});

test.each([
  ['somebody asked for it', (handle: WorkflowHandle) => handle.signal('stop')],
  ['a console cancelled it', (handle: WorkflowHandle) => handle.cancel()],
])('it stops at once where %s, also while it waits, and ends in good order', async (_, stop) => {
  answer = () => ({ counts: [0, 0, 8], waiting: 92, away: true });
  const handle = await begin(3);
  await waitFor('it shows how far it is', async () =>
    (await detailsOf(handle)).includes('**待办理** 292件 · **未能确认** 8件'),
  );
  await stop(handle);
  await ended(handle);
  expect(new Set(asked.map(({ page }) => page))).toEqual(new Set([0]));
  expect(closed).toEqual([{ stopped: true }]);
  await piece.replay(handle);
});

test('a pause of minutes is no longer waited for', async () => {
  const handle = await begin(1, { told: [[98, 0, 2]], vain: 8 });
  await waitFor('it waits', async () => (await pausesIn(handle)).length > 0);
  expect(await detailsOf(handle)).toContain('**待办理** 0件 · **未能确认** 2件');
  await handle.signal('stop');
  await ended(handle);
  expect(asked).toEqual([]);
  expect(closed).toEqual([{ stopped: true }]);
});

test('a page that says that it was stopped is the last', async () => {
  answer = (page) => (page === 1 ? { counts: [40, 0, 0], waiting: 60, stopped: true } : {});
  const handle = await begin(3);
  await ended(handle);
  expect(asked.map(({ page }) => page)).toEqual([0, 1]);
  expect(closed).toEqual([{ stopped: true }]);
});

test('so is a round of asking again', async () => {
  answer = (page, which) => (page === 0 ? { counts: [98, 0, 2], stopped: which === 'unavailable' } : {});
  const handle = await begin(2);
  await piece.pass(HOUR);
  await ended(handle);
  expect(asked.filter(({ which }) => which === 'unavailable')).toEqual([{ page: 0, which: 'unavailable' }]);
  expect(closed).toEqual([{ stopped: true }]);
});
