import type { CommandId } from '../ids';
import { isFirstEdition } from '../law/edition';
import { withYears } from '../time/calendar';
import { assertNever } from '../words';
import { countingIn, pressedUnit, tallied } from './accounting/tally';
import type { DataOf, TicketEvent } from './event';
import { boundBy, breached, climbed, moved, resumed, withClock, withStarted } from './evolving/clocks';
import { linked, mainTold, merged, split, voiceJoined, voiceLeft } from './evolving/joining';
import { escalated, lowered, resolved, supervised, supervisionEnded } from './evolving/level';
import { put } from './evolving/put';
import { boundWhole, ruledAnew } from './evolving/rules';
import {
  assigned,
  backToUnit,
  counted,
  decided,
  dispatched,
  endedFor,
  givenBack,
  joined,
  openedAgain,
  putRight,
  released,
  withAssignments,
  withPart,
} from './evolving/units';
import { withSuccessor } from './succession';
import {
  assignmentOf,
  type Evaluation,
  isOpen,
  leadOf,
  REMEMBERED_COMMANDS,
  type Request,
  type Submission,
  type Ticket,
} from './ticket';

/** The ticket after one event of its ledger. Folding the whole ledger over a new ticket rebuilds it. */
export const evolve = (ticket: Ticket, event: TicketEvent): Ticket => taken({ ...ticket }, event);

/**
 * The ticket after all of these. It is copied once, and that copy is written to (`put`): to copy it for each event costs more than all that
 * the events change.
 * @param told each event, with the ticket after it; to be read and not kept, since the next event is written into the same
 */
export function evolveAll(
  ticket: Ticket,
  events: readonly TicketEvent[],
  told?: (event: TicketEvent, ticket: Ticket) => void,
): Ticket {
  if (events.length === 0) return ticket;
  let own: Ticket = { ...ticket };
  for (const event of events) {
    own = taken(own, event);
    told?.(event, own);
  }
  return own;
}

/** @param own that nobody else holds */
function taken(own: Ticket, event: TicketEvent): Ticket {
  const counting = countingIn(own, event);
  const changed = change(own, event);
  const { tallies, applied } = changed;
  return put(changed, {
    seq: event.seq,
    asOf: event.at,
    tallies: counting.length === 0 ? tallies : tallied(tallies, counting),
    applied: remember(applied, event.command),
  });
}

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
      return put(ticket, { pending: [...ticket.pending, requestOf(event)] });
    case 'decided':
      return decided(ticket, event.data);
    case 'amended': {
      const { text: _, rules, ...facts } = event.data;
      const amended = put(ticket, facts);
      return rules
        ? boundBy(put(amended, { rebound: { ...ticket.rebound, rules } }), { ...ticket.law, rules })
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
      return put(ticket, {
        state: 'callback',
        submission: ticket.submission,
        unreached: 0,
        supervision: putRight(ticket, event.at),
      });
    case 'deferred': {
      if (ticket.state !== 'callback') return ticket;
      const { submission: _submission, closing: _closing, ...rest } = ticket;
      return counted({ ...rest, state: 'deferred', until: event.data.until }, 'deferred');
    }
    case 'closure-held':
      return ticket.state === 'callback' ? { ...ticket, closing: event.data.outcome } : ticket;
    case 'called-back':
      return calledBack(ticket, event);
    case 'evaluated':
      return evaluated(ticket, event.data);
    case 'spot-checked':
      return put(ticket, { spotCheck: event.data.passed ? 'passed' : 'failed' });
    case 'rehandled':
      if (ticket.state === 'closed') return counted(openedAgain(ticket), 'rehandled');
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
      return climbed(put(ticket, { corrected }), fired);
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
      return put(ticket, { referrals: [...ticket.referrals, referral] });
    }
    case 'clock-started':
      return withStarted(ticket, event.data);
    case 'clock-resumed':
      return withClock(ticket, event.data.clock, (clock) => resumed(clock, event.data, event.at));
    case 'calendar-bound': {
      const { calendar, change } = event.data;
      const years = { ...ticket.rebound?.calendar, ...calendar };
      return boundBy(put(ticket, { rebound: { ...ticket.rebound, calendar: years, calendarBy: change } }), {
        ...ticket.law,
        calendar: withYears(ticket.law.calendar, calendar),
        publication: change,
      });
    }
    case 'rulebook-bound':
      return ruledAnew(ticket, event.data, event);
    case 'imported':
      return event.data.rules ? boundWhole(ticket, event.data.rules, event.at) : ticket;
    case 'clock-moved':
      return withClock(ticket, event.data.clock, (clock) =>
        isOpen(clock) ? moved(clock, event.data, event.at) : clock,
      );
    case 'clock-breached':
      return lapsed(withClock(ticket, event.data.clock, breached), event.data);
    case 'clock-ended':
      return withClock(doneByHotline(ticket, event), event.data.clock, ({ next: _, ...clock }) => ({
        endedAt: event.data.at,
        ...clock,
        state: event.data.how,
      }));
    case 'linked':
      return linked(ticket, event.data);
    case 'merged':
      return merged(ticket, event);
    case 'split':
      return split(ticket, event);
    case 'main-told':
      return mainTold(ticket);
    case 'voice-joined':
      return voiceJoined(ticket, event.data);
    case 'voice-left':
      return voiceLeft(ticket, event.data);
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

