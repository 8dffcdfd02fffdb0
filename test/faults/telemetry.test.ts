import { Client } from '@temporalio/client';
import type { mongo } from 'mongoose';
import type { SentInput } from '../../domain/ticket/input';
import { MINUTE } from '../../domain/time/instant';
import { connect } from '../../storage/connection';
import { type Backup, backupOf } from '../given/servers/backup';
import { alertRules, allQueries, namesAskedBy, namesIn, samplesOf } from '../given/metrics';
import { ask } from '../given/http';
import { crossedAlerts, expectRisen, type Scrape, scraped } from '../given/risen-alerts';
import { calmRulebook, ladderInSeconds } from '../given/servers/config-folder';
import { poison } from '../given/servers/poison';
import { BROKEN_UNIT, startWholeService, type WholeService } from '../given/servers/whole-service';
import { pastMoment, waitFor } from '../given/wait-for';

/** What is measured while something is wrong, and which alerts rise by it: by each fault just these, and before it none. */
let service: WholeService;
/** The same, but that nobody works there after its beginning: the tests of the other one pass meanwhile. */
let unattended: WholeService;
/** What was measured there before that. */
let attended: Scrape[];
/** When it falls due there that nobody is there for. */
let missed: string;
/** What was measured at the beginning of the first, and what its database held. */
let started: Scrape;
let early: Backup;

beforeAll(async () => {
  const rulebooks = [
    calmRulebook('calm'),
    ladderInSeconds('quick', { limit: 12, remindBefore: 10, second: 600, third: 1_200 }),
    ladderInSeconds('later', { limit: 20, remindBefore: 2, second: 600, third: 1_200 }),
  ];
  await Promise.all([
    startWholeService({ rulebooks }).then(async (it) => {
      service = it;
      await atWork(it);
      early = await backupOf(it.database);
    }),
    startWholeService({ rulebooks }).then(async (it) => {
      unattended = it;
      await atWork(it);
      attended = await leaveUnattended();
    }),
  ]);
  started = await scraped(service);
}, 120_000);
afterEach(async () => {
  await service.standUp();
  await atWork(service);
});
afterAll(() => Promise.all([service?.stop(), unattended?.stop()]));

/** Its worker is killed while a message is on its way, and before a rung is due. */
async function leaveUnattended(): Promise<Scrape[]> {
  const { hotline, worker, brokenReceiver } = unattended;
  for (let i = 0; i < 8; i++) await hotline.dispatched({ rulebook: 'calm' });
  const calm = await scraped(unattended);
  brokenReceiver.answer.status = 500;
  const { clocks } = await hotline.dispatched({ rulebook: 'later' }, BROKEN_UNIT);
  missed = clocks.find(({ name }) => name === 'handling')?.due ?? '';
  await waitFor('its unit was tried', () => brokenReceiver.received.length > 0);
  const before = await scraped(unattended);
  await worker.kill();
  return [calm, before];
}

/** Two moments at which nothing is wrong, and something was done between them. */
async function calmly(): Promise<Scrape[]> {
  const calm = await scraped(service);
  await service.hotline.dispatched({ rulebook: 'calm' });
  const record = [calm, await scraped(service)];
  await expectRisen(record, []);
  return record;
}

type Asked = readonly [job: 'huiyin-api' | 'huiyin-worker', name: string, labels?: string];

/** The sum of the samples that have these labels. */
const sumIn = (scrape: Scrape, [job, name, labels = '']: Asked): number =>
  Object.entries(samplesOf(scrape[job] ?? '', name))
    .filter(([its]) => its.includes(labels))
    .reduce((sum, [, value]) => sum + value, 0);

/** Waits for a moment at which all these have risen above what they were, or above nothing. */
const risen = (asked: readonly Asked[], above?: Scrape, of = service): Promise<Scrape> =>
  waitFor(
    `${asked.map(([, name]) => name).join(', ')} rose`,
    async () => {
      const scrape = await scraped(of);
      return asked.every((it) => sumIn(scrape, it) > (above ? sumIn(above, it) : 0)) && scrape;
    },
    { seconds: 60 },
  );

