import { type Happened, kindsOn } from '../../engine/occasions/opening';
import type { OccasionKind } from '../../domain/occasions/kind';
import type { Turn } from '../../domain/telling/turn';
import { isOfDifficult } from '../../domain/ticket/accounting/tally';
import type { TicketEvent } from '../../domain/ticket/event';
import type { Store } from '../../storage/store';

/** What may come of a turn of a ticket, as far as the turn itself tells it. */
function happenedIn({ ticketId: ticket, about }: Turn, event: TicketEvent): Omit<Happened, 'rulebook'>[] {
  const { seq, at } = event;
  const said = { about: { ticket, category: about.category, district: about.district.id }, at };
  switch (event.type) {
    case 'registered':
      return about.urgency === undefined
        ? []
        : [{ ...said, on: 'registered', key: ticket, urgency: about.urgency }];
    case 'correction-ordered': {
      const { unit } = event.data;
      return [{ ...said, on: 'correction-ordered', about: { ...said.about, unit }, key: `${ticket}.${seq}` }];
    }
    case 'escalated':
      return [{ ...said, on: 'escalated', key: `${ticket}.${seq}`, level: event.data.level }];
    case 'supervised':
      return event.data.triggered && isOfDifficult(event.data.triggered, event.data.mode)
        ? [{ ...said, on: 'difficult-point', key: `${ticket}.${seq}` }]
        : [];
    default:
      return [];
  }
}

/**
 * Opens what a turn brings about: a major matter its notice, an order to correct its criticism, the highest level its meeting, a difficult
 * point its special report (JE-6, JE-12, JE-18, JE-23). Written once more, the same turn opens nothing more; where it fails, the turn is written again.
 */
export function happeningsOf({
  occasions,
  store,
  happened,
}: {
  readonly occasions: ReadonlyMap<string, readonly OccasionKind[]>;
  readonly store: Pick<Store, 'tickets'>;
  readonly happened: (happened: Happened) => Promise<unknown>;
}): (turn: Turn) => Promise<void> {
  const all = [...occasions.values()].flat();
  return async (turn) => {
    const found = turn.events
      .flatMap((it) => happenedIn(turn, it))
      .filter((it) => kindsOn(all, it).length > 0);
    if (found.length === 0) return;
    // Of nearly all turns nobody has to ask which rulebook their ticket is bound to.
    const rulebook = (await store.tickets.startInput(turn.ticketId))?.rules.id;
    if (rulebook === undefined) return;
    for (const it of found) await happened({ ...it, rulebook });
  };
}
