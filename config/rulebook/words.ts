// The words that every part of a rulebook file is made of.
import { z } from 'zod';
import { unitId } from '../../domain/ids';
import { parseTimeOfDay } from '../../domain/time/instant';
import { parseSpan, roughLength, type Span } from '../../domain/time/span';
import {
  isRecipientWord,
  type Kind,
  KINDS,
  keysOf,
  MODES,
  type Recipient,
  RECIPIENTS,
} from '../../domain/words';
import { distinct, id, listOf, mapOf, oneOf, text } from '../shape';

/** By which words a file may choose: its kinds of tickets, and its own grades of urgency. */
export interface Choice {
  readonly kinds: readonly Kind[];
  readonly grades: readonly string[];
}

export const withoutSource = { note: z.string('expected text').optional() };

/** Where a value comes from: a rule's id, or `set: local` where the regulation is silent. `note` is for people who read the rulebook. */
export const withSource = {
  source: text.max(40, 'expected the id of a rule').optional(),
  set: oneOf(['local']).optional(),
  ...withoutSource,
};

interface Sourced {
  readonly source?: string | undefined;
  readonly set?: 'local' | undefined;
  readonly note?: string | undefined;
}

export function sourced<T extends Sourced>(
  given: T,
  context: z.RefinementCtx,
): Omit<T, keyof Sourced> & { source?: string; note?: string } {
  const { source, set, note, ...rest } = given;
  if (source && set) {
    context.addIssue({
      code: 'custom',
      path: ['set'],
      message: 'expected either source or set: local, not both',
    });
  }
  const from = set ?? source;
  return { ...rest, ...(from && { source: from }), ...(note && { note }) };
}

/** A rule that holds, and where it comes from. */
export const fromRule = mapOf(withSource).transform(sourced);

/** Reads a word by `parse`; where that gives nothing, the file is told what was expected. */
export const word = <T>(expected: string, parse: (given: string) => T | undefined) =>
  z.string(expected).transform((given, context): T => {
    const read = parse(given);
    if (read !== undefined) return read;
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });

export const timeOfDay = word('expected a time of day in quotes such as "09:00"', parseTimeOfDay);

export const LENGTH =
  'expected a length of time such as 5 workdays, 3 days, 2 hours, 60 minutes or 20 seconds';

export const isLong = (span: Span): boolean => roughLength(span) > 0;

/** A distance from the due moment, or between two times of a rung. A working day is a length, `same day` is none. */
export const distance = word(LENGTH, (given) => {
  const span = parseSpan(given);
  return span && 'sameDay' in span ? undefined : span;
});

export const longDistance = distance.refine(isLong, 'expected more than 0');

/** The length of a limit: more than nothing, or `same day`. */
export const length = word(`${LENGTH}, more than 0, or same day`, (given) => {
  const span = parseSpan(given);
  return span && isLong(span) ? span : undefined;
});

export const wholeNumber = (least: number, most: number) =>
  z
    .int('expected a whole number')
    .min(least, `expected ${least}–${most}`)
    .max(most, `expected ${least}–${most}`);

export const kinds = (least = 1) => distinct(listOf(oneOf(keysOf(KINDS)), least), (kind) => kind);

/** Whom something is told: by a word, or a unit by its id, which `load` holds against `units.yaml`. */
export const recipient = z
  .string(`expected one of ${keysOf(RECIPIENTS).join(', ')}, or the id of a unit`)
  .transform((given, context): Recipient => {
    if (isRecipientWord(given)) return given;
    if (id.safeParse(given).success) return unitId(given);
    const message = `expected one of ${keysOf(RECIPIENTS).join(', ')}, or the id of a unit`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

export const recipients = distinct(listOf(recipient, 1), (it) => it);

export const mode = oneOf(keysOf(MODES));
export const level = z.literal([1, 2, 3], 'expected 1, 2 or 3');

/** For which kinds or grades of urgency something is; for all where it is left out. */
export const forWords = ({ kinds: ofKind, grades }: Choice) =>
  distinct(listOf(oneOf([...ofKind, ...grades]), 1), (it) => it).optional();