/** Two moments one after the other, at both of which these have risen: of what appears by its first, Prometheus sees the second. */
async function risenTwice(asked: readonly Asked[]): Promise<Scrape[]> {
  const once = await risen(asked);
  return [once, await risen(asked, once)];
}

/** Whether any works, as the API says. */
const workersOf = async ({ hotline }: WholeService): Promise<string | undefined> =>
  (await hotline.ask<{ workers?: string }>('/readyz', { as: null })).body.workers;

/** The API knows that somebody works. */
const atWork = (of: WholeService) =>
  waitFor('a worker works', async () => (await workersOf(of)) === 'up', { every: 500 });

const readyOf = async (of: WholeService) => ask(`${await of.workerUrl()}/readyz`);

test('a worker that works says so, and serves what it measures and what Temporal’s SDK does, no name twice', async () => {
  const { workerMetrics } = service;
  expect(await readyOf(service)).toMatchObject({ status: 200, body: { status: 'ready' } });
  await calmly();
  const text = await workerMetrics();
  const expected = [
    'huiyin_rung_lag_seconds_count',
    'temporal_workflow_task_schedule_to_start_latency_seconds_count',
    'temporal_num_pollers',
    'process_cpu_seconds_total',
  ];
  expect(expected.filter((name) => Object.keys(samplesOf(text, name)).length === 0)).toEqual([]);
  const types = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(types).toEqual([...new Set(types)]);
});

test('what API and worker ask of Temporal is measured under the same names', async () => {
  const now = await scraped(service);
  const timed = 'temporal_request_latency_seconds_count';
  expect(sumIn(now, ['huiyin-api', timed, 'operation="StartWorkflowExecution"'])).toBeGreaterThan(0);
  // Asked by its own client when it is asked whether it is ready.
  expect(sumIn(now, ['huiyin-worker', timed, 'operation="DescribeNamespace"'])).toBeGreaterThan(0);
  const waited = 'temporal_long_request_latency_seconds_count';
  for (const [job, operation] of [
    ['huiyin-api', 'UpdateWorkflowExecution'],
    ['huiyin-worker', 'PollWorkflowTaskQueue'],
  ] as const)
    expect(sumIn(now, [job, waited, `operation="${operation}"`])).toBeGreaterThan(0);
});

test('a command from a console', async () => {
  const { hotline, engine } = service;
  const calm = await calmly();
  const { id } = await hotline.dispatched({ rulebook: 'calm' });
  const ticket = new Client({ connection: engine.connection }).workflow.getHandle(id);
  await expect(ticket.executeUpdate('urge', { args: [{ name: 'urge' }] })).rejects.toThrow();
  const forged = await risen([['huiyin-worker', 'huiyin_unproven_total', 'what="update"']]);
  await expectRisen([...calm, forged], ['HuiyinCommandsWithoutProof']);
});

test('an account that is shown the contacts of many callers in a short time', async () => {
  const { hotline } = service;
  const calm = await calmly();
  const { id } = await hotline.register({ rulebook: 'calm' });
  const harvester = { role: 'supervisor', sub: 'harvester' } as const;
  const looks = Array.from({ length: 49 }, (_, i) => ({
    _id: `look-${i}`,
    ticketId: [`T-${i}`],
    at: Date.now(),
    ...harvester,
    what: 'ticket',
    callerShown: true,
  }));
  await inDatabase('accesses', (accesses) => accesses.insertMany(looks));
  await expectRisen([...calm, await scraped(service)], []);
  await hotline.ask(`/v1/tickets/${id}`, { as: harvester });
  const last = await risen([['huiyin-api', 'huiyin_harvests']]);
  await expectRisen([...calm, last], ['HuiyinContactsHarvested']);
  expect(last['huiyin-api']).not.toContain('harvester');
  await inDatabase('accesses', (accesses) => accesses.deleteMany({ sub: 'harvester' }));
});

