import { z } from 'zod';
import { unitId } from '../domain/ids';
import type { Rulebook } from '../domain/law/rules';
import { type Assessed, type Assessment, OVERALL, WHEN_EMPTY } from '../domain/reports/assessment';
import { type Indicator, INDICATORS, MEASURES, type OrderRole } from '../domain/reports/indicators';
import { CLOCKS, keysOf, OUTCOMES, UNIT_LEVELS } from '../domain/words';
import type { Finding } from './finding';
import { length, sourced, wholeNumber, withoutSource, withSource } from './rulebook/words';
import { distinct, id, listOf, mapOf, oneOf, text } from './shape';
import type { Units } from './units-file';

const VERSION = 'expected a date or a number in quotes such as "2026-10-01"';
const VALUE = 'expected a value from 0 to 100, e.g. 0.95 for 95%';
const WEIGHT = 'expected a weight from 0 to 100';
const ROLES: readonly OrderRole[] = ['lead', 'assist', 'hotline'];

const value = z.number(VALUE).min(0, VALUE).max(100, VALUE);

const indicator = mapOf({
  id: id.refine((it) => it !== OVERALL.id, `expected another id, ${OVERALL.id} is the total`),
  name: text.optional(),
  definition: text.optional(),
  numerator: oneOf(keysOf(MEASURES)).optional(),
  denominator: oneOf(keysOf(MEASURES)).optional(),
  clocks: distinct(listOf(oneOf(keysOf(CLOCKS)), 1), (it) => it).optional(),
  roles: distinct(listOf(oneOf(ROLES), 1), (it) => it).optional(),
  exclude: distinct(listOf(oneOf(keysOf(OUTCOMES))), (it) => it).optional(),
  weight: z.number(WEIGHT).min(0, WEIGHT).max(100, WEIGHT),
  full: value.default(1),
  none: value.default(0),
  whenEmpty: oneOf(keysOf(WHEN_EMPTY)).optional(),
  ...withSource,
});

type Written = z.output<typeof indicator>;

/** An indicator as the file has it, over what is shipped by its id. */
function assessed(written: Written, context: z.RefinementCtx): Assessed {
  const { weight, full, none, whenEmpty, source, set, note: _, ...given } = written;
  const wrong = (path: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [path], message });
  const shipped: Indicator | undefined = Object.hasOwn(INDICATORS, given.id)
    ? INDICATORS[given.id]
    : undefined;
  for (const part of ['name', 'definition', 'numerator', 'roles', 'exclude'] as const)
    if (!shipped && given[part] === undefined)
      wrong(
        part,
        `expected it: ${given.id} is none of those that are shipped, ${Object.keys(INDICATORS).join(', ')}`,
      );
  const said = Object.fromEntries(Object.entries(given).filter(([, it]) => it !== undefined));
  // Whole, or told above what it lacks.
  const { clocks: limits, ...merged } = {
    source: set ?? source ?? 'local',
    ...shipped,
    ...said,
  } as Indicator;
  const { numerator, denominator } = merged;
  const clocks = numerator !== undefined && MEASURES[numerator].of === 'due' ? limits : undefined;
  if (numerator !== undefined) {
    const of = MEASURES[numerator].of;
    if (denominator !== undefined && MEASURES[denominator].of !== of)
      wrong('denominator', `expected something that is counted by the same month as ${numerator}`);
    if (of === 'due' && clocks === undefined) wrong('clocks', 'expected which limits are counted');
    if (of !== 'due' && given.clocks !== undefined) wrong('clocks', 'expected none: it counts no limits');
  }
  if (denominator !== undefined && whenEmpty === undefined)
    wrong(
      'whenEmpty',
      `expected what follows where nothing was to be counted: ${keysOf(WHEN_EMPTY).join(', ')}`,
    );
  if (denominator === undefined && whenEmpty !== undefined)
    wrong('whenEmpty', 'expected none: a plain count has no denominator that can be empty');
  if (full === none) wrong('none', 'expected another value than that of full marks');
  if ((source === undefined) === (set === undefined))
    wrong('set', 'expected either source or set: local: where the weight comes from');
  return {
    ...merged,
    ...(clocks ? { clocks } : {}),
    weight,
    full,
    none,
    ...(whenEmpty ? { whenEmpty } : {}),
    weighed: set ?? source ?? 'local',
  };
}

