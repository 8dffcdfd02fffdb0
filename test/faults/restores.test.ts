import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EventAnswer } from '../../api/tickets/answers';
import { projectRoot } from '../../dev/cache';
import type { Finding } from '../../engine/recovery/reconcile';
import { expectNoGap, nothingToSend, recordOf, type TicketRecord } from '../given/climbed-ladder';
import { LEAD, REPLY, unit } from '../given/hotline';
import { backupOf } from '../given/servers/backup';
import { calmRulebook, ladderInSeconds } from '../given/servers/config-folder';
import { BROKEN_UNIT, startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

/** Either server is set back to a moment before: on tickets that are open, that were closed since, and that were registered since. */
let service: WholeService;
beforeEach(async () => {
  service = await startWholeService({
    rulebooks: [
      calmRulebook('calm'),
      ladderInSeconds('quick', { limit: 300, remindBefore: 296, second: 60, third: 120 }),
    ],
  });
}, 120_000);
afterEach(() => service?.stop());

/** `npm run reconcile` @returns what it found, by ticket */
async function reconciled(): Promise<Map<string, Finding>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(projectRoot, 'dist', 'worker', 'reconcile.js')],
    { env: service.env },
  );
  const lines = stdout.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => JSON.parse(line) as Finding).map((it) => [it.ticket, it]));
}

const statusOf = async (id: string) => (await service.engine.workflow.getHandle(id).describe()).status.name;
const dispatched = async (lead?: string) => (await service.hotline.dispatched({ rulebook: 'calm' }, lead)).id;
const sign = (id: string) => service.hotline.order(id, 'sign', {}, unit(LEAD));

/** Closed, and its workflow over. */
async function withdrawn(id: string): Promise<void> {
  await service.hotline.order(id, 'withdraw', { text: '已自行解决' });
  await waitFor('its workflow is over', async () => (await statusOf(id)) === 'COMPLETED');
}

/** A command that is taken within seconds, whatever the servers find out meanwhile. */
const taken = (id: string, command: 'contact' | 'sign') =>
  waitFor('the command is taken', async () => {
    const answered = await service.hotline.command(
      id,
      command,
      {},
      { key: `${command}-${id}`, as: unit(LEAD) },
    );
    return answered.status === 200 && answered.body;
  });

const allSent = (id: string) =>
  waitFor('all messages are sent', async () => {
    const record = await recordOf(service.hotline, id);
    return nothingToSend(record.outbox) && record;
  });

const spoken = ({ seq, at, type, actor }: EventAnswer) => ({ seq, at, type, role: actor.role });

/** Nothing of what was acknowledged is gone, and what came since follows without a gap. */
async function expectToGoOn(id: string, before: TicketRecord): Promise<void> {
  const { ticket, ledger } = await recordOf(service.hotline, id);
  expectNoGap(ticket, ledger);
  expect(ledger.slice(0, before.ledger.length).map(spoken)).toEqual(before.ledger.map(spoken));
}

/** Signed by now, it is handled to its end. */
async function handled(id: string): Promise<void> {
  const { hotline } = service;
  await hotline.order(id, 'submit', { outcome: 'resolved', reply: REPLY }, unit(LEAD));
  await hotline.order(id, 'review', { approve: true, reason: '属实' });
  await hotline.order(id, 'callback', { reached: true, resolved: true, satisfaction: 'satisfied' });
  await waitFor('its workflow is over', async () => (await statusOf(id)) === 'COMPLETED');
}

/** What comes after the moment that a server is set back to: on three tickets, and one that is registered then. */
async function afterBackup(open: string, idle: string, closing: string) {
  await taken(open, 'sign');
  await sign(idle);
  await withdrawn(closing);
  const late = await dispatched();
  const before = new Map<string, TicketRecord>();
  for (const id of [open, idle, closing, late]) before.set(id, await allSent(id));
  return { late, before };
}

const toldIds = (): string[] =>
  [...service.receiver.received, ...service.brokenReceiver.received].map(
    ({ body }) => (JSON.parse(body) as { id: string }).id,
  );

test('Temporal set back: what was answered stays, tickets go on from their ledgers, and nobody is told twice', async () => {
  const { temporal, worker, hotline } = service;
  const [open, idle, closing] = [await dispatched(), await dispatched(), await dispatched()];
  const backup = await backupOf(temporal);
  const { late, before } = await afterBackup(open, idle, closing);

  await Promise.all([worker.kill(), temporal.kill()]);
  await backup.restore();
  await temporal.start();
  await worker.start();

  // Whoever gives a command need not know: the workflow finds out by it.
  await taken(open, 'contact');
  const found = await reconciled();
  expect([...found.keys()].toSorted()).toEqual([idle, closing, late].toSorted());
  expect(found.get(idle)).toMatchObject({ done: 'its workflow began again from the ledger' });
  expect(found.get(late)).toMatchObject({ done: 'its workflow was started from the ledger' });
  expect([...found.values()].filter(({ lost }) => lost !== undefined)).toEqual([]);

  for (const [id, record] of before) await expectToGoOn(id, record);
  expect((await hotline.ticket(closing)).state).toBe('closed');
  expect(await statusOf(closing)).toBe('TERMINATED');
  await taken(idle, 'contact');
  await taken(late, 'sign');
  await taken(late, 'contact');
  for (const id of [open, idle, late]) await handled(id);
  expect(await reconciled()).toEqual(new Map());
  const told = toldIds();
  expect(new Set(told).size).toBe(told.length);
}, 240_000);

