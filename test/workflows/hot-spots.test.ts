import { type Piece, pieceAlone } from '../given/servers/piece';
import { waitFor } from '../given/wait-for';
import { SWEEPS } from '../../workflows/queues';

let looks = 0;
let piece: Piece;
beforeAll(async () => {
  piece = await pieceAlone({
    async findHotSpots() {
      if (++looks < 3) throw new Error('the database is away');
      return { found: 1 };
    },
  });
});
afterAll(() => piece?.stop());

test('JE-13, JN-7: a run looks for hot spots once, and goes on trying while the database is away', async () => {
  const handle = await piece.start('hotSpots');
  await waitFor('it has looked', () => looks > 0);
  await piece.pass(60_000);
  await waitFor(
    'the run has come to its end',
    async () => (await handle.describe()).status.name === 'COMPLETED',
  );
  expect(looks).toBe(3);
  expect(new Set(await piece.queues(handle))).toEqual(new Set([SWEEPS]));
  await piece.replay(handle);
});
