import { z } from 'zod';
import type { Rulebook } from '../domain/law/rules';
import type { OccasionKind } from '../domain/occasions/kind';
import { HAPPENINGS, PERIODS, SHOWS, STEPS } from '../domain/occasions/words';
import { unitId } from '../domain/ids';
import { END_OF_DAY } from '../domain/time/deadline';
import { KINDS, keysOf, UNIT_LEVELS } from '../domain/words';
import type { Finding } from './finding';
import { rungFor } from './rulebook/ladders';
import { level, length, sourced, timeOfDay, wholeNumber, withSource } from './rulebook/words';
import { distinct, id, listOf, mapOf, oneOf, text } from './shape';
import type { Units } from './units-file';

/** The occasions of one city, by its rulebook. */
export interface Occasions {
  readonly rulebook: string;
  readonly occasions: readonly OccasionKind[];
}

/** A party by a word or by its unit's id; `load` holds ids against `units.yaml`. */
const named = id.transform(unitId);
const parties = distinct(listOf(named, 1), (it) => it);

const beginning = mapOf({
  every: oneOf(keysOf(PERIODS)).optional(),
  workday: z
    .int('expected a whole number')
    .refine((n) => n !== 0 && n >= -20 && n <= 20, 'expected 1–20, or −1…−20 for the last ones')
    .optional(),
  at: timeOfDay.refine((minutes) => minutes < END_OF_DAY, 'expected a time before 24:00').optional(),
  of: oneOf(['this', 'last', 'next']).optional(),
  per: parties.optional(),
  by: distinct(listOf(oneOf(['operator', 'supervisor', 'leader', 'unit']), 1), (it) => it).optional(),
  on: oneOf(keysOf(HAPPENINGS)).optional(),
  urgency: distinct(listOf(id, 1), (it) => it).optional(),
  level: level.optional(),
  ...withSource,
}).transform((given, context) => {
  const { every, by, on } = given;
  const fail = (path: string[], message: string): void => context.addIssue({ code: 'custom', path, message });
  if ([every, by, on].filter((it) => it !== undefined).length !== 1)
    fail([], 'expected exactly one of every, by, on');
  const plan = ['workday', 'at', 'of'] as const;
  for (const key of plan) {
    if (every !== undefined && given[key] === undefined) fail([key], `expected it beside every`);
    if (every === undefined && given[key] !== undefined) fail([key], 'expected none: it goes with every');
  }
  if (given.per && every === undefined) fail(['per'], 'expected none: it goes with every');
  if (given.urgency && on !== 'registered') fail(['urgency'], 'expected none: it goes with on: registered');
  if (given.level !== undefined && on !== 'escalated')
    fail(['level'], 'expected none: it goes with on: escalated');
  return sourced(given, context);
});

const section = mapOf({
  id,
  title: text,
  shows: oneOf(keysOf(SHOWS)).optional(),
  writes: oneOf(['required', 'optional']).optional(),
  ...withSource,
}).transform((given, context) => {
  if ((given.shows === undefined) === (given.writes === undefined))
    context.addIssue({ code: 'custom', message: 'expected either shows or writes' });
  return sourced(given, context);
});

