import fc from 'fast-check';
import { loadConfig } from '../../config/load';
import { countedOf } from '../../domain/reports/counted';
import { parseMonth, periodOf } from '../../domain/reports/period';
import { counting, keysBy } from '../../domain/reports/report';
import type { UnitId } from '../../domain/ids';
import { anyStory, play } from '../given/any-story';
import { CHENGGUAN, CITIES, SUPERVISOR, ticketIn } from '../given/cities';
import { asUnit, at, command, dispatchTo } from '../given/story';
import { type ByCity, recounted, retold } from '../given/recount';

const { assessments } = loadConfig();
const FIVE = ['very-satisfied', 'satisfied', 'basically-satisfied'];
const THREE = ['satisfied', 'basically-satisfied'];

/** What the files of the cities say, once more. */
const BY_CITY: Readonly<Record<(typeof CITIES)[number], ByCity>> = {
  jinan: { response: ['signing'], feedback: ['reply'], satisfied: FIVE, wholeWait: false },
  'jinan-enforcement': {
    response: ['arrival'],
    feedback: ['handling', 'assist'],
    satisfied: THREE,
    wholeWait: true,
  },
  weifang: { response: ['signing'], feedback: ['handling'], satisfied: FIVE, wholeWait: false },
  huizhou: { response: ['signing'], feedback: ['handling', 'assist'], satisfied: FIVE, wholeWait: false },
  beijing: { response: ['contact'], feedback: ['handling'], satisfied: THREE, wholeWait: false },
};
const MONTHS = ['2026-09', '2026-10', '2026-11', '2026-12', '2027-01', '2027-02'];

const assessmentOf = (city: string) => {
  const found = assessments.get(city);
  if (!found) throw new Error(city);
  return found;
};

const LIVES = 700;

/**
 * Random lives of tickets: returned, extended, deferred, handled again, bound to other calendars and rulebooks, by everybody in any
 * order; each as it stood after every step, which is a ticket of its own.
 */
const lives = fc
  .sample(anyStory, { seed: 13, numRuns: LIVES })
  .filter(({ of: { city } }) => city !== 'demo')
  .flatMap((story, life) => {
    const { matter, steps } = play(story);
    const ledger = steps.map(({ events }) => events);
    return steps.map(({ after: ticket }, step) => ({
      id: `T-${life}-${step}`,
      city: story.of.city as (typeof CITIES)[number],
      ticket,
      told: retold(matter, ledger.slice(0, step + 1).flat()),
    }));
  });

/** A return that was refused, of a ticket that came to its end: random lives rarely have both. */
const improper = [0, 1].map((n) => {
  const { matter, ledger, ticket } = ticketIn('weifang')
    .do(at('2026-09-29 11:00'), dispatchTo(CHENGGUAN))
    .do(at('2026-09-29 12:00'), command('request-return', {}, { ...asUnit(CHENGGUAN), parts: ['reason'] }))
    .do(
      at('2026-09-30 12:00'),
      command('decide', { request: 'return', approve: false }, { ...SUPERVISOR, parts: ['reason'] }),
    )
    .do(
      at('2026-10-08 12:00'),
      command(
        'request-termination',
        { ground: 'uncooperative' },
        { ...asUnit(CHENGGUAN), parts: ['reason'] },
      ),
    )
    .do(
      at('2026-10-09 12:00'),
      command('decide', { request: 'termination', approve: true }, { ...SUPERVISOR, parts: ['reason'] }),
    );
  return { id: `T-improper-${n}`, city: 'weifang' as const, ticket, told: retold(matter, ledger) };
});
lives.push(...improper);

test('there are ten thousand of them', () => expect(lives.length).toBeGreaterThan(10_000));

test('a report agrees with a plain recount of all ledgers, for every indicator, city, month and grouping', () => {
  const sums = new Map<string, number>();
  for (const city of CITIES) {
    const own = lives
      .filter((it) => it.city === city)
      .map((it) => ({ ...it, counted: countedOf(it.ticket) }));
    const assessment = assessmentOf(city);
    for (const text of MONTHS) {
      const period = periodOf(parseMonth(text) ?? 0, 1);
      for (const by of ['unit', 'kind'] as const) {
        const keyOf = keysBy(by, { tierOf: () => undefined, hotline: 'hotline' as UnitId });
        const report = counting({ assessment, period, struck: new Set() }, keyOf);
        const plain = new Map<string, [number, number]>();
        for (const { id, counted, told } of own) {
          if (counted) report.add({ id, counted });
          for (const [unit, row] of recounted(told, period.from, period.to, BY_CITY[city]))
            for (const [indicator, [numerator, denominator]] of Object.entries(row)) {
              const key = `${by === 'kind' ? told.kind : unit || 'hotline'} ${indicator}`;
              const [n, d] = plain.get(key) ?? [0, 0];
              plain.set(key, [n + numerator, d + denominator]);
            }
        }
        const got = new Map<string, [number, number]>();
        for (const { key, values } of report.sum().rows)
          for (const [indicator, { numerator, denominator }] of Object.entries(values)) {
            if (indicator === 'overall') continue;
            got.set(`${key} ${indicator}`, [numerator, denominator ?? 0]);
            sums.set(indicator, (sums.get(indicator) ?? 0) + numerator);
          }
        const inAssessment = (key: string): boolean =>
          assessment.indicators.some(({ id }) => id === key.split(' ')[1]);
        const some = (all: Map<string, [number, number]>) =>
          [...all]
            .filter(([key, [n, d]]) => n + d > 0 && inAssessment(key))
            .toSorted(([a], [b]) => (a < b ? -1 : 1));
        expect({ city, text, by, rows: some(got) }).toEqual({ city, text, by, rows: some(plain) });
      }
    }
  }
  // The stories are such that each is counted at all; there are no spot checks yet.
  for (const id of assessments.get('weifang')?.indicators.map((it) => it.id) ?? [])
    expect({ id, counted: (sums.get(id) ?? 0) > 0 }).toEqual({ id, counted: id !== 'quality' });
}, 120_000);
