import { z } from 'zod';
import type { Units } from '../../config/units-file';
import { unitRef } from '../../config/units-file';
import { because } from '../../domain/procedures/refusal';
import type { Why } from '../../domain/telling/reasons';
import type { UnitRef } from '../../domain/ticket/ticket';
import { issueOf } from '../http/fields';

/** Why a unit is not named any more: it is closed, and another does its work. */
export function whyNotNamed(units: Units, id: string): Why | undefined {
  const [unit, by] = [units.byId(id), units.today(id)];
  return unit && by && unit !== by ? because('unit-succeeded', { unit, by }) : undefined;
}

/** A unit by its id, resolved to what a ticket knows of it; none that is closed. */
export const unitIn = (units: Units) =>
  z.string().transform((id, context): UnitRef => {
    const unit = units.byId(id);
    const why = whyNotNamed(units, id);
    if (unit && !why) return unitRef(unit);
    context.addIssue(
      why ? issueOf(why) : { code: 'custom', message: 'unknown unit: expected an id of GET /v1/units' },
    );
    return z.NEVER;
  });
