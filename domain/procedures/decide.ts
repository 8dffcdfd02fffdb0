import { meetClock } from '../ticket/clocks';
import { callBack, close, evaluate, review, submit } from './closing';
import type { Command, Refusal } from './command';
import { dispatch } from './dispatching';
import { resolveEscalation, referredFacts } from './escalation';
import type { Fact, TextRef, TicketEvent } from '../ticket/event';
import { arrive, contribute, explain, oweExplanation, progress } from './handling';
import type { Instant } from '../time/instant';
import { refuse } from './refuse';
import { decideRequest, request } from './requests';
import { assertNever } from '../words';
import type { Ticket } from '../ticket/ticket';
import { withTriggers } from '../ticket/triggers';

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
  const refusal = refuse(ticket, command);
  if (refusal) return { accepted: false, refusal };
  const by = { at: now, actor: command.actor, command: command.id };
  return { accepted: true, events: withTriggers(ticket, factsOf(ticket, command, now), by) };
}

function factsOf(ticket: Ticket, command: Command, now: Instant): Fact[] {
  const textOf = (parts: readonly string[]): TextRef | undefined =>
    parts.length > 0 ? { ref: command.id, parts } : undefined;
  const text = textOf(command.parts);
  const unit = command.actor.role === 'unit' ? (command.actor.unit ?? '') : '';
  switch (command.name) {
    case 'answer': {
      const { earlier } = command;
      return close(ticket, 'answered', now, [
        { type: 'answered', data: { ...(earlier === undefined ? {} : { earlier }), text } },
        ...meetClock(ticket, 'dispatching', now),
      ]);
    }
    case 'decline': {
      const { ground, earlier } = command;
      const source = ticket.law.rules.decline.find(({ id }) => id === ground)?.source;
      const declined: Fact = {
        type: 'declined',
        data: { ground, ...(earlier === undefined ? {} : { earlier }), source, text },
      };
      return close(ticket, 'declined', now, [declined, ...meetClock(ticket, 'dispatching', now)]);
    }
    case 'withdraw':
      return close(ticket, 'withdrawn', now, [{ type: 'withdrawn', data: { text } }]);
    case 'dispatch':
      return dispatch(ticket, command, now, (...parts) =>
        textOf(command.parts.filter((part) => parts.includes(part))),
      );
    case 'supplement':
      return [{ type: 'supplemented', data: { text } }];
    case 'urge':
      return [{ type: 'urged', data: { text } }];
    case 'complain':
      return oweExplanation(ticket, 'complained', now, text);
    case 'dispute':
      return oweExplanation(ticket, 'disputed', now, text);
    case 'explain':
      return explain(ticket, unit, now, text);
    case 'sign':
      return [{ type: 'signed', data: { unit, text } }];
    case 'contact':
      return [{ type: 'contacted', data: { unit, text } }, ...meetClock(ticket, 'contact', now)];
    case 'arrive':
      return arrive(ticket, command, unit, now, text);
    case 'progress':
      return progress(ticket, unit, now, text);
    case 'contribute':
      return contribute(ticket, command, unit, now, text);
    case 'request-return':
    case 'request-extension':
    case 'request-termination':
      return request(ticket, command, unit, now, text);
    case 'decide':
      return decideRequest(ticket, command, now, text);
    case 'submit':
      return submit(ticket, command, unit, now, text);
    case 'review':
      return review(ticket, command, now, text);
    case 'callback':
      return callBack(ticket, command, now, text);
    case 'evaluate':
      return evaluate(ticket, command, now, text);
    case 'supervise':
      return [{ type: 'supervised', data: { mode: command.mode, text } }];
    case 'escalate':
      return [{ type: 'escalated', data: { level: command.level, text } }];
    case 'resolve-escalation':
      return resolveEscalation(ticket, command, now, text);
    case 'refer':
      return [{ type: 'referred', data: { to: command.to, facts: referredFacts(ticket), text } }];
    default:
      return assertNever(command);
  }
}