test('a database that is away, and comes back as it was before: turns wait, sweeps fail, the worker is not ready; then ledgers lack what their tickets know', async () => {
  const { hotline, database } = service;
  await risen([['huiyin-worker', 'huiyin_sweeps_total']]);
  const calm = await calmly();
  const { id } = await hotline.dispatched();
  await waitFor('the unit was reminded', async () => (await hotline.ticket(id)).counts.reminded === 1);
  await database.kill();
  const away = await risen([
    ['huiyin-worker', 'huiyin_turns_waiting'],
    ['huiyin-worker', 'huiyin_sweep_step_failures_total'],
  ]);
  await expectRisen([...calm, away], ['HuiyinSweepStepFails', 'HuiyinTurnsWaitForDatabase']);
  expect(await readyOf(service)).toMatchObject({ status: 503, body: { hindered: ['database'] } });

  await early.restore();
  await database.start();
  const back = await waitFor(
    'all turns are written',
    async () => {
      const scrape = await scraped(service);
      return sumIn(scrape, ['huiyin-worker', 'huiyin_turns_waiting']) === 0 && scrape;
    },
    { seconds: 60 },
  );
  await expectRisen([...calm, away, back], ['HuiyinSweepStepFails', 'HuiyinLedgerDiffers']);
  await waitFor('the worker is ready', async () => (await readyOf(service)).status === 200);
}, 120_000);

test('an engine that is away: requests to it fail; in some minutes it is missed that nobody sweeps', async () => {
  const { hotline, temporal } = service;
  const calm = await calmly();
  await temporal.kill();
  const failures: Asked = ['huiyin-api', 'temporal_request_failure_total', 'status_code="UNAVAILABLE"'];
  const unready = async () => (await hotline.ask('/readyz', { as: null })).status === 503;
  await waitFor('it is missed', unready);
  const once = await risen([failures]);
  for (let i = 0; i < 3; i++) expect(await unready()).toBe(true);
  const away = await scraped(service);
  await expectRisen([...calm, once, away], ['HuiyinEngineDoesNotAnswer']);
  // Nothing sweeps without it: what is measured by then stays as it is.
  const swept: Asked = ['huiyin-worker', 'huiyin_sweeps_total'];
  expect(sumIn(away, swept)).toBeGreaterThan(sumIn(started, swept));
  const minutesLater = Array.from({ length: 22 }, () => away);
  await expectRisen([started, ...calm, away, ...minutesLater], ['HuiyinNothingSweeps']);
});

