import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../../dev/cache';
import { promtoolExecutable } from '../../dev/servers/promtool';
import { alertRules } from '../given/metrics';

const folder = join(projectRoot, 'deploy', 'prometheus');
const read = (file: string): unknown => parse(readFileSync(join(folder, file), 'utf8'));

const alerts = alertRules().map(({ alert }) => alert);
const { tests: situations } = read('alerts.test.yaml') as {
  tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
};
const tests = situations.flatMap(({ alert_rule_test }) => alert_rule_test);

test('each alert is tested where it rises, and where it does not', () => {
  const tested = (rises: boolean) =>
    alerts.filter((alert) =>
      tests.some(({ alertname, exp_alerts }) => alertname === alert && exp_alerts.length > 0 === rises),
    );
  expect(alerts.length).toBeGreaterThan(10);
  expect([tested(true), tested(false)]).toEqual([alerts, alerts]);
});

test('Prometheus’s own tool finds that each rises there, and only there', async () => {
  const promtool = await promtoolExecutable();
  if (promtool === undefined) {
    console.warn('left out: promtool is not on this machine, and could not be had (dev/servers/promtool.ts)');
    return;
  }
  const { status, stdout, stderr } = spawnSync(promtool, ['test', 'rules', 'alerts.test.yaml'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
});

test('docs say of each alert what to do', () => {
  for (const page of ['production.md', 'production.zh-CN.md']) {
    const text = readFileSync(join(projectRoot, 'docs', page), 'utf8');
    expect([page, alerts.filter((alert) => !text.includes(`\`${alert}\``))]).toEqual([page, []]);
  }
});
