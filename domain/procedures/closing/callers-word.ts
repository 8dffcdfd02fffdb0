import { closeUnlessOwed } from './close';
import { because, type Wrong, wrong } from '../refusal';
import { isFirstEdition } from '../../law/edition';
import { supervising } from '../../ticket/accounting/pressure';
import { meetClock, startClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { leadOf, type Ticket, type TicketIn } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';

/** What the caller says of the result, asked by a call-back or by itself. */
interface CallersWord {
  readonly resolved?: boolean;
  readonly satisfaction?: string;
}

/** The caller's word: satisfied closes; not so goes back to the unit, so often as the rulebook says, then to the supervisor (WF-25, HZ-10). */
export function heard(
  ticket: TicketIn<'callback'>,
  word: readonly Fact[],
  { resolved, satisfaction }: CallersWord,
  now: Instant,
): Fact[] {
  const rule = ticket.law.rules.callback;
  const ended = [...word, ...meetClock(ticket, 'callback', now), ...meetClock(ticket, 'feedback', now)];
  const content = resolved !== false && !(satisfaction && rule?.dissatisfied.includes(satisfaction));
  if (content) return closeUnlessOwed(ticket, ticket.submission.outcome, now, ended);
  const { rehandled } = ticket.counts;
  const lead = leadOf(ticket)?.unit.id;
  if (rehandled < (rule?.rehandle ?? 0)) {
    return [
      ...ended,
      { type: 'rehandled', data: { times: rehandled + 1 } },
      // The result was approved, and its limit met: handling it again has its own; the caller's wait goes on (T-10).
      ...startClock(ticket, 'handling', now, { unit: lead }),
    ];
  }
  const said = resolved === false && !isFirstEdition(ticket.law.rules) ? ({ unresolved: true } as const) : {};
  return [
    ...ended,
    { type: 'put-to-review', data: { rehandled, ...said } },
    ...supervising(ticket, 'daily', lead, now, {}),
    ...startClock(ticket, 'closure-review', now),
  ];
}

/** An answer that is not on the rulebook's scale. */
export function wrongAnswer(ticket: Ticket, { satisfaction }: CallersWord): Wrong | undefined {
  const { scale = [], source } = ticket.law.rules.callback ?? {};
  if (satisfaction === undefined || scale.includes(satisfaction)) return undefined;
  const expected =
    scale.length > 0 ? because('one-of', { expected: scale }, source) : because('no-scale', source);
  return wrong(because('not-on-scale'), 'satisfaction', expected);
}
