import type { CommandId, UnitId } from '../ids';
import { withYears } from '../time/calendar';
import type { TicketEvent } from './event';
import type { Law } from '../law/rules';
import { nextPlace, startOfLadder } from '../law/ladder';
import { type Instant, instant } from '../time/instant';
import type { ClockName, Level, Recipient } from '../words';
import { assertNever } from '../words';
import { withSuccessor } from './succession';
import {
  type Assignment,
  assignmentOf,
  type Clock,
  type ClockRecord,
  DUE,
  isOpen,
  leadOf,
  type OpenClock,
  type Place,
  REMEMBERED_COMMANDS,
  type Ticket,
  type TicketIn,
} from './ticket';

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
    case 'briefed':
    case 'coordinated':
    case 'supplemented':
    case 'complained':
    case 'disputed':
    case 'explained':
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
      return { ...ticket, state: 'handling', assignments, counts: { ...ticket.counts, pressed: 0 } };
    }
    case 'assigned':
      return assign(ticket, event.data);
    case 'unit-succeeded':
      return withSuccessor(ticket, event.data);
    case 'returned':
      return giveBack(ticket, event.data.unit);
    case 'contributed':
      return withAssignments(ticket, (it) =>
        it.unit.id !== event.data.unit || it.role !== 'assist'
          ? it
          : event.data.finished
            ? { ...it, state: 'submitted', contribution: 'result' }
            : { ...it, contribution: 'delay' },
      );
    case 'requested': {
      const { request, unit, limit, text } = event.data;
      const pending = {
        request,
        unit,
        since: event.at,
        ...(limit ? { limit } : {}),
        ...(text ? { text } : {}),
      };
      return { ...ticket, pending: [...ticket.pending, pending] };
    }
    case 'decided':
      return decided(ticket, event.data);
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
        // What the unit still asked for is moot with its reply.
        pending: [],
      };
    case 'reviewed':
      // Only what was submitted is reviewed, and only then called back: the types know no order of events.
      if (ticket.state !== 'submitted') return ticket;
      if (!event.data.approved) return counted(counted(backToUnit(ticket), 'returned'), 'pressed');
      return { ...ticket, state: 'callback', unreached: 0, supervision: putRight(ticket, event.at) };
    case 'called-back':
      if (!event.data.reached) return { ...ticket, unreached: ticket.unreached + 1 };
      return event.data.resolved === false ? counted(ticket, 'unresolved') : ticket;
    case 'evaluated': {
      const { stage, satisfaction } = event.data;
      const evaluations = [...ticket.evaluations.filter((it) => it.stage !== stage), { stage, satisfaction }];
      return { ...ticket, evaluations };
    }
    case 'rehandled':
      return ticket.state === 'callback' ? counted(backToUnit(ticket), 'rehandled') : ticket;
    case 'put-to-review':
      if (ticket.state !== 'callback') return ticket;
      return { ...ticket, state: 'submitted', submission: { ...ticket.submission, afterCallback: true } };
    case 'reminded':
      return climbed(counted(ticket, 'reminded'), event.data.fired);
    case 'urged':
      return climbed(counted(pressedBy(ticket, event.data.fired), 'urged'), event.data.fired);
    case 'supervised': {
      const known = ticket.supervision.some(
        ({ mode, endedAt }) => mode === event.data.mode && endedAt === undefined,
      );
      const supervision = known
        ? ticket.supervision
        : [...ticket.supervision, { mode: event.data.mode, since: event.at }];
      return climbed({ ...raised(ticket, 1), supervision }, event.data.fired);
    }
    case 'escalated':
      return climbed(raised(ticket, event.data.level), event.data.fired);
    case 'escalation-resolved':
      return resolved(ticket, event.data.to, event.at);
    case 'referred':
      return { ...ticket, referrals: [...ticket.referrals, { to: event.data.to, since: event.at }] };
    case 'clock-started': {
      const { clock: id, name, unit, from, due, provisional, limit, own } = event.data;
      const clock = {
        id,
        name,
        ...(unit === undefined ? {} : { unit }),
        startedAt: from,
        due,
        basis: { from, limit, ...(own ? { own } : {}) },
        provisional,
        state: 'running',
        reached: startOfLadder(from),
      } as const;
      return { ...ticket, clocks: [...ticket.clocks, withNext(ticket, clock)] };
    }
    case 'calendar-bound': {
      const { calendar, change } = event.data;
      const years = { ...ticket.rebound?.calendar, ...calendar };
      return boundBy(
        { ...ticket, rebound: { ...ticket.rebound, calendar: years, calendarBy: change } },
        { ...ticket.law, calendar: withYears(ticket.law.calendar, calendar), publication: change },
      );
    }
    case 'rulebook-bound': {
      const { rules, change } = event.data;
      // Rungs that the new ladder puts into the past never fire.
      const clocks = ticket.clocks.map((clock) =>
        isOpen(clock) ? { ...clock, reached: startOfLadder(event.at) } : clock,
      );
      return boundBy(
        { ...ticket, clocks, rebound: { ...ticket.rebound, rules, rulesBy: change } },
        { ...ticket.law, rules },
      );
    }
    case 'clock-moved':
      return withClock(ticket, event.data.clock, (clock) =>
        isOpen(clock) ? moved(clock, event.data, event.at) : clock,
      );
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
        supervision: putRight(ticket, event.at),
      };
    default:
      return assertNever(event);
  }
}

const withAssignments = (ticket: Ticket, map: (assignment: Assignment) => Assignment): Ticket => ({
  ...ticket,
  assignments: ticket.assignments.map(map),
});

