import { allowedNow, hindranceOf } from './allowed';
import { type Command, type CommandOf, textOf } from './command';
import { PROCEDURES } from './index';
import type { Procedure } from './procedure';
import { because, invalid, notNow, notTheirs, type Refusal, staleFor } from './refusal';
import type { Actor, Fact, TicketEvent } from '../ticket/event';
import { type Assignment, assignmentOf, leadOf, type Ticket } from '../ticket/ticket';
import { withTriggers } from '../ticket/accounting/triggers';
import type { Instant } from '../time/instant';
import type { CommandName } from '../words';

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
  const stale = staleFor(ticket.seq, command.seen);
  if (stale) return { accepted: false, refusal: stale };
  const weighed = weigh(ticket, command, now);
  if ('refusal' in weighed) return { accepted: false, refusal: weighed.refusal };
  const by = { at: now, actor: command.actor, command: command.id };
  return { accepted: true, events: withTriggers(ticket, weighed.facts, by) };
}

type Weighed = { readonly facts: readonly Fact[] } | { readonly refusal: Refusal };

/** Held against the ticket, then against who gives it, what part they have, and what it says. */
function weigh<N extends CommandName>(ticket: Ticket, command: CommandOf<N>, now: Instant): Weighed {
  const procedure: Procedure<N> = PROCEDURES[command.name];
  const { name, actor } = command;
  const given = { now, text: textOf(command) };
  const impossible = hindranceOf(ticket, name) ?? procedure.commandHindrance?.(ticket, command, now);
  if (impossible) return { refusal: notNow(impossible, allowedInstead(ticket, name)) };

  const own = partOf(ticket, actor);
  if (procedure.by === 'anyone') {
    if (procedure.ownUnitsOnly && actor.role === 'unit' && !own)
      return { refusal: notTheirs(because('not-dispatched-to')) };
    const others = procedure.actorHindrance?.(ticket, command);
    if (others) return { refusal: notTheirs(others) };
    const wrong = procedure.wrong?.(ticket, command, now);
    return wrong ? { refusal: invalid(wrong) } : { facts: procedure.facts(ticket, command, given) };
  }

  if (procedure.by === 'lead' && own?.role !== 'lead')
    return { refusal: notTheirs(because('lead-only', { command: name, lead: leadOf(ticket)?.unit })) };
  if (procedure.by === 'assisting-units' && own?.role !== 'assist')
    return { refusal: notTheirs(because('assisting-only')) };
  if (!own) return { refusal: notTheirs(because('not-dispatched-to')) };
  const spent = procedure.partHindrance?.(ticket, own);
  if (spent) return { refusal: notNow(spent, allowedInstead(ticket, name)) };
  const wrong = procedure.wrong?.(ticket, command, now, own);
  if (wrong) return { refusal: invalid(wrong) };
  return { facts: procedure.facts(ticket, command, { ...given, unit: own.unit.id }) };
}

/** The part of the unit that gives a command; none of those that only got a copy, and of people. */
const partOf = (ticket: Ticket, actor: Actor): Assignment | undefined =>
  actor.role === 'unit' ? assignmentOf(ticket, actor.unit) : undefined;

const allowedInstead = (ticket: Ticket, name: CommandName): CommandName[] =>
  allowedNow(ticket).filter((it) => it !== name);
