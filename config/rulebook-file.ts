import { z } from 'zod';
import { unitId } from '../domain/ids';
import type { ClockDefinition, LimitChoice, Rulebook, RungDefinition, Trigger } from '../domain/law/rules';
import { END_OF_DAY } from '../domain/time/deadline';
import { parseTimeOfDay } from '../domain/time/instant';
import { parseSpan, roughLength, runningTime, type Span, spanText } from '../domain/time/span';
import {
  CHANNELS,
  type ClockName,
  CLOCKS,
  COORDINATIONS,
  type Kind,
  KINDS,
  keysOf,
  MODES,
  RECIPIENTS,
  REFERRED_TO,
} from '../domain/words';
import { distinct, id, listOf, mapOf, oneOf, text } from './shape';

/** What a refusal may need besides its reason; the body of the command `decline` has a field for each (DESIGN §4). */
const DECLINE_NEEDS = ['guidance', 'earlier'] as const;

/** Parts of a reply that a city may demand; the others are demanded of every one (DESIGN §4). */
const REPLY_PARTS = ['process', 'guidance'] as const;

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
    kinds: kinds.default([...choice.kinds]),
    urgency: urgency.default([]),
    decline: distinct(listOf(ground), ({ id: it }) => it, ['id']).default([]),
    termination: distinct(listOf(furtherGround), ({ id: it }) => it, ['id']).default([]),
    clocks: clocksOf(choice),
    callback: callback.optional(),
    dispatch: dispatch.default({}),
    contribution: fromRule.default({}),
    extension: extension.prefault({ times: 1, longest: '15 workdays' }),
    closure: closure.default({}),
    triggers: listOf(trigger).default([]),
    briefing: listOf(briefingFor(choice)).default([]),
    ...withoutSource,
  }).transform(({ note: _, ...book }) => book);
};

const VERSION = 'expected a date or a number in quotes such as "2021-12-15"';

interface Choice {
  readonly kinds: readonly Kind[];
  readonly grades: readonly string[];
}

/** By which words this file may choose, as far as it names them well; what is wrong with them is for the schema to say. */
function choiceOf(raw: unknown): Choice {
  const all = keysOf(KINDS);
  const read = z
    .object({ kinds: kinds.catch(all), urgency: z.array(z.object({ id: z.string() })).catch([]) })
    .safeParse(raw);
  return { kinds: read.data?.kinds ?? all, grades: read.data?.urgency.map((grade) => grade.id) ?? [] };
}

const withoutSource = { note: z.string('expected text').optional() };

/** Where a value comes from: a rule's id, or `set: local` where the regulation is silent. `note` is for the file's readers only. */
const withSource = {
  source: text.max(40, 'expected the id of a rule').optional(),
  set: oneOf(['local']).optional(),
  ...withoutSource,
};

interface Sourced {
  readonly source?: string | undefined;
  readonly set?: 'local' | undefined;
  readonly note?: string | undefined;
}

function sourced<T extends Sourced>(
  given: T,
  context: z.RefinementCtx,
): Omit<T, keyof Sourced> & { source?: string } {
  const { source, set, note: _, ...rest } = given;
  if (source && set) {
    context.addIssue({
      code: 'custom',
      path: ['set'],
      message: 'expected either source or set: local, not both',
    });
  }
  const from = set ?? source;
  return { ...rest, ...(from && { source: from }) };
}

/** Reads a word by `parse`; where that gives nothing, the file is told what was expected. */
const word = <T>(expected: string, parse: (given: string) => T | undefined) =>
  z.string(expected).transform((given, context): T => {
    const read = parse(given);
    if (read !== undefined) return read;
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });

const timeOfDay = word('expected a time of day in quotes such as "09:00"', parseTimeOfDay);

const LENGTH = 'expected a length of time such as 5 workdays, 3 days, 2 hours, 60 minutes or 20 seconds';

const isLong = (span: Span): boolean => roughLength(span) > 0;

/** A distance from the due moment, or between two times of a rung. A working day is a length, `same day` is none. */
const distance = word(LENGTH, (given) => {
  const span = parseSpan(given);
  return span && 'sameDay' in span ? undefined : span;
});

/** The length of a limit: more than nothing, or `same day`. */
const length = word(`${LENGTH}, more than 0, or same day`, (given) => {
  const span = parseSpan(given);
  return span && isLong(span) ? span : undefined;
});

