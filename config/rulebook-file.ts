import { z } from 'zod';
import { ARCHIVE } from '../domain/law/archive';
import type { Rulebook } from '../domain/law/rules';
import { END_OF_DAY } from '../domain/time/deadline';
import { KINDS, keysOf } from '../domain/words';
import { clocksOf } from './rulebook/clocks';
import {
  archive,
  retention,
  briefingFor,
  callback,
  closure,
  contribution,
  decision,
  deferral,
  dispatch,
  extension,
  furtherGrounds,
  grounds,
  intake,
  levels,
  lookBack,
  misuse,
  returning,
  trigger,
} from './rulebook/procedures';
import {
  type Choice,
  fromRule,
  kinds,
  sourced,
  timeOfDay,
  withoutSource,
  withSource,
} from './rulebook/words';
import { distinct, id, listOf, mapOf, text } from './shape';

/**
 * The schema of one rulebook file (DESIGN §3); its output is what the domain works with.
 * @param raw the file's content, only to learn by which words this city chooses: limits go by kind or by its own grades of urgency
 */
export const rulebookFile = (raw: unknown): z.ZodType<Rulebook> => {
  const choice = choiceOf(raw);
  return mapOf({
    id,
    version: z.string(VERSION).regex(/^\S{1,40}$/, VERSION),
    title: text,
    dayEnds: timeOfDay.refine((minutes) => minutes > 0, 'expected a time after 00:00').default(END_OF_DAY),
    kinds: kinds().default([...choice.kinds]),
    urgency: urgency.default([]),
    levels: levels.default({}),
    decline: grounds.default([]),
    termination: furtherGrounds.default([]),
    clocks: clocksOf(choice),
    callback: callback.optional(),
    dispatch: dispatch.default({}),
    contribution: contribution.default({}),
    extension: extension.prefault({ times: 1, longest: '15 workdays' }),
    returning: returning.optional(),
    deferral: deferral.default({ times: 2 }),
    decision: decision.optional(),
    correction: fromRule.optional(),
    lookBack: lookBack.optional(),
    closure: closure.default({}),
    archive: archive.default(ARCHIVE),
    retention: retention.optional(),
    intake: intake.optional(),
    misuse: misuse.optional(),
    triggers: listOf(trigger).default([]),
    briefing: listOf(briefingFor(choice)).default([]),
    ...withoutSource,
  })
    .superRefine(levelsAreNamed)
    .transform((book) => book as Rulebook);
};

const VERSION = 'expected a date or a number in quotes such as "2021-12-15"';

/** By which words this file may choose, as far as it names them well; what is wrong with them is for the schema to say. */
function choiceOf(raw: unknown): Choice {
  const all = keysOf(KINDS);
  const read = z
    .object({ kinds: kinds().catch(all), urgency: z.array(z.object({ id: z.string() })).catch([]) })
    .safeParse(raw);
  return { kinds: read.data?.kinds ?? all, grades: read.data?.urgency.map((grade) => grade.id) ?? [] };
}

const grade = mapOf({
  id,
  label: text,
  default: z.literal(true, 'expected true or nothing').optional(),
  ...withSource,
});

const urgency = distinct(listOf(grade.transform(sourced)), ({ id: it }) => it, ['id']).superRefine(
  (grades, context) => {
    grades.forEach((it, i) => {
      if (Object.hasOwn(KINDS, it.id)) {
        context.addIssue({
          code: 'custom',
          path: [i, 'id'],
          message: 'expected an id that is not a kind of ticket',
        });
      }
    });
    if (grades.length > 0 && grades.filter((it) => it.default).length !== 1) {
      const message = 'expected default: true at exactly one grade, for tickets that name none';
      context.addIssue({ code: 'custom', message });
    }
  },
);

type Named = Pick<Rulebook, 'levels' | 'triggers'> & {
  readonly clocks: Readonly<Record<string, { readonly ladder: readonly object[] } | undefined>>;
};

/** Where a city names its levels, nothing rises to one that has no name. */
function levelsAreNamed(book: unknown, context: z.RefinementCtx): void {
  // As the shape above has read it.
  const { levels: names, clocks, triggers } = book as Named;
  if (Object.keys(names).length === 0) return;
  const check = (it: object, path: PropertyKey[]): void => {
    if (!('level' in it) || Object.hasOwn(names, String(it.level))) return;
    const message = `expected one of the levels that are named: ${Object.keys(names).join(', ')}`;
    context.addIssue({ code: 'custom', path: [...path, 'level'], message });
  };
  for (const [name, clock] of Object.entries(clocks))
    clock?.ladder.forEach((rung, i) => check(rung, ['clocks', name, 'ladder', i]));
  triggers.forEach((it, i) => check(it, ['triggers', i]));
}
