import { rebind } from '../law/rebind';
import type { Bound } from '../law/bind-rules';
import type { Law, Rules } from '../law/rules';
import type { Command } from '../procedures/command';
import { spotChecked } from '../procedures/closing/spot-check';
import { decide } from '../procedures/decide';
import type { Refusal } from '../procedures/refusal';
import { goOn } from '../ticket/joining';
import { fired, nextOf } from '../ticket/due';
import type { Fact, TicketEvent } from '../ticket/event';
import { evolveAll } from '../ticket/evolve';
import { newTicket, register, type Registration } from '../ticket/register';
import { stamp } from '../ticket/stamp';
import { owing, type Ticket, type UnitRef } from '../ticket/ticket';
import { type Instant, instant } from '../time/instant';
import type { CommandName } from '../words';
import type { Act } from './behaviour';

/** An act that the other rules would have refused: done all the same, where only something was lacking; else left out. */
export interface Refused {
  readonly command: CommandName;
  readonly reason: Refusal['reason'];
  readonly left: boolean;
}

/** @property rulesFor what binds a ticket once its kind, category or urgency was put right @property units all that there are */
export interface Proposed {
  readonly rulesFor: (matter: Bound) => Rules;
  readonly units: readonly UnitRef[];
}

/** Told each event, with the ticket after it: to be read, and not kept. */
export type Told = (event: TicketEvent, ticket: Ticket) => void;

/**
 * What a ticket's course would have been by another law, people doing the same at the same moments.
 * @param until when its course ended, or is looked at
 * @param told each event, with the ticket after it
 * @returns what would have been refused
 */
export function replay(
  matter: Registration,
  law: Law,
  acts: readonly Act[],
  proposed: Proposed,
  until: Instant,
  told: Told,
): Refused[] {
  const refused: Refused[] = [];
  let ticket = newTicket(matter, law);
  const take = (events: readonly TicketEvent[]): void => {
    ticket = evolveAll(ticket, events, told);
  };
  /** Time passes: each step at its own moment, as a worker takes it that is there. */
  const pass = (moment: Instant): void => {
    for (let next = nextOf(ticket); next && next.place.at <= moment; next = nextOf(ticket))
      take(fired(ticket, next, instant(Math.max(next.place.at, ticket.asOf))));
  };
  take(register(matter, law));
  for (const act of acts) {
    const { at } = act;
    pass(at);
    if (ticket.state === 'closed' && !mayReopen(act)) continue;
    if ('calendar' in act) take(rebind(ticket, { change: act.change, calendar: act.calendar }, at));
    else if ('succeeded' in act)
      take(
        stamp(ticket, [{ type: 'unit-succeeded', data: act.succeeded }], { at, actor: { role: 'system' } }),
      );
    else if ('heard' in act)
      take(stamp(ticket, heardFacts(ticket, act.heard, at), { at, actor: { role: 'system' } }));
    else if ('checked' in act) take(spotChecked(ticket, act.checked, at));
    else {
      const done = carriedOut(ticket, completed(ticket, act.command, proposed), at);
      if (done.refused) refused.push({ ...done.refused, left: done.events.length === 0 });
      take(done.events);
    }
  }
  pass(until);
  return refused;
}

/** Whether an act may come of a closed ticket too: a merge that is undone or told of, and a re-inspection. */
const mayReopen = (act: Act): boolean =>
  'checked' in act ||
  ('heard' in act && (act.heard.type === 'split' || act.heard.type === 'main-told')) ||
  ('command' in act && act.command.name === 'split');

const heardFacts = (
  ticket: Ticket,
  heard: Extract<Act, { readonly heard: unknown }>['heard'],
  at: Instant,
) => {
  const fact = { type: heard.type, data: heard.data } as Fact;
  return fact.type === 'split' ? goOn(ticket, fact, at) : [fact];
};

interface Done {
  readonly events: readonly TicketEvent[];
  readonly refused?: Pick<Refused, 'command' | 'reason'>;
}

/** What lacks something is done all the same: whoever did it would have given what was wanted (behaviour is held as it was). */
function carriedOut(ticket: Ticket, command: Command, at: Instant): Done {
  const decision = decide(ticket, command, at);
  if (decision.accepted) return { events: decision.events };
  const refused = { command: command.name, reason: decision.refusal.reason };
  if (decision.refusal.kind !== 'invalid') return { events: [], refused };
  const lenient = decide(
    { ...ticket, law: { ...ticket.law, rules: demandingNothing(ticket.law.rules, command) } },
    command.name === 'submit' ? { ...command, without: owing(ticket).map(({ id }) => id) } : command,
    at,
  );
  return { events: lenient.accepted ? lenient.events : [], refused };
}

/** The same limits and ladders, with nothing that a command must have. */
function demandingNothing(rules: Rules, command: Command): Rules {
  const { dispatch, callback, extension, deferral, decision: _, decline, ...rest } = rules;
  const { bodies: _b, departmentLeads: _l, notPassedDown: _d, ...order } = dispatch ?? {};
  const scale = 'satisfaction' in command && command.satisfaction !== undefined ? [command.satisfaction] : [];
  const ground = 'ground' in command ? [{ id: command.ground, needs: [] }] : [];
  return {
    ...rest,
    closure: {},
    dispatch: order,
    decline: [...decline.map((it) => ({ ...it, needs: [] })), ...ground],
    ...(callback ? { callback: { ...callback, scale: [...callback.scale, ...scale] } } : {}),
    ...(extension ? { extension: { ...extension, times: 99, longest: { days: 1_000 } } } : {}),
    deferral: { ...deferral, times: 99, longest: { days: 1_000 } },
  };
}

/**
 * What a command came with that its events do not tell, as a service of today would send it: where a ticket is put right, the rules of the
 * other rulebook follow; an order knows all units that it may go to besides; and what was handed down stood in a list.
 */
function completed(ticket: Ticket, command: Command, { rulesFor, units }: Proposed): Command {
  if (command.name === 'dispatch') return { ...command, related: units };
  if (command.name === 'hand-down') return { ...command, duties: [ticket.category] };
  // Of one that it stayed with, or that was suggested, the ledger names the id alone.
  const known = (named: UnitRef): UnitRef =>
    'name' in named
      ? named
      : ([...ticket.assignments.map(({ unit }) => unit), ...units].find(
          ({ id }) => id === (named as UnitRef).id,
        ) ?? named);
  if (command.name === 'decide' && command.assign) return { ...command, assign: known(command.assign) };
  if (command.name === 'request-return' && command.suggest)
    return { ...command, suggest: known(command.suggest) };
  if (command.name !== 'amend' || !command.rules) return command;
  const { kind = ticket.kind, category = ticket.category, urgency = ticket.urgency } = command;
  const words = { kind, category, ...(urgency === undefined ? {} : { urgency }) };
  return { ...command, rules: rulesFor({ ...ticket, ...words }), rulesFor: words };
}
