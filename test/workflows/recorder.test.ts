import { activityInfo, ApplicationFailure, sleep } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { messageId } from '../../domain/telling/consequences';
import { LEDGER_BEHIND, type Turn } from '../../domain/telling/turn';
import { MINUTE } from '../../domain/time/instant';
import { type Piece, pieceAlone } from '../given/servers/piece';
import { waitFor } from '../given/wait-for';
import { finish, press } from './pieces/recorder';

/** The turns that the database does not take. */
let away: (turn: Turn) => boolean = () => false;
/** The last event of a ledger that was set back, until it is told the rest. */
let endsWith: number | undefined;
/** What it does then: it lets who asks wait for longer than a command can, or refuses at once; or its absence is known before it is asked. */
let how: 'hangs' | 'refuses' | 'is known to be away' = 'refuses';
/** How often it was asked in vain by a local activity. */
let localTries: number;
/** The turns that it took, as they came. */
let written: { readonly seqs: number[]; readonly told: string[]; readonly local: boolean }[] = [];

let piece: Piece;
let handle: WorkflowHandle;
beforeAll(async () => {
  piece = await pieceAlone({
    async record(turn) {
      const local = activityInfo().isLocal;
      const [first] = turn.events;
      if (endsWith !== undefined && first !== undefined && first.seq > endsWith + 1) {
        throw ApplicationFailure.nonRetryable('behind', LEDGER_BEHIND, endsWith);
      }
      endsWith = undefined;
      if (away(turn)) {
        if (local) localTries++;
        if (local && how === 'hangs') await sleep(10_000);
        if (local && how === 'is known to be away') throw ApplicationFailure.nonRetryable('away');
        throw new Error('away');
      }
      written.push({
        seqs: turn.events.map(({ seq }) => seq),
        told: turn.notifications.map((it) => messageId(it, 'unit' in it.to ? it.to.unit : it.to.role)),
        local,
      });
      return turn.events.map(({ seq }) => ({ id: `message ${seq}`, summary: '通知' }));
    },
  });
});
/** The last event of its registration. */
let registered: number;
beforeEach(async () => {
  away = () => false;
  how = 'refuses';
  endsWith = undefined;
  localTries = 0;
  written = [];
  handle = await piece.start('recorder');
  registered = await waitFor('its registration is written', () => written[0]?.seqs.at(-1));
});
afterEach(() => handle?.terminate().catch(() => {}));
afterAll(() => piece?.stop());

const pressed = () => handle.executeUpdate(press);
const until = (turns: number) => waitFor(`${turns} turns are written`, () => written.length >= turns);

/** Ends it: every event is written once, in order, each has told whom it tells, each turn's messages were handed on, and another worker could go on. */
async function expectNothingLost(last: number): Promise<void> {
  await handle.signal(finish);
  const given: string[] = await handle.result();
  const all = Array.from({ length: last }, (_, index) => index + 1);
  expect(written.flatMap(({ seqs }) => seqs)).toEqual(all);
  expect(given).toEqual(all.map((seq) => `message ${seq}`));
  const presses = all.slice(registered).map((seq) => `T-1:${seq}:hotline`);
  expect(written.slice(1).flatMap(({ told }) => told)).toEqual(presses);
  await piece.replay(handle);
}

test('a command is answered when readers find it, and each turn costs no more than a marker', async () => {
  for (const seq of [registered + 1, registered + 2]) {
    expect(await pressed()).toEqual({ seq });
    expect(written.at(-1)?.seqs).toEqual([seq]);
  }
  expect(written.every(({ local }) => local)).toBe(true);
  const history = await piece.history(handle);
  expect(history.filter((type) => type === 'MARKER_RECORDED')).toHaveLength(3);
  expect(history).not.toContain('ACTIVITY_TASK_SCHEDULED');
  await expectNothingLost(registered + 2);
});

test.each(['hangs', 'refuses'] as const)(
  'a database that %s: a command is answered within seconds, the next at once, and all is written when it is back, in order',
  async (manner) => {
    how = manner;
    away = () => true;
    const down = Date.now();
    expect(await pressed()).toEqual({ seq: registered + 1 });
    expect(Date.now() - down).toBeLessThan(8_000);
    const meanwhile = Date.now();
    expect(await pressed()).toEqual({ seq: registered + 2 });
    expect(await pressed()).toEqual({ seq: registered + 3 });
    expect(Date.now() - meanwhile).toBeLessThan(2_000);
    expect(written).toHaveLength(1);

    away = () => false;
    await piece.pass(MINUTE);
    await until(3);
    expect(written.slice(1)).toMatchObject([
      { seqs: [registered + 1], local: false },
      { seqs: [registered + 2, registered + 3], local: true },
    ]);
    expect(await pressed()).toEqual({ seq: registered + 4 });
    await expectNothingLost(registered + 4);
  },
);

test.each(['at once', 'after an outage'] as const)(
  'a ledger that was set back is told %s what it lacks, and nobody is told of that again',
  async (when) => {
    await pressed();
    await pressed();
    if (when === 'at once') endsWith = registered;
    else away = () => true;
    await pressed();
    if (when === 'after an outage') {
      [endsWith, away] = [registered, () => false];
      await piece.pass(MINUTE);
    }
    await until(4);
    expect(written.at(-1)).toMatchObject({
      seqs: [registered + 1, registered + 2, registered + 3],
      told: [`T-1:${registered + 3}:hotline`],
      local: when === 'at once',
    });
    await handle.signal(finish);
    await handle.result();
    await piece.replay(handle);
  },
);

test('where its process knows that the database is away, a ticket waits for it without trying again', async () => {
  how = 'is known to be away';
  away = () => true;
  expect(await pressed()).toEqual({ seq: registered + 1 });
  expect(localTries).toBe(1);
  away = () => false;
  await piece.pass(MINUTE);
  await until(2);
  await expectNothingLost(registered + 1);
});

test('an outage of hours costs one activity, however often it is tried', async () => {
  away = () => true;
  await pressed();
  await piece.pass(120 * MINUTE);
  away = () => false;
  await piece.pass(MINUTE);
  await until(2);
  const history = await piece.history(handle);
  expect(history.filter((type) => type === 'ACTIVITY_TASK_SCHEDULED')).toHaveLength(1);
  await expectNothingLost(registered + 1);
});

test('a turn waits for the one before it, though the database would take it', async () => {
  away = ({ events }) => events.some(({ seq }) => seq === registered + 1);
  await pressed();
  expect(await pressed()).toEqual({ seq: registered + 2 });
  await piece.pass(MINUTE);
  expect(written).toHaveLength(1);
  away = () => false;
  await piece.pass(MINUTE);
  await until(3);
  await expectNothingLost(registered + 2);
});
