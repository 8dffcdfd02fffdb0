import type { CalendarSlice } from '../time/calendar';
import { decidedAnew } from '../ticket/accounting/pressure';
import { recount, stopAll, stopClock } from '../ticket/clocks';
import type { Fact, TicketEvent } from '../ticket/event';
import { evolveAll } from '../ticket/evolve';
import type { Instant } from '../time/instant';
import { levelByLadder } from './ladder';
import type { Rules } from './rules';
import { stamp } from '../ticket/stamp';
import { type Clock, isOpen, openClock, type Ticket } from '../ticket/ticket';

/** What binds open tickets from now on: a calendar that was published, or another version of their rulebook. Changes are numbered. */
export type Rebinding =
  | { readonly change: number; readonly calendar: CalendarSlice }
  | { readonly change: number; readonly rules: Rules };

/**
 * A ticket is bound anew, and every clock that goes on is counted anew from where it started (T-7, T-9; alaveteli#7292, zammad#534).
 * A change that it knows, or an older one, changes nothing: told twice, it is applied once.
 */
export function rebind(ticket: Ticket, to: Rebinding, now: Instant): TicketEvent[] {
  if (ticket.state === 'closed' || isKnown(ticket, to)) return [];
  const by = { at: now, actor: { role: 'system' } } as const;
  const bound = stamp(ticket, [boundFact(to)], by);
  const after = evolveAll(ticket, bound);
  return [...bound, ...countedAnew(after, 'rules' in to ? 'rulebook' : 'calendar', now)];
}

/** What follows for a ticket that counts by another law from now on: its clocks move, and with a breach goes what came from it alone. */
export function countedAnew(ticket: Ticket, cause: 'calendar' | 'rulebook', now: Instant): TicketEvent[] {
  const by = { at: now, actor: { role: 'system' } } as const;
  const moves = ticket.clocks
    .filter(isOpen)
    .flatMap((clock) => recount(clock, ticket.law, { cause, source: sourceOf(ticket, clock, cause) }, now));
  const moved = stamp(ticket, moves, by);
  // One that was breached moves only where its end is ahead again.
  const breached = new Set(ticket.clocks.filter(({ state }) => state === 'breached').map(({ id }) => id));
  const undone = moves.filter(({ data }) => breached.has(data.clock));
  return undone.reduce((events, { data }) => {
    const sofar = evolveAll(ticket, events);
    return [...events, ...stamp(sofar, takenBack(sofar, data.clock, now), by)];
  }, moved);
}

/** A breach that is one no more takes back the supervision and the level that came from it alone, as recorded acts (T-9). */
function takenBack(ticket: Ticket, id: string, now: Instant): Fact[] {
  const ended = ticket.supervision.filter((it) => it.endedAt === undefined && it.clock === id);
  const kept = (unit: Clock['unit']): boolean =>
    ticket.supervision.some((it) => it.endedAt === undefined && it.unit === unit && !ended.includes(it));
  return [
    ...ended.map(({ unit, mode }): Fact => {
      const whose = unit === undefined ? {} : { unit };
      return { type: 'supervision-ended', data: { ...whose, mode, takenBack: id } };
    }),
    ...stopAll(
      ticket,
      now,
      ({ name, unit }) => name === 'rectifying' && !kept(unit) && ended.some((it) => it.unit === unit),
    ),
    ...lowered(ticket, id, now),
  ];
}

/**
 * The level falls to what else raised the matter, or would have, had it not been so high; what those above did on that level alone
 * falls with it.
 */
function lowered(ticket: Ticket, id: string, now: Instant): Fact[] {
  const { level: from, rises } = ticket;
  if (!rises.some(({ clock }) => clock === id)) return [];
  const others = [...rises.filter(({ clock }) => clock !== id), ...byLadders(ticket, id, now)];
  const byPeopleAndOtherClocks = others.filter(({ clock }) => !clock?.startsWith('deciding-'));
  const grounds = byPeopleAndOtherClocks.some(({ level }) => level >= 2) ? others : byPeopleAndOtherClocks;
  const held = grounds.reduce<Rise>((highest, it) => (it.level > highest.level ? it : highest), { level: 0 });
  if (held.level >= from) return [];
  const by = held.clock === undefined ? {} : { by: held.clock };
  const decided = openClock(ticket, 'handling')?.basis?.decided;
  return [
    { type: 'level-lowered', data: { from, to: held.level, takenBack: id, ...by } },
    ...(decided ? stopClock(ticket, 'deciding', now) : decidedAnew(ticket, held.level, now)),
  ];
}

type Rise = Ticket['rises'][number];

/** What other clocks that are overdue have led to by now. */
const byLadders = (ticket: Ticket, id: string, now: Instant): Rise[] =>
  ticket.clocks
    .filter((clock) => isOpen(clock) && clock.state === 'breached' && clock.id !== id)
    .map((clock) => ({ level: levelByLadder(clock, ticket.law, ticket.level, now), clock: clock.id }))
    .filter(({ level }) => level > 0);

const isKnown = ({ law, rebound }: Ticket, to: Rebinding): boolean =>
  to.change <= (('rules' in to ? rebound?.rulesBy : law.publication) ?? 0);

const boundFact = (to: Rebinding): Fact =>
  'rules' in to ? { type: 'rulebook-bound', data: to } : { type: 'calendar-bound', data: to };

const sourceOf = ({ law }: Ticket, { name }: Clock, cause: 'calendar' | 'rulebook'): string | undefined =>
  cause === 'calendar' ? 'T-7' : law.rules.clocks[name]?.source;
