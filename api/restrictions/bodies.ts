import { z } from 'zod';
import type { Config } from '../../config/load';
import type { Rulebook } from '../../domain/law/rules';
import { isTicketNumber } from '../../domain/ids';
import { keysOf, OFFENCES_TO } from '../../domain/words';
import { EVEN_IF_WRONG, freeText, oneOf, phone, text } from '../http/fields';
import { pageQuery } from '../http/page-query';

const evidenceParts = z
  .strictObject({
    text: freeText.optional(),
    attachments: z
      .array(text(100))
      .min(1)
      .max(20)
      .optional()
      .meta({ description: 'Ids of attachments: recordings of the calls' }),
    tickets: z
      .array(z.string().refine(isTicketNumber, { error: 'expected the number of a ticket' }))
      .min(1)
      .max(20)
      .optional(),
  })
  .refine((it) => Object.values(it).some((part) => part !== undefined), {
    error: 'expected text, attachments or tickets',
  });

/** A text alone is evidence too. */
const evidence = z
  .preprocess((given) => (typeof given === 'string' ? { text: given } : given), evidenceParts)
  .meta({
    type: ['object', 'string'],
    description: 'What shows it: text, attachments, tickets; a text may stand for itself',
  });

/** The rulebook that a misuse is dealt with by, where none is named: the only one that knows a restriction. */
export function misuseBook({ rulebooks }: Config, named: string | undefined): Rulebook | undefined {
  if (named !== undefined) return rulebooks.get(named);
  const restricting = [...rulebooks.values()].filter(({ misuse }) => misuse?.restriction !== undefined);
  return restricting.length === 1 ? restricting[0] : undefined;
}

/** The body of `POST /v1/restrictions`, with what the rulebook demands of it. */
export function restrictionBody(config: Config) {
  const books = [...config.rulebooks.values()].filter(({ misuse }) => misuse !== undefined);
  return z
    .strictObject({
      phone,
      reason: freeText.meta({ description: 'The caller and the operators read it' }),
      evidence,
      rulebook: oneOf(
        books.map(({ id }) => id),
        'the id of a rulebook that deals with misuse',
      )
        .optional()
        .meta({ description: 'Needed where not exactly one knows a restriction' }),
      days: z
        .int()
        .min(1)
        .optional()
        .meta({ description: 'Natural days; as many as the rulebook allows without it' }),
      handedOn: z
        .enum(keysOf(OFFENCES_TO))
        .optional()
        .meta({ description: 'To whom a suspected offence was handed on (HZ-4, WF-34)' }),
    })
    .superRefine(({ rulebook, days, handedOn }, context) => {
      const fail = (path: string, message: string, rule?: string): void =>
        context.addIssue({ code: 'custom', path: [path], message, params: { rule } });
      const book = misuseBook(config, rulebook);
      if (!book?.misuse) {
        if (rulebook === undefined)
          fail('rulebook', `required; one of: ${books.map(({ id }) => id).join(', ')}`);
        return;
      }
      const { restriction, source } = book.misuse;
      const most = restriction?.longest.days;
      if (most === undefined && handedOn === undefined)
        fail(
          'handedOn',
          `required: ${book.id} knows no restriction, misuse is recorded and handed on`,
          source,
        );
      if (days !== undefined && days > (most ?? 0))
        fail(
          'days',
          most === undefined ? 'expected nothing: there is no restriction' : `expected at most ${most}`,
          restriction?.source ?? source,
        );
    }, EVEN_IF_WRONG)
    .meta({ id: 'NewRestriction' });
}

export type RestrictionBody = z.output<ReturnType<typeof restrictionBody>>;

export const restrictionsQuery = z.strictObject({
  phone: phone
    .optional()
    .meta({ description: 'Those of this number; of all without it. A caller has the own ones' }),
  ...pageQuery,
});

export const restrictionPath = z.object({ id: z.string().meta({ example: 'RS-7K3M-9Q2X-4V1B' }) });

export const liftBody = z.strictObject({ reason: freeText });
export const appealBody = z.strictObject({ text: freeText });
export const decideAppealBody = z.strictObject({ approve: z.boolean(), reason: freeText });