test('MongoDB set back: workflows tell the ledger again, what is lost for good is listed, and what was on its way arrives once', async () => {
  const { database, hotline, brokenReceiver } = service;
  const [open, idle, closing] = [await dispatched(), await dispatched(), await dispatched()];
  for (const id of [open, idle, closing]) await allSent(id);
  const backup = await backupOf(database);
  const { late, before } = await afterBackup(open, idle, closing);
  brokenReceiver.answer.status = 500;
  const flying = await dispatched(BROKEN_UNIT);
  await waitFor('its unit was tried', () => brokenReceiver.received.length > 0);
  before.set(flying, await recordOf(hotline, flying));

  await database.kill();
  await backup.restore();
  await database.start();

  await taken(open, 'contact');
  // One that is over in the engine and open here: it is refused when the sweep has asked, and not told to come again for ever.
  await waitFor(
    'the press is refused',
    async () =>
      (await hotline.command(closing, 'urge', { text: '催' }, { key: `urge-${closing}` })).status === 409,
    { seconds: 60, every: 500 },
  );
  const found = await reconciled();
  expect([...found.keys()].toSorted()).toEqual([idle, late, flying].toSorted());
  for (const id of [idle, late, flying]) expect(found.get(id)?.lost).toMatch(/texts/);
  for (const [id, record] of before)
    await waitFor('its ledger is whole', async () => {
      await expectToGoOn(id, record);
      return true;
    });
  expect((await hotline.ticket(closing)).state).toBe('closed');
  await taken(idle, 'contact');
  await taken(late, 'sign');
  await taken(late, 'contact');
  for (const id of [open, idle, late]) await handled(id);

  brokenReceiver.answer.status = 204;
  const dispatch = (await hotline.ledger(flying)).find(({ type }) => type === 'dispatched');
  const message = `${flying}:${dispatch?.seq}:${BROKEN_UNIT}`;
  // Each try waits twice as long as the one before: the next comes no later than it has been tried for already.
  await waitFor(
    'what was on its way has arrived',
    async () => (await hotline.outbox(flying)).some(({ id, status }) => id === message && status === 'sent'),
    { seconds: 150, every: 500 },
  );
  expect(await reconciled()).toEqual(new Map());
  const sent = service.receiver.received.map(({ body }) => (JSON.parse(body) as { id: string }).id);
  expect(new Set(sent).size).toBe(sent.length);
}, 360_000);

test('both set back, to different moments: each tells the other what it still has', async () => {
  const { database, temporal, worker } = service;
  const [ahead, behind] = [await dispatched(), await dispatched()];
  for (const id of [ahead, behind]) await allSent(id);
  const ofDatabase = await backupOf(database);
  await taken(ahead, 'sign');
  const signed = await allSent(ahead);
  const ofEngine = await backupOf(temporal);
  await taken(ahead, 'contact');
  await allSent(ahead);

  await Promise.all([worker.kill(), temporal.kill(), database.kill()]);
  await Promise.all([ofDatabase.restore(), ofEngine.restore()]);
  await Promise.all([temporal.start(), database.start()]);
  await worker.start();

  const found = await reconciled();
  expect([...found.keys()]).toEqual([ahead]);
  await waitFor('its ledger is whole', async () => {
    await expectToGoOn(ahead, signed);
    return true;
  });
  await taken(behind, 'sign');
  for (const id of [ahead, behind]) {
    // What both have lost is done again.
    await service.hotline.order(id, 'contact', {}, unit(LEAD));
    await handled(id);
  }
  expect(await reconciled()).toEqual(new Map());
}, 240_000);

test.each(['its beginning', 'the middle'] as const)(
  'a ticket that is reset to %s keeps what was answered and what fired, and nobody is told twice',
  async (where) => {
    const { hotline, engine } = service;
    const { id } = await hotline.dispatched();
    await waitFor('its unit was reminded', async () => (await hotline.ticket(id)).counts.reminded === 1);
    await sign(id);
    await hotline.order(id, 'urge', { text: '催' });
    const before = await allSent(id);

    const ticket = engine.workflow.getHandle(id);
    const { events } = await ticket.fetchHistory();
    const ends = (events ?? []).flatMap(({ eventId, workflowTaskCompletedEventAttributes: done }) =>
      done && eventId ? [eventId] : [],
    );
    const run = (await ticket.describe()).runId;
    await engine.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: id, runId: run },
      reason: 'a test',
      requestId: run,
      workflowTaskFinishEventId: where === 'its beginning' ? ends[0] : ends[Math.floor(ends.length / 2)],
    });
    await taken(id, 'contact');
    await expectToGoOn(id, before);
    const { outbox, ledger } = await allSent(id);
    expect(ledger.filter(({ type }) => type === 'reminded')).toHaveLength(1);
    const ofBefore = new Map(before.outbox.map((it) => [it.id, it]));
    expect(outbox.filter((it) => ofBefore.has(it.id))).toEqual(before.outbox);
    await handled(id);
    const told = toldIds();
    expect(new Set(told).size).toBe(told.length);
  },
  240_000,
);
