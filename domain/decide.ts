import { meetClock, startClock, stopAllClocks, stopClock } from './clocks';
import type { Command, CommandOf, Refusal } from './command';
import type { Actor, Fact, TextRef, TicketEvent } from './event';
import type { Instant } from './instant';
import { stamp } from './stamp';
import {
  assertNever,
  type CommandName,
  COMMANDS,
  keysOf,
  type Outcome,
  STATES,
  type TicketState,
} from './terms';
import { leadOf, type Ticket, workingUnits } from './ticket';

export type Decision =
  | { readonly accepted: true; readonly events: readonly TicketEvent[] }
  | { readonly accepted: false; readonly refusal: Refusal };

/**
 * What a command does to a ticket, or why it does nothing and what is possible instead.
 * The caller has applied {@link due} up to `now` first, so that a reply that comes too late finds its clock breached.
 * A command that was applied before gives no events.
 */
export function decide(ticket: Ticket, command: Command, now: Instant): Decision {
  if (ticket.applied.includes(command.id)) return { accepted: true, events: [] };
  const refusal = refuseState(ticket, command) ?? refuseActor(ticket, command) ?? refuseBody(ticket, command);
  if (refusal) return { accepted: false, refusal };
  const events = stamp(ticket, factsOf(ticket, command, now), {
    at: now,
    actor: command.actor,
    command: command.id,
  });
  return { accepted: true, events };
}

/** The states in which each command is possible. */
const POSSIBLE: Readonly<Record<CommandName, readonly TicketState[]>> = {
  answer: ['registered'],
  decline: ['registered'],
  dispatch: ['registered'],
  sign: ['handling'],
  contact: ['handling'],
  arrive: ['handling'],
  progress: ['handling', 'submitted', 'callback'],
  submit: ['handling'],
  review: ['submitted'],
  callback: ['callback'],
  supplement: ['registered', 'handling', 'submitted', 'callback'],
  withdraw: ['registered', 'handling', 'submitted', 'callback'],
  urge: ['registered', 'handling', 'submitted', 'callback'],
  supervise: ['registered', 'handling', 'submitted', 'callback'],
  escalate: ['registered', 'handling', 'submitted', 'callback'],
};

/** The commands that a ticket takes as it stands. */
export const allowedNow = (ticket: Ticket): CommandName[] =>
  keysOf(COMMANDS).filter((name) => isPossible(ticket, name));

function isPossible(ticket: Ticket, name: CommandName): boolean {
  if (!POSSIBLE[name].includes(ticket.state)) return false;
  if (name === 'sign') return ticket.assignments.some(({ state }) => state === 'dispatched');
  if (name === 'escalate') return ticket.level < 3;
  return true;
}

function refuseState(ticket: Ticket, command: Command): Refusal | undefined {
  const refuse = (detail: string): Refusal => ({ kind: 'state', detail, allowed: allowedNow(ticket) });
  if (command.name === 'sign' && hasSigned(ticket, command.actor)) {
    const allowed = allowedNow(ticket).filter((name) => name !== 'sign');
    return { kind: 'state', detail: 'This unit has signed already.', allowed };
  }
  if (!isPossible(ticket, command.name)) {
    const what = `${COMMANDS[command.name]} (${command.name})`;
    return refuse(`${what} is not possible while the ticket is ${STATES[ticket.state]} (${ticket.state}).`);
  }
  if (command.name === 'escalate' && command.level <= ticket.level) {
    return refuse(`The ticket is at level ${ticket.level} already; a level only rises (WF-23, JN-8).`);
  }
  return undefined;
}

const isActor = (actor: Actor, unit: string): boolean => actor.role === 'unit' && actor.unit === unit;

const hasSigned = (ticket: Ticket, actor: Actor): boolean =>
  ticket.assignments.some(
    ({ unit, state }) => isActor(actor, unit.id) && (state === 'signed' || state === 'submitted'),
  );

const ofUnits: readonly CommandName[] = ['sign', 'contact', 'arrive', 'progress', 'submit'];

