import type { TicketId } from '../ids';
import { meetClock, startClock } from './clocks';
import { due } from './due';
import type { Actor, Fact, TicketEvent } from './event';
import { evolveAll } from './evolve';
import type { Instant } from '../time/instant';
import type { Law } from '../law/rules';
import { stamp } from './stamp';
import type { Ticket, TicketFacts } from './ticket';

/** What is known of a matter when it is registered, without what only the database may hold. */
export type Registration = Pick<
  TicketFacts,
  | 'id'
  | 'kind'
  | 'category'
  | 'channel'
  | 'district'
  | 'urgency'
  | 'confidential'
  | 'wantsReply'
  | 'byMail'
  | 'receivedAt'
  | 'origin'
  | 'period'
  | 'simulated'
> & {
  /** The ticket that it follows: its matter came back after closure, with new facts (HZ-3). */
  readonly follows?: TicketId;
  readonly registeredAt: Instant;
  readonly actor: Actor;
  /** Binds to its title and content, which only the database holds, without telling any of them. */
  readonly commitment?: string;
};

/** A ticket before its first event. */
export function newTicket(matter: Registration, law: Law): Ticket {
  const { registeredAt, actor: _, commitment: __, follows, ...known } = matter;
  return {
    law,
    state: 'registered',
    assignments: [],
    level: 0,
    rises: [],
    supervision: [],
    pending: [],
    returnedBy: [],
    corrected: [],
    referrals: [],
    evaluations: [],
    clocks: [],
    counts: {
      reminded: 0,
      urged: 0,
      urgedByCaller: 0,
      returned: 0,
      rehandled: 0,
      improperReturns: 0,
      extended: 0,
      unresolved: 0,
      pressed: 0,
      deferred: 0,
      submitted: 0,
    },
    tallies: {},
    unreached: 0,
    seq: 0,
    asOf: registeredAt,
    applied: [],
    // Last: to add so many fields to what was spread takes fifty times as long.
    ...known,
    ...(follows === undefined ? {} : { links: [follows] }),
  };
}

/**
 * The first events of a ticket. `registration` runs from the matter's arrival to its registration, `dispatching` from there,
 * and `overall`, the caller's own wait, from the arrival to the closure (T-10);
 * what a late registration missed is made up, as after an outage (JE-3).
 */
export function register(matter: Registration, law: Law): TicketEvent[] {
  const { registeredAt: at, actor, receivedAt, commitment } = matter;
  const events: TicketEvent[] = [];
  let ticket = newTicket(matter, law);
  const add = (more: TicketEvent[]): void => {
    events.push(...more);
    ticket = evolveAll(ticket, more);
  };
  const record = (facts: Fact[]): void => add(stamp(ticket, facts, { at, actor }));
  const briefed = (law.rules.briefing ?? []).map(({ to, source }): Fact => ({
    type: 'briefed',
    data: { to, ...(source ? { source } : {}) },
  }));
  record([
    { type: 'registered', data: { receivedAt, ...(commitment === undefined ? {} : { commitment }) } },
    ...briefed,
    ...startClock(ticket, 'registration', receivedAt),
    ...startClock(ticket, 'overall', receivedAt),
  ]);
  add(due(ticket, at));
  record([...meetClock(ticket, 'registration', at), ...startClock(ticket, 'dispatching', at)]);
  return events;
}
