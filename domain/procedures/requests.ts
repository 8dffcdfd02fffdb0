import { extended, meetClock, moveClock, startClock } from '../ticket/clocks';
import { close } from './closing';
import type { CommandOf } from './command';
import { assignAssist, assignLead, takeBack } from './dispatching';
import type { Fact, TextRef } from '../ticket/event';
import type { Instant } from '../time/instant';
import type { ClockName, RequestName } from '../words';
import { assignmentOf, openClock, type Request, type Ticket } from '../ticket/ticket';

/** The clock of the hotline's decision, so that a request never eats the handling time unseen (WF-22, BJ-5). */
const REVIEW: Readonly<Record<RequestName, ClockName>> = {
  return: 'return-review',
  extension: 'extension-review',
  // Terminating is a way to close.
  termination: 'closure-review',
};

type Asking = CommandOf<'request-return'> | CommandOf<'request-extension'> | CommandOf<'request-termination'>;

/** A unit asks: the hotline's clock starts, and the unit's goes on. */
export function request(ticket: Ticket, command: Asking, unit: string, now: Instant, text?: TextRef): Fact[] {
  const asked = askedFor(ticket, command);
  return [
    { type: 'requested', data: { ...asked, unit, text } },
    ...startClock(ticket, REVIEW[asked.request], now, { unit }),
  ];
}

function askedFor(ticket: Ticket, command: Asking) {
  switch (command.name) {
    case 'request-return':
      return { request: 'return', suggest: command.suggest?.id } as const;
    case 'request-extension':
      return { request: 'extension', limit: command.limit } as const;
    case 'request-termination':
      return {
        request: 'termination',
        ground: command.ground,
        source: terminationGrounds(ticket).find(({ id }) => id === command.ground)?.source,
      } as const;
  }
}

/** Grounds to end the handling: those for not accepting, found later, and the rulebook's further ones (WF-21). */
export const terminationGrounds = (ticket: Ticket): { readonly id: string; readonly source?: string }[] => {
  const { decline, termination = [] } = ticket.law.rules;
  return [...decline.filter(({ instead }) => !instead), ...termination];
};

/** The request that a decision is about: the oldest of its sort, or that of the unit which the decision names. */
export const requestOf = (
  ticket: Ticket,
  { request: sort, unit }: CommandOf<'decide'>,
): Request | undefined =>
  ticket.pending.find((it) => it.request === sort && (unit === undefined || it.unit === unit));

/** The hotline decides on what a unit asked for: so an objection to an order is settled (BJ-5). */
export function decideRequest(
  ticket: Ticket,
  command: CommandOf<'decide'>,
  now: Instant,
  text?: TextRef,
): Fact[] {
  const asked = requestOf(ticket, command);
  if (!asked) return [];
  const { request: sort, approve: approved, assign } = command;
  const { unit } = asked;
  const decided: Fact[] = [
    {
      type: 'decided',
      data: { request: sort, unit, approved, ...(assign ? { assign: assign.id } : {}), text },
    },
    ...meetClock(ticket, REVIEW[sort], now, unit),
  ];
  switch (sort) {
    case 'return':
      return withoutRepeats([...decided, ...afterReturn(ticket, command, unit, now)]);
    case 'extension':
      return approved ? [...decided, ...extend(ticket, asked)] : decided;
    case 'termination':
      return approved ? close(ticket, 'terminated', now, decided) : decided;
  }
}

function afterReturn(
  ticket: Ticket,
  { approve, assign }: CommandOf<'decide'>,
  unit: string,
  now: Instant,
): Fact[] {
  if (assign && assign.id !== unit) {
    return assignmentOf(ticket, unit)?.role === 'lead'
      ? assignLead(ticket, assign, now)
      : assignAssist(ticket, assign, unit, now);
  }
  return approve ? takeBack(ticket, unit, now) : [];
}

/** The review clock is met by the decision itself; what takes the order back must not end it once more. */
function withoutRepeats(facts: Fact[]): Fact[] {
  const ended = new Set<string>();
  return facts.filter((fact) => {
    if (fact.type !== 'clock-ended') return true;
    if (ended.has(fact.data.clock)) return false;
    ended.add(fact.data.clock);
    return true;
  });
}

/** The unit asked in time, so a decision after the due moment moves it all the same; that it was breached stays in the ledger (T-9). */
function extend(ticket: Ticket, { limit, text }: Request): Fact[] {
  const clock = openClock(ticket, 'handling');
  if (!clock || !limit) return [];
  const basis = extended(clock, ticket.law, limit);
  const source = ticket.law.rules.extension?.source;
  return basis ? moveClock(clock, basis, ticket.law, { cause: 'extension', source, text }) : [];
}
