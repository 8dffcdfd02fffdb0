import { z } from 'zod';
import type { Config } from '../../config/load';
import { keysOf, KINDS } from '../../domain/words';
import { freeText, oneOf, text } from '../http/fields';
import { present } from './body-parts';

/** What of a matter was taken down wrongly, and why it is put right now. */
export const amendBody = ({ units }: Config) =>
  z
    .strictObject({
      kind: z.enum(keysOf(KINDS)).optional(),
      category: text(100)
        .regex(/^[^/]+\/[^/]+$/, 'expected 大类/小类')
        .optional(),
      district: oneOf(
        units.ofLevel('district').map(({ id }) => id),
        'the id of a unit of level district',
      ).optional(),
      urgency: text(50).optional(),
      reason: freeText,
    })
    .transform(({ reason, district: id, ...facts }) => {
      const district = id === undefined ? undefined : units.byId(id);
      return {
        texts: { reason },
        facts: present({ ...facts, district: district && { id: district.id, name: district.name } }),
      };
    });
