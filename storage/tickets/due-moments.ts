import type { TicketView } from '../../domain/telling/view';
import { isOpen, isOwedBy, type UnitRef } from '../../domain/ticket/ticket';
import type { Instant } from '../../domain/time/instant';
import { type Kind, OWED_BY } from '../../domain/words';
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
     * The open due moments that a unit owes: in the tickets that it leads or assists with, and in those that it has to decide as a level above.
     * @param limit at most so many tickets of either sort, those that are due first
     */
    async dueMomentsOf(
      { id: unit, level }: Pick<UnitRef, 'id' | 'level'>,
      limit: number,
    ): Promise<DueMoment[]> {
      const works = { $elemMatch: { unit, role: { $ne: 'copy' } } };
      const read = (tickets: Record<string, unknown>): Promise<TicketDocument[]> =>
        model
          // A ticket without an open clock has no `due`.
          .find({ ...tickets, 'view.due': { $gt: 0 } }, DUE_MOMENT)
          .sort({ 'view.due': 1, _id: 1 })
          .limit(limit)
          .lean<TicketDocument[]>();
      const [own, above] = await Promise.all([
        read({ 'view.assignments': works }),
        read({ 'view.above': { $in: [unit, level] } }),
      ]);
      return [
        ...own.flatMap((ticket) => {
          const parts = ticket.view.assignments.filter((it) => it.unit === unit);
          return momentsIn(ticket, (clock) => parts.some((part) => isOwedBy(clock, part)));
        }),
        ...above.flatMap((ticket) => momentsIn(ticket, ({ name }) => OWED_BY[name] === 'above')),
      ];
    },
  };
}

const momentsIn = (
  { _id: ticket, matter: { kind, category }, view: { clocks, decided } }: TicketDocument,
  owes: (clock: TicketView['clocks'][number]) => boolean,
): DueMoment[] =>
  clocks
    .filter((clock) => isOpen(clock) && owes(clock))
    .map((clock) => ({ ticket, kind, category, clock, changed: decided }));