const HUNDRED = 100;

const indicators = distinct(listOf(indicator.transform(assessed), 1), (it) => it.id, ['id']).superRefine(
  (all, context) => {
    const sum = all.reduce((total, { weight }) => total + weight, 0);
    if (Math.abs(sum - HUNDRED) > 1e-9)
      context.addIssue({
        code: 'custom',
        message: `expected weights that add up to 100, they come to ${sum}`,
      });
  },
);

const tier = mapOf({
  id,
  name: text,
  levels: distinct(listOf(oneOf(keysOf(UNIT_LEVELS))), (it) => it).default([]),
  classes: distinct(
    listOf(mapOf({ id, name: text, units: distinct(listOf(id.transform(unitId), 1), (it) => it) })),
    (it) => it.id,
    ['id'],
  ).default([]),
  ...withSource,
}).transform(sourced);

/** Each level and each unit is measured once. */
const tiers = distinct(listOf(tier, 1), (it) => it.id, ['id']).superRefine((all, context) => {
  const levels = new Set<string>();
  const units = new Set<string>();
  all.forEach((it, i) => {
    it.levels.forEach((level, at) => {
      if (levels.has(level))
        context.addIssue({
          code: 'custom',
          path: [i, 'levels', at],
          message: `expected each level in one tier, ${level} stands in two`,
        });
      levels.add(level);
    });
    it.classes.forEach(({ units: of }, c) =>
      of.forEach((unit, at) => {
        if (units.has(unit))
          context.addIssue({
            code: 'custom',
            path: [i, 'classes', c, 'units', at],
            message: `expected each unit in one class, ${unit} stands in two`,
          });
        units.add(unit);
      }),
    );
  });
});

/** The schema of a file of `assessments/`: how a city assesses its units (BJ-13, WF-27, JE-22). */
export const assessmentFile: z.ZodType<Assessment> = mapOf({
  id,
  version: z.string(VERSION).regex(/^\S{1,40}$/, VERSION),
  title: text,
  period: mapOf({ startsOn: wholeNumber(1, 28), ...withSource })
    .transform(sourced)
    .default({ startsOn: 1, source: 'local' }),
  satisfied: mapOf({ grades: distinct(listOf(id, 1), (it) => it), ...withSource }).transform(sourced),
  objections: mapOf({ within: length, ...withSource }).transform(sourced),
  tiers,
  indicators,
  ...withoutSource,
}).transform(({ period, satisfied, note: _, ...rest }) => ({
  ...rest,
  startsOn: period.startsOn,
  satisfied: satisfied.grades,
}));

/** What of an assessment names nothing that there is: its rulebook, words of that one's scale, units. */
export function unknownInAssessment(
  file: string,
  { id: own, satisfied, tiers: all }: Assessment,
  rulebooks: ReadonlyMap<string, Pick<Rulebook, 'callback'>>,
  units: Pick<Units, 'byId'>,
): Finding[] {
  const book = rulebooks.get(own);
  if (!book)
    return [
      {
        file,
        path: 'id',
        expected: `expected the id of a rulebook, one of: ${[...rulebooks.keys()].join(', ')}`,
      },
    ];
  const scale = book.callback?.scale ?? [];
  return [
    ...satisfied.flatMap((grade, i) =>
      scale.includes(grade)
        ? []
        : [
            {
              file,
              path: `satisfied.grades[${i}]`,
              expected: `expected one of its rulebook’s scale: ${scale.join(', ')}`,
            },
          ],
    ),
    ...all.flatMap(({ classes }, t) =>
      classes.flatMap(({ units: of }, c) =>
        of.flatMap((unit, u) =>
          units.byId(unit)
            ? []
            : [
                {
                  file,
                  path: `tiers[${t}].classes[${c}].units[${u}]`,
                  expected: `expected the id of a unit, ${unit} is none`,
                },
              ],
        ),
      ),
    ),
  ];
}
