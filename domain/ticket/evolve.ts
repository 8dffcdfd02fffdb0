import type { CommandId } from '../ids';
import { isFirstEdition } from '../law/edition';
import { startOfLadder } from '../law/ladder';
import { withYears } from '../time/calendar';
import { assertNever } from '../words';
import { pressedUnit, tallied } from './accounting/tally';
import type { DataOf, TicketEvent } from './event';
import { boundBy, breached, climbed, moved, resumed, withClock, withStarted } from './evolving/clocks';
import { escalated, lowered, resolved, supervised, supervisionEnded } from './evolving/level';
import {
  assigned,
  backToUnit,
  counted,
  decided,
  dispatched,
  endedFor,
  givenBack,
  joined,
  putRight,
  released,
  withAssignments,
  withPart,
} from './evolving/units';
import { withSuccessor } from './succession';
import {
  assignmentOf,
  isOpen,
  leadOf,
  REMEMBERED_COMMANDS,
  type Request,
  type Submission,
  type Ticket,
} from './ticket';

/** The ticket after one event of its ledger. Folding the whole ledger over a new ticket rebuilds it. */
export function evolve(ticket: Ticket, event: TicketEvent): Ticket {
  const changed = change(ticket, event);
  // A copy of our own in either case, so that it may be written to: a ticket is copied once an event, not twice.
  const next: Writable<Ticket> = changed === ticket ? { ...ticket } : changed;
  next.seq = event.seq;
  next.asOf = event.at;
  next.tallies = tallied(ticket, event, changed.tallies);
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
    case 'progressed':
    case 'referral-proposed':
    case 'cancellation-requested':
    case 'restored':
    case 'command-lost':
      return ticket;
    case 'arrived':
      return withPart(ticket, event.data.unit, { arrived: true });
    case 'contacted':
      return contacted(ticket, event.data);
    case 'dispatched':
      return dispatched(ticket, event.data, event.at);
    case 'summoned':
    case 'handed-down':
      return joined(ticket, event.data.to, event.at);
    case 'released':
      return released(ticket, event.data.unit, event.at);
    case 'assigned':
      return assigned(ticket, event.data, event.at);
    case 'unit-succeeded':
      return withSuccessor(ticket, event.data);
    case 'returned':
      return givenBack(ticket, event.data.unit, event.at);
    case 'contributed':
      return contributed(ticket, event.data);
    case 'requested':
      return { ...ticket, pending: [...ticket.pending, requestOf(event)] };
    case 'decided':
      return decided(ticket, event.data);
    case 'amended': {
      const { text: _, rules, ...facts } = event.data;
      const amended = { ...ticket, ...facts };
      return rules
        ? boundBy({ ...amended, rebound: { ...ticket.rebound, rules } }, { ...ticket.law, rules })
        : amended;
    }
    case 'signed':
      return withPart(ticket, event.data.unit, { state: 'signed' });
    case 'submitted':
      return submitted(ticket, event.data, event.at);
    case 'reviewed':
      // Only what was submitted is reviewed, and only then called back: the types know no order of events.
      if (ticket.state !== 'submitted') return ticket;
      if (!event.data.approved) return counted(counted(backToUnit(ticket), 'returned'), 'pressed');
      return { ...ticket, state: 'callback', unreached: 0, supervision: putRight(ticket, event.at) };
    case 'deferred': {
      if (ticket.state !== 'callback') return ticket;
      const { submission: _submission, closing: _closing, ...rest } = ticket;
      return counted({ ...rest, state: 'deferred', until: event.data.until }, 'deferred');
    }
    case 'closure-held':
      return ticket.state === 'callback' ? { ...ticket, closing: event.data.outcome } : ticket;
    case 'called-back':
      if (!event.data.reached) return { ...ticket, unreached: ticket.unreached + 1, unreachedAt: event.at };
      return event.data.resolved === false ? counted(ticket, 'unresolved') : ticket;
    case 'evaluated': {
      const { stage, satisfaction } = event.data;
      const evaluations = [...ticket.evaluations.filter((it) => it.stage !== stage), { stage, satisfaction }];
      return { ...ticket, evaluations };
    }
    case 'rehandled':
      return ticket.state === 'callback' ? counted(backToUnit(ticket), 'rehandled') : ticket;
    case 'put-to-review': {
      if (ticket.state !== 'callback') return ticket;
      const { submission } = ticket;
      const said = event.data.unresolved ? ({ unresolved: true } as const) : {};
      return { ...ticket, state: 'submitted', submission: { ...submission, afterCallback: true, ...said } };
    }
    case 'reminded':
      return climbed(counted(ticket, 'reminded'), event.data.fired);
    case 'urged':
      return climbed(urged(ticket, event), event.data.fired);
    case 'supervised':
      return supervised(ticket, event);
    case 'supervision-ended':
      return supervisionEnded(ticket, event.data, event.at);
    case 'correction-ordered': {
      const { unit, fired } = event.data;
      const corrected = ticket.corrected.includes(unit) ? ticket.corrected : [...ticket.corrected, unit];
      return climbed({ ...ticket, corrected }, fired);
    }
    case 'escalated':
      return escalated(ticket, event);
    case 'level-lowered':
      return lowered(ticket, event.data);
    case 'escalation-resolved':
      return resolved(ticket, event.data, event.at);
    case 'referred': {
      const { to, unit } = event.data;
      const referral = { to, since: event.at, ...(unit === undefined ? {} : { unit }) };
      return { ...ticket, referrals: [...ticket.referrals, referral] };
    }
    case 'clock-started':
      return withStarted(ticket, event.data);
    case 'clock-resumed':
      return withClock(ticket, event.data.clock, (clock) => resumed(clock, event.data, event.at));
    case 'calendar-bound': {
      const { calendar, change } = event.data;
      const years = { ...ticket.rebound?.calendar, ...calendar };
      return boundBy(
        { ...ticket, rebound: { ...ticket.rebound, calendar: years, calendarBy: change } },
        { ...ticket.law, calendar: withYears(ticket.law.calendar, calendar), publication: change },
      );
    }
    case 'rulebook-bound':
      return ruledAnew(ticket, event.data, event);
    case 'clock-moved':
      return withClock(ticket, event.data.clock, (clock) =>
        isOpen(clock) ? moved(clock, event.data, event.at) : clock,
      );
    case 'clock-breached':
      return lapsed(withClock(ticket, event.data.clock, breached), event.data);
    case 'clock-ended':
      return withClock(doneByHotline(ticket, event), event.data.clock, (clock) => ({
        ...clock,
        state: event.data.how,
        endedAt: event.data.at,
      }));
    case 'closed':
      return closed(ticket, event);
    default:
      return assertNever(event);
  }
}