const kinds = distinct(listOf(oneOf(keysOf(KINDS)), 1), (kind) => kind);

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

const ground = mapOf({
  id,
  label: text,
  needs: distinct(listOf(oneOf(DECLINE_NEEDS)), (need) => need).default([]),
  instead: z.literal('answer', 'expected answer or nothing').optional(),
  ...withSource,
}).transform(sourced);

const furtherGround = mapOf({ id, label: text, ...withSource }).transform(sourced);

/** A rule that holds, and where it comes from. */
const fromRule = mapOf(withSource).transform(sourced);

const dispatch = mapOf({
  copyDistrict: fromRule.optional(),
  departmentLeads: fromRule.optional(),
  notPassedDown: fromRule.optional(),
  linked: listOf(
    mapOf({ unit: id.transform(unitId), copy: id.transform(unitId), ...withSource }).transform(sourced),
  ).optional(),
  coordination: mapOf({ how: oneOf(keysOf(COORDINATIONS)), ...withSource })
    .transform(sourced)
    .optional(),
});

const extension = mapOf({
  times: z.int('expected a whole number').min(0, 'expected 0–10').max(10, 'expected 0–10'),
  longest: distance.refine(isLong, 'expected more than 0'),
  ...withSource,
}).transform(sourced);

const replyParts = distinct(listOf(oneOf(REPLY_PARTS)), (part) => part).optional();
const closure = mapOf({ assisted: replyParts, explained: replyParts, ...withSource }).transform(sourced);

const recipients = distinct(listOf(oneOf(keysOf(RECIPIENTS)), 1), (it) => it);

const level = z.literal([1, 2, 3], 'expected 1, 2 or 3');

const counted = {
  on: oneOf(['improper-return', 'unresolved', 'rehandled', 'pressed']),
  times: z.int('expected a whole number').min(1, 'expected 1–100').max(100, 'expected 1–100'),
  ...withSource,
};
const trigger = z
  .discriminatedUnion(
    'do',
    [
      mapOf({ do: z.literal('supervise'), mode: oneOf(keysOf(MODES)), to: recipients, ...counted }),
      mapOf({ do: z.literal('escalate'), level, to: recipients, ...counted }),
      mapOf({
        do: z.literal('refer'),
        to: distinct(listOf(oneOf(REFERRED_TO), 1), (it) => it),
        ...counted,
      }),
    ],
    'expected one of supervise, escalate, refer',
  )
  .transform((given, context) => sourced(given, context) as Trigger);

const briefingFor = ({ kinds: ofKind, grades }: Choice) =>
  mapOf({
    to: recipients,
    mode: oneOf(keysOf(MODES)).optional(),
    for: distinct(listOf(oneOf([...ofKind, ...grades]), 1), (it) => it).optional(),
    ...withSource,
  }).transform(sourced);

const DISSATISFIED = ['dissatisfied', 'very-dissatisfied'];

const callback = mapOf({
  scale: distinct(listOf(id, 2), (answer) => answer),
  dissatisfied: listOf(id).optional(),
  rehandle: z.int('expected a whole number').min(0, 'expected 0–10').max(10, 'expected 0–10').default(2),
  attempts: z.int('expected a whole number').min(1, 'expected 1–10').max(10, 'expected 1–10').default(3),
  ...withSource,
}).transform((given, context) => {
  given.dissatisfied?.forEach((answer, i) => {
    if (!given.scale.includes(answer)) {
      const message = `expected one of the scale: ${given.scale.join(', ')}`;
      context.addIssue({ code: 'custom', path: ['dissatisfied', i], message });
    }
  });
  const dissatisfied = given.dissatisfied ?? given.scale.filter((answer) => DISSATISFIED.includes(answer));
  return sourced({ ...given, dissatisfied }, context);
});

const clocksOf = (choice: Choice) => {
  const clock = mapOf({
    limit: limitBy(choice),
    channels: distinct(listOf(oneOf(keysOf(CHANNELS)), 1), (channel) => channel).optional(),
    ladder: listOf(rungFor(choice)).default([]),
    onTheSpot: mapOf({ limit: length, ...withSource })
      .transform(sourced)
      .optional(),
    renewedByProgress: fromRule.optional(),
    ...withSource,
  }).transform((given, context) => {
    // On the day of a due moment in mid-day, a time of day may lie behind it: a reminder would come too late.
    const inMidDay = spansOf(given.limit).some((span) => !inDays(span));
    given.ladder.forEach((rung, i) => {
      if (!inMidDay || !('before' in rung) || isLong(rung.before)) return;
      const message = `expected at least 1 ${Object.keys(rung.before)[0]}, since the limit is not in days`;
      context.addIssue({ code: 'custom', path: ['ladder', i, 'before'], message });
    });
    return sourced(given, context);
  });
  const names = keysOf(CLOCKS).map((name) => [name, name === 'handling' ? clock : clock.optional()]);
  return mapOf(Object.fromEntries(names) as Record<ClockName, z.ZodType<ClockDefinition | undefined>>);
};

