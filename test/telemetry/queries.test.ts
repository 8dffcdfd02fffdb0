import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceMetrics } from '../../api/operations/metrics';
import { projectRoot } from '../../dev/cache';
import { clientMetrics } from '../../telemetry/client-metrics';
import { workerMetrics } from '../../telemetry/worker-metrics';
import { allQueries, dashboardQueries, namesAskedBy, namesIn } from '../given/metrics';

test('a query’s names are found, and nothing else', () => {
  expect(
    namesAskedBy('topk(3, sum by (le, unit) (rate(huiyin_a_bucket{le="60", b=~"x|y"}[5m]))) > 0.5 unless up'),
  ).toEqual(['huiyin_a_bucket', 'up']);
});

/** All that API and worker serve but for Temporal's SDK. */
async function servedText(): Promise<string> {
  const api = serviceMetrics(
    async () => ({}),
    async () => undefined,
    clientMetrics(),
    async () => ({}),
    async () => 0,
  );
  return `${await api.text()}\n${await workerMetrics().text()}`;
}

test('docs list each metric of ours and no other, and the dashboard shows it', async () => {
  const names = [...(await servedText()).matchAll(/^# TYPE (huiyin_\w+)/gm)].map(([, name = '']) => name);
  const shown = dashboardQueries().join('\n');
  expect(names.filter((name) => !shown.includes(name))).toEqual([]);
  for (const page of ['production.md', 'production.zh-CN.md']) {
    const text = readFileSync(join(projectRoot, 'docs', page), 'utf8');
    const listed = [...text.matchAll(/`(huiyin_\w+)`/g)].map(([, name = '']) => name);
    expect([page, [...new Set(listed)].toSorted()]).toEqual([page, names.toSorted()]);
  }
});

test('alerts and dashboard ask for nothing of ours that is not measured', async () => {
  // Prometheus's own word for a target that answers.
  const served = new Set([...namesIn(await servedText()), 'up']);
  const asked = allQueries().flatMap(namesAskedBy);
  expect(asked.length).toBeGreaterThan(30);
  // The SDK's are looked for where it runs: test/faults/telemetry.test.ts.
  expect(asked.filter((name) => !name.startsWith('temporal_') && !served.has(name))).toEqual([]);
});
