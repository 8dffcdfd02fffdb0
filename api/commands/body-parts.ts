import { z } from 'zod';
import { TICKET_NUMBER, ticketId } from '../../domain/ids';
import type { CommandOf } from '../../domain/procedures/command';
import type { CommandName, Level } from '../../domain/words';
import type { Texts } from '../../storage/ledger/command-texts';

/** What a command says itself, without its free texts and without who sends it. */
export type Facts<N extends CommandName> = Omit<CommandOf<N>, 'id' | 'actor' | 'parts' | 'name'>;

/** Texts that were given, out of a body whose optional texts may be left out. */
export const given = (texts: Readonly<Record<string, string | undefined>>): Texts =>
  Object.fromEntries(
    Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

/** A body of free texts alone. */
export const textsOnly = <T extends Readonly<Record<string, z.ZodType<string | undefined>>>>(shape: T) =>
  z
    .strictObject(shape)
    // Every field of the shape is a text, which zod's type for it does not say.
    .transform((texts) => ({ texts: given(texts as Record<string, string | undefined>), facts: {} }));

/** Optional facts that were given. */
export const present = <T extends object>(facts: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  // Without those that are not there, which a type of entries can't say.
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as never;

/** A ticket that is named. */
export const ticketNumber = z
  .string()
  .trim()
  .regex(TICKET_NUMBER, { error: 'expected the number of a ticket' })
  .transform(ticketId)
  .meta({ example: 'HY-7K3M-9Q2X-4V1B' });

/** The ticket whose result answers this one, or which it repeats (JE-4, HZ-3). */
export const earlier = ticketNumber
  .optional()
  .meta({ description: 'The ticket whose result answers this one, or that it repeats' });

export const level = z
  .int()
  .min(1)
  .max(3)
  .transform((number) => number as Level);