const spansOf = (limit: LimitChoice): Span[] =>
  'byKind' in limit
    ? Object.values(limit.byKind)
    : 'byUrgency' in limit
      ? Object.values(limit.byUrgency)
      : [limit];

/** One limit for all tickets, or a map of them by kind (HZ-1) or by grade of urgency (BJ-6), in which none is missing. */
const limitBy = ({ kinds: ofKind, grades }: Choice) =>
  z.unknown().transform((given, context): LimitChoice => {
    const fail = (message: string, path: string[] = []) => {
      context.addIssue({ code: 'custom', path, message });
      return z.NEVER;
    };
    const read = (value: unknown, path: string[] = []): Span => {
      const span = typeof value === 'string' ? parseSpan(value) : undefined;
      return span && isLong(span) ? span : fail(`${LENGTH}, more than 0, or same day`, path);
    };
    if (typeof given !== 'object' || given === null) return read(given);
    const byUrgency = grades.some((it) => Object.hasOwn(given, it));
    const words = byUrgency ? grades : ofKind;
    for (const missing of words.filter((it) => !Object.hasOwn(given, it))) fail(LENGTH, [missing]);
    for (const unknown of Object.keys(given).filter((it) => !words.includes(it))) {
      fail(`unknown key, expected only ${words.join(', ')}`, [unknown]);
    }
    const spans = Object.fromEntries(Object.entries(given).map(([it, value]) => [it, read(value, [it])]));
    return byUrgency ? { byUrgency: spans } : { byKind: spans };
  });

const rungFor = ({ kinds: ofKind, grades }: Choice) => {
  const place = {
    before: distance.optional(),
    after: z.preprocess((given) => (given === 0 ? '0 seconds' : given), distance).optional(),
    at: timeOfDay.refine((minutes) => minutes < END_OF_DAY, 'expected a time before 24:00').optional(),
    every: distance.refine(isLong, 'expected at least 1 second').optional(),
    for: distinct(listOf(oneOf([...ofKind, ...grades]), 1), (it) => it).optional(),
    to: recipients,
    ...withSource,
  };
  return z
    .discriminatedUnion(
      'do',
      [
        mapOf({ do: z.enum(['remind', 'urge']), ...place }),
        mapOf({ do: z.literal('supervise'), mode: oneOf(keysOf(MODES)), ...place }),
        mapOf({ do: z.literal('escalate'), level, ...place }),
      ],
      'expected one of remind, urge, supervise, escalate',
    )
    .transform((given, context): RungDefinition => {
      checkPlace(given, (path, message) => context.addIssue({ code: 'custom', path, message }));
      return sourced(given, context) as RungDefinition;
    });
};

interface RungPlace {
  readonly before?: Span | undefined;
  readonly after?: Span | undefined;
  readonly at?: number | undefined;
  readonly every?: Span | undefined;
}

const inDays = (span: Span): boolean => runningTime(span) === undefined;

/** A rung stands on one side of the due moment, and names its time of day where it is counted in days: none falls at midnight by oversight. */
function checkPlace(
  { before, after, at, every }: RungPlace,
  fail: (path: string[], message: string) => void,
): void {
  const from = before ?? after;
  if (!from || (before && after)) return fail([], 'expected either before or after');
  const days = [from, every].find((span) => span && inDays(span));
  if (days && at === undefined) fail(['at'], `expected a time of day such as "09:00", for ${spanText(days)}`);
  if (!days && at !== undefined)
    fail(['at'], `expected none, since ${spanText(from)} is not counted in days`);
  if (before && !inDays(before) && !isLong(before))
    fail(['before'], 'expected more than 0; the due moment is after: 0');
  if (after && inDays(after) && !isLong(after))
    fail(['after'], 'expected at least 1; the due moment is after: 0');
}
