import type { TicketView } from '../../domain/telling/view';
import { isOpen, isOwedBy } from '../../domain/ticket/ticket';
import type { Instant } from '../../domain/time/instant';
import type { Kind } from '../../domain/words';
import type { TicketDocument, TicketModel } from './ticket-document';

/** A due moment that a unit has ahead of it or has let pass. */
export interface DueMoment {
  readonly ticket: string;
  readonly kind: Kind;
  readonly category: string;
  readonly clock: TicketView['clocks'][number];
  /** When its ticket was last changed. */
  readonly changed: Instant;
}

const DUE_MOMENT = {
  'matter.kind': 1,
  'matter.category': 1,
  'view.decided': 1,
  'view.clocks': 1,
  'view.assignments': 1,
} as const;
/** What units have to do by when, for their calendars. */
export function dueMomentsIn(model: TicketModel) {
  return {
    /**
     * The open due moments that a unit owes in the tickets that it leads or assists with.
     * @param limit at most so many tickets, those that are due first
     */
    async dueMomentsOf(unit: string, limit: number): Promise<DueMoment[]> {
      const works = { $elemMatch: { unit, role: { $ne: 'copy' } } };
      const found = await model
        // A ticket without an open clock has no `due`.
        .find({ 'view.assignments': works, 'view.due': { $gt: 0 } }, DUE_MOMENT)
        .sort({ 'view.due': 1, _id: 1 })
        .limit(limit)
        .lean<TicketDocument[]>();
      return found.flatMap(({ _id: ticket, matter: { kind, category }, view }) => {
        const { clocks, decided, assignments } = view;
        const parts = assignments.filter((it) => it.unit === unit);
        return clocks
          .filter((clock) => isOpen(clock) && parts.some((part) => isOwedBy(clock, part)))
          .map((clock) => ({ ticket, kind, category, clock, changed: decided }));
      });
    },
  };
}
