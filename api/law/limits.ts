import { z } from 'zod';
import type { Config } from '../../config/load';
import { gradeOf } from '../../domain/law/bind-rules';
import { type DecidedLimit, decidedLimits } from '../../domain/law/decided-limits';
import type { Rulebook, Sourced } from '../../domain/law/rules';
import { type Span, spanText } from '../../domain/time/span';
import { CHANNELS, CLOCKS, keysOf, KINDS, ORIGINS } from '../../domain/words';
import { count } from '../http/answer-fields';
import { oneOf } from '../http/fields';
import { categoryIn } from './categories';
import { origin } from './rulebook-answer';

const kind = z.enum(keysOf(KINDS));
const level = z.enum(keysOf(ORIGINS), `expected one of: ${keysOf(ORIGINS).join(', ')}`);

/**
 * The words of a ticket by which a rulebook chooses; all that is wrong is told at once.
 * @param book whose kinds and grades they are; without it any, as the document says it
 */
export const limitsQuery = ({ categories }: Config, book?: Pick<Rulebook, 'kinds' | 'urgency'>) => {
  const grades = book?.urgency.map(({ id }) => id);
  const kinds = book?.kinds ?? keysOf(KINDS);
  return z.strictObject({
    kind: z.enum(kinds, `expected a kind of ticket, one of: ${kinds.join(', ')}`),
    category: categoryIn(categories).optional(),
    urgency: (grades ? gradeIn(grades) : z.string())
      .optional()
      .meta({ description: 'A grade of the rulebook’s own; its default without it' }),
    level: level.optional().meta({
      description: 'From which level of government the matter was passed on; `city` without it',
    }),
  });
};

const gradeIn = (grades: readonly string[]) =>
  grades.length > 0
    ? oneOf(grades, 'a grade of urgency')
    : z.string().refine(() => false, 'expected none: this rulebook has no grades of urgency');

type LimitsQuery = z.output<ReturnType<typeof limitsQuery>>;

const words = z.object({
  kind: z.array(kind).optional(),
  urgency: z.array(z.string()).optional(),
  category: z.array(z.string()).optional(),
  level: z.array(z.enum(keysOf(ORIGINS))).optional(),
});
const length = z.string().meta({ example: '5 workdays' });
const line = z.string().meta({
  description: 'Where it stands in the rulebook’s file',
  example: 'clocks.handling.limit.complaint',
});

export const limitsAnswer = z
  .object({
    rulebook: z.string(),
    version: z.string(),
    hash: z.string(),
    ticket: z
      .object({
        kind,
        category: z.string().optional(),
        urgency: z.string().optional(),
        level: z.enum(keysOf(ORIGINS)),
      })
      .meta({ description: 'What was asked for, with what holds where nothing was said' }),
    items: z.array(
      z.object({
        clock: z.enum(keysOf(CLOCKS)),
        label: z.string(),
        limit: length.nullable().meta({ description: 'None for a promise, which runs to the promised day' }),
        from: z
          .literal('receipt')
          .optional()
          .meta({ description: 'Counted from the matter’s arrival (HZ-1)' }),
        line,
        for: words.optional().meta({ description: 'The words of the line; missing where it is for all' }),
        channels: z
          .array(z.enum(keysOf(CHANNELS)))
          .optional()
          .meta({ description: 'It binds only what came in by these (JE-3)' }),
        onTheSpot: z
          .object({ limit: length, line, ...origin })
          .optional()
          .meta({ description: 'For what is settled on the spot (JE-9)' }),
        ...origin,
      }),
    ),
    returning: z
      .object({ limit: length, line, ...origin })
      .optional()
      .meta({ description: 'Within which an order may be returned (退单窗口)' }),
    extension: z.object({ times: count, longest: length, notified: z.boolean(), line, ...origin }),
    deferral: z.object({ times: count, longest: length.optional(), line, ...origin }),
    decision: z
      .object({ longest: length, line, ...origin })
      .optional()
      .meta({ description: 'The longest limit that is set by a decision from above' }),
  })
  .meta({ id: 'Limits' });

type LimitsAnswer = z.infer<typeof limitsAnswer>;

/** The limits that a ticket of these words would get, each with the line that decides. */
export function limitsJson(book: Rulebook & { readonly hash: string }, query: LimitsQuery): LimitsAnswer {
  const { category, level: asked = 'city' } = query;
  const urgency = gradeOf(book, query.urgency === undefined ? {} : { urgency: query.urgency });
  const { returning, extension, deferral, decision } = book;
  return {
    rulebook: book.id,
    version: book.version,
    hash: book.hash,
    ticket: {
      kind: query.kind,
      ...(category === undefined ? {} : { category }),
      ...(urgency === '' ? {} : { urgency }),
      level: asked,
    },
    items: decidedLimits(book, {
      kind: query.kind,
      category: category ?? '',
      origin: asked,
      ...(urgency === '' ? {} : { urgency }),
    }).map(itemJson),
    ...(returning && {
      returning: { limit: spanText(returning.limit), line: 'returning.limit', ...originJson(returning) },
    }),
    extension: {
      times: extension.times,
      longest: spanText(extension.longest),
      notified: extension.notified ?? false,
      line: 'extension',
      ...originJson(extension),
    },
    deferral: {
      times: deferral.times,
      ...longestJson(deferral.longest),
      line: 'deferral',
      ...originJson(deferral),
    },
    ...(decision && {
      decision: { longest: spanText(decision.longest), line: 'decision.longest', ...originJson(decision) },
    }),
  };
}

const itemJson = (it: DecidedLimit): LimitsAnswer['items'][number] => ({
  clock: it.clock,
  label: CLOCKS[it.clock],
  limit: it.limit ? spanText(it.limit) : null,
  ...(it.from && { from: it.from }),
  line: it.line,
  ...(it.for && { for: listed(it.for) }),
  ...(it.channels && { channels: [...it.channels] }),
  ...(it.onTheSpot && {
    onTheSpot: {
      limit: spanText(it.onTheSpot.limit),
      line: it.onTheSpot.line,
      ...originJson(it.onTheSpot),
    },
  }),
  ...originJson(it),
});

const listed = ({ kind: kinds, urgency, category, level: levels }: NonNullable<DecidedLimit['for']>) => ({
  ...(kinds && { kind: [...kinds] }),
  ...(urgency && { urgency: [...urgency] }),
  ...(category && { category: [...category] }),
  ...(levels && { level: [...levels] }),
});

const longestJson = (longest: Span | undefined) => (longest ? { longest: spanText(longest) } : {});

/** As a file says it: a rule, or `set: local`. */
function originJson({ source, note }: Sourced): { source?: string; set?: 'local'; note?: string } {
  const from = source === 'local' ? ({ set: 'local' } as const) : source === undefined ? {} : { source };
  return { ...from, ...(note === undefined ? {} : { note }) };
}
