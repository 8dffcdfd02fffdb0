import type { CommandId } from '../ids';
import { isReferredTo, referredFacts } from './referral';
import type { Actor, Fact, TicketEvent } from './event';
import { evolveAll } from './evolve';
import type { Instant } from '../time/instant';
import type { Countable, Trigger } from '../law/rules';
import { stamp } from './stamp';
import { assertNever } from '../words';
import type { Ticket } from './ticket';

/**
 * Events of these facts, and of what they set off: a trigger fires when what it counts reaches its number, and so once (WF-26, JE-19).
 * A ticket that they close sets nothing off any more.
 */
export function withTriggers(
  ticket: Ticket,
  facts: readonly Fact[],
  by: { at: Instant; actor: Actor; command?: CommandId },
): TicketEvent[] {
  const events = stamp(ticket, facts, by);
  const { triggers = [] } = ticket.law.rules;
  if (triggers.length === 0 || !facts.some(({ type }) => COUNTED.includes(type))) return events;
  const after = evolveAll(ticket, events);
  if (after.state === 'closed') return events;
  const setOff = triggers
    .filter(
      (trigger) => count(ticket, trigger.on) < trigger.times && count(after, trigger.on) >= trigger.times,
    )
    .flatMap((trigger) => factsOf(after, trigger));
  return [...events, ...stamp(after, setOff, { at: by.at, actor: { role: 'system' } })];
}

/** Events that can bring a count to its number. */
const COUNTED: readonly Fact['type'][] = ['decided', 'called-back', 'rehandled', 'urged', 'reviewed'];

/** Where each thing that a trigger counts is counted. */
const COUNTS: Readonly<Record<Countable, keyof Ticket['counts']>> = {
  'improper-return': 'improperReturns',
  unresolved: 'unresolved',
  rehandled: 'rehandled',
  pressed: 'pressed',
};

const count = ({ counts }: Ticket, what: Countable): number => counts[COUNTS[what]];

function factsOf(ticket: Ticket, trigger: Trigger): Fact[] {
  const { on, times, to, source } = trigger;
  const triggered = { on, times, to, source };
  switch (trigger.do) {
    case 'supervise':
      return [{ type: 'supervised', data: { mode: trigger.mode, triggered } }];
    case 'escalate':
      return ticket.level < trigger.level
        ? [{ type: 'escalated', data: { level: trigger.level, triggered } }]
        : [];
    case 'refer':
      return to
        .filter((it) => !isReferredTo(ticket, it))
        .map((it): Fact => ({ type: 'referred', data: { to: it, facts: referredFacts(ticket), triggered } }));
    default:
      return assertNever(trigger);
  }
}
