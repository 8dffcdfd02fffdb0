import type { CommandOf } from '../command';
import { assignLead, startDecided } from '../handling/assigning';
import { OPEN, type Procedure } from '../procedure';
import { because, type Wrong, wrong } from '../refusal';
import { owedAgain } from '../requests/report-unsolvable';
import { isFirstEdition } from '../../law/edition';
import { nextLevel } from '../../ticket/accounting/levels';
import { escalation } from '../../ticket/accounting/pressure';
import { endingOnce, meetClock, startClock, stopClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { leadOf, type Ticket, type UnitRef } from '../../ticket/ticket';
import { deadline } from '../../time/deadline';
import type { Instant } from '../../time/instant';
import type { Span } from '../../time/span';
import type { Level } from '../../words';

/**
 * The office or the meeting decided: the unit handles by its decision, within the limit that it sets, and may not return the matter; the
 * level stays until it is done (WF-23, JN-8). Where those above could not settle it, it rises to the next of them at once.
 */
export const resolveEscalation: Procedure<'resolve-escalation'> = {
  in: OPEN,
  by: 'anyone',
  hindrance: (ticket) => (ticket.level >= lowest(ticket) ? undefined : because('not-escalated')),
  wrong: (ticket, command, now) => wrongTime(ticket, command) ?? tooLong(ticket, command, now),
  facts: (ticket, command, given) => {
    if (isFirstEdition(ticket.law.rules)) return byFirstEdition(ticket, command, given);
    const { assign, limit, settled } = command;
    const { now, text } = given;
    const { level } = ticket;
    const resolved: Fact = {
      type: 'escalation-resolved',
      data: { from: level, to: level, ...(settled === undefined ? {} : { settled }), text },
    };
    const next = nextLevel(ticket);
    if (settled === false)
      return next === undefined ? [resolved] : [resolved, ...escalation(ticket, next, now, { text })];
    return endingOnce([
      resolved,
      ...meetClock(ticket, 'deciding', now),
      ...handledByDecision(ticket, assign, limit, now),
    ]);
  },
};

/** Level 1 is the hotline's own coordination, and no decision of those above; by the rules from before it was supervision. */
const lowest = ({ law }: Ticket): Level => (isFirstEdition(law.rules) ? 1 : 2);

/** The unit handles within a fresh clock of the decision; a request that it waited with is moot. */
function handledByDecision(
  ticket: Ticket,
  assign: UnitRef | undefined,
  limit: Span | undefined,
  now: Instant,
): Fact[] {
  if (assign) return assignLead(ticket, assign, now, { limit, decided: true });
  const lead = leadOf(ticket)?.unit.id;
  if (ticket.state !== 'handling' || lead === undefined) return [];
  return [
    ...stopClock(ticket, 'return-review', now, lead),
    ...stopClock(ticket, 'unsolvable-review', now, lead),
    ...stopClock(ticket, 'handling', now),
    ...startDecided(ticket, lead, now, limit),
    ...owedAgain(ticket, now),
  ];
}

function byFirstEdition(
  ticket: Ticket,
  { assign, limit }: CommandOf<'resolve-escalation'>,
  { now, text }: { readonly now: Instant; readonly text?: CommandText },
): Fact[] {
  const to = ticket.level > 1 ? 1 : 0;
  const resolved: Fact = { type: 'escalation-resolved', data: { from: ticket.level, to, text } };
  if (assign) return [resolved, ...assignLead(ticket, assign, now, { limit })];
  const lead = leadOf(ticket)?.unit.id;
  if (ticket.state !== 'handling' || lead === undefined) return [resolved];
  return [
    resolved,
    ...stopClock(ticket, 'return-review', now, lead),
    ...stopClock(ticket, 'handling', now),
    ...startClock(ticket, 'handling', now, { limit }),
  ];
}

type CommandText = Extract<Fact, { type: 'escalation-resolved' }>['data']['text'];

function wrongTime({ state }: Ticket, { assign, limit }: CommandOf<'resolve-escalation'>): Wrong | undefined {
  const binds = (assign ?? limit) !== undefined;
  const takesIt = state === 'handling' || (assign !== undefined && state === 'registered');
  return binds && !takesIt
    ? wrong(because('not-handled-now'), assign ? 'assign' : 'limit', because('only-while-handled', { state }))
    : undefined;
}

/** Those above may set no longer limit than the rulebook says. */
function tooLong(
  { law }: Ticket,
  { limit }: CommandOf<'resolve-escalation'>,
  now: Instant,
): Wrong | undefined {
  const { longest, source } = law.rules.decision ?? {};
  if (!limit || !longest) return undefined;
  const until = (span: typeof limit): Instant => deadline(now, span, law.calendar, law.rules.dayEnds).due;
  return until(limit) > until(longest)
    ? wrong(because('decision-too-long'), 'limit', because('decided-at-most', { longest }, source))
    : undefined;
}