/** What the caller thinks of a stage: the newest of the own words, and the newest that an operator was told. */
function evaluated(ticket: Ticket, { stage, satisfaction, by }: Evaluation): Ticket {
  const isBefore = (it: Evaluation): boolean =>
    it.stage === stage && (it.by === 'callback') === (by === 'callback');
  const own = by === undefined ? {} : { by };
  const others = ticket.evaluations.filter((it) => !isBefore(it));
  return put(ticket, { evaluations: [...others, { stage, satisfaction, ...own }] });
}

function calledBack(ticket: Ticket, { data, at }: EventOf<'called-back'>): Ticket {
  const { reached, resolved: isResolved, satisfaction } = data;
  if (!reached) return put(ticket, { unreached: ticket.unreached + 1, unreachedAt: at });
  const said = isResolved === undefined ? ticket : put(ticket, { saidResolved: isResolved });
  const heard = isResolved === false ? counted(said, 'unresolved') : said;
  return satisfaction === undefined
    ? heard
    : evaluated(heard, { stage: 'handling', satisfaction, by: 'callback' });
}

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
  const given = withPart(handled(ticket), unit, { state: 'submitted' });
  // What the unit still asked for is moot with its reply.
  return counted(put(given, { state: 'submitted', submission, pending: [] }), 'submitted');
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

/** The time has passed in which the hotline could object to an extension that held already (BJ-9). */
const lapsed = (ticket: Ticket, { name }: DataOf<'clock-breached'>): Ticket =>
  name === 'extension-review' && ticket.pending.some(({ notified }) => notified)
    ? put(ticket, { pending: ticket.pending.filter(({ notified }) => !notified) })
    : ticket;

/** What the hotline itself was supervised for is done. */
function doneByHotline(ticket: Ticket, { data: { clock }, at }: EventOf<'clock-ended'>): Ticket {
  const done = ticket.supervision.some(
    (it) => it.unit === undefined && it.clock === clock && it.endedAt === undefined,
  );
  if (!done || isFirstEdition(ticket.law.rules)) return ticket;
  return put(ticket, {
    supervision: endedFor(ticket, (it) => it.unit === undefined && it.clock === clock, at),
  });
}

function closed(ticket: Ticket, { data: { outcome }, at }: EventOf<'closed'>): Ticket {
  const done = withAssignments(ticket, (it) => (it.role === 'copy' ? it : { ...it, state: 'done' }));
  return put(done, {
    state: 'closed',
    outcome,
    closedAt: at,
    pending: [],
    supervision: putRight(ticket, at),
  });
}

function remember(applied: readonly CommandId[], command: CommandId | undefined): readonly CommandId[] {
  if (command === undefined || applied.at(-1) === command) return applied;
  return [...applied, command].slice(-REMEMBERED_COMMANDS);
}