test('a ticket whose rules throw, one that cannot be written, a command that meets a fault, a receiver that refuses, also what was gathered for it; and all that alerts and dashboard ask of the SDK is there', async () => {
  const { hotline, brokenReceiver } = service;
  const calm = await calmly();
  const { id: standing } = await hotline.dispatched({ rulebook: 'calm' });
  await spoilt(standing, { decline: [null] });
  // What it should have done lies so far back that it is missed.
  await damage(standing, { $set: { 'view.next.at': Date.now() - 10 * MINUTE } });
  const { id: unwritten } = await hotline.dispatched();
  await damage(unwritten, { $unset: { rulebook: '' } });
  const { id: faulty } = await hotline.register({ rulebook: 'calm' });
  await spoilt(faulty, { decline: [{ id: 'spoilt', label: '坏', needs: 5 }] });
  const declined = await hotline.command(faulty, 'decline', { ground: 'spoilt', reason: '不属受理范围' });
  expect(declined.status).toBe(500);
  brokenReceiver.answer.status = 500;
  const { id: refused } = await hotline.dispatched({ rulebook: 'calm' }, BROKEN_UNIT);
  // A reminder of three hours ago, which its unit was not sent with the others of its hour.
  const at = Date.now() - 180 * MINUTE;
  const reminder = {
    _id: `${refused}:1000:${BROKEN_UNIT}`,
    ticketId: refused,
    to: BROKEN_UNIT,
    at,
    decided: at,
  };
  const waiting = {
    template: 'reminded',
    channel: 'webhook',
    text: '请抓紧办理',
    summary: '通知',
    status: 'pending',
  };
  await inDatabase('outbox', (outbox) =>
    outbox.insertOne({ ...reminder, ...waiting, attempts: 0, gathered: BROKEN_UNIT }),
  );

  const failed = 'temporal_workflow_task_execution_failed_total';
  const throwing = `failure_reason="WorkflowError"`;
  const delivered = 'huiyin_deliveries_total';
  const twice = await risenTwice([
    ['huiyin-worker', failed, throwing],
    ['huiyin-worker', delivered, 'result="failed"'],
  ]);
  const last = await risen([
    ['huiyin-worker', 'huiyin_tickets_standing'],
    ['huiyin-worker', 'huiyin_turn_failures_total', 'cause="fault"'],
    ['huiyin-worker', 'huiyin_gathered_oldest_seconds'],
  ]);
  const failures = samplesOf(last['huiyin-worker'] ?? '', delivered);
  expect(Object.keys(failures).filter((labels) => labels.includes('failed') && failures[labels])).toEqual([
    `receiver="${BROKEN_UNIT}",channel="webhook",result="failed"`,
  ]);
  await expectRisen(
    [...calm, ...twice, last],
    [
      'HuiyinCommandMeetsFault',
      'HuiyinDeliveriesFail',
      'HuiyinGatheredMessagesWait',
      'HuiyinTicketStandsStill',
      'HuiyinTurnCannotBeWritten',
      'HuiyinTurnsWaitForDatabase',
      'HuiyinWorkflowThrows',
    ],
  );
  const served = Object.values(last).flatMap((text) => namesIn(text ?? ''));
  const asked = allQueries()
    .flatMap(namesAskedBy)
    .filter((name) => name.startsWith('temporal_'));
  expect(asked.length).toBeGreaterThan(4);
  expect(asked.filter((name) => !served.includes(name))).toEqual([]);
}, 120_000);

const spoilt = (id: string, rules: object): Promise<void> =>
  poison(service, id, (input: SentInput) => ({ ...input, rules: { ...input.rules, ...rules } }));

type Stored = mongo.Collection<{ _id: string; [field: string]: unknown }>;

/** What lies in the database is changed past the service. */
async function inDatabase(name: string, change: (of: Stored) => Promise<unknown>): Promise<void> {
  const connection = await connect(service.mongoUri);
  await change(connection.collection(name));
  await connection.close();
}

const damage = (id: string, change: object): Promise<void> =>
  inDatabase('tickets', (tickets) => tickets.updateOne({ _id: id }, change));

test('no worker while a rung is due: the API says so; how late it fires, and what waited for a worker, is measured when one is back', async () => {
  const { worker, brokenReceiver } = unattended;
  await expectRisen(attended, []);
  await waitFor('the API knows that nobody works', async () => (await workersOf(unattended)) === 'none', {
    seconds: 120,
    every: 1_000,
  });
  const nobody = await scraped(unattended);
  expect(samplesOf(nobody['huiyin-api'] ?? '', 'huiyin_workers_polling')).toEqual({ '': 0 });
  await expectRisen([...attended, nobody], ['HuiyinDown', 'HuiyinNobodyPolls']);
  brokenReceiver.answer.status = 204;
  await pastMoment(Date.parse(missed) + MINUTE);
  await worker.start();
  const back = await risen(
    [
      ['huiyin-worker', 'huiyin_rung_lag_seconds_count', 'clock="handling"'],
      ['huiyin-worker', 'temporal_activity_schedule_to_start_latency_seconds_count'],
      ['huiyin-worker', 'huiyin_deliveries_total', `receiver="${BROKEN_UNIT}"`],
      ['huiyin-api', 'huiyin_workers_polling'],
    ],
    undefined,
    unattended,
  );
  await expectRisen(
    [...attended, nobody, back],
    ['HuiyinActivitiesWait', 'HuiyinRungsFireLate', 'HuiyinWorkflowTasksWait'],
  );
}, 180_000);

test('each alert rose by one of these faults', () => {
  expect(crossedAlerts().toSorted()).toEqual(
    alertRules()
      .map(({ alert }) => alert)
      .toSorted(),
  );
});
