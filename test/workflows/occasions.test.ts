import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import type { Connection } from 'mongoose';
import { connect } from '../../storage/connection';
import { periodOf } from '../../domain/occasions/period';
import { commandId, unitId } from '../../domain/ids';
import type { OccasionKind } from '../../domain/occasions/kind';
import type { OccasionInput } from '../../domain/occasions/occasion';
import { DAY, dayOf, HOUR, type Instant, instant } from '../../domain/time/instant';
import { plannedBetween } from '../../domain/occasions/planned';
import { calendarOf } from '../../domain/time/calendar';
import { isNewlyStarted } from '../../engine/is-running';
import { TASK_QUEUE } from '../../engine/names';
import { tellChecked } from '../../engine/occasions/tell-checked';
import type { ListedOccasion } from '../../storage/occasions/occasions';
import { inputOf, openOccasion, startOccasion } from '../../engine/occasions/opening';
import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { bundle } from '../given/servers/bundle';
import { CHENGGUAN } from '../given/cities';
import { command, dispatchTo } from '../given/story';
import { waitFor } from '../given/wait-for';
import { type TimeSkipping, timeSkipping } from '../given/servers/time-skipping';

const { occasions, rulebooks, units } = loadConfig();
const city = 'jinan-enforcement';
const kindOf = (id: string): OccasionKind => occasions.get(city)?.find((it) => it.id === id) as OccasionKind;
/** Kinds that run by a plan, each told at once, so that a year of them is over in a moment. */
const quick = ['monthly-summary', 'weekly-spot-check', 'quarterly-meeting'].map((id): OccasionKind => {
  const { sample: _, ...kind } = kindOf(id);
  return {
    ...kind,
    document: [],
    steps: [{ do: 'circulate', who: [unitId('lixia')], ladder: [], unconfirmed: true }],
  };
});

const LOOK = 5 * DAY;

let world: TimeSkipping;
let database: Connection;
beforeAll(async () => {
  const leaders = kindOf('leaders-notice');
  world = await timeSkipping([], undefined, new Map([[city, [...quick, leaders]]]));
  database = await connect(world.mongoUri);
});
afterAll(async () => {
  await database?.close();
  await world?.stop();
});

async function open(
  kind: OccasionKind,
  about: OccasionInput['about'],
  key: string,
  rulebook = city,
): Promise<OccasionInput> {
  const at = await world.now();
  const law = { occasions, rulebooks, units };
  const calendars = { years: publishedCalendars(), local: new Map() };
  const input = inputOf(law, calendars, {
    rulebook,
    kind,
    key,
    about,
    cause: 'by-hand',
    at,
    actor: { role: 'supervisor' },
  });
  await openOccasion(world.store, input, (it) => startOccasion(world.env.client, it));
  return input;
}
const stored = async (id: string) => {
  const found = await world.store.occasions.find(id);
  if (!found) throw new Error(`${id} is not stored`);
  return found;
};
const send = (id: string, name: string, body: object, actor: object = { role: 'supervisor' }) =>
  world.env.client.workflow.getHandle(id).executeUpdate(name, {
    args: [{ id: commandId(`${id} ${name} ${JSON.stringify([body, actor])}`), name, actor, ...body }],
  });
/** Never by waiting for its result, which would let the engine's time run to the next timer of whatever else there is. */
const isOver = (handle: WorkflowHandle) =>
  waitFor('its workflow is over', async () => (await handle.describe()).status.name === 'COMPLETED');
const typesOf = async (id: string) => (await stored(id)).events.map(({ type }) => type);

