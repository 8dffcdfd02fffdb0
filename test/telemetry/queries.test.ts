import { serviceMetrics } from '../../api/operations/metrics';
import { clientMetrics } from '../../telemetry/client-metrics';
import { workerMetrics } from '../../telemetry/worker-metrics';
import { allQueries, namesAskedBy, namesIn } from '../given/metrics';

test('a query’s names are found, and nothing else', () => {
  expect(
    namesAskedBy('topk(3, sum by (le, unit) (rate(huiyin_a_bucket{le="60", b=~"x|y"}[5m]))) > 0.5 unless up'),
  ).toEqual(['huiyin_a_bucket', 'up']);
});

test('alerts and dashboard ask for nothing of ours that is not measured', async () => {
  const api = serviceMetrics(
    async () => ({}),
    async () => undefined,
    clientMetrics(),
  );
  const served = new Set([
    ...namesIn(await api.text()),
    ...namesIn(await workerMetrics().text()),
    // Prometheus's own word for a target that answers.
    'up',
  ]);
  const asked = allQueries().flatMap(namesAskedBy);
  expect(asked.length).toBeGreaterThan(30);
  // The SDK's are looked for where it runs: test/faults/telemetry.test.ts.
  expect(asked.filter((name) => !name.startsWith('temporal_') && !served.has(name))).toEqual([]);
});
