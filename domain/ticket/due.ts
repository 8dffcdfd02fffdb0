import type { Fact, TicketEvent } from './event';
import { evolveAll } from './evolve';
import type { Instant } from '../time/instant';
import type { Rung } from '../law/rules';
import { assertNever } from '../words';
import { withTriggers } from './triggers';
import { type Clock, DUE, type Place, type Ticket } from './ticket';

/** The earliest moment at which something happens by itself; undefined when only a person can move the ticket. */
export function nextDue(ticket: Ticket): Instant | undefined {
  return nextOf(ticket)?.place.at;
}

/** The clock whose turn is next, and the place on its ladder. Of the same moment, the clock that was started first comes first. */
export function nextOf(ticket: Ticket): { clock: Clock; place: Place } | undefined {
  let next: { clock: Clock; place: Place } | undefined;
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
    const fired = withTriggers(current, [factOf(current, next.clock, next.place)], {
      at: now,
      actor: { role: 'system' },
    });
    events.push(...fired);
    current = evolveAll(current, fired);
  }
  return events;
}

function factOf(ticket: Ticket, clock: Clock, place: Place): Fact {
  const rung = ticket.law.rules.clocks[clock.name]?.ladder[place.rung];
  if (place.rung === DUE || !rung) {
    return { type: 'clock-breached', data: { clock: clock.id, name: clock.name, due: clock.due } };
  }
  return rungFact(rung, {
    clock: clock.id,
    rung: place.rung,
    planned: place.at,
    to: rung.to,
    source: rung.source,
  });
}

function rungFact(
  rung: Rung,
  fired: NonNullable<Extract<Fact, { type: 'reminded' }>['data']['fired']>,
): Fact {
  switch (rung.do) {
    case 'remind':
      return { type: 'reminded', data: { fired } };
    case 'urge':
      return { type: 'urged', data: { fired } };
    case 'supervise':
      return { type: 'supervised', data: { mode: rung.mode, fired } };
    case 'escalate':
      return { type: 'escalated', data: { level: rung.level, fired } };
    default:
      return assertNever(rung);
  }
}
