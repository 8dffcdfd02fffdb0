import { z } from 'zod';
import type { Config } from '../../config/load';
import { unitRef } from '../../config/units-file';
import { addedTo } from '../../domain/procedures/intake/copies';
import type { UnitRef } from '../../domain/ticket/ticket';
import { EVEN_IF_WRONG, freeText, span } from '../http/fields';
import type { unitIn } from '../units/named-unit';
import { given } from './body-parts';

export const dispatchBody = (config: Config, unit: ReturnType<typeof unitIn>) =>
  z
    .strictObject({
      lead: unit,
      assist: z.array(unit).max(20).default([]),
      copy: z.array(unit).max(20).default([]),
      statutory: z
        .strictObject({ limit: span, legalBasis: freeText })
        .optional()
        .meta({ description: 'A limit of a law, or of the superior authority that passed the matter on' }),
      coordination: z
        .strictObject({ units: z.array(unit).min(1).max(20), opinion: freeText })
        .optional()
        .meta({ description: 'With whom it was settled whose matter it is, and how (BJ-4, JE-7, HZ-12)' }),
      note: freeText.optional(),
    })
    .superRefine(({ lead, assist, copy }, context) => {
      const seen = new Set<string>();
      const once = (it: UnitRef | undefined, path: (string | number)[]): void => {
        if (it?.id === undefined) return;
        if (seen.has(it.id)) {
          context.addIssue({
            code: 'custom',
            path,
            message: 'expected a unit that has no other part in this order',
          });
        }
        seen.add(it.id);
      };
      once(lead, ['lead']);
      if (Array.isArray(assist)) assist.forEach((it, index) => once(it, ['assist', index]));
      if (Array.isArray(copy)) copy.forEach((it, index) => once(it, ['copy', index]));
    }, EVEN_IF_WRONG)
    .transform(({ lead, assist, copy, statutory, coordination, note }) => {
      const related = relatedTo(config, [lead, ...assist]);
      return {
        texts: given({ note, legalBasis: statutory?.legalBasis, opinion: coordination?.opinion }),
        facts: {
          lead,
          assist,
          copy,
          ...(statutory ? { statutory: statutory.limit } : {}),
          ...(related.length > 0 ? { related } : {}),
          ...(coordination ? { coordination: { units: coordination.units } } : {}),
        },
      };
    });

/**
 * Units that any rulebook could add to the order; which of them the ticket's own wants is decided with the ticket. One that is closed
 * is named as the rulebook names it: its successor is told, and the ticket goes on with that one.
 */
function relatedTo({ rulebooks, units }: Config, working: readonly UnitRef[]): UnitRef[] {
  const linked = [...rulebooks.values()].flatMap(({ dispatch }) => dispatch.linked ?? []);
  const { copy, assist } = addedTo(working, { copyDistrict: {}, linked });
  return [...new Set([...copy, ...assist])].flatMap((id) => {
    const unit = units.byId(id);
    return unit ? [unitRef(unit)] : [];
  });
}