function refuseActor(ticket: Ticket, command: Command): Refusal | undefined {
  if (!ofUnits.includes(command.name)) return undefined;
  const lead = leadOf(ticket)?.unit;
  if (command.name === 'submit' && !(lead && isActor(command.actor, lead.id))) {
    return {
      kind: 'forbidden',
      detail: `Only the lead unit (主办单位) submits; here that is ${lead?.id ?? 'nobody'}.`,
    };
  }
  if (!workingUnits(ticket).some(({ id }) => isActor(command.actor, id))) {
    return { kind: 'forbidden', detail: 'Only a unit that the ticket was dispatched to does this.' };
  }
  return undefined;
}

function refuseBody(ticket: Ticket, command: Command): Refusal | undefined {
  const { rules } = ticket.law;
  if (command.name === 'decline') {
    const ground = rules.decline.find(({ id }) => id === command.ground);
    if (!ground) {
      const known = rules.decline.map(({ id }) => id).join(', ') || 'none';
      return invalid('The ground is not in the rulebook.', 'ground', `expected one of: ${known}`);
    }
    const missing = ground.needs.filter((part) => !command.parts.includes(part));
    if (missing.length > 0) {
      const errors = missing.map((path) => ({
        path,
        message: `required for the ground ${ground.id}`,
        rule: ground.source,
      }));
      return { kind: 'invalid', detail: `A refusal on the ground ${ground.id} needs more.`, errors };
    }
  }
  if (command.name === 'callback' && command.satisfaction !== undefined) {
    const scale = rules.callback?.scale ?? [];
    if (!scale.includes(command.satisfaction)) {
      const message = `expected one of: ${scale.join(', ')}`;
      return invalid(
        'The answer is not on the rulebook’s scale.',
        'satisfaction',
        message,
        rules.callback?.source,
      );
    }
  }
  return undefined;
}

const invalid = (detail: string, path: string, message: string, rule?: string): Refusal => ({
  kind: 'invalid',
  detail,
  errors: [{ path, message, rule }],
});

function factsOf(ticket: Ticket, command: Command, now: Instant): Fact[] {
  const text: TextRef | undefined =
    command.parts.length > 0 ? { ref: command.id, parts: command.parts } : undefined;
  const unit = command.actor.role === 'unit' ? (command.actor.unit ?? '') : '';
  switch (command.name) {
    case 'answer':
      return close(ticket, 'answered', now, [
        { type: 'answered', data: { text } },
        ...meetClock(ticket, 'dispatching', now),
      ]);
    case 'decline': {
      const source = ticket.law.rules.decline.find(({ id }) => id === command.ground)?.source;
      const declined: Fact = { type: 'declined', data: { ground: command.ground, source, text } };
      return close(ticket, 'declined', now, [declined, ...meetClock(ticket, 'dispatching', now)]);
    }
    case 'withdraw':
      return close(ticket, 'withdrawn', now, [{ type: 'withdrawn', data: { text } }]);
    case 'dispatch':
      return dispatch(ticket, command, now, text);
    case 'supplement':
      return [{ type: 'supplemented', data: { text } }];
    case 'urge':
      return [{ type: 'urged', data: { text } }];
    case 'sign':
      return [{ type: 'signed', data: { unit, text } }];
    case 'contact':
      return [{ type: 'contacted', data: { unit, text } }, ...meetClock(ticket, 'contact', now)];
    case 'arrive':
      return [{ type: 'arrived', data: { unit, text } }, ...meetClock(ticket, 'arrival', now)];
    case 'progress':
      return [{ type: 'progressed', data: { unit, text } }];
    case 'submit':
      return submit(ticket, command, unit, now, text);
    case 'review':
      return review(ticket, command, now, text);
    case 'callback':
      return callBack(ticket, command, now, text);
    case 'supervise':
      return [{ type: 'supervised', data: { mode: command.mode, text } }];
    case 'escalate':
      return [{ type: 'escalated', data: { level: command.level, text } }];
    default:
      return assertNever(command);
  }
}

/** Closed stays closed: whatever still ran stops, so that nothing of it ever fires (zammad#904, znuny#200). */
const close = (ticket: Ticket, outcome: Outcome, now: Instant, facts: readonly Fact[]): Fact[] => [
  ...facts,
  ...stopAllClocks(ticket, now, facts),
  { type: 'closed', data: { outcome } },
];

