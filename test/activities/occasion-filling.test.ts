import { createHash } from 'node:crypto';
import { filledSection } from '../../activities/occasions/filling';
import { drawnFrom } from '../../activities/occasions/occasion-activities';
import { draw } from '../../domain/occasions/sample';
import { type Day, dayOf, type Instant, instant, isoDay } from '../../domain/time/instant';
import { summaryOf } from '../given/occasions';

const opened = instant(Date.parse('2026-11-24T09:00:00+08:00'));
/** What was asked for, as days; and how many came of a class in what began on a day. */
let asked: string[];
let counts: Record<string, number>;
const store = {
  classCounts: {
    byCategory: async (_rulebook: string, from: Instant, to: Instant) => {
      const first = isoDay(dayOf(from));
      asked.push(`${first}…${isoDay((dayOf(to) - 1) as Day)}`);
      return [
        { category: '供热/停暖', count: counts[first] ?? 0 },
        { category: 'b', count: 2 },
      ];
    },
    byOutcome: async () => [{ outcome: 'resolved', count: 7 }],
    repeats: async () => [
      { ticket: 'HY-1', how: 'linked', difficult: false },
      { ticket: 'HY-2', how: 'merged', difficult: false },
      { ticket: 'HY-3', how: 'came-back', difficult: false },
      { ticket: 'HY-4', how: 'came-back', difficult: true },
      { ticket: 'HY-5', how: 'handled-again', difficult: true },
      { ticket: 'HY-6', difficult: true },
    ],
    suggestions: async () => [
      { ticket: 'HY-1', category: 'a' },
      { ticket: 'HY-2', category: 'b' },
      { ticket: 'HY-3', category: 'b' },
    ],
  },
  occasions: { checksIn: async () => ({ passed: 8, failed: 2 }) },
  ledger: {
    linesOf: async () => [
      { event: { type: 'withdrawn', seq: 1, at: opened, data: {}, actor: { role: 'operator' } } },
    ],
  },
} as never;
beforeEach(() => {
  [asked, counts] = [[], {}];
});
const filled = (shows: Parameters<typeof filledSection>[1], about: object = { period: '2026-10' }) =>
  filledSection(store, shows, summaryOf({ about, openedAt: opened }));

test('JE-13: a month’s counts are those of its days, its classes have their shares, and its hot spot is named', async () => {
  counts['2026-10-01'] = 6;
  expect((await filled('classes'))?.rows).toEqual([
    { name: '供热/停暖', count: 6, share: 0.75 },
    { name: 'b', count: 2, share: 0.25 },
  ]);
  expect(asked).toEqual(['2026-10-01…2026-10-31']);
  expect((await filled('hot-spot'))?.lines).toEqual(['供热/停暖：6件，占75.0%。']);
  expect((await filled('figures'))?.rows).toEqual([
    { name: '受理', count: 8 },
    { name: '办结', count: 7 },
    { name: '办结：已解决', count: 7 },
  ]);
});

test('JE-13: the quality of replies is what spot checks found', async () =>
  expect((await filled('spot-checks'))?.lines).toEqual(['复查10件，合格8件，不合格2件。']));

test('JE-13: a month’s repeats are told by how they are, and those that their rulebook supervises as difficult as difficult points, each with its number', async () => {
  expect(await filled('repeats')).toEqual({
    lines: [
      '重复投诉5件，难点3件。',
      '并入其他工单：HY-2',
      '办结后再次反映：HY-3、HY-4',
      '与其他工单关联：HY-1',
      '多次重办：HY-5',
      '难点：HY-4、HY-5、HY-6',
    ],
    rows: [
      { name: '并入其他工单', count: 1 },
      { name: '办结后再次反映', count: 2 },
      { name: '与其他工单关联', count: 1 },
      { name: '多次重办', count: 1 },
      { name: '难点', count: 3 },
    ],
  });
});

test('HZ-13: a week is held against the eight before it', async () => {
  counts = { '2026-11-16': 40, '2026-11-09': 3 };
  const section = await filled('weak-signals', { period: '2026-W47' });
  expect(asked).toHaveLength(9);
  expect([asked[0], asked[8]]).toEqual(['2026-11-16…2026-11-22', '2026-09-21…2026-09-27']);
  expect(section?.lines[0]).toMatch(/^供热\/停暖：本周40件，此前8周平均每周0.4件/);
});

test('BJ-12: the theme is chosen from the three whole months before, and foresight looks at last year’s same month', async () => {
  counts = { '2026-10-01': 5, '2026-09-01': 5, '2026-08-01': 5 };
  expect((await filled('common-matters', { period: '2026-12' }))?.lines[0]).toBe(
    '供热/停暖：近3个月每月都有，共15件。',
  );
  expect(asked.map((it) => it.slice(0, 7))).toEqual(['2026-10', '2026-09', '2026-08']);
  counts = { '2025-12-01': 60 };
  expect((await filled('foresight', { period: '2026-12' }))?.lines).toEqual([
    '供热/停暖：去年12月60件，全年月均5件，为月均的12倍。',
  ]);
});

test('JE-24: suggestions are sorted by class, with their numbers', async () =>
  expect(await filled('suggestions')).toEqual({
    lines: ['共3件。', 'a：HY-1', 'b：HY-2、HY-3'],
    rows: [
      { name: 'b', count: 2 },
      { name: 'a', count: 1 },
    ],
  }));

test('JE-12: the course of a ticket is its ledger, in fixed words', async () =>
  expect((await filled('course', { ticket: 'HY-1' }))?.lines).toEqual(['11月24日 09:00 诉求人撤回']));

test('JE-14: whoever has the seed and the list draws the same', () => {
  const population = Array.from({ length: 50 }, (_, i) => `HY-${i}`);
  const input = summaryOf();
  const drawn = drawnFrom(input, population);
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  expect(drawn?.tickets).toEqual(draw(population, 3, (ticket) => sha256(`${input.id} ${ticket}`)));
  expect(drawn).toMatchObject({
    seed: input.id,
    population: 50,
    digest: sha256(population.toSorted().join('\n')),
  });
  expect(drawnFrom(input, population.toReversed())?.tickets).toEqual(drawn?.tickets);
  expect(drawnFrom(input, undefined)).toBeUndefined();
});
