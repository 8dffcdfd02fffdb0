import { heartbeat, sleep } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { SweepActivities } from '../../activities/contract';
import { TASK_QUEUE } from '../../engine/names';
import { ensureSearchAttributes } from '../../engine/register-search-attributes';
import { ensureSchedules } from '../../engine/schedules';
import { startTicket } from '../../engine/start-ticket';
import { unitsOf } from '../../config/units-file';
import { makeSweepActivities } from '../../activities/sweep-activities';
import { type TellTickets, tellTicketsBy } from '../../engine/tell-tickets';
import { publishedCalendars } from '../../config/published-calendars';
import { freePort } from '../../dev/servers/ports';
import type { RunningServer } from '../../dev/processes';
import { startTemporal } from '../../dev/servers/temporal-server';
import type { TicketInput } from '../../domain/ticket/input';
import type { Rebinding } from '../../domain/law/rebind';
import type { CalendarDay } from '../../domain/time/calendar';
import { instant } from '../../domain/time/instant';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { samplesOf } from '../given/metrics';
import { at, command, dispatchTo, PARKS, Story, STREET, WATER } from '../given/story';
import type { Store } from '../../storage/store';
import { workerMetrics } from '../../telemetry/worker-metrics';
import { seal } from '../../keys/seal';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';
import { waitFor } from '../given/wait-for';

let db: TestDatabase;
let server: RunningServer | undefined;
let connection: Connection | undefined;
let client: Client;
const logged: unknown[] = [];

beforeAll(async () => {
  db = await startDatabase();
  server = await startTemporal({ port: await freePort() });
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection });
  await ensureSearchAttributes(connection, 'default');
});
afterAll(async () => {
  await connection?.close();
  await Promise.all([db.stop(), server?.stop()]);
});

const metrics = workerMetrics();
const log = { info: () => {}, error: (facts: unknown) => void logged.push(facts) };
const tickets = (): TellTickets =>
  tellTicketsBy({
    store: db.store,
    client,
    packaged: publishedCalendars(),
    rate: 1_000,
    heartbeat,
    sleep,
    log,
  });
const nudge = async () => 0;
const gatherings = async () => 0;
const rulebooks = new Map([['weifang', { archive: { after: { days: 90 } } }]]);
const checkpoint = async () => 0;
const sweep = (
  units = unitsOf([]),
  { store = db.store, told = tickets() }: { store?: Store; told?: TellTickets } = {},
): ReturnType<SweepActivities['sweep']> =>
  new MockActivityEnvironment().run(
    makeSweepActivities({
      store,
      client,
      units,
      rulebooks,
      tickets: told,
      nudge,
      gatherings,
      checkpoint,
      metrics,
      log,
    }).sweep,
  );

/** Registered long ago, and nothing due before a far day, so that only what a test does makes it suspicious. */
const quiet = { registeredAt: instant(Date.now() - 60_000), receivedAt: instant(Date.now() - 60_000) };

/** Its dispatching was due long ago. */
const past = { receivedAt: at('2026-09-29 10:00'), registeredAt: at('2026-09-29 10:00') };

async function taken(changes = {}): Promise<Story> {
  const matter = aMatter({ ...quiet, ...changes });
  await db.store.tickets.add(intake(matter));
  return new Story(LAW, matter);
}

/** Writes down a turn that whoever caused it was answered with. */
async function recorded(story: Story, from?: number): Promise<void> {
  await db.store.recordTurn(turnOf(story, from), []);
  await db.store.tickets.confirm(story.ticket.id, story.ticket.seq);
}

const runOf = (id: string) => client.workflow.getHandle(id).describe();

async function signalsTo(id: string): Promise<[string, unknown][]> {
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
    signal
      ? [[signal.signalName ?? '', defaultPayloadConverter.fromPayload(signal.input?.payloads?.[0] ?? {})]]
      : [],
  );
}

async function inputOf(id: string): Promise<TicketInput> {
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  const payload = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  return defaultPayloadConverter.fromPayload(payload ?? {});
}