test('JE-13, JE-22: a summary is drafted and read, its readers are reminded and pressed by working days, and its ledger says so', async () => {
  const { id } = await open(kindOf('monthly-summary'), { period: '2026-09' }, 'read');
  await waitFor('it is made ready', async () => (await typesOf(id)).includes('began'));
  await send(id, 'draft', {
    sections: ['difficult'],
    finish: true,
    text: { ref: 'c', parts: ['difficult'] },
  });
  expect((await stored(id)).occasion.circulated).toContain('lixia');
  await expect(send(id, 'draft', { sections: [], finish: true })).rejects.toThrow();
  await send(id, 'read', {}, { role: 'unit', unit: 'lixia' });
  await world.env.sleep(14 * DAY);
  await waitFor('those who have not read it are pressed', async () => (await typesOf(id)).includes('urged'));
  const { items } = await world.store.outbox.to('tianqiao', undefined, 20);
  expect(items.map(({ text }) => text)).toContain(
    '【热线事项】月度梳理汇总 · 2026年9月：现予通报，请查阅并回执。',
  );
  expect(items.some(({ text }) => text.includes('催办'))).toBe(true);
  const toReader = await world.store.outbox.to('lixia', undefined, 20);
  expect(toReader.items.some(({ text }) => text.includes('催办'))).toBe(false);
  for (const unit of ['chengguan', 'chengguan-lingban', 'shizhong', 'huaiyin', 'tianqiao'])
    await send(id, 'read', {}, { role: 'unit', unit });
  expect((await stored(id)).occasion.outcome).toBe('done');
  const history = await world.env.client.workflow.getHandle(id).fetchHistory();
  await Worker.runReplayHistory({ workflowBundle: await bundle() }, history);
}, 60_000);

test('a console cancels no duty, and an occasion that was terminated is started again from its ledger', async () => {
  const { id } = await open(kindOf('monthly-summary'), { period: '2026-08' }, 'ended');
  await waitFor('it is made ready', async () => (await typesOf(id)).includes('began'));
  const handle = world.env.client.workflow.getHandle(id);
  await handle.cancel();
  await waitFor('it is noted', async () => (await typesOf(id)).includes('cancellation-requested'));
  await handle.terminate('by hand');
  await startOccasion(world.env.client, (await world.store.occasions.startInput(id)) as OccasionInput);
  await waitFor('it is noted', async () => (await typesOf(id)).includes('restored'));
  await send(id, 'draft', {
    sections: ['difficult'],
    finish: true,
    text: { ref: 'c', parts: ['difficult'] },
  });
  for (const unit of ['lixia', 'chengguan', 'chengguan-lingban', 'shizhong', 'huaiyin', 'tianqiao'])
    await send(id, 'read', {}, { role: 'unit', unit });
  expect((await typesOf(id)).filter((type) => type === 'opened' || type === 'closed')).toEqual([
    'opened',
    'closed',
  ]);
}, 60_000);

test('JE-14, JE-15: a settled matter that fails its re-inspection is handled again; one that passes stays closed, and both keep the result', async () => {
  const settled = [];
  const book = rulebooks.get('weifang');
  if (!book) throw new Error('weifang');
  for (let i = 0; i < 3; i++) {
    const ticket = await world.register(book);
    await ticket.send(dispatchTo(CHENGGUAN));
    await ticket.send(command('withdraw', {}));
    await isOver(ticket.handle);
    settled.push(ticket);
  }
  const tickets = settled.map(({ input }) => String(input.matter.id));
  // As their handling leaves them; these were withdrawn, which is quicker.
  await database
    .collection<{ _id: string }>('tickets')
    .updateMany({ _id: { $in: tickets } }, { $set: { 'view.outcome': 'resolved' } });
  const week = periodOf('week', dayOf(await world.now())).key;
  const { id } = await open(kindOf('weekly-spot-check'), { period: week }, week, 'weifang');
  const { drawn } = await waitFor('it is drawn', async () => {
    const { occasion } = await stored(id);
    return occasion.drawn && occasion;
  });
  expect(drawn?.tickets.toSorted()).toEqual(tickets.toSorted());
  const [failed = '', passed = '', gone = ''] = tickets;
  await database.collection<{ _id: string }>('tickets').deleteOne({ _id: gone });
  await send(id, 'check', { ticket: failed, passed: false });
  await send(id, 'check', { ticket: passed, passed: true });
  // One that is not there any more can’t be told, and holds up nothing.
  await send(id, 'check', { ticket: gone, passed: false });
  await isOver(world.env.client.workflow.getHandle(id));
  expect((await stored(id)).occasion.outcome).toBe('done');
  const told = { occasion: id, ticket: failed, passed: false, at: await world.now() };
  await tellChecked(
    { client: world.env.client, store: world.store },
    { ...told, command: commandId(`${id}/${failed}`) },
  );
  const again = await world.store.tickets.find(failed);
  expect([again?.state, again?.spotCheck, again?.counts.rehandled, again?.closedAt]).toEqual([
    'handling',
    'failed',
    1,
    undefined,
  ]);
  expect((await world.ledger(failed)).map(({ type }) => type).slice(-3)).toEqual([
    'spot-checked',
    'rehandled',
    'clock-started',
  ]);
  await isOver(world.env.client.workflow.getHandle(passed));
  const kept = await world.store.tickets.find(passed);
  expect([kept?.state, kept?.spotCheck]).toEqual(['closed', 'passed']);
  const { input } = settled[0] as (typeof settled)[number];
  await waitFor('its unit is told', async () =>
    (await world.store.outbox.of(input.matter.id)).some(({ template }) => template === 'rehandled'),
  );
  // It goes on as any other.
  await settled[0]?.send(command('withdraw', {}));
}, 60_000);