/** Handled again by the lead; what the assisting units gave, they have given. */
const backToUnit = ({ submission: _, ...ticket }: TicketIn<'submitted' | 'callback'>): Ticket =>
  withAssignments({ ...ticket, state: 'handling' }, (it) =>
    it.role === 'copy' || it.contribution ? it : { ...it, state: 'signed' },
  );

const counted = (ticket: Ticket, what: keyof Ticket['counts']): Ticket => ({
  ...ticket,
  counts: { ...ticket.counts, [what]: ticket.counts[what] + 1 },
});

/** Clocks that the lead owes: their urgings press it. */
const OF_LEAD: readonly ClockName[] = ['arrival', 'contact', 'handling'];

/** An urging by hand, or by a rung of a clock that the lead owes, presses it; one of the hotline or of an assisting unit does not (JE-19). */
function pressedBy(ticket: Ticket, fired: { clock: string; to: readonly Recipient[] } | undefined): Ticket {
  if (ticket.state !== 'handling') return ticket;
  const name = ticket.clocks.find(({ id }) => id === fired?.clock)?.name;
  const presses = !fired || (fired.to.includes('unit') && name !== undefined && OF_LEAD.includes(name));
  return presses ? counted(ticket, 'pressed') : ticket;
}

const putRight = ({ supervision }: Ticket, at: Instant): Ticket['supervision'] =>
  supervision.map((it) => (it.endedAt === undefined ? { ...it, endedAt: at } : it));

type DataOf<T extends TicketEvent['type']> = Extract<TicketEvent, { type: T }>['data'];

/** A return is improper where the matter stays with the unit; one that ends with another unit was a dispute (WF-22, HZ-11). */
function decided(ticket: Ticket, { request, unit, approved, assign }: DataOf<'decided'>): Ticket {
  const pending = ticket.pending.filter((it) => it.request !== request || it.unit !== unit);
  const settled = { ...ticket, pending };
  if (request === 'extension') return approved ? counted(settled, 'extended') : settled;
  if (request !== 'return' || approved || (assign !== undefined && assign !== unit)) return settled;
  return counted(
    withAssignments(settled, (it) => (it.unit.id === unit ? { ...it, fixed: true } : it)),
    'improperReturns',
  );
}

/** The decision binds the lead: a return that it asked for is moot. Where nothing is left above it, supervision has ended too. */
function resolved(ticket: Ticket, level: Level, at: Instant): Ticket {
  const lead = leadOf(ticket)?.unit.id;
  return {
    ...withAssignments(ticket, (it) => (it.role === 'lead' ? { ...it, fixed: true } : it)),
    pending: ticket.pending.filter(({ request, unit }) => request !== 'return' || unit !== lead),
    supervision: level === 0 ? putRight(ticket, at) : ticket.supervision,
    level,
  };
}

/** A unit takes the place of another, or of none; it may not return the ticket (WF-22). */
function assign(ticket: Ticket, { unit, role, replaces }: DataOf<'assigned'>): Ticket {
  const others = ticket.assignments.filter((it) => it.unit.id !== unit.id && it.unit.id !== replaces);
  const assignment: Assignment = { unit, role, state: 'dispatched', fixed: true };
  return {
    ...ticket,
    state: 'handling',
    assignments: role === 'lead' ? [assignment, ...others] : [...others, assignment],
    pending: ticket.pending.filter((it) => it.unit !== replaces && it.unit !== unit.id),
    counts: role === 'lead' ? { ...ticket.counts, pressed: 0 } : ticket.counts,
  };
}

/** Under another law every clock has another next place on its ladder. */
const boundBy = (ticket: Ticket, law: Law): Ticket => {
  const bound = { ...ticket, law };
  return { ...bound, clocks: ticket.clocks.map((clock) => withNext(bound, clock)) };
};

/** Reminders that the new due moment puts into the past never fire; if it lies there itself, what it does is made up at once. */
function moved(
  clock: OpenClock,
  { after, provisional, basis }: DataOf<'clock-moved'>,
  at: Instant,
): OpenClock {
  const overrun = clock.state === 'running' && after <= at;
  return {
    ...clock,
    due: after,
    basis,
    provisional,
    state: after > at ? 'running' : clock.state,
    reached: startOfLadder(overrun ? instant(after - 1) : at),
  };
}

/** An assisting unit leaves; with the lead the whole order goes back to be dispatched anew. */
function giveBack(ticket: Ticket, unit: UnitId): Ticket {
  const assignment = assignmentOf(ticket, unit);
  if (!assignment) return ticket;
  const returnedBy = [...ticket.returnedBy, assignment.unit];
  if (assignment.role === 'lead')
    return { ...ticket, returnedBy, state: 'registered', assignments: [], pending: [] };
  return {
    ...ticket,
    returnedBy,
    assignments: ticket.assignments.filter((it) => it !== assignment),
    pending: ticket.pending.filter((it) => it.unit !== unit),
  };
}

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

function withClock(ticket: Ticket, id: string, map: (clock: Clock) => ClockRecord): Ticket {
  return {
    ...ticket,
    clocks: ticket.clocks.map((clock) => (clock.id === id ? withNext(ticket, map(clock)) : clock)),
  };
}

const withNext = (ticket: Ticket, clock: ClockRecord): Clock => ({
  ...clock,
  next: nextPlace(clock, ticket.law),
});

function remember(applied: readonly CommandId[], command: CommandId | undefined): readonly CommandId[] {
  if (command === undefined || applied.at(-1) === command) return applied;
  return [...applied, command].slice(-REMEMBERED_COMMANDS);
}