test('search attributes are registered once, and registering them again changes nothing', async () => {
  await ensureSearchAttributes(client.connection, 'default');
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({
    namespace: 'default',
  });
  for (const name of [
    'TicketState',
    'TicketKind',
    'Rulebook',
    'Unit',
    'District',
    'Due',
    'Overdue',
    'EscalationLevel',
  ]) {
    expect(customAttributes).toHaveProperty(name);
  }
});

test('a ticket is started with what supervisors find it by, and starting it again leaves its run alone', async () => {
  const matter = aMatter(quiet);
  const { input } = intake(matter);
  expect(await startTicket(client, input)).toBe('started');
  const { runId, taskQueue, typedSearchAttributes, staticSummary, staticDetails } = {
    ...(await runOf(matter.id)),
    staticSummary: await (await runOf(matter.id)).staticSummary(),
    staticDetails: await (await runOf(matter.id)).staticDetails(),
  };
  expect(taskQueue).toBe(TASK_QUEUE);
  expect(staticSummary).toBe('投诉 · 市容环境/占道经营 · 历下区');
  expect(staticDetails).toContain('test@1');
  expect(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value])).toEqual(
    expect.arrayContaining([
      ['TicketState', 'registered'],
      ['TicketKind', 'complaint'],
      ['Rulebook', 'test'],
      ['District', 'lixia'],
      ['Overdue', false],
      ['EscalationLevel', 0],
    ]),
  );
  expect(await startTicket(client, input)).toBe('there-already');
  expect((await runOf(matter.id)).runId).toBe(runId);
});

test('a schedule that this version wants otherwise is brought to that, and stays paused where somebody paused it', async () => {
  await ensureSchedules(client);
  const schedule = client.schedule.getHandle('intake-sweep');
  await schedule.update((was) => ({ ...was, spec: { intervals: [{ every: '1h' }] } }));
  // What a schedule is told it takes up soon, not at once.
  const shown = (every: number, paused: boolean) =>
    waitFor(`the schedule runs each ${every} ms, ${paused ? 'paused' : 'going on'}`, async () => {
      const it = await schedule.describe();
      return it.state.paused === paused && it.spec.intervals?.[0]?.every === every && it;
    });
  await shown(3_600_000, false);
  await schedule.pause('by hand');
  await shown(3_600_000, true);
  await ensureSchedules(client);
  const { spec, state, action } = await shown(20_000, true);
  expect(spec.intervals).toMatchObject([{ every: 20_000 }]);
  expect(state).toMatchObject({ paused: true, note: 'by hand' });
  expect(action).toMatchObject({ workflowType: 'intakeSweep', workflowId: 'intake-sweep' });
  await schedule.delete();
});

