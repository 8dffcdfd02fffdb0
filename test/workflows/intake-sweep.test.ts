import { HOUR } from '../../domain/time/instant';
import { type Piece, pieceAlone } from '../given/servers/piece';
import { SWEEPS } from '../../workflows/queues';
import { waitFor } from '../given/wait-for';

let sweeps = 0;
/** Of which sweeps every try fails. */
const failing = new Set<number>();
let tries = 0;

let piece: Piece;
beforeAll(async () => {
  piece = await pieceAlone({
    async sweep() {
      tries++;
      if (failing.has(sweeps + 1) && tries < 3) throw new Error('the database is away');
      sweeps++;
      const failed = failing.has(sweeps);
      tries = 0;
      if (failed) throw new Error('the database is away');
      return { started: 0, restored: 0, removed: 0 };
    },
  });
});
afterAll(() => piece?.stop());

test('one run sweeps for an hour, every 20 s, and one sweep that fails is followed by the next', async () => {
  failing.add(7);
  const began = await piece.now();
  const handle = await piece.start('intakeSweep');
  await waitFor('it sweeps', () => sweeps > 0);
  await piece.pass(2 * HOUR);
  await waitFor(
    'the run has come to its end',
    async () => (await handle.describe()).status.name === 'COMPLETED',
    {
      seconds: 60,
    },
  );
  expect(sweeps).toBe(180);
  const { closeTime } = await handle.describe();
  const took = Number(closeTime) - began;
  expect(took).toBeGreaterThanOrEqual(HOUR);
  expect(took).toBeLessThan(HOUR + 60_000);
  expect(new Set(await piece.queues(handle))).toEqual(new Set([SWEEPS]));
  await piece.replay(handle);
}, 180_000);
