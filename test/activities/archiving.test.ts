import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { archiving, type Archiving } from '../../activities/archiving';
import { DAY, HOUR, type Instant, instant } from '../../domain/time/instant';
import { reconcileTicket, reconcileUnknown } from '../../engine/recovery/reconcile';
import { restartTicket } from '../../engine/recovery/restart-ticket';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';
import { at, command, Story } from '../given/story';

let db: TestDatabase;
beforeEach(async () => {
  db = await startDatabase();
  running.clear();
  ended.length = 0;
  logged.length = 0;
});
afterEach(() => db.stop());

/** Workflows that run, each with the last event that it knows; those that were ended from outside. */
const running = new Map<string, number>();
const ended: [id: string, why: string][] = [];
const logged: object[] = [];
const log = { info: () => {}, error: (facts: object) => void logged.push(facts) };

/** An engine that knows of nothing but these. */
const client = {
  workflow: {
    getHandle: (id: string) => ({
      describe: async () => {
        if (!running.has(id)) throw new WorkflowNotFoundError('gone', id, undefined);
        return { status: { name: 'RUNNING' }, runId: 'r' };
      },
      query: async () => running.get(id),
      terminate: async (why: string) => {
        running.delete(id);
        ended.push([id, why]);
      },
    }),
    async *list() {
      for (const workflowId of running.keys()) yield { workflowId };
    },
  },
} as unknown as Client;

const noon = at('2026-09-29 12:00');
const after = (days: number): Instant => instant(noon + days * DAY);
const rulebooks = new Map([['test', { archive: { after: { days: 90 } } }]]);

/** One archiving process, call after call. */
function archivist(): (now: Instant) => Promise<Archiving> {
  const archive = archiving({ store: db.store, client, rulebooks, log });
  return (now) => new MockActivityEnvironment().run(() => archive(now));
}

/** A ticket that was closed so many days after noon. */
async function closed(days: number, rulebook = 'test'): Promise<string> {
  const matter = aMatter();
  const taken = intake(matter);
  const rules = { ...taken.input.rules, id: rulebook };
  await db.store.tickets.add({ ...taken, input: { ...taken.input, rules } });
  const story = new Story(LAW, matter).do(after(days), command('answer', {}));
  await db.store.recordTurn(turnOf(story), []);
  await db.store.tickets.confirm(matter.id, story.ticket.seq);
  return matter.id;
}

const isArchived = (id: string): Promise<boolean> => db.store.archive.has(id);

test('what its rulebook’s time is over for goes to the archive, and nothing that is younger or open', async () => {
  const [old, young, unloaded] = [await closed(0), await closed(2), await closed(0, 'gone')];
  const open = aMatter();
  await db.store.tickets.add(intake(open));
  await db.store.recordTurn(turnOf(new Story(LAW, open)), []);
  // A rulebook that was loaded once, and is not any more.
  await db.store.rulebooks.keep([{ id: 'gone', version: '1', title: 't', hash: 'h' } as never], noon);
  expect(await archivist()(instant(after(90) - 1))).toEqual({ archived: 0, unarchived: 0 });
  expect(await archivist()(instant(after(91)))).toEqual({ archived: 1, unarchived: 0 });
  expect(await Promise.all([old, young, unloaded, open.id].map(isArchived))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(await archivist()(instant(after(366)))).toEqual({ archived: 2, unarchived: 0 });
  expect(await Promise.all([young, unloaded, open.id].map(isArchived))).toEqual([true, true, false]);
});

test('one call looks at 200 tickets, and the next ones at the rest; then it rests for an hour', async () => {
  for (let i = 0; i < 201; i++) await closed(0);
  const archive = archivist();
  const now = after(100);
  expect(await archive(now)).toEqual({ archived: 200, unarchived: 0 });
  expect(await archive(now)).toEqual({ archived: 1, unarchived: 0 });
  await closed(1);
  expect(await archive(instant(now + HOUR - 1))).toEqual({ archived: 0, unarchived: 0 });
  expect(await archive(instant(now + HOUR))).toEqual({ archived: 1, unarchived: 0 });
});

test('those that can’t be archived stop no other, however many and however old they are; the next pass tries them again', async () => {
  for (let i = 0; i < 200; i++) {
    const id = await closed(0);
    await db.connection.collection('ledger').deleteOne({ _id: `${id}:1` as never });
  }
  const broken = await closed(0);
  await db.connection.collection('archive').insertOne({ _id: broken as never, sealed: 'x', archivedAt: 1 });
  const whole = await closed(1);
  const archive = archivist();
  const now = after(100);
  expect(await archive(now)).toEqual({ archived: 0, unarchived: 0 });
  expect(await archive(now)).toEqual({ archived: 1, unarchived: 1 });
  expect(await isArchived(whole)).toBe(true);
  expect(logged).toEqual([expect.objectContaining({ ticket: broken })]);
  expect(await archive(instant(now + HOUR))).toEqual({ archived: 0, unarchived: 0 });
  expect(await archive(instant(now + HOUR))).toEqual({ archived: 0, unarchived: 1 });
});

test('what another process left half done is finished first', async () => {
  const id = await closed(0);
  const archive = db.connection.collection('archive');
  await db.store.archive.put(id, after(90));
  await archive.updateOne({ _id: id as never }, { $set: { clearing: true } });
  expect(await archivist()(after(91))).toEqual({ archived: 1, unarchived: 0 });
  expect(await archive.countDocuments({ clearing: true })).toBe(0);
});

test('one whose workflow runs stays; where that knows less, as of an engine that was set back, it is ended', async () => {
  const [sending, restored] = [await closed(0), await closed(0)];
  const seq = (await db.store.tickets.find(sending))?.seq ?? 0;
  running.set(sending, seq).set(restored, 1);
  const archive = archivist();
  expect(await archive(after(100))).toEqual({ archived: 0, unarchived: 0 });
  expect(ended).toEqual([[restored, 'Its ledger says that it is closed.']]);
  expect(await archive(instant(after(100) + HOUR))).toEqual({ archived: 1, unarchived: 0 });
  expect(await Promise.all([sending, restored].map(isArchived))).toEqual([false, true]);
});

describe('an archived ticket that runs again, since the engine was set back to before its end,', () => {
  const archived = async (): Promise<string> => {
    const id = await closed(0);
    expect(await db.store.archive.put(id, after(90))).toBe(true);
    running.set(id, 1);
    return id;
  };

  test('is ended where its workflow writes a turn', async () => {
    const id = await archived();
    await restartTicket({ client, store: db.store }, id, 'another run');
    expect(ended).toEqual([]);
    await restartTicket({ client, store: db.store }, id, 'r');
    expect(ended).toEqual([[id, 'It lies in the archive.']]);
  });

  test('is ended by npm run reconcile, and is not put among the tickets again', async () => {
    const id = await archived();
    const found: object[] = [];
    const failed = (ticket: string, error: unknown) => {
      throw new Error(ticket, { cause: error });
    };
    const by = { found: (it: object) => void found.push(it), unproven: failed, failed };
    await reconcileUnknown({ client, store: db.store, ...by });
    expect(found).toEqual([
      expect.objectContaining({ ticket: id, done: 'its workflow was ended: the ticket is in the archive' }),
    ]);
    expect(ended).toEqual([[id, 'It lies in the archive.']]);
    expect(await db.store.tickets.openAmong([id])).toEqual([]);
    expect(await db.connection.collection('tickets').countDocuments()).toBe(0);
    expect(await reconcileTicket({ client, store: db.store }, id)).toBeUndefined();
  });
});
