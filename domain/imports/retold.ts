import { commandId } from '../ids';
import type { Law, Rules } from '../law/rules';
import type { Command, CommandOf } from '../procedures/command';
import { decide } from '../procedures/decide';
import { due } from '../ticket/due';
import type { Actor, TicketEvent } from '../ticket/event';
import { evolveAll } from '../ticket/evolve';
import { newTicket, register } from '../ticket/register';
import { stamp } from '../ticket/stamp';
import type { Ticket } from '../ticket/ticket';
import type { Instant } from '../time/instant';
import { type ClockName, type CommandName, keysOf } from '../words';
import type { PastTicket } from './past-ticket';

/** From where it came, and when. */
export interface Importing {
  readonly at: Instant;
  readonly actor: Actor;
  /** The system that handled it. */
  readonly source: string;
  /** Its number there. */
  readonly externalId: string;
}

/** A past ticket as its ledger tells it from now on; or which part of its course is not possible, and why. */
export type Retold =
  | { readonly ticket: Ticket; readonly events: readonly TicketEvent[] }
  | { readonly impossible: CommandName; readonly why: string };

/** The ground of what was not accepted, where another system gave none that this rulebook knows. */
const UNSTATED = '未注明';

/**
 * By what a matter is judged that is over: its rulebook's limits, so that what was late is found late. Nothing is demanded any more of what was
 * done, and nothing fires: no reminder is told years later, and nobody is put under supervision for what another system let pass.
 */
export function limitsAlone(rules: Rules, { closed }: Pick<PastTicket, 'closed'>): Rules {
  const {
    closure: _c,
    dispatch: _d,
    contribution: _a,
    triggers: _t,
    briefing: _b,
    callback,
    ...rest
  } = rules;
  const clocks: Partial<Record<ClockName, Rules['clocks'][ClockName]>> = {};
  for (const name of keysOf(rules.clocks)) {
    const clock = rules.clocks[name];
    if (clock) clocks[name] = { ...clock, ladder: [] };
  }
  return {
    ...rest,
    clocks,
    decline: [{ id: UNSTATED, needs: [] }],
    // Where the caller's word is not known, none is made up.
    ...(callback && closed?.satisfaction !== undefined
      ? { callback: { ...callback, dissatisfied: [], attempts: 1 } }
      : {}),
  };
}

/**
 * Tells a past ticket as it happened: through the procedures that every ticket goes through, each act at its own moment, by the limits
 * of the rulebook alone. Its ledger says in the end that it was imported; one that is open is bound to the whole rulebook from then on: what of its
 * ladders lies behind never fires, what lies ahead does.
 * @param law by which it goes on
 */
export function retold(past: PastTicket, law: Law, by: Importing): Retold {
  const settled: Law = { ...law, rules: limitsAlone(law.rules, past) };
  let ticket = newTicket(past.matter, settled);
  const events: TicketEvent[] = [];
  const add = (more: readonly TicketEvent[]): void => {
    events.push(...more);
    ticket = evolveAll(ticket, more);
  };
  add(register(past.matter, settled));
  for (const { at, command } of actsOf(past)) {
    add(due(ticket, at));
    const decision = decide(ticket, command, at);
    if (!decision.accepted) return { impossible: command.name, why: decision.refusal.detail };
    add(decision.events);
  }
  const { at, actor, source, externalId } = by;
  add(due(ticket, at));
  const open = ticket.state !== 'closed';
  const data = { source, externalId, ...(open ? { rules: law.rules } : {}) };
  add(stamp(ticket, [{ type: 'imported', data }], { at, actor }));
  return { ticket, events };
}

interface Act {
  readonly at: Instant;
  readonly command: Command;
}

/** What was done, in its order. */
function actsOf(past: PastTicket): Act[] {
  const { matter, dispatched, signedAt, contactedAt, supervised, escalated, submitted, closed } = past;
  const act = <N extends CommandName>(
    at: Instant,
    name: N,
    actor: Actor,
    body: Omit<CommandOf<N>, 'id' | 'name' | 'actor' | 'parts'>,
    parts: readonly string[] = [],
  ): Act => ({
    at,
    // Of its name's own body.
    command: { id: commandId(`${matter.id}-${name}`), name, actor, parts, ...body } as unknown as Command,
  });
  const hotline: Actor = { role: 'operator' };
  const above: Actor = { role: 'supervisor' };
  if (!dispatched)
    return closed
      ? [endedAtOnce(closed.outcome, (name, actor, body) => act(closed.at, name, actor, body))]
      : [];
  const { lead, assist } = dispatched;
  const unit: Actor = { role: 'unit', unit: lead.id };
  const done = submitted ?? (closed && { at: closed.at, parts: [] });
  const outcome = closed?.outcome ?? 'resolved';
  const acts = [
    act(dispatched.at, 'dispatch', hotline, { lead, assist, copy: [] }),
    ...(signedAt === undefined ? [] : [act(signedAt, 'sign', unit, {})]),
    ...(contactedAt === undefined ? [] : [act(contactedAt, 'contact', unit, {})]),
    ...(supervised ? [act(supervised.at, 'supervise', above, { mode: supervised.mode })] : []),
    ...(escalated ? [act(escalated.at, 'escalate', above, { level: escalated.level })] : []),
  ].toSorted((a, b) => a.at - b.at);
  if (closed?.outcome === 'withdrawn') return [...acts, act(closed.at, 'withdraw', { role: 'caller' }, {})];
  if (!done) return acts;
  const { at, parts, commitment } = { commitment: undefined, ...done };
  return [
    ...acts,
    act(
      at,
      'submit',
      unit,
      { outcome, finished: outcome !== 'unfinished', ...(commitment === undefined ? {} : { commitment }) },
      parts,
    ),
    ...(closed ? [act(closed.at, 'review', above, { approve: true })] : []),
    ...(closed?.satisfaction === undefined
      ? []
      : [act(closed.at, 'callback', hotline, { reached: true, satisfaction: closed.satisfaction })]),
  ];
}

type Ending = 'answer' | 'decline' | 'withdraw';

/** What no unit ever had. */
function endedAtOnce(
  outcome: NonNullable<PastTicket['closed']>['outcome'],
  act: (
    name: Ending,
    actor: Actor,
    body: CommandOf<Ending> extends infer C ? Partial<C> & object : never,
  ) => Act,
): Act {
  if (outcome === 'declined') return act('decline', { role: 'operator' }, { ground: UNSTATED });
  return outcome === 'withdrawn'
    ? act('withdraw', { role: 'caller' }, {})
    : act('answer', { role: 'operator' }, {});
}
