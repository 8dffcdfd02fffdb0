import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUDGETS, capacity, DEMAND } from '../../bench/capacity/capacity';
import { PAGES, readMeasured, upToDate } from '../../bench/capacity/page';
import { projectRoot } from '../../dev/cache';

const measured = readMeasured();
const read = (page: string): string => readFileSync(join(projectRoot, page), 'utf8');

test.each(['en', 'zh'] as const)(
  'the page on capacity (%s) says what its figures come to: `npm run capacity`',
  (language) => {
    const page = read(PAGES[language]);
    expect(upToDate(page, language, measured)).toBe(page);
  },
);

test('what it takes over from the page on budgets stands there still', () => {
  const budgets = read('docs/budgets.md');
  expect(budgets).toContain(`${BUDGETS.previewSeconds} s`);
  expect(budgets).toContain(`${BUDGETS.toldASecond} /s`);
});

describe('what a demand takes', () => {
  const calm = { ...DEMAND, ticketsADay: 36_000, busiestHour: 0.1, rungsAtOnce: 0 };
  const cpu = { api: 0.5, worker: 1.2, temporal: 2, mongo: 1 };
  const ticket = { ...measured.closed, cpu, transitions: 40, stored: { a: { documents: 900, keys: 100 } } };
  const simple = { ...measured, closed: ticket };

  test('a life a second takes its CPU, its state transitions, and the pods that have them to give', () => {
    const needed = capacity(calm, simple);
    expect(needed).toMatchObject({ livesASecond: 1, transitionsASecond: 40, cores: cpu });
    // Of 0.6 cores each; of one that is enough there are two.
    expect(needed).toMatchObject({ workerPods: 2, apiPods: 2 });
    expect(capacity({ ...calm, ticketsADay: 72_000 }, simple)).toMatchObject({ workerPods: 4, apiPods: 2 });
  });

  test('what falls on one moment comes on top', () => {
    const rung = {
      ...measured.rung,
      cpu: { api: 0, worker: 0.1, temporal: 0.1, mongo: 0.1 },
      transitions: 10,
    };
    const needed = capacity(
      { ...calm, rungsAtOnce: 0.03, open: 300_000, rungsWithin: 900 },
      { ...simple, rung },
    );
    expect(needed).toMatchObject({ rungsASecond: 10, transitionsASecond: 140 });
    expect(needed.cores.worker).toBeCloseTo(2.2);
  });

  test('a shard writes one after the other, for a small share of the time', () => {
    // 40 transitions of 10 ms keep one shard busy for 0.4 of the time; 0.05 of it is wanted: 8.
    expect(capacity({ ...calm, writeMs: 10, shardBusy: 0.05 }, simple).shards).toBe(8);
    expect(capacity({ ...calm, writeMs: 11, shardBusy: 0.05 }, simple).shards).toBe(16);
  });

  test('disk: what closed tickets leave in a year, what Temporal keeps for its retention', () => {
    const needed = capacity(
      { ...calm, ticketsADay: 1_000, retentionDays: 10, rungsATicket: 0, open: 0 },
      simple,
    );
    expect(needed.mongoGBAYear).toBeCloseTo(0.365);
    expect(needed.temporalGB).toBeCloseTo((10_000 * ticket.temporalBytes) / 1e9);
  });
});