const requestOf = ({ seq, at, data }: EventOf<'requested'>): Request => {
  const { request, unit, limit, clock, notified, text } = data;
  return {
    id: `${request}-${seq}`,
    request,
    unit,
    since: at,
    ...(limit ? { limit } : {}),
    ...(clock === undefined ? {} : { clock }),
    ...(notified ? { notified } : {}),
    ...(text ? { text } : {}),
  };
};

type EventOf<T extends TicketEvent['type']> = Extract<TicketEvent, { type: T }>;

function contacted(ticket: Ticket, { unit, attempts = 0, vain }: DataOf<'contacted'>): Ticket {
  const before = assignmentOf(ticket, unit)?.attempts ?? 0;
  const called = attempts > 0 ? { attempts: before + attempts } : {};
  return withPart(ticket, unit, { ...called, ...(vain ? {} : { contacted: true }) });
}

const contributed = (ticket: Ticket, { unit, finished }: DataOf<'contributed'>): Ticket =>
  withAssignments(ticket, (it) =>
    it.unit.id !== unit || it.role !== 'assist'
      ? it
      : finished
        ? { ...it, state: 'submitted', contribution: 'result' }
        : { ...it, contribution: 'delay' },
  );

function submitted(
  ticket: Ticket,
  { unit, outcome, finished, deferUntil }: DataOf<'submitted'>,
  at: TicketEvent['at'],
): Ticket {
  const submission: Submission = {
    outcome,
    finished,
    at,
    ...(deferUntil === undefined ? {} : { deferUntil }),
    ...(ticket.state === 'deferred' ? { deferred: ticket.until } : {}),
  };
  return counted(
    {
      ...withPart(handled(ticket), unit, { state: 'submitted' }),
      state: 'submitted',
      submission,
      // What the unit still asked for is moot with its reply.
      pending: [],
    },
    'submitted',
  );
}

