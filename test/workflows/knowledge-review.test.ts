import type { KnowledgeActivities } from '../../activities/contract';
import { SWEEPS } from '../../workflows/queues';
import { type Piece, pieceAlone } from '../given/servers/piece';
import { waitFor } from '../given/wait-for';

/** What is to be looked at again, and what was done about it, in order. */
let pages: Awaited<ReturnType<KnowledgeActivities['tellOfReviews']>>[] = [];
let done: string[] = [];
let receiverIsDown = true;

let piece: Piece;
beforeAll(async () => {
  piece = await pieceAlone({
    async tellOfReviews() {
      return pages.shift() ?? { deliveries: [], reminded: [], more: false };
    },
    async noteReminded({ entries }) {
      done.push(...entries.map(({ id }) => `noted ${id}`));
    },
    async deliver(delivery) {
      if (receiverIsDown) throw new Error('503');
      done.push(...('ids' in delivery ? delivery.ids : []).map((id) => `sent ${id}`));
    },
  });
});
afterAll(() => piece?.stop());

test('WF-31: owners are told page by page, each is noted before the next, and a receiver that is down is tried until it is there', async () => {
  pages = ['KB-1', 'KB-2'].map((id, i) => ({
    deliveries: [{ ids: [`${id}:1:parks`], summary: '通知园林局' }],
    reminded: [{ id, version: 1 }],
    more: i === 0,
  }));
  const handle = await piece.start('knowledgeReview');
  await waitFor('both are noted', () => done.length === 2);
  expect([done, (await handle.describe()).status.name]).toEqual([['noted KB-1', 'noted KB-2'], 'RUNNING']);
  receiverIsDown = false;
  await piece.pass(3_600_000);
  await waitFor('it is over', async () => (await handle.describe()).status.name === 'COMPLETED');
  expect(done.slice(2).toSorted()).toEqual(['sent KB-1:1:parks', 'sent KB-2:1:parks']);
  expect(await piece.queues(handle)).toContain(SWEEPS);
  await piece.replay(handle);
});
