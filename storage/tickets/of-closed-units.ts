import type { UnitId } from '../../domain/ids';
import { OPEN_STATES, type TicketDocument, type TicketModel } from './ticket-document';

/** An open ticket, with all units that it names. */
export interface NamingUnits {
  readonly id: string;
  readonly units: readonly UnitId[];
}

/** Tickets that go on though a unit which they name was merged, renamed or closed. */
export function ofClosedUnitsIn(model: TicketModel) {
  return {
    /** Open tickets that name one of these units in any part, at most `limit` of them. */
    async openNaming(units: readonly UnitId[], limit: number): Promise<NamingUnits[]> {
      const found = await model
        .find(
          { 'view.assignments.unit': { $in: units }, 'view.state': { $in: OPEN_STATES } },
          { 'view.assignments.unit': 1 },
        )
        .limit(limit)
        .lean<TicketDocument[]>();
      return found.map(({ _id: id, view }) => ({ id, units: view.assignments.map(({ unit }) => unit) }));
    },
  };
}