/** A ticket that was deferred is handled, and promises no day. */
function handled(ticket: Ticket): Ticket {
  if (ticket.state !== 'deferred') return ticket;
  const { until: _, ...rest } = ticket;
  return { ...rest, state: 'handling' };
}

/** An urging presses the lead, whoever else hears of it (JE-19); the caller's is counted apart. */
function urged(ticket: Ticket, event: EventOf<'urged'>): Ticket {
  const first = isFirstEdition(ticket.law.rules);
  const byCaller = event.actor.role === 'caller' && !first;
  const pressed = pressedUnit(ticket, event);
  const lead = leadOf(ticket)?.unit.id;
  const presses = ticket.state === 'handling' && pressed && pressed.unit === lead && !byCaller;
  const urgedSo = counted(ticket, byCaller ? 'urgedByCaller' : 'urged');
  return presses ? counted(urgedSo, 'pressed') : urgedSo;
}

/** Rungs that the new ladder puts into the past never fire. By rules that tell supervision from level, it is the lead's, and no level. */
function ruledAnew(ticket: Ticket, { rules, change }: DataOf<'rulebook-bound'>, { at }: TicketEvent): Ticket {
  const clocks = ticket.clocks.map((clock) =>
    isOpen(clock) ? { ...clock, reached: startOfLadder(at) } : clock,
  );
  const renewed = isFirstEdition(ticket.law.rules) && !isFirstEdition(rules);
  const lead = leadOf(ticket)?.unit.id;
  const whose = lead === undefined ? {} : { unit: lead };
  return boundBy(
    {
      ...ticket,
      clocks,
      ...(renewed
        ? {
            level: ticket.level === 1 ? 0 : ticket.level,
            supervision: ticket.supervision.map((it) =>
              it.endedAt === undefined ? { ...it, ...whose } : it,
            ),
          }
        : {}),
      rebound: { ...ticket.rebound, rules, rulesBy: change },
    },
    { ...ticket.law, rules },
  );
}

/** The time has passed in which the hotline could object to an extension that held already (BJ-9). */
const lapsed = (ticket: Ticket, { name }: DataOf<'clock-breached'>): Ticket =>
  name === 'extension-review' && ticket.pending.some(({ notified }) => notified)
    ? { ...ticket, pending: ticket.pending.filter(({ notified }) => !notified) }
    : ticket;

/** What the hotline itself was supervised for is done. */
function doneByHotline(ticket: Ticket, { data: { clock }, at }: EventOf<'clock-ended'>): Ticket {
  const done = ticket.supervision.some(
    (it) => it.unit === undefined && it.clock === clock && it.endedAt === undefined,
  );
  if (!done || isFirstEdition(ticket.law.rules)) return ticket;
  return {
    ...ticket,
    supervision: endedFor(ticket, (it) => it.unit === undefined && it.clock === clock, at),
  };
}

function closed(ticket: Ticket, { data: { outcome }, at }: EventOf<'closed'>): Ticket {
  return {
    ...withAssignments(ticket, (it) => (it.role === 'copy' ? it : { ...it, state: 'done' })),
    state: 'closed',
    outcome,
    closedAt: at,
    pending: [],
    supervision: putRight(ticket, at),
  };
}

function remember(applied: readonly CommandId[], command: CommandId | undefined): readonly CommandId[] {
  if (command === undefined || applied.at(-1) === command) return applied;
  return [...applied, command].slice(-REMEMBERED_COMMANDS);
}
