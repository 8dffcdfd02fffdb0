import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigError } from '../../config/finding';
import { type Config, loadConfig } from '../../config/load';
import { unitId } from '../../domain/ids';
import { tierOf } from '../../domain/reports/assessment';
import { CITIES } from '../given/cities';

const BOOK = `id: town
version: "1"
title: 镇规则
clocks: { handling: { limit: 5 seconds } }
callback: { scale: [good, bad], dissatisfied: [bad], rehandle: 0, attempts: 1, set: local }
`;
const UNITS = 'units: [{ id: a, name: 甲, level: street }, { id: b, name: 乙, level: street }]\n';
const INDICATORS = [
  '{ id: on-time, weight: 60, whenEmpty: left-out, set: local }',
  '{ id: urges, weight: 40, full: 0, none: 1, whenEmpty: full, set: local }',
];

interface Parts {
  readonly head?: string;
  readonly tiers?: string;
  readonly indicators?: readonly string[];
}

const written = ({
  head = 'id: town',
  tiers = '[{ id: street, name: 街道, levels: [street], set: local }]',
  indicators = INDICATORS,
}: Parts): string =>
  `${head}
version: "1"
title: 镇考核
satisfied: { grades: [good], set: local }
objections: { within: 5 workdays, set: local }
tiers: ${tiers}
indicators:
${indicators.map((it) => `  - ${it}`).join('\n')}
`;

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'huiyin-assessments-'))));
afterEach(() => rmSync(dir, { recursive: true }));

function town(...files: string[]): Config {
  mkdirSync(join(dir, 'rulebooks'));
  writeFileSync(join(dir, 'rulebooks', 'town.yaml'), BOOK);
  writeFileSync(join(dir, 'units.yaml'), UNITS);
  if (files.length > 0) mkdirSync(join(dir, 'assessments'));
  files.forEach((it, n) => writeFileSync(join(dir, 'assessments', `${n}.yaml`), it));
  return loadConfig(dir);
}

test('each of the five cities has an assessment, whose weights add up to 100 and whose total each measured part is in (BJ-13, WF-27, JE-22, HZ-10)', () => {
  const { assessments, units } = loadConfig();
  expect([...assessments.keys()].toSorted()).toEqual([...CITIES].toSorted());
  for (const assessment of assessments.values()) {
    const weights = assessment.indicators.map(({ weight }) => weight);
    expect(weights.reduce((sum, it) => sum + it, 0)).toBe(100);
    expect(assessment.hash).toMatch(/^[0-9a-f]{64}$/);
    for (const unit of units.ofLevel('street')) expect(tierOf(assessment, unit)?.id).toBe('street');
  }
});

test('a folder that has none uses ours, as far as they fit its rulebooks', () =>
  expect(town().assessments).toEqual(new Map()));

test('a city’s own stands in place of ours; an indicator takes what it does not say from the shipped one', () => {
  const [urges] = town(written({})).assessments.get('town')?.indicators.slice(1) ?? [];
  expect(urges).toMatchObject({
    name: '催办率',
    numerator: 'urges',
    denominator: 'orders',
    source: 'JE-12',
    weight: 40,
    full: 0,
    none: 1,
    whenEmpty: 'full',
  });
});

test('units of a tier that are alike are a class of their own (BJ-13: 分级分类)', () => {
  const tiers =
    '[{ id: street, name: 街道, levels: [street], classes: [{ id: town, name: 建制镇, units: [b] }], set: local }]';
  const assessment = town(written({ tiers })).assessments.get('town');
  if (!assessment) throw new Error('none');
  const of = (id: string) => tierOf(assessment, { id: unitId(id), level: 'street' });
  expect(of('a')).toEqual({ id: 'street', name: '街道' });
  expect(of('b')).toEqual({ id: 'street/town', name: '街道 · 建制镇' });
  expect(tierOf(assessment, { id: unitId('c'), level: 'office' })).toBeUndefined();
});

const OWN = 'name: 甲率, definition: 甲, roles: [lead], exclude: [], set: local';

test.each<[why: string, parts: Parts, path: string, expected: string]>([
  [
    'weights that do not add up',
    { indicators: [INDICATORS[0] ?? ''] },
    'indicators',
    'add up to 100, they come to 60',
  ],
  [
    'a denominator that can be empty, and nothing said of then',
    { indicators: ['{ id: on-time, weight: 100, set: local }'] },
    'indicators[0].whenEmpty',
    'left-out, full, none',
  ],
  [
    'an unknown indicator that says nothing of itself',
    { indicators: ['{ id: kindness, weight: 100, whenEmpty: none, set: local }'] },
    'indicators[0].name',
    'none of those that are shipped',
  ],
  [
    'an unknown measure',
    { indicators: [`{ id: a, ${OWN}, numerator: smiles, weight: 100 }`] },
    'indicators[0].numerator',
    'one of clocks-due',
  ],
  [
    'limits that are not named',
    { indicators: [`{ id: a, ${OWN}, numerator: clocks-kept, weight: 100 }`] },
    'indicators[0].clocks',
    'which limits',
  ],
  [
    'parts that are counted by different months',
    {
      indicators: [
        `{ id: a, ${OWN}, numerator: clocks-kept, denominator: closed, clocks: [handling], whenEmpty: none, weight: 100 }`,
      ],
    },
    'indicators[0].denominator',
    'the same month as clocks-kept',
  ],
  [
    'marks that do not differ',
    { indicators: ['{ id: on-time, weight: 100, full: 0.5, none: 0.5, whenEmpty: none, set: local }'] },
    'indicators[0].none',
    'another value',
  ],
  [
    'a weight from nowhere',
    { indicators: ['{ id: on-time, weight: 100, whenEmpty: none }'] },
    'indicators[0].set',
    'where the weight comes from',
  ],
  [
    'the total as an indicator',
    { indicators: ['{ id: overall, weight: 100, whenEmpty: none, set: local }'] },
    'indicators[0].id',
    'overall is the total',
  ],
  ['an unknown rulebook', { head: 'id: city' }, 'id', 'one of: town'],
  [
    'a level in two tiers',
    {
      tiers:
        '[{ id: a, name: 甲, levels: [street], set: local }, { id: b, name: 乙, levels: [street], set: local }]',
    },
    'tiers[1].levels[0]',
    'street stands in two',
  ],
  [
    'an unknown unit',
    {
      tiers:
        '[{ id: a, name: 甲, levels: [street], classes: [{ id: x, name: 某, units: [nobody] }], set: local }]',
    },
    'tiers[0].classes[0].units[0]',
    'nobody is none',
  ],
  [
    'a period that some months do not have',
    { head: 'id: town\nperiod: { startsOn: 31, set: local }' },
    'period.startsOn',
    'expected 1–28',
  ],
])('%s: refused, with file and path', (_, parts, path, expected) => {
  expect.assertions(1);
  try {
    town(written(parts));
  } catch (error) {
    expect((error as ConfigError).findings).toContainEqual({
      file: 'assessments/0.yaml',
      path,
      expected: expect.stringContaining(expected) as string,
    });
  }
});

test('a word that is not on the rulebook’s scale is none of those that count as satisfied', () =>
  expect(() => town(written({}).replace('grades: [good]', 'grades: [great]'))).toThrow(
    'satisfied.grades[0]: expected one of its rulebook’s scale: good, bad',
  ));

test('two of one rulebook are refused', () =>
  expect(() => town(written({}), written({}))).toThrow('assessments/1.yaml: id: expected another id'));
