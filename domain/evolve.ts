import type { TicketEvent } from './event';
import { nextPlace, startOfLadder } from './ladder';
import type { Level, TicketState } from './terms';
import { assertNever } from './terms';
import { type Assignment, type Clock, DUE, type Place, REMEMBERED_COMMANDS, type Ticket } from './ticket';

/** The ticket after one event of its ledger. Folding the whole ledger over a new ticket rebuilds it. */
export function evolve(ticket: Ticket, event: TicketEvent): Ticket {
  const changed = change(ticket, event);
  // A copy of our own in either case, so that it may be written to: a ticket is copied once an event, not twice.
  const next: Writable<Ticket> = changed === ticket ? { ...ticket } : changed;
  next.seq = event.seq;
  next.asOf = event.at;
  next.applied = remember(ticket.applied, event.command);
  return next;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export const evolveAll = (ticket: Ticket, events: readonly TicketEvent[]): Ticket =>
  events.reduce(evolve, ticket);

function change(ticket: Ticket, event: TicketEvent): Ticket {
  switch (event.type) {
    case 'registered':
    case 'answered':
    case 'declined':
    case 'withdrawn':
    case 'supplemented':
    case 'arrived':
    case 'contacted':
    case 'progressed':
    case 'cancellation-requested':
    case 'restored':
      return ticket;
    case 'dispatched': {
      const { lead, assist, copy } = event.data;
      const assignments: Assignment[] = [
        { unit: lead, role: 'lead', state: 'dispatched' },
        ...assist.map((unit): Assignment => ({ unit, role: 'assist', state: 'dispatched' })),
        ...copy.map((unit): Assignment => ({ unit, role: 'copy', state: 'informed' })),
      ];
      return { ...ticket, state: 'handling', assignments };
    }
    case 'signed':
      return withAssignments(ticket, (it) =>
        it.unit.id === event.data.unit ? { ...it, state: 'signed' } : it,
      );
    case 'submitted':
      return {
        ...withAssignments(ticket, (it) =>
          it.unit.id === event.data.unit ? { ...it, state: 'submitted' } : it,
        ),
        state: 'submitted',
        submission: { outcome: event.data.outcome, finished: event.data.finished },
      };
    case 'reviewed':
      return event.data.approved
        ? { ...ticket, state: 'callback', unreached: 0 }
        : { ...backToUnit(ticket), counts: { ...ticket.counts, returned: ticket.counts.returned + 1 } };
    case 'called-back':
      return event.data.reached ? ticket : { ...ticket, unreached: ticket.unreached + 1 };
    case 'rehandled':
      return { ...backToUnit(ticket), counts: { ...ticket.counts, rehandled: ticket.counts.rehandled + 1 } };
    case 'put-to-review':
      return {
        ...ticket,
        state: 'submitted',
        submission: ticket.submission && { ...ticket.submission, afterCallback: true },
      };
    case 'reminded':
      return climbed(
        { ...ticket, counts: { ...ticket.counts, reminded: ticket.counts.reminded + 1 } },
        event.data.fired,
      );
    case 'urged':
      return climbed(
        { ...ticket, counts: { ...ticket.counts, urged: ticket.counts.urged + 1 } },
        event.data.fired,
      );
    case 'supervised': {
      const known = ticket.supervision.some(({ mode }) => mode === event.data.mode);
      const supervision = known
        ? ticket.supervision
        : [...ticket.supervision, { mode: event.data.mode, since: event.at }];
      return climbed({ ...raised(ticket, 1), supervision }, event.data.fired);
    }
    case 'escalated':
      return climbed(raised(ticket, event.data.level), event.data.fired);
    case 'clock-started': {
      const { clock: id, name, from, due, provisional } = event.data;
      const clock = {
        id,
        name,
        startedAt: from,
        due,
        provisional,
        state: 'running',
        reached: startOfLadder(from),
      } as const;
      return { ...ticket, clocks: [...ticket.clocks, withNext(ticket, clock)] };
    }
    case 'clock-breached':
      return withClock(ticket, event.data.clock, (clock) => ({
        ...clock,
        state: 'breached',
        reached: { at: clock.due, rung: DUE },
      }));
    case 'clock-ended':
      return withClock(ticket, event.data.clock, (clock) => ({
        ...clock,
        state: event.data.how,
        endedAt: event.data.at,
      }));
    case 'closed':
      return {
        ...withAssignments(ticket, (it) => (it.role === 'copy' ? it : { ...it, state: 'done' })),
        state: 'closed',
        outcome: event.data.outcome,
        closedAt: event.at,
        pending: [],
      };
    default:
      return assertNever(event);
  }
}

const withAssignments = (ticket: Ticket, map: (assignment: Assignment) => Assignment): Ticket => ({
  ...ticket,
  assignments: ticket.assignments.map(map),
});

const backToUnit = (ticket: Ticket): Ticket => {
  const state: TicketState = 'handling';
  return {
    ...withAssignments(ticket, (it) => (it.role === 'copy' ? it : { ...it, state: 'signed' })),
    state,
    submission: undefined,
  };
};

/** Levels only rise (DESIGN §1, escalate). */
const raised = (ticket: Ticket, level: Level): Ticket =>
  level > ticket.level ? { ...ticket, level } : ticket;

const climbed = (
  ticket: Ticket,
  fired: { clock: string; planned: Place['at']; rung: number } | undefined,
): Ticket =>
  fired
    ? withClock(ticket, fired.clock, (clock) => ({
        ...clock,
        reached: { at: fired.planned, rung: fired.rung },
      }))
    : ticket;

function withClock(ticket: Ticket, id: string, map: (clock: Clock) => Omit<Clock, 'next'>): Ticket {
  return {
    ...ticket,
    clocks: ticket.clocks.map((clock) => (clock.id === id ? withNext(ticket, map(clock)) : clock)),
  };
}

const withNext = (ticket: Ticket, clock: Omit<Clock, 'next'>): Clock => ({
  ...clock,
  next: nextPlace(clock, ticket.law),
});

function remember(applied: readonly string[], command: string | undefined): readonly string[] {
  if (command === undefined || applied.at(-1) === command) return applied;
  return [...applied, command].slice(-REMEMBERED_COMMANDS);
}
