import { TASK_QUEUE, TICKET_WORKFLOW } from '../../engine/names';
import { allQueries, namesAskedBy, namesIn, samplesOf } from '../given/metrics';
import { ask } from '../given/http';
import { calmRulebook, ladderInSeconds } from '../given/servers/config-folder';
import { BROKEN_UNIT, startWholeService, type WholeService } from '../given/servers/whole-service';
import { pastMoment, waitFor } from '../given/wait-for';

/** What is measured while something is wrong: each of these numbers has an alert. */
let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({
    rulebooks: [
      calmRulebook('calm'),
      ladderInSeconds('quick', { limit: 8, remindBefore: 6, second: 4, third: 30 }),
    ],
  });
});
afterEach(() => service.standUp());
afterAll(() => service?.stop());

/** Waits until the worker measures so. */
const measured = (name: string, is: (samples: Record<string, number>) => boolean) =>
  waitFor(`${name} is so`, async () => is(samplesOf(await service.workerMetrics(), name)), { seconds: 60 });
const rose = (samples: Record<string, number>) => Object.values(samples).some((value) => value > 0);

test('a worker that works says so, and serves what it measures and what Temporal’s SDK does, no name twice', async () => {
  const { hotline, workerUrl, workerMetrics } = service;
  expect(await ask(`${await workerUrl()}/readyz`)).toMatchObject({ status: 200, body: { status: 'ready' } });
  await hotline.dispatched({ rulebook: 'calm' });
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

test('a ticket whose rules throw is measured; and all that alerts and dashboard ask of the SDK is there', async () => {
  const { engine, workerMetrics } = service;
  const start = { workflowId: 'poisoned', taskQueue: TASK_QUEUE, args: [{}] };
  const poisoned = await engine.workflow.start(TICKET_WORKFLOW, start);
  await measured('temporal_workflow_task_execution_failed_total', (samples) =>
    Object.keys(samples).some((labels) =>
      ['failure_reason="WorkflowError"', 'workflow_type="ticket"'].every((label) => labels.includes(label)),
    ),
  );
  await poisoned.terminate();
  const served = namesIn(await workerMetrics());
  const asked = allQueries()
    .flatMap(namesAskedBy)
    .filter((name) => name.startsWith('temporal_'));
  expect(asked.length).toBeGreaterThan(4);
  expect(asked.filter((name) => !served.includes(name))).toEqual([]);
});

test('a receiver that refuses: deliveries to its unit fail, and to nobody else', async () => {
  const { hotline, brokenReceiver } = service;
  brokenReceiver.answer.status = 500;
  await hotline.dispatched({ rulebook: 'calm' }, BROKEN_UNIT);
  const failed = (receiver: string) => `receiver="${receiver}",channel="webhook",result="failed"`;
  await measured('huiyin_deliveries_total', (samples) => (samples[failed(BROKEN_UNIT)] ?? 0) > 1);
  const samples = samplesOf(await service.workerMetrics(), 'huiyin_deliveries_total');
  expect(Object.keys(samples).filter((labels) => labels.includes('failed'))).toEqual([failed(BROKEN_UNIT)]);
  brokenReceiver.answer.status = 204;
});

test('a database that is away: turns wait, sweeps fail, the worker is not ready; all that ends when it is back', async () => {
  const { hotline, database, workerUrl } = service;
  const { id } = await hotline.dispatched();
  await waitFor('the unit was reminded', async () => (await hotline.ticket(id)).counts.reminded === 1);
  await database.kill();
  await measured('huiyin_turns_waiting', rose);
  await measured('huiyin_sweep_step_failures_total', rose);
  const ready = async () => ask(`${await workerUrl()}/readyz`);
  expect(await ready()).toMatchObject({ status: 503, body: { hindered: ['database'] } });
  await database.start();
  await measured('huiyin_turns_waiting', (samples) => !rose(samples));
  await waitFor('the worker is ready', async () => (await ready()).status === 200);
});

test('no worker while a rung is due: the API says so, and how late the rung fires is measured by its clock', async () => {
  const { hotline, worker } = service;
  const { id } = await hotline.dispatched();
  const [{ due } = { due: '' }] = (await hotline.ticket(id)).clocks.filter(({ name }) => name === 'handling');
  expect((await hotline.ask('/readyz', { as: null })).body).toMatchObject({ workers: 'up' });
  await worker.kill();
  await waitFor(
    'the API knows that nobody works',
    async () => (await hotline.ask<{ workers?: string }>('/readyz', { as: null })).body.workers === 'none',
    { seconds: 120, every: 1_000 },
  );
  const { body } = await hotline.ask<string>('/metrics', { as: null });
  expect(samplesOf(body, 'huiyin_workers_polling')).toEqual({ '': 0 });
  await pastMoment(Date.parse(due) + 5_000);
  await worker.start();
  await measured('huiyin_rung_lag_seconds_sum', (samples) => (samples['clock="handling"'] ?? 0) > 10);
}, 180_000);
