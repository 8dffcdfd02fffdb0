import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../../dev/cache';

/** The samples of one name in a text for Prometheus: each value by its labels as they are written there. */
export function samplesOf(text: string, name: string): Record<string, number> {
  const lines = text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm);
  return Object.fromEntries(
    [...lines].flatMap(([, found, labels = '', value]) => (found === name ? [[labels, Number(value)]] : [])),
  );
}

/** The names that can be asked for of what a text for Prometheus declares; a histogram has three. */
export const namesIn = (text: string): string[] =>
  [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );

const read = (file: string): string => readFileSync(join(projectRoot, 'deploy', file), 'utf8');

/** Each alert, and when it rises. */
export function alertRules(): { readonly alert: string; readonly expr: string }[] {
  const { groups } = parse(read('prometheus/alerts.yaml')) as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  return groups.flatMap(({ rules }) => rules);
}

/** What the panels of the dashboard ask for. */
export function dashboardQueries(): string[] {
  const { panels } = JSON.parse(read('grafana/huiyin.json')) as { panels: { targets: { expr: string }[] }[] };
  return panels.flatMap(({ targets }) => targets).map(({ expr }) => expr);
}

/** All that is asked of Prometheus: by the alerts, and by the panels of the dashboard. */
export const allQueries = (): string[] => [...alertRules().map(({ expr }) => expr), ...dashboardQueries()];

/** Words of PromQL that our queries use. */
const WORDS = new Set('sum max by rate increase histogram_quantile topk unless'.split(' '));

/** The names of metrics that a query asks for: every word that is not PromQL's own, nor a label. */
export function namesAskedBy(query: string): string[] {
  const bare = query.replaceAll(/\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)/g, ' ');
  return [...bare.matchAll(/[a-z_]\w*/g)].map(([word]) => word).filter((word) => !WORDS.has(word));
}
