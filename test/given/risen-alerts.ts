import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../dev/cache';
import { promtoolExecutable } from '../../dev/servers/promtool';
import { ask } from './http';
import { alertRules, namesAskedBy, samplesOf } from './metrics';
import type { WholeService } from './servers/whole-service';

/** What Prometheus reads of API and worker at one moment: by the job that it reads them for, nothing of one that does not answer. */
export type Scrape = Readonly<Record<string, string | undefined>>;

export async function scraped({ url, workerMetrics }: WholeService): Promise<Scrape> {
  const [api, worker] = await Promise.allSettled([ask<string>(`${url}/metrics`), workerMetrics()]);
  return {
    'huiyin-api': api.status === 'fulfilled' ? api.value.body : undefined,
    'huiyin-worker': worker.status === 'fulfilled' ? worker.value : undefined,
  };
}

/** Between two scrapes, as Prometheus is told (s); what lies between them here counts for nothing. */
const INTERVAL = 30;

/**
 * When an alert has risen: as soon as its expression is true. How long it has to stay so (`for`) is tested in alerts.test.yaml. Whether
 * sweeps go on is not seen in less time, so that one has to have fired.
 */
const RISEN =
  'group by (alertname) (ALERTS{alertname!="HuiyinNothingSweeps"} or ALERTS{alertstate="firing"})';

const crossed = new Set<string>();
/** All alerts that rose so far in this process, where they were expected to. */
export const crossedAlerts = (): string[] => [...crossed];

/** By what was really measured, moment after moment, Prometheus's own tool has just these alerts risen at the last. */
export async function expectRisen(record: readonly Scrape[], alerts: readonly string[]): Promise<void> {
  for (const alert of alerts) crossed.add(alert);
  const promtool = await promtoolExecutable();
  if (promtool === undefined) {
    console.warn('left out: promtool is not on this machine, and could not be had (dev/servers/promtool.ts)');
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'huiyin-alerts-'));
  const file = join(folder, 'risen.json');
  await writeFile(file, JSON.stringify(testOf(record, alerts)));
  const { status, stdout, stderr } = spawnSync(promtool, ['test', 'rules', file], { encoding: 'utf8' });
  await rm(folder, { recursive: true });
  expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
}

/** As promtool wants it; JSON is YAML too. */
const testOf = (record: readonly Scrape[], alerts: readonly string[]) => ({
  rule_files: [join(projectRoot, 'deploy', 'prometheus', 'alerts.yaml')],
  evaluation_interval: `${INTERVAL}s`,
  tests: [
    {
      interval: `${INTERVAL}s`,
      input_series: seriesOf(record),
      promql_expr_test: [
        {
          expr: RISEN,
          eval_time: `${(record.length - 1) * INTERVAL}s`,
          exp_samples: alerts.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
        },
      ],
    },
  ],
});

/** Each series that the alerts ask for, with its values; before its first it is not there, and where it is gone Prometheus knows it by a mark. */
function seriesOf(record: readonly Scrape[]): { series: string; values: string }[] {
  const names = new Set(alertRules().flatMap(({ expr }) => namesAskedBy(expr)));
  const moments = record.map((scrape) => new Map(Object.entries(scrape).flatMap(samplesOfTarget)));
  const all = new Set(moments.flatMap((it) => [...it.keys()]));
  return [...all].map((series) => {
    const first = moments.findIndex((it) => it.has(series));
    const values = moments.map((it, i) => it.get(series) ?? (i < first ? '_' : 'stale'));
    return { series, values: values.join(' ') };
  });

  function samplesOfTarget([job, text]: [string, string | undefined]): [string, number][] {
    const target = `job="${job}",instance="${job}"`;
    const up: [string, number] = [`up{${target}}`, Number(text !== undefined)];
    const samples = [...names].flatMap((name) =>
      Object.entries(samplesOf(text ?? '', name)).map(([labels, value]): [string, number] => [
        `${name}{${labels === '' ? '' : `${labels},`}${target}}`,
        value,
      ]),
    );
    return [up, ...samples];
  }
}