describe('the sweep', () => {
  test('starts all tickets that were stored while the engine was away, more than a page of them, and one that is broken stops no other', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 230; i++) ids.push((await taken()).ticket.id);
    const broken = ids[100] ?? '';
    await db.connection.db
      ?.collection<{ _id: string }>('tickets')
      .updateOne({ _id: broken }, { $set: { calendar: { 2026: null } } });
    expect(await sweep()).toEqual({ started: 229, restored: 0, removed: 0 });
    expect(logged).toEqual([expect.objectContaining({ ticket: broken })]);
    expect((await runOf(ids[229] ?? '')).status.name).toBe('RUNNING');
    expect(await sweep()).toEqual({ started: 0, restored: 0, removed: 0 });
    await db.connection.db?.collection<{ _id: string }>('tickets').deleteOne({ _id: broken });
  });

  test('starts a ticket again whose workflow was terminated, as its ledger tells it, once', async () => {
    const story = await taken();
    const { id } = story.ticket;
    await startTicket(client, intake(aMatter({ ...quiet, id })).input);
    await recorded(story.do(instant(Date.now()), dispatchTo(PARKS)));
    const first = await runOf(id);
    await client.workflow.getHandle(id).terminate('by hand');
    let restored = 0;
    for (let i = 0; i < 40 && restored === 0; i++) ({ restored } = await sweep());
    expect(restored).toBe(1);
    const second = await runOf(id);
    expect(second.status.name).toBe('RUNNING');
    expect(second.runId).not.toBe(first.runId);
    expect(second.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value])).toContainEqual([
      'Unit',
      'parks',
    ]);
    expect((await inputOf(id)).carried).toMatchObject({
      restored: true,
      ticket: { state: 'handling', seq: story.ticket.seq },
    });
    expect(await sweep()).toMatchObject({ started: 0, restored: 0 });
    expect((await runOf(id)).runId).toBe(second.runId);
  });

  test('tells open tickets of a closed unit who succeeds it, until their records say so', async () => {
    const [open, other, closed] = [await taken(), await taken(), await taken()];
    for (const { ticket } of [open, other, closed])
      await startTicket(client, intake(aMatter({ ...quiet, id: ticket.id })).input);
    open.do(instant(Date.now()), dispatchTo(WATER, [PARKS]));
    other.do(instant(Date.now()), dispatchTo(WATER));
    closed.do(instant(Date.now()), dispatchTo(PARKS)).do(instant(Date.now()), command('withdraw', {}));
    for (const story of [open, other, closed]) await recorded(story);
    const units = unitsOf([WATER, { ...PARKS, successor: STREET.id }, STREET]);
    await sweep(units);
    const succession = { unit: PARKS.id, by: STREET };
    expect(await signalsTo(open.ticket.id)).toEqual([['succeed', succession]]);
    await sweep(units);
    expect(await signalsTo(open.ticket.id)).toHaveLength(2);

    const { seq } = open.ticket;
    await recorded(open.succeeded(instant(Date.now()), succession), seq);
    await sweep(units);
    expect(await signalsTo(open.ticket.id)).toHaveLength(2);
    for (const { ticket } of [other, closed]) expect(await signalsTo(ticket.id)).toEqual([]);
  });

  test('leaves a closed ticket alone', async () => {
    const story = await taken();
    const { id } = story.ticket;
    await startTicket(client, intake(aMatter({ ...quiet, id })).input);
    await recorded(story.do(instant(Date.now()), command('withdraw', {})));
    await client.workflow.getHandle(id).terminate('by hand');
    expect(await sweep()).toMatchObject({ started: 0, restored: 0 });
    expect((await runOf(id)).status.name).toBe('TERMINATED');
  });

  test('does not start a ticket whose ledger is closed though readers see it open, and shows it closed', async () => {
    const story = await taken(past);
    const { id } = story.ticket;
    const { view } = turnOf(story);
    await db.store.recordTurn(
      { ...turnOf(story.do(instant(Date.now()), command('withdraw', {}))), view },
      [],
    );
    expect(await db.store.tickets.find(id)).toMatchObject({ state: 'registered' });
    expect(await sweep()).toMatchObject({ started: 0, restored: 0 });
    expect(await db.store.tickets.find(id)).toMatchObject({ state: 'closed', seq: story.ticket.seq });
  });

  test('starts a ticket again that the engine knows nothing of, once its moment has passed', async () => {
    const story = await taken(past);
    await db.store.recordTurn(turnOf(story), []);
    expect(await sweep()).toMatchObject({ restored: 1 });
    expect((await inputOf(story.ticket.id)).carried?.ticket.clocks).toEqual(story.ticket.clocks);
    expect(await sweep()).toMatchObject({ restored: 0 });
  });

  test('T-7: tells of a city’s days the tickets of its rulebook alone, and of the nation’s all, each with its own city’s days', async () => {
    const [own, other] = [await started('city'), await started('elsewhere')];
    const local = await publication('city', TYPHOON);
    await told(own, [local]);
    // However often: a publication that is not theirs chases no other tickets.
    await sweep();
    expect(await rebindingsOf(other)).toEqual([]);

    const national = await publication(undefined, { date: `${YEAR}-10-01`, working: false, name: '国庆' });
    await told(own, [local, national]);
    await told(other, [national]);
    const [, last] = await rebindingsOf(own);
    const nation = { source: '通知', off: '1001', on: '' };
    expect(last).toMatchObject({
      calendar: { [YEAR]: { ...nation, local: { source: '通知', off: MONDAY, on: '' } } },
    });
    expect((await rebindingsOf(other))[0]).toMatchObject({ calendar: { [YEAR]: nation } });
    expect(JSON.stringify(await rebindingsOf(other))).not.toContain('local');
  });

  test('where none was behind a publication, does not go through all tickets again at once', async () => {
    await publication('elsewhere', TYPHOON);
    let asked = 0;
    const counting: TellTickets = {
      ...tickets(),
      unbound: async () => {
        asked++;
        return { tickets: [] };
      },
    };
    const activities = makeSweepActivities({
      store: db.store,
      client,
      units: unitsOf([]),
      rulebooks,
      tickets: counting,
      metrics,
      nudge,
      gatherings,
      checkpoint,
      log,
    });
    const once = () => new MockActivityEnvironment().run(activities.sweep);
    await once();
    const first = asked;
    expect(first).toBeGreaterThan(0);
    await once();
    expect(asked).toBe(first);
    // One that is only now started may be behind, and is in Temporal's list a little later.
    await taken();
    await once();
    expect(asked).toBe(2 * first);
    await once();
    expect(asked).toBe(3 * first);
    await once();
    expect(asked).toBe(3 * first);
  });

  test('tells of tickets that run and do not do what is due, so that one whose rules throw is not silent', async () => {
    const matter = aMatter({ ...quiet, ...past });
    await db.store.tickets.add(intake(matter));
    const story = new Story(LAW, matter);
    await startTicket(client, intake(matter).input);
    await recorded(story);
    logged.length = 0;
    expect(await sweep()).toMatchObject({ restored: 0 });
    expect(logged).toEqual([
      { count: expect.any(Number) as number, tickets: expect.arrayContaining([story.ticket.id]) as string[] },
    ]);
    const [{ count }] = logged as [{ count: number }];
    expect(samplesOf(await metrics.text(), 'huiyin_tickets_standing')).toEqual({ '': count });
  });

  test('asks a workflow that nobody carries on how far it is, and does not wait long for an answer', async () => {
    const story = await taken();
    const { id, seq } = story.ticket;
    await startTicket(client, intake(aMatter({ ...quiet, id })).input);
    await db.store.recordTurn(turnOf(story), []);
    await db.store.tickets.doubt(id, instant(Date.now() - 60_000));
    const bounded = jest.spyOn(client, 'withDeadline');
    const before = Date.now();
    logged.length = 0;
    await sweep();
    expect(logged).toContainEqual(expect.objectContaining({ ticket: id }));
    expect(Number(bounded.mock.calls[0]?.[0]) - before).toBeLessThan(20_000);
    bounded.mockRestore();
    await db.store.tickets.confirm(id, seq);
  });

  test('renews what is of the first format: tickets, which are found by words then, and after them their commands', async () => {
    const { ticket } = await taken();
    const tickets = db.connection.collection<{ _id: string }>('tickets');
    const { _id, ...sealed } = (await tickets.findOne({ _id: ticket.id }))!;
    const text = {
      title: '烧烤',
      content: '占道',
      contact: seal(db.keys, '{"caller":{"phone":"13800138000"}}', _id),
    };
    const { version: _v, key: _k, words: _w, ...first } = { ...sealed, ...text } as Record<string, unknown>;
    await tickets.replaceOne({ _id }, first);
    const commands = db.connection.collection<{ _id: string }>('commands');
    const order = { name: 'urge', actor: { sub: 'op', role: 'operator' }, texts: { text: '急' }, at: 0 };
    await commands.insertOne({ _id: 'c-first', ticketId: _id, applied: true, ...order } as never);
    await sweep();
    const found = { search: { by: 'words', words: ['烧烤'] } } as const;
    const { items } = await db.store.tickets.list(found, undefined, 100);
    expect(items.map(({ id }) => id)).toContain(_id);
    await sweep();
    expect(await commands.findOne({ _id: 'c-first' })).not.toHaveProperty('texts');
    expect((await db.store.texts.of(['c-first'])).get('c-first')?.texts).toEqual({ text: '急' });
  });

  test('one of its steps that fails is told of, and starves no other', async () => {
    const { ticket } = await taken();
    const changes = { ...db.store.changes, open: () => Promise.reject(new Error('a secret')) };
    const leftovers = jest.fn(async () => 0);
    const store = { ...db.store, changes, removeLeftovers: leftovers };
    logged.length = 0;
    await expect(sweep(undefined, { store })).rejects.toThrow('Failed: changes.');
    expect((await runOf(ticket.id)).status.name).toBe('RUNNING');
    expect(leftovers).toHaveBeenCalledTimes(1);
    expect(logged).toContainEqual({ step: 'changes', error: 'Error', code: undefined });
    const failures = samplesOf(await metrics.text(), 'huiyin_sweep_step_failures_total');
    expect(Object.entries(failures).filter(([, count]) => count > 0)).toEqual([['step="changes"', 1]]);
  });

  test('T-7: tells a ticket that missed a national and a local publication of both at once', async () => {
    const national = await publication(undefined, { date: `${YEAR}-10-02`, working: false, name: '国庆' });
    const local = await publication('town', TYPHOON);
    const ticket = await started('town');
    await told(ticket, [local]);
    expect(local).toBeGreaterThan(national);
    expect((await rebindingsOf(ticket))[0]).toMatchObject({
      calendar: { [YEAR]: { off: '1002', local: { off: MONDAY } } },
    });
  });
});

