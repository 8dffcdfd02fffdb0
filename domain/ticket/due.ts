import type { UnitId } from '../ids';
import type { Instant } from '../time/instant';
import { assertNever } from '../words';
import { breachedUnderSupervision, escalation, supervising } from './accounting/pressure';
import { withTriggers } from './accounting/triggers';
import type { Fact, TicketEvent } from './event';
import { evolveAll } from './evolve';
import { type Clock, DUE, owerOf, type Place, type Ticket } from './ticket';

/** The earliest moment at which something happens by itself; undefined when only a person can move the ticket. */
export function nextDue(ticket: Ticket): Instant | undefined {
  return nextOf(ticket)?.place.at;
}

/** A clock, and the place on its ladder that comes next. */
export interface Next {
  readonly clock: Clock;
  readonly place: Place;
}

/** The clock whose turn is next. Of the same moment, the clock that was started first comes first. */
export function nextOf(ticket: Ticket): Next | undefined {
  let next: Next | undefined;
  for (const clock of ticket.clocks) {
    if (clock.next && (!next || clock.next.at < next.place.at)) next = { clock, place: clock.next };
  }
  return next;
}

/**
 * All that happened by itself up to and including `now`: after an outage every missed rung, in order, once each,
 * with its planned moment in `data.fired.planned` and `now` as the moment when it truly fired.
 */
export function due(ticket: Ticket, now: Instant): TicketEvent[] {
  const events: TicketEvent[] = [];
  let current = ticket;
  for (let next = nextOf(current); next && next.place.at <= now; next = nextOf(current)) {
    const these = fired(current, next, now);
    events.push(...these);
    current = evolveAll(current, these);
  }
  return events;
}

/** What happens as a clock comes to its next place. @param now when that fires, at its moment or after it */
export const fired = (ticket: Ticket, { clock, place }: Next, now: Instant): TicketEvent[] =>
  withTriggers(ticket, factsOf(ticket, clock, place), { at: now, actor: { role: 'system' } });

/** What comes of a place: of a rung what it does, of the due moment the breach; counted from when it was planned, not from when it fired. */
function factsOf(ticket: Ticket, clock: Clock, place: Place): Fact[] {
  const rung = ticket.law.rules.clocks[clock.name]?.ladder[place.rung];
  if (place.rung === DUE || !rung) return breach(ticket, clock);
  const { source } = rung;
  const fired = {
    clock: clock.id,
    rung: place.rung,
    planned: place.at,
    to: rung.to,
    ...(source ? { source } : {}),
  };
  const owner = ownerOf(ticket, clock);
  switch (rung.do) {
    case 'remind':
      return [{ type: 'reminded', data: { fired } }];
    case 'urge':
      return [{ type: 'urged', data: { fired } }];
    case 'correct':
      // A rulebook orders only units to correct; where none owes it any more, it is pressed for.
      return owner === undefined
        ? [{ type: 'urged', data: { fired } }]
        : [{ type: 'correction-ordered', data: { unit: owner, fired } }];
    case 'supervise':
      return supervising(ticket, rung.mode, owner, place.at, { fired });
    case 'escalate':
      return escalation(ticket, rung.level, place.at, { fired });
    default:
      return assertNever(rung);
  }
}

function breach(ticket: Ticket, clock: Clock): Fact[] {
  const { id, name, due: moment } = clock;
  const owner = ownerOf(ticket, clock);
  const isLimit = name === 'handling' || name === 'assist';
  return [
    { type: 'clock-breached', data: { clock: id, name, due: moment } },
    ...(isLimit && owner !== undefined ? breachedUnderSupervision(ticket, owner, moment) : []),
  ];
}

/** The unit that owes what a clock counts down to; undefined where that is the hotline, or who is above. */
const ownerOf = (ticket: Ticket, clock: Clock): UnitId | undefined => owerOf(ticket, clock)?.id;