test('JE-6: a matter of criticism of staff is reported to leaders at once, and once', async () => {
  const book = rulebooks.get(city);
  if (!book) throw new Error(city);
  const ticket = await world.register(book, { urgency: 'staff' });
  const { input } = ticket;
  const id = `${city}/leaders-notice/${input.matter.id}`;
  await waitFor(
    'it is told',
    async () => (await world.store.occasions.find(id))?.occasion.outcome === 'done',
  );
  const { filled } = await stored(id);
  expect(JSON.stringify(filled.sections.course)).toContain('登记');
  const { items } = await world.store.outbox.to('chengguan-lingban', undefined, 50);
  expect(items.filter(({ ticketId }) => ticketId === id)).toHaveLength(1);
  // Nothing of it is due in the year that comes.
  await ticket.send(command('withdraw', {}));
  await isOver(ticket.handle);
}, 60_000);

test('a year of the plan: each period has its occasion, once, and what fell into an outage of weeks is made up, once (JE-13, JE-14, JE-22)', async () => {
  const began = await world.now();
  const end = instant(began + 365 * DAY);
  /** As the schedule does: it starts the plan whenever it does not run. */
  const goOn = async (until: Instant): Promise<void> => {
    for (let now = await world.now(); now < until; now = await world.now()) {
      await isNewlyStarted(() =>
        world.env.client.workflow.start('occasionPlan', {
          workflowId: 'occasion-plan',
          taskQueue: TASK_QUEUE,
          args: [],
        }),
      );
      await world.env.sleep(Math.min(LOOK, until - now));
    }
  };
  await goOn(instant(began + 90 * DAY));
  await world.env.client.workflow.getHandle('occasion-plan').terminate('an outage');
  const down = await world.now();
  await world.env.sleep(42 * DAY);
  const up = await world.now();
  await goOn(end);
  const last = await world.now();
  const all: ListedOccasion[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await world.store.occasions.list({ rulebook: city, state: 'closed' }, cursor, 100);
    all.push(...page.items.filter(({ id }) => /\/\d{4}-\w+$/.test(id)));
    cursor = page.nextCursor;
  }
  const owed = plannedBetween(quick, units, calendarOf(publishedCalendars()), began, last);
  expect(all.map(({ id }) => id).toSorted()).toEqual(
    owed.map(({ kind, period }) => `${city}/${kind}/${period}`).toSorted(),
  );
  let madeUp = 0;
  for (const { id, openedAt } of all) {
    const { planned = openedAt } = (await stored(id)).input;
    const waits = planned > down && planned < up;
    if (waits) madeUp++;
    // What fell into the outage comes right after it; all else in time, but where a run was over: here it is looked for every five days.
    expect([id, openedAt - (waits ? up : planned) < (waits ? HOUR : LOOK), openedAt >= planned]).toEqual([
      id,
      true,
      true,
    ]);
  }
  expect(madeUp).toBeGreaterThan(6);
}, 180_000);
