import { z } from 'zod';
import type { Config } from '../../config/load';
import { gradeOf } from '../../domain/law/bind-rules';
import { type DecidedLimit, decidedLimits } from '../../domain/law/decided-limits';
import type { Rulebook, Sourced } from '../../domain/law/rules';
import { type Span, spanText } from '../../domain/time/span';
import { CLOCKS, keysOf, KINDS, ORIGINS } from '../../domain/words';
import { oneOf } from '../http/fields';
import { categoryIn } from './categories';
import type { LimitsAnswer } from './limits-answer';

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
