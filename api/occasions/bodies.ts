import { z } from 'zod';
import type { Config } from '../../config/load';
import { TICKET_NUMBER, type UnitId, unitId } from '../../domain/ids';
import { OCCASION_STATES } from '../../domain/occasions/words';
import { keysOf } from '../../domain/words';
import { freeText, longText, moment, noFields, oneOf } from '../http/fields';
import { pageQuery } from '../http/page-query';
import { categoryIn } from '../law/categories';

/** What a command says, without its texts: those the database keeps. */
export interface OccasionBody {
  readonly facts: object;
  readonly texts: Readonly<Record<string, string>>;
  /** Of which tickets the texts speak. */
  readonly tickets: readonly string[];
}

const ticket = z.string().trim().regex(TICKET_NUMBER, { error: 'expected a ticket’s number' });

const body = (
  facts: object,
  texts: Record<string, string | undefined> = {},
  tickets: readonly string[] = [],
) => ({
  facts,
  texts: Object.fromEntries(
    Object.entries(texts).filter((it): it is [string, string] => it[1] !== undefined),
  ),
  tickets,
});

/** The bodies of the commands; what only an occasion itself can judge, it judges. */
export const occasionBodies = ({ units }: Pick<Config, 'units'>) =>
  ({
    draft: z
      .strictObject({
        sections: z
          .record(z.string().max(40), longText)
          .default({})
          .meta({ description: 'Texts by the ids of their sections; what was written before is replaced' }),
        finish: z.boolean().default(false).meta({ description: 'The draft is whole' }),
      })
      .transform(({ sections, finish }): OccasionBody =>
        body({ sections: Object.keys(sections), finish }, sections),
      ),
    decide: z
      .strictObject({
        approve: z.boolean(),
        reason: freeText,
        simulated: z.int().min(1).max(50).optional().meta({
          description: 'So many simulated matters may be set (JE-16)',
        }),
      })
      .transform(({ reason, ...facts }): OccasionBody => body(facts, { reason })),
    attach: z
      .strictObject({ tickets: z.array(ticket).min(1).max(100), note: freeText.optional() })
      .transform(({ note, tickets }): OccasionBody => body({ tickets }, { note }, tickets)),
    check: z
      .strictObject({ ticket, passed: z.boolean(), finding: freeText })
      .transform(({ finding, ...facts }): OccasionBody => body(facts, { finding }, [facts.ticket])),
    hold: z
      .strictObject({
        held: moment,
        present: z
          .array(oneOf(['leader', ...units.all.map(({ id }) => id)], '`leader`, or the id of a unit'))
          .max(100)
          .default([])
          .transform((all) => all as (UnitId | 'leader')[]),
        minutes: longText.meta({ description: 'What was said and decided' }),
      })
      .transform(({ minutes, ...facts }): OccasionBody => body(facts, { minutes })),
    report: z
      .strictObject({ report: longText })
      .transform(({ report }): OccasionBody => body({}, { report })),
    read: noFields.transform((): OccasionBody => body({})),
    withdraw: z
      .strictObject({ reason: freeText })
      .transform(({ reason }): OccasionBody => body({}, { reason })),
  }) as const;

/** What somebody opens by hand. */
export const openingBody = ({ occasions, units, categories }: Config) =>
  z.strictObject({
    rulebook: oneOf([...occasions.keys()], 'the id of a rulebook that has occasions'),
    kind: z.string().max(40).meta({ example: 'special-report' }),
    ticket: ticket.optional(),
    unit: oneOf(
      units.all.filter(({ successor }) => successor === undefined).map(({ id }) => id),
      'the id of a unit',
    )
      .transform(unitId)
      .optional()
      .meta({ description: 'A unit opens only its own, and need not name itself' }),
    category: categoryIn(categories).optional(),
  });
export type OpeningBody = z.output<ReturnType<typeof openingBody>>;

export const occasionsQuery = ({ occasions }: Pick<Config, 'occasions'>) =>
  z.strictObject({
    rulebook: oneOf([...occasions.keys()], 'the id of a rulebook that has occasions').optional(),
    kind: z.string().max(40).optional(),
    state: z.enum(keysOf(OCCASION_STATES)).optional(),
    ...pageQuery,
  });
export type OccasionsQuery = z.output<ReturnType<typeof occasionsQuery>>;
