// How long a clock runs: one limit for all, a map by kind or grade, or lines by several words.
import { z } from 'zod';
import { limitFor } from '../../domain/law/bind-rules';
import type { For, LimitLine } from '../../domain/law/rules';
import { parseSpan, type Span } from '../../domain/time/span';
import { type Kind, keysOf, ORIGINS } from '../../domain/words';
import { distinct, listOf, mapOf, oneOf, text } from '../shape';
import { type Choice, isLong, length, LENGTH, sourced, withSource } from './words';

/**
 * One limit for all tickets; or a map of them by kind (HZ-1) or by grade of urgency (BJ-6), in which none is missing; or lines, of which
 * the most specific that fits a ticket decides. No two decide the same, and each decides something.
 */
export const limitBy = (choice: Choice) =>
  z.unknown().transform((given, context): readonly LimitLine[] => {
    const fail = (message: string, path: PropertyKey[] = []) => {
      context.addIssue({ code: 'custom', path, message });
      return z.NEVER;
    };
    if (Array.isArray(given)) {
      const read = linesOf(choice).safeParse(given);
      if (read.success)
        return checked(
          read.data.map((line, i) => ({ ...line, path: `[${i}]` })),
          choice,
          fail,
        );
      for (const { message, path } of read.error.issues) fail(message, path);
      return z.NEVER;
    }
    return typeof given === 'object' && given !== null
      ? byWord(given as Readonly<Record<string, unknown>>, choice, fail)
      : [{ limit: spanOf(given, fail) }];
  });

type Fail = (message: string, path?: PropertyKey[]) => never;

function spanOf(value: unknown, fail: Fail, path: string[] = []): Span {
  const span = typeof value === 'string' ? parseSpan(value) : undefined;
  return span && isLong(span) ? span : fail(`${LENGTH}, more than 0, or same day`, path);
}

function byWord(
  given: Readonly<Record<string, unknown>>,
  { kinds, grades }: Choice,
  fail: Fail,
): LimitLine[] {
  const byUrgency = grades.some((it) => Object.hasOwn(given, it));
  const words: readonly string[] = byUrgency ? grades : kinds;
  for (const missing of words.filter((it) => !Object.hasOwn(given, it))) fail(LENGTH, [missing]);
  for (const unknown of Object.keys(given).filter((it) => !words.includes(it)))
    fail(`unknown key, expected only ${words.join(', ')}`, [unknown]);
  return Object.entries(given).map(([it, value]) => ({
    // Of the two vocabularies the word is of the one that was found above.
    for: byUrgency ? { urgency: [it] } : { kind: [it as Kind] },
    limit: spanOf(value, fail, [it]),
    path: `.${it}`,
  }));
}

/** One word, or several of them. */
const oneOrMore = <T extends z.ZodType<string>>(word: T) =>
  z.preprocess(
    (given) => (Array.isArray(given) ? given : [given]),
    distinct(listOf(word, 1), (it) => it),
  );

const linesOf = ({ kinds, grades }: Choice) =>
  listOf(
    mapOf({
      for: mapOf({
        kind: oneOrMore(oneOf(kinds)).optional(),
        urgency: oneOrMore(oneOf(grades)).optional(),
        category: oneOrMore(text.max(100, 'expected at most 100 characters')).optional(),
        level: oneOrMore(oneOf(keysOf(ORIGINS))).optional(),
      }).optional(),
      limit: length,
      ...withSource,
    }).transform(sourced),
    1,
  );

type Lines = z.output<ReturnType<typeof linesOf>>;

/** Every sort of ticket has its line, no two lines are for the same, and each is some ticket's. */
function checked(read: Lines, { kinds, grades }: Choice, fail: Fail): readonly LimitLine[] {
  // What a line does not name, it is for all of; the types of optional keys tell that from undefined.
  const lines = read as readonly LimitLine[];
  const backwards = lines.toReversed();
  const used = new Set<LimitLine>();
  const twice = new Set<LimitLine>();
  for (const ticket of sortsOfTickets(lines, kinds, grades)) {
    const line = limitFor(lines, ticket, ticket.urgency);
    // The first of those that are as specific as each other is found forwards, the last backwards.
    const last = limitFor(backwards, ticket, ticket.urgency);
    if (!line || !last)
      return fail(
        `expected a line for every ticket; none fits ${Object.values(ticket).filter(Boolean).join(', ')}`,
      );
    used.add(line);
    if (last !== line) twice.add(last);
  }
  lines.forEach((line, i) => {
    if (twice.has(line))
      fail(`expected each sort of ticket once; a line before decides the same`, [i, 'for']);
    else if (!used.has(line))
      fail('expected a line that some ticket reaches; more specific ones decide all that it is for', [i]);
  });
  return lines;
}

/** A ticket of each sort that lines can tell apart. */
function* sortsOfTickets(lines: readonly LimitLine[], kinds: readonly Kind[], grades: readonly string[]) {
  const named = (word: keyof For): string[] => lines.flatMap((line) => [...(line.for?.[word] ?? [])]);
  const categories = named('category').map((it) => (it.includes('/') ? it : `${it}/其他`));
  for (const kind of kinds)
    for (const urgency of grades.length > 0 ? grades : [''])
      for (const category of new Set(['', ...categories]))
        for (const origin of keysOf(ORIGINS)) yield { kind, urgency, category, origin };
}
