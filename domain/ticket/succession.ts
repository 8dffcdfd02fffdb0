import type { UnitId } from '../ids';
import type { Instant } from '../time/instant';
import { stopClock } from './clocks';
import type { Fact, TicketEvent } from './event';
import { stamp } from './stamp';
import { type AssignmentRole, isOpen, type Ticket, type UnitRef } from './ticket';

/** A unit was merged, renamed or closed: whose its open tickets are from now on. */
export interface Succession {
  readonly unit: UnitId;
  readonly by: UnitRef;
}

/**
 * A ticket goes on with the successor of a unit that has a part in it: same part, same clocks, same requests.
 * One that does not name the unit, or not any more, ignores it: told twice, it is applied once.
 */
export function succeed(ticket: Ticket, { unit: closed, by }: Succession, now: Instant): TicketEvent[] {
  const unit = ticket.assignments.find((it) => it.unit.id === closed)?.unit;
  if (ticket.state === 'closed' || !unit) return [];
  const dropped = droppedBy(ticket, { unit: closed, by });
  const facts: Fact[] = [
    ...ticket.clocks
      .filter(isOpen)
      .filter((clock) => dropped !== undefined && clock.unit === dropped)
      .flatMap(({ name }) => stopClock(ticket, name, now, dropped)),
    { type: 'unit-succeeded', data: { unit, by } },
  ];
  return stamp(ticket, facts, { at: now, actor: { role: 'system' } });
}

/** The ticket names the successor wherever the unit has a part in it; who gave it back before, and who was referred, stays as it was. */
export function withSuccessor(
  ticket: Ticket,
  { unit, by }: { readonly unit: UnitRef; readonly by: UnitRef },
): Ticket {
  const dropped = droppedBy(ticket, { unit: unit.id, by });
  return {
    ...ticket,
    assignments: ticket.assignments
      .filter((it) => it.unit.id !== dropped)
      .map((it) => (it.unit.id === unit.id ? { ...it, unit: by } : it)),
    pending: ticket.pending
      .filter((it) => it.unit !== dropped)
      .map((it) => (it.unit === unit.id ? { ...it, unit: by.id } : it)),
    clocks: ticket.clocks.map((clock) => (clock.unit === unit.id ? { ...clock, unit: by.id } : clock)),
    supervision: ticket.supervision.map((it) => (it.unit === unit.id ? { ...it, unit: by.id } : it)),
    corrected: ticket.corrected.map((it) => (it === unit.id ? by.id : it)),
    tallies: inherited(ticket.tallies, unit.id, by.id),
  };
}

/** What was counted in a unit's hands is its successor's: it takes over the course of the matter, and not a clean record. */
const inherited = (tallies: Ticket['tallies'], unit: UnitId, by: UnitId): Ticket['tallies'] =>
  Object.entries(tallies).reduce<Record<string, number>>((sum, [key, times]) => {
    const now = key.startsWith(`${unit}|`) ? `${by}${key.slice(unit.length)}` : key;
    return { ...sum, [now]: (sum[now] ?? 0) + times };
  }, {});

const WEIGHT: Readonly<Record<AssignmentRole, number>> = { lead: 2, assist: 1, copy: 0 };

/** Where the successor has a part in the ticket already, one of the two goes: the lesser, or of two alike that of the closed unit. */
function droppedBy({ assignments }: Ticket, { unit, by }: Succession): UnitId | undefined {
  const weightOf = (id: UnitId): number | undefined => {
    const part = assignments.find((it) => it.unit.id === id);
    return part && WEIGHT[part.role];
  };
  const [its, own] = [weightOf(unit), weightOf(by.id)];
  if (its === undefined || own === undefined) return undefined;
  return own < its ? by.id : unit;
}
