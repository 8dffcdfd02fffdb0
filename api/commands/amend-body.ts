import { z } from 'zod';
import type { Config } from '../../config/load';
import { keysOf, KINDS } from '../../domain/words';
import { freeText, oneOf, text } from '../http/fields';
import { categoryIn } from '../law/categories';
import { whyNotNamed } from '../units/named-unit';
import { present } from './body-parts';

/** What of a matter was taken down wrongly, or that its caller wants to stay unknown, and why it is put right now. */
export const amendBody = ({ units, categories }: Config) =>
  z
    .strictObject({
      kind: z.enum(keysOf(KINDS)).optional(),
      category: categoryIn(categories).optional(),
      district: oneOf(
        units.ofLevel('district').map(({ id }) => id),
        'the id of a unit of level district',
        (id) => whyNotNamed(units, id),
      ).optional(),
      urgency: text(50).optional(),
      confidential: z
        .literal(true)
        .optional()
        .meta({ description: 'The caller wants to stay unknown from now on: no unit sees who it is' }),
      reason: freeText,
    })
    .transform(({ reason, district: id, ...facts }) => {
      const district = id === undefined ? undefined : units.byId(id);
      return {
        texts: { reason },
        facts: present({ ...facts, district: district && { id: district.id, name: district.name } }),
      };
    });
