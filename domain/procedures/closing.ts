import { meetClock, startClock, stopAllClocks, stopClock, stopClocks } from '../ticket/clocks';
import type { CommandOf } from './command';
import type { Fact, TextRef } from '../ticket/event';
import type { Instant } from '../time/instant';
import type { Outcome } from '../words';
import type { Ticket } from '../ticket/ticket';

/** @param facts what the closing comes from; clocks that they do not end are stopped */
export const close = (ticket: Ticket, outcome: Outcome, now: Instant, facts: readonly Fact[]): Fact[] => [
  ...facts,
  ...stopAllClocks(ticket, now, facts),
  { type: 'closed', data: { outcome } },
];

/**
 * The unit asks to close, as resolved, or as explained where the request does not accord with law (JN-5). Its duty to handle has
 * ended; the hotline's to review begins (HZ-8, JE-11). What it still asked for is moot.
 */
export function submit(
  ticket: Ticket,
  command: CommandOf<'submit'>,
  unit: string,
  now: Instant,
  text?: TextRef,
): Fact[] {
  const finished = !command.parts.includes('plan');
  const moot = [
    'contact',
    'arrival',
    'assist',
    'return-review',
    'extension-review',
    'closure-review',
  ] as const;
  return [
    { type: 'submitted', data: { unit, outcome: command.outcome, finished, text } },
    ...meetClock(ticket, 'handling', now),
    ...stopClocks(ticket, moot, now),
    ...(ticket.wantsReply ? startClock(ticket, 'feedback', now) : []),
    ...startClock(ticket, 'closure-review', now),
  ];
}

/** The hotline approves, and the caller is asked; or it sends the closure back (退办). */
export function review(
  ticket: Ticket,
  { approve }: CommandOf<'review'>,
  now: Instant,
  text?: TextRef,
): Fact[] {
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

/** The caller was called: not reached so often as the rulebook says closes; else the caller's word counts (WF-25). */
export function callBack(
  ticket: Ticket,
  { reached, resolved, satisfaction }: CommandOf<'callback'>,
  now: Instant,
  text?: TextRef,
): Fact[] {
  const called: Fact = { type: 'called-back', data: { reached, resolved, satisfaction, text } };
  if (reached) return heard(ticket, [called], { resolved, satisfaction }, now);
  const last = ticket.unreached + 1 >= (ticket.law.rules.callback?.attempts ?? 1);
  return last
    ? close(ticket, submittedOutcome(ticket), now, [called, ...meetClock(ticket, 'callback', now)])
    : [called];
}

/** The caller evaluates: of the intake it is kept; of the handling it says what a call-back would have asked (HZ-10). */
export function evaluate(
  ticket: Ticket,
  { stage, satisfaction }: CommandOf<'evaluate'>,
  now: Instant,
  text?: TextRef,
): Fact[] {
  const evaluated: Fact = { type: 'evaluated', data: { stage, satisfaction, text } };
  return stage === 'handling' ? heard(ticket, [evaluated], { satisfaction }, now) : [evaluated];
}

/** The caller's word: satisfied closes; not so goes back to the unit, so often as the rulebook says, then to the supervisor (WF-25, HZ-10). */
function heard(
  ticket: Ticket,
  word: readonly Fact[],
  { resolved, satisfaction }: { resolved?: boolean; satisfaction?: string },
  now: Instant,
): Fact[] {
  const rule = ticket.law.rules.callback;
  const ended = [...word, ...meetClock(ticket, 'callback', now), ...meetClock(ticket, 'feedback', now)];
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
