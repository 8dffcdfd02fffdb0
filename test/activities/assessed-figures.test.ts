import { assessedFigures } from '../../activities/occasions/assessed-figures';
import { loadConfig } from '../../config/load';
import { countedOf } from '../../domain/reports/counted';
import { instant } from '../../domain/time/instant';
import { CHENGGUAN, ticketIn } from '../given/cities';
import { asUnit, at, dispatchTo, command } from '../given/story';

const { assessments } = loadConfig();
const months: unknown[] = [];
const signed = ticketIn('weifang')
  .do(at('2026-09-29 11:00'), dispatchTo(CHENGGUAN))
  .do(at('2026-09-29 12:00'), command('sign', {}, asUnit(CHENGGUAN)));
const store = {
  classCounts: { byCategory: async () => [{ category: 'a', count: 3 }], byOutcome: async () => [] },
  objections: { struck: async () => new Set<string>() },
  counts: {
    async *of(...asked: unknown[]) {
      months.push(asked);
      yield [{ id: 'T-1', counted: countedOf(signed.ticket) }];
    },
  },
} as never;
const [from, to] = ['2026-08-01', '2026-11-01'].map((day) => instant(Date.parse(`${day}T00:00:00+08:00`)));

test('JE-13, JE-22, WF-29: what a document counts is the indicators of the city’s assessment, over the whole of its time', async () => {
  const rows = await assessedFigures(store, assessments)('weifang', from!, to!);
  expect(rows.slice(0, 2)).toEqual([
    { name: '受理', count: 3 },
    { name: '办结', count: 0 },
  ]);
  const signing = assessments.get('weifang')?.indicators.find(({ id }) => id === 'signing');
  expect(rows).toContainEqual({ name: signing?.name, count: 1, share: 1 });
  expect(months).toEqual([['weifang', [202608, 202609, 202610]]]);
});

test('a city without an assessment has what came in and was closed', async () => {
  expect(await assessedFigures(store, new Map())('weifang', from!, to!)).toHaveLength(2);
});
