import type { CommandId, UnitId } from '../../ids';
import type { Trigger } from '../../law/rules';
import { assertNever } from '../../words';
import { numbered } from '../clocks';
import type { Actor, Fact, TicketEvent } from '../event';
import { evolveAll } from '../evolve';
import { stamp } from '../stamp';
import { leadOf, type Ticket } from '../ticket';
import type { Instant } from '../../time/instant';
import { escalation, supervising } from './pressure';
import { isReferredTo, referredFacts } from './referral';
import { isConditional, tallyKey } from './tally';

/**
 * Events of these facts, and of what they set off: a trigger fires when what it counts reaches its number, and so once; one that counts
 * by units once for each (WF-26, JE-19). A ticket that they close sets nothing off any more.
 */
export function withTriggers(
  ticket: Ticket,
  facts: readonly Fact[],
  by: { at: Instant; actor: Actor; command?: CommandId },
): TicketEvent[] {
  const events = stamp(ticket, numbered(ticket, facts), by);
  const { triggers = [] } = ticket.law.rules;
  if (triggers.length === 0 || !facts.some(isCounted)) return events;
  const after = evolveAll(ticket, events);
  if (after.state === 'closed') return events;
  const setOff = triggers.flatMap((trigger) =>
    unitsReaching(ticket, after, trigger).flatMap((unit) => factsOf(after, trigger, unit, by.at)),
  );
  return [...events, ...stamp(after, numbered(after, setOff), { at: by.at, actor: { role: 'system' } })];
}

/** Whether a fact can bring a count to its number. */
function isCounted({ type, data }: Fact): boolean {
  switch (type) {
    case 'urged':
    case 'rehandled':
    case 'dispatched':
    case 'assigned':
      return true;
    case 'decided':
    case 'reviewed':
      return !data.approved;
    case 'called-back':
      return data.resolved === false;
    default:
      return false;
  }
}

/** Where each thing that a trigger counts plainly is counted. */
const COUNTS = {
  'improper-return': 'improperReturns',
  unresolved: 'unresolved',
  rehandled: 'rehandled',
  pressed: 'pressed',
  'sent-back': 'returned',
} as const satisfies Record<Exclude<Trigger['on'], 'repeated'>, keyof Ticket['counts']>;

/** In whose hands the count of a trigger reached its number just now; nobody's, where no unit has the matter. */
function unitsReaching(before: Ticket, after: Ticket, trigger: Trigger): (UnitId | undefined)[] {
  const { times } = trigger;
  const lead = leadOf(before)?.unit.id;
  const reaches = (was: number, is: number): boolean => was < times && is >= times;
  if (trigger.on === 'repeated') return repeatedFor(before, after, times);
  if (!isConditional(trigger)) {
    const what = COUNTS[trigger.on];
    return reaches(before.counts[what], after.counts[what]) ? [lead] : [];
  }
  const units = trigger.per
    ? before.assignments.map(({ unit }) => unit.id)
    : lead === undefined
      ? []
      : [lead];
  return [...new Set(units)].filter((unit) => {
    const key = tallyKey(trigger, unit);
    return reaches(before.tallies[key] ?? 0, after.tallies[key] ?? 0);
  });
}

/** Whoever gets the order of a matter that was handled so often already: the same unit once more, or another (JE-13, JE-17). */
function repeatedFor(before: Ticket, after: Ticket, times: number): UnitId[] {
  const lead = leadOf(after)?.unit.id;
  const isNew = lead !== undefined && lead !== leadOf(before)?.unit.id;
  return isNew && (after.period ?? 1) >= times ? [lead] : [];
}

function factsOf(ticket: Ticket, trigger: Trigger, unit: UnitId | undefined, now: Instant): Fact[] {
  const { on, times, by, while: conditions, per, to, source } = trigger;
  const triggered = {
    on,
    times,
    ...(by ? { by } : {}),
    ...(conditions ? { while: conditions } : {}),
    ...(per ? { per } : {}),
    to,
    ...(source === undefined ? {} : { source }),
  };
  switch (trigger.do) {
    case 'supervise':
      return supervising(ticket, trigger.mode, unit, now, { triggered });
    case 'correct':
      return unit === undefined ? [] : [{ type: 'correction-ordered', data: { unit, triggered } }];
    case 'escalate':
      return ticket.level < trigger.level ? escalation(ticket, trigger.level, now, { triggered }) : [];
    case 'propose':
      return unit === undefined
        ? []
        : [{ type: 'referral-proposed', data: { unit, to, facts: referredFacts(ticket, unit), triggered } }];
    case 'refer':
      return to
        .filter((it) => !isReferredTo(ticket, it, unit))
        .map((it): Fact => ({
          type: 'referred',
          data: {
            to: it,
            ...(unit === undefined ? {} : { unit }),
            facts: referredFacts(ticket, unit),
            triggered,
          },
        }));
    default:
      return assertNever(trigger);
  }
}
