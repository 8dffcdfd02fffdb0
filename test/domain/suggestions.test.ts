import fc from 'fast-check';
import { unitId } from '../../domain/ids';
import { type KnownUnit, type PastLead, spokenWhy, suggestedUnits } from '../../domain/suggestions/units';
import type { UnitLevel } from '../../domain/words';

const unit = (id: string, level: UnitLevel, more: Partial<KnownUnit> = {}): KnownUnit => ({
  id: unitId(id),
  name: id,
  level,
  ...more,
});
const UNITS = [
  unit('chengguan', 'department'),
  unit('huanbao', 'department'),
  unit('shuiwu', 'utility'),
  unit('lixia', 'district'),
  unit('shizhong', 'district'),
  unit('quancheng-lu', 'street', { parent: unitId('lixia'), duties: ['市容环境'] }),
  unit('luoyuan', 'street', { parent: unitId('shizhong'), duties: ['市容环境/占道经营'] }),
];
const WANTED = { category: '市容环境/占道经营', district: { id: 'lixia', name: '历下区' } } as const;
const led = (id: string, times: number, district = 'lixia', kind = 'complaint' as const): PastLead[] =>
  Array.from({ length: times }, () => ({ unit: id, district, kind }));
const ids = (...asked: Parameters<typeof suggestedUnits>) => suggestedUnits(...asked).map((it) => it.unit.id);

test('who led the latest of the category here comes before who led elsewhere, each with how often', () => {
  const past = [...led('huanbao', 30, 'shizhong'), ...led('chengguan', 12), ...led('huanbao', 2)];
  const [first, ...others] = suggestedUnits(WANTED, UNITS, past, []);
  expect(first?.unit.id).toBe('chengguan');
  expect(others.map((it) => it.unit.id)).toContain('huanbao');
  expect(first?.why.map((it) => spokenWhy(it, 'zh'))).toEqual([
    '历下区近期同类工单14件，由其主办12件',
    '近期同类工单44件，由其主办12件',
  ]);
  expect(spokenWhy(first!.why[0]!, 'en')).toBe('Led 12 of the latest 14 tickets of this category in 历下区');
});

test('WF-24, BJ-3: with nothing known the street whose list has it, then the district; none of another district', () => {
  expect(ids(WANTED, UNITS, [], [])).toEqual(['quancheng-lu', 'lixia']);
  expect(ids(WANTED, UNITS, [...led('shizhong', 9, 'shizhong'), ...led('luoyuan', 9)], [])).toEqual([
    'quancheng-lu',
    'lixia',
  ]);
  const [street, district] = suggestedUnits(WANTED, UNITS, [], []);
  expect(spokenWhy(street!.why[0]!, 'zh')).toBe('属地管理事项责任清单载有“市容环境/占道经营”（WF-24）');
  expect(spokenWhy(district!.why[0]!, 'zh')).toBe('诉求所在区县：历下区（BJ-3）');
  // A whole 大类, and nothing that only begins like it.
  expect(ids({ ...WANTED, category: '市容环境整治/其他' }, UNITS, [], [])).toEqual(['lixia']);
});

test('WF-9: what the city does not dispatch to is not suggested', () => {
  const past = led('quancheng-lu', 9);
  expect(ids(WANTED, UNITS, past, [])[0]).toBe('quancheng-lu');
  expect(ids(WANTED, UNITS, past, [], ['department', 'district', 'utility'])).toEqual(['lixia']);
});

test('leads of tickets that say the same count; and one of the same kind counts more', () => {
  expect(ids(WANTED, UNITS, [], ['shuiwu', 'shuiwu'])).toContain('shuiwu');
  const past = [...led('chengguan', 5), ...led('huanbao', 5, 'lixia', 'report' as never)];
  expect(ids({ ...WANTED, kind: 'complaint' }, UNITS, past, [])[0]).toBe('chengguan');
  expect(ids({ ...WANTED, kind: 'report' }, UNITS, past, [])[0]).toBe('huanbao');
});

test('one case is worth less than many', () => {
  const scoreOf = (times: number) =>
    suggestedUnits(WANTED, UNITS, led('chengguan', times), []).find((it) => it.unit.id === 'chengguan')!
      .score;
  expect(scoreOf(1)).toBeLessThan(scoreOf(100));
});

test('whatever was: scores from 0 to 1, the best first, each with a reason in both languages, ten at most', () => {
  const lead = fc.record({
    unit: fc.constantFrom(...UNITS.map(({ id }) => id as string), 'gone'),
    district: fc.constantFrom('lixia', 'shizhong'),
    kind: fc.constantFrom('complaint', 'help'),
  });
  fc.assert(
    fc.property(fc.array(lead), fc.array(fc.constantFrom('chengguan', 'shuiwu')), (past, alike) => {
      const found = suggestedUnits(WANTED, UNITS, past, alike);
      expect(found.length).toBeLessThanOrEqual(10);
      const scores = found.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      for (const { score, why } of found) {
        expect(score > 0 && score <= 1 && why.length > 0).toBe(true);
        for (const it of why)
          expect([spokenWhy(it, 'zh'), spokenWhy(it, 'en')]).toEqual([
            expect.stringMatching(/\p{Script=Han}/u),
            expect.stringMatching(/[a-z]/),
          ]);
      }
    }),
  );
});
