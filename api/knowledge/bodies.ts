import { z } from 'zod';
import type { Config } from '../../config/load';
import { isTicketNumber } from '../../domain/ids';
import { dayOf, instant, parseDay } from '../../domain/time/instant';
import { longText, oneOf, text } from '../http/fields';
import { pageQuery } from '../http/page-query';
import { whyNotNamed } from '../units/named-unit';

const day = z
  .string()
  .transform((written, context) => {
    const found = parseDay(written);
    if (found !== undefined) return found;
    context.addIssue({ code: 'custom', message: 'expected a day such as 2026-10-30' });
    return z.NEVER;
  })
  .meta({ example: '2027-03-31' });

const fieldsOf = ({ units }: Config) => ({
  question: text(200),
  answer: longText,
  owner: oneOf(
    units.all.filter(({ successor }) => successor === undefined).map(({ id }) => id),
    'the id of a unit',
    (id) => whyNotNamed(units, id),
  ).meta({ description: 'The unit that keeps it right; of a unit its own' }),
  source: text(200).meta({ description: 'What it rests on: a law, a notice, a page' }),
  validUntil: day.optional().meta({ description: 'Its last day; over, it is no answer any more' }),
  reviewOn: day
    .refine((it) => it > dayOf(instant(Date.now())), { error: 'expected a day that is ahead' })
    .meta({ description: 'On its morning the owner is reminded to look at it again' }),
});

export const entryBody = (config: Config) =>
  z
    .strictObject({
      ...fieldsOf(config),
      proposedFrom: z
        .string()
        .refine(isTicketNumber, { error: 'expected the number of a ticket' })
        .optional()
        .meta({
          description: 'The settled ticket whose reply it was written from: it is a proposal until published',
        }),
    })
    .meta({ id: 'NewKnowledge' });

export const changedEntryBody = (config: Config) =>
  z.strictObject(fieldsOf(config)).meta({ id: 'ChangedKnowledge' });

export type EntryBody = z.output<ReturnType<typeof entryBody>>;

export const knowledgeQuery = z.strictObject({
  q: text(200)
    .optional()
    .meta({ description: 'What is asked: the entries that answer best, best first, on one page' }),
  owner: text(100).optional(),
  proposed: z.literal('true').optional().meta({ description: 'What waits to be published' }),
  ...pageQuery,
});

export const entryPath = z.object({ id: z.string().meta({ example: 'KB-7K3M-9Q2X-4V1B' }) });
