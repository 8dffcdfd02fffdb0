import type { CalendarSlice } from '../time/calendar';
import { recount } from '../ticket/clocks';
import type { Fact, TicketEvent } from '../ticket/event';
import { evolveAll } from '../ticket/evolve';
import type { Instant } from '../time/instant';
import type { Rules } from './rules';
import { stamp } from '../ticket/stamp';
import { type Clock, isOpen, type Ticket } from '../ticket/ticket';

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
  const cause = 'rules' in to ? 'rulebook' : 'calendar';
  const moves = after.clocks
    .filter(isOpen)
    .flatMap((clock) => recount(clock, after.law, { cause, source: sourceOf(after, clock, cause) }, now));
  return [...bound, ...stamp(after, moves, by)];
}

const isKnown = ({ law, rebound }: Ticket, to: Rebinding): boolean =>
  to.change <= (('rules' in to ? rebound?.rulesBy : law.publication) ?? 0);

const boundFact = (to: Rebinding): Fact =>
  'rules' in to ? { type: 'rulebook-bound', data: to } : { type: 'calendar-bound', data: to };

const sourceOf = ({ law }: Ticket, { name }: Clock, cause: 'calendar' | 'rulebook'): string | undefined =>
  cause === 'calendar' ? 'T-7' : law.rules.clocks[name]?.source;
