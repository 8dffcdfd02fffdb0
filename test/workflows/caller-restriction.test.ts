import type { WorkflowHandle } from '@temporalio/client';
import type { Applied } from '../../domain/procedures/command';
import type {
  RestrictionCommand,
  RestrictionEvent,
  RestrictionInput,
} from '../../domain/restriction/restriction';
import { DAY, HOUR, type Instant, instant, MINUTE } from '../../domain/time/instant';
import { fateOf } from '../../engine/commands';
import { type Piece, pieceAlone } from '../given/servers/piece';
import { waitFor } from '../given/wait-for';

/** What the database has of a restriction, and what was sent. */
let records: (readonly RestrictionEvent[])[] = [];
let sent: string[] = [];
let databaseIsAway = false;

let piece: Piece;
beforeAll(async () => {
  piece = await pieceAlone({
    async recordRestriction({ id, events, from }) {
      if (databaseIsAway) throw new Error('the database is away');
      records.push(events);
      return [{ ids: [`${id}:${from + 1}:hotline`], summary: '通知热线' }];
    },
    async deliver(delivery) {
      sent.push(...('ids' in delivery ? delivery.ids : []));
    },
  });
});
beforeEach(() => {
  databaseIsAway = false;
  [records, sent] = [[], []];
});
afterAll(() => piece?.stop());

const ID = 'RS-2CZ7-9Q2X-4V1B';

/** One that began now, for 30 days. */
async function imposed(
  events: readonly RestrictionEvent[] = [],
): Promise<{ handle: WorkflowHandle; until: Instant }> {
  const at = await piece.now();
  const until = instant(at + 30 * DAY);
  const input: RestrictionInput = { id: ID, rulebook: 'huizhou', at, until, source: 'HZ-4', events };
  return { handle: await piece.start('callerRestriction', input), until };
}
const say = (handle: WorkflowHandle, command: RestrictionCommand): Promise<Applied> =>
  handle.executeUpdate<Applied, [RestrictionCommand]>(command.name, {
    args: [command],
    updateId: command.id,
  });
const supervisor = { role: 'supervisor' } as const;
const appeal: RestrictionCommand = { id: 'c-1', name: 'appeal', actor: { role: 'caller' } };

const ended = (handle: WorkflowHandle) =>
  waitFor('it has come to its end', async () => (await handle.describe()).status.name === 'COMPLETED');
const timers = async (handle: WorkflowHandle): Promise<number> =>
  (await piece.history(handle)).filter((type) => type.includes('TIMER_STARTED')).length;

test('HZ-4: a restriction is lifted by itself on its day, by one timer, recorded, and the hotline told', async () => {
  const { handle, until } = await imposed();
  await piece.pass(30 * DAY - HOUR);
  expect([records, (await handle.describe()).status.name]).toEqual([[], 'RUNNING']);
  await piece.pass(HOUR + MINUTE);
  await ended(handle);
  expect(records).toEqual([
    [{ type: 'ended', how: 'time', at: expect.any(Number) as number, actor: { role: 'system' } }],
  ]);
  const at = records[0]?.[0]?.at ?? 0;
  expect(at - until).toBeGreaterThanOrEqual(0);
  expect(at - until).toBeLessThan(MINUTE);
  expect(sent).toEqual([`${ID}:1:hotline`]);
  expect(await timers(handle)).toBe(1);
  await piece.replay(handle);
}, 60_000);

test('HZ-4: an appeal that a supervisor approves ends it early; one more is refused, and leaves nothing in the history', async () => {
  const { handle } = await imposed();
  expect(await say(handle, appeal)).toEqual({ seq: 1 });
  expect(records).toMatchObject([[{ type: 'appealed', command: 'c-1', actor: { role: 'caller' } }]]);
  const before = await piece.history(handle);
  const again = await say(handle, { ...appeal, id: 'c-2' }).catch(fateOf);
  expect(again).toMatchObject({ kind: 'refused', refusal: { kind: 'state', reason: 'appeal-waits' } });
  expect((await piece.history(handle)).filter((it) => it.includes('UPDATE_ACCEPTED'))).toHaveLength(
    before.filter((it) => it.includes('UPDATE_ACCEPTED')).length,
  );
  const decision = { id: 'c-3', name: 'decide', approve: true, actor: supervisor } as const;
  expect(await say(handle, decision)).toEqual({ seq: 2 });
  await ended(handle);
  expect(records.at(-1)).toMatchObject([{ type: 'appealed' }, { type: 'ended', how: 'appeal' }]);
  await piece.replay(handle);
});

test('nobody is answered before it is written: a database that is away holds the answer up, and loses nothing', async () => {
  const { handle } = await imposed();
  databaseIsAway = true;
  let answered = false;
  const lifted = say(handle, { id: 'c-1', name: 'lift', actor: supervisor }).then((it) => {
    answered = true;
    return it;
  });
  await waitFor('it is tried', async () =>
    (await piece.history(handle)).some((type) => type.includes('ACTIVITY_TASK_SCHEDULED')),
  );
  await piece.pass(HOUR);
  expect([answered, records]).toEqual([false, []]);
  databaseIsAway = false;
  await piece.pass(MINUTE);
  expect(await lifted).toEqual({ seq: 1 });
  await ended(handle);
  expect(records).toMatchObject([[{ type: 'ended', how: 'lifted' }]]);
}, 60_000);

test('one that was ended from outside is started anew with what is known of it, and goes on; cancelled, it does not end', async () => {
  const appealed = { type: 'appealed', at: instant(0), actor: { role: 'caller' }, command: 'c-1' } as const;
  const { handle } = await imposed([appealed]);
  // The same command once more is the same.
  expect(await say(handle, appeal)).toEqual({ seq: 1 });
  await handle.cancel();
  await piece.pass(DAY);
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await say(handle, { id: 'c-2', name: 'decide', approve: false, actor: supervisor });
  expect(records.at(-1)).toMatchObject([{ type: 'appealed' }, { type: 'appeal-refused' }]);
  await piece.pass(30 * DAY);
  await ended(handle);
  expect(records.at(-1)).toMatchObject([{ type: 'appealed' }, { type: 'appeal-refused' }, { how: 'time' }]);
}, 60_000);