/** The order reaches the units: the clocks of handling start (T-10, BJ-6). */
function dispatch(ticket: Ticket, command: CommandOf<'dispatch'>, now: Instant, text?: TextRef): Fact[] {
  const { lead, assist, copy, statutory } = command;
  return [
    { type: 'dispatched', data: { lead, assist, copy, statutory, text } },
    ...meetClock(ticket, 'dispatching', now),
    ...startClock(ticket, 'arrival', now),
    ...startClock(ticket, 'contact', now),
    ...startClock(ticket, 'handling', now, statutory),
  ];
}

/** The unit asks to close. Its duty to handle has ended; the hotline's to review begins (HZ-8, JE-11). */
function submit(
  ticket: Ticket,
  command: CommandOf<'submit'>,
  unit: string,
  now: Instant,
  text?: TextRef,
): Fact[] {
  const finished = !command.parts.includes('plan');
  return [
    { type: 'submitted', data: { unit, outcome: command.outcome, finished, text } },
    ...meetClock(ticket, 'handling', now),
    ...stopClock(ticket, 'contact', now),
    ...stopClock(ticket, 'arrival', now),
    ...(ticket.wantsReply ? startClock(ticket, 'feedback', now) : []),
    ...startClock(ticket, 'closure-review', now),
  ];
}

function review(ticket: Ticket, command: CommandOf<'review'>, now: Instant, text?: TextRef): Fact[] {
  const { approve } = command;
  const reviewed: Fact[] = [
    { type: 'reviewed', data: { approved: approve, text } },
    ...meetClock(ticket, 'closure-review', now),
  ];
  if (!approve) return [...reviewed, ...handleAgain(ticket, now)];
  const { callback } = ticket.law.rules;
  // The caller's word was heard already where the review itself came from a failed call-back.
  const askCaller = callback && ticket.wantsReply && !ticket.submission?.afterCallback;
  return askCaller
    ? [...reviewed, ...startClock(ticket, 'callback', now)]
    : close(ticket, submittedOutcome(ticket), now, reviewed);
}

const submittedOutcome = (ticket: Ticket): Outcome => ticket.submission?.outcome ?? 'explained';

/** A fresh clock, never the one that was used up (osTicket#5955); the old one stays in the record as it ended. */
const handleAgain = (ticket: Ticket, now: Instant): Fact[] => [
  ...stopClock(ticket, 'feedback', now),
  ...startClock(ticket, 'handling', now),
];

/** The caller's word on it: satisfied closes; not so goes back to the unit, so often as the rulebook says, then to the supervisor (WF-25, HZ-10). */
function callBack(ticket: Ticket, command: CommandOf<'callback'>, now: Instant, text?: TextRef): Fact[] {
  const { reached, resolved, satisfaction } = command;
  const called: Fact = { type: 'called-back', data: { reached, resolved, satisfaction, text } };
  const rule = ticket.law.rules.callback;
  if (!reached) {
    const last = ticket.unreached + 1 >= (rule?.attempts ?? 1);
    return last
      ? close(ticket, submittedOutcome(ticket), now, [called, ...meetClock(ticket, 'callback', now)])
      : [called];
  }
  const ended = [called, ...meetClock(ticket, 'callback', now), ...meetClock(ticket, 'feedback', now)];
  const content = resolved !== false && !(satisfaction && rule?.dissatisfied.includes(satisfaction));
  if (content) return close(ticket, submittedOutcome(ticket), now, ended);
  const { rehandled } = ticket.counts;
  if (rehandled < (rule?.rehandle ?? 0)) {
    return [
      ...ended,
      { type: 'rehandled', data: { times: rehandled + 1 } },
      ...startClock(ticket, 'handling', now),
    ];
  }
  return [
    ...ended,
    { type: 'put-to-review', data: { rehandled } },
    { type: 'supervised', data: { mode: 'daily' } },
    ...startClock(ticket, 'closure-review', now),
  ];
}