const YEAR = new Date().getFullYear() + 1;
/** The first of July's, as tickets carry it. */
const MONDAY = [1, 2, 3, 4, 5, 6, 7]
  .filter((day) => new Date(Date.UTC(YEAR, 6, day)).getUTCDay() === 1)
  .map((day) => `070${day}`)
  .join('');
const TYPHOON = { date: `${YEAR}-07-${MONDAY.slice(2)}`, working: false, name: '台风' };

/** A ticket of a rulebook, whose workflow nobody carries on. */
async function started(rulebook: string): Promise<string> {
  const { input } = intake(aMatter(quiet));
  await startTicket(client, { ...input, rules: { ...input.rules, id: rulebook } });
  return input.matter.id;
}

/** The number of a publication whose change has come to its end, before it was told to anybody. */
async function publication(rulebook: string | undefined, ...days: CalendarDay[]): Promise<number> {
  const at = instant(Date.now());
  const whose = rulebook === undefined ? {} : { rulebook };
  const published = await db.store.changes.publish({
    ...whose,
    year: YEAR,
    source: '通知',
    days,
    at,
    by: 'admin',
  });
  if (published.is === 'known') throw new Error('published before');
  const { id } = published.change;
  await db.store.changes.noteProgress(id, { state: 'completed', left: 0, failed: 0, completedAt: at });
  return id;
}

/** What a ticket was told that binds it, in order, once each. */
async function rebindingsOf(id: string): Promise<Rebinding[]> {
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  const told = (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
    signal?.signalName === 'rebind'
      ? [defaultPayloadConverter.fromPayload<Rebinding>(signal.input?.payloads?.[0] ?? {})]
      : [],
  );
  return [...new Map(told.map((it) => [it.change, it])).values()];
}

/** Sweeps until a ticket was told of these changes: Temporal's list lags behind. */
const told = (id: string, changes: readonly number[]): Promise<unknown> =>
  waitFor(`${id} was told of ${changes.join(', ')}`, async () => {
    await sweep();
    const known = (await rebindingsOf(id)).map(({ change }) => change);
    return JSON.stringify(known) === JSON.stringify(changes);
  });