const step = mapOf({
  do: oneOf(keysOf(STEPS)),
  label: text.optional(),
  who: parties,
  limit: length.optional(),
  ladder: listOf(rungFor({ kinds: keysOf(KINDS), grades: [] })).default([]),
  unconfirmed: z.literal(true, 'expected true or nothing').optional(),
  ...withSource,
}).transform((given, context) => {
  const fail = (path: (string | number)[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  if (given.ladder.length > 0 && !given.limit) fail(['ladder'], 'expected none, since there is no limit');
  if (given.unconfirmed && given.do !== 'circulate')
    fail(['unconfirmed'], 'expected none: it goes with do: circulate');
  given.ladder.forEach((rung, i) => {
    if (rung.do !== 'remind' && rung.do !== 'urge') fail(['ladder', i, 'do'], 'expected remind or urge');
    if (rung.for || rung.while) fail(['ladder', i], 'expected neither for nor while');
  });
  return sourced(given, context);
});

const percent = wholeNumber(1, 100);
const howMany = wholeNumber(1, 500);

const kind = mapOf({
  id,
  label: text,
  about: distinct(listOf(oneOf(['ticket', 'unit', 'category'])), (it) => it).default([]),
  begins: listOf(beginning, 1),
  document: distinct(listOf(section), ({ id: it }) => it, ['id']).default([]),
  steps: listOf(step, 1),
  sample: mapOf({
    share: percent,
    least: howMany,
    most: howMany,
    among: oneOf(['hot-spot']).optional(),
    ...withSource,
  })
    .transform(sourced)
    .optional(),
  simulated: mapOf({ most: wholeNumber(1, 50), ...withSource })
    .transform(sourced)
    .optional(),
  ...withSource,
}).transform((given, context) => {
  const { about, begins, document, steps, sample, simulated } = given;
  const fail = (path: (string | number)[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  const has = (name: string): boolean => steps.some((it) => it.do === name);
  if (has('check') !== (sample !== undefined))
    fail(['sample'], 'expected beside a step that checks, and only there');
  if (sample && sample.least > sample.most) fail(['sample', 'least'], 'expected no more than most');
  if (sample && begins.some((it) => it.every === undefined))
    fail(['begins'], 'expected only every: it draws from what was settled in a period');
  if (simulated && !has('decide'))
    fail(['simulated'], 'expected beside a step that decides: they are set with approval (JE-16)');
  const written = document.some((it) => it.writes !== undefined);
  if (has('draft') !== written)
    fail(['document'], 'expected sections that a person writes beside a step that drafts, and only there');
  document.forEach(({ shows }, i) => {
    if (shows === 'sample' && !sample) fail(['document', i, 'shows'], 'expected a sample beside it');
    if (shows === 'course' && !about.includes('ticket'))
      fail(['document', i, 'shows'], 'expected about: [ticket] beside it');
  });
  begins.forEach((it, i) => {
    if (it.every !== undefined && about.some((what) => what !== 'unit' || !it.per))
      fail(['begins', i], 'expected about: [], or [unit] with per: a plan names no ticket and no category');
  });
  const { source: _, ...rest } = sourced(given, context);
  return { ...rest, ...(given.source ? { source: given.source } : {}) } as OccasionKind;
});

/** The schema of one file of `occasions/`: what a city does beside its tickets, when, by whom, and what is recorded. */
export const occasionsFile = (): z.ZodType<Occasions> =>
  mapOf({
    rulebook: id,
    occasions: distinct(listOf(kind, 1), ({ id: it }) => it, ['id']),
  });

/** What names no rulebook, grade of urgency or unit of ours, by its path in the file. */
export function unknownInOccasions(
  file: string,
  { rulebook, occasions }: Occasions,
  rulebooks: ReadonlyMap<string, Pick<Rulebook, 'urgency'>>,
  units: Units,
): Finding[] {
  const book = rulebooks.get(rulebook);
  if (!book)
    return [{ file, path: 'rulebook', expected: `expected the id of a rulebook, ${rulebook} is none` }];
  const found: Finding[] = [];
  const isNamed = (it: string): boolean =>
    it === 'leader' || it === 'unit' || Object.hasOwn(UNIT_LEVELS, it) || units.byId(it) !== undefined;
  const check = (path: string, all: readonly string[]): void =>
    all.forEach((it, i) => {
      if (!isNamed(it))
        found.push({
          file,
          path: `${path}[${i}]`,
          expected: `expected leader, unit, a level of units or the id of a unit, ${it} is none`,
        });
    });
  occasions.forEach(({ begins, steps }, at) => {
    begins.forEach((it, i) => {
      const path = `occasions[${at}].begins[${i}]`;
      if ('per' in it && it.per) check(`${path}.per`, it.per);
      const grades = 'urgency' in it ? (it.urgency ?? []) : [];
      grades.forEach((grade, n) => {
        if (!book.urgency.some((known) => known.id === grade))
          found.push({
            file,
            path: `${path}.urgency[${n}]`,
            expected: `expected a grade of urgency of ${rulebook}, ${grade} is none`,
          });
      });
    });
    steps.forEach((it, i) => {
      const path = `occasions[${at}].steps[${i}]`;
      check(`${path}.who`, it.who);
      it.ladder.forEach((rung, n) => check(`${path}.ladder[${n}].to`, rung.to));
    });
  });
  return found;
}
