import { closeUnlessOwed } from './close';
import type { Procedure } from '../procedure';
import { because, type Because } from '../refusal';
import { approvesPassedDays, isFirstEdition } from '../../law/edition';
import { meetClock, moveClock, resumeClocks, startClock, stopClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import {
  assignmentOf,
  isOpen,
  leadOf,
  openClock,
  type Submission,
  type Ticket,
  type TicketIn,
  underSupervision,
} from '../../ticket/ticket';
import { dayOf, type Instant, momentOn, parseDay } from '../../time/instant';

/** The hotline approves, and the caller is asked, or the matter is deferred to the promised day; or it sends the closure back (退办). */
export const review: Procedure<'review', 'submitted'> = {
  in: ['submitted'],
  by: 'anyone',
  commandHindrance: (ticket, { submission, approve }, now) => {
    const { submitted } = ticket.counts;
    if (submission !== undefined && submission !== submitted)
      return because('not-that-submission', { submission: submitted });
    return approve ? passedDay(ticket, now) : undefined;
  },
  facts: (ticket, { approve }, { now, text }) => {
    const reviewed: Fact[] = [
      { type: 'reviewed', data: { approved: approve, text } },
      ...meetClock(ticket, 'closure-review', now),
    ];
    if (!approve) return [...reviewed, ...handleAgain(ticket, now)];
    const { deferUntil } = ticket.submission;
    if (deferUntil !== undefined) return [...reviewed, ...deferred(ticket, deferUntil, now)];
    const { callback } = ticket.law.rules;
    // The caller's word was heard already where the review itself came from a failed call-back.
    const askCaller = callback && ticket.wantsReply && !ticket.submission.afterCallback;
    return askCaller
      ? [...reviewed, ...startClock(ticket, 'callback', now)]
      : closeUnlessOwed(ticket, outcomeOf(ticket.submission), now, reviewed);
  },
};

/** The caller is told of a day that is still to come (明确的解决时限): one that passed while the closure lay is nobody's to promise (JN-4). */
function passedDay({ submission, law: { rules } }: TicketIn<'submitted'>, now: Instant): Because | undefined {
  const { deferUntil = '' } = submission;
  const day = parseDay(deferUntil);
  if (day === undefined || momentOn(day, rules.dayEnds) > now || approvesPassedDays(rules)) return undefined;
  return because('promised-day-passed', { day: deferUntil }, rules.deferral?.source);
}

/** What the caller calls unresolved to the end does not close as resolved. */
const outcomeOf = ({ outcome, unresolved }: Submission) => (unresolved ? 'unresolved' : outcome);

/** The promised day is the unit's new limit, and the caller's wait goes on to it (JN-4, WF-20, HZ-9). */
function deferred(ticket: Ticket, until: string, now: Instant): Fact[] {
  const day = parseDay(until);
  if (day === undefined) return [];
  const overall = openClock(ticket, 'overall');
  const source = ticket.law.rules.deferral?.source;
  return [
    { type: 'deferred', data: { until } },
    // With it the caller is told of the day, the measures and the progress.
    ...meetClock(ticket, 'feedback', now),
    ...startClock(ticket, 'promise', now, {
      limit: { days: day - dayOf(now) },
      unit: leadOf(ticket)?.unit.id,
    }),
    ...(overall
      ? moveClock(
          overall,
          { from: overall.startedAt, limit: { days: day - dayOf(overall.startedAt) }, own: true },
          ticket.law,
          { cause: 'deferral', source },
        )
      : []),
  ];
}

/**
 * What the submission had ended goes on as it was counted, with a working day at least for the unit (T-10). By the rules from before
 * it has a fresh clock, and the old one stays in the record as it ended.
 */
function handleAgain(ticket: TicketIn<'submitted'>, now: Instant): Fact[] {
  const stopped = stopClock(ticket, 'feedback', now);
  const ended = isFirstEdition(ticket.law.rules) ? [] : endedBy(ticket);
  const goesOn = ended.some(({ name }) => name === 'handling' || name === 'promise');
  return goesOn
    ? [...stopped, ...resumeClocks(ticket, ended, now)]
    : [...stopped, ...startClock(ticket, 'handling', now, { unit: leadOf(ticket)?.unit.id })];
}

/** The clocks that the submission ended, of what is still not done. */
function endedBy(ticket: TicketIn<'submitted'>) {
  const { at } = ticket.submission;
  return ticket.clocks.filter((clock) => {
    if (isOpen(clock) || clock.endedAt !== at) return false;
    // Clocks from before name no unit: they are the lead's.
    const part = clock.unit === undefined ? leadOf(ticket) : assignmentOf(ticket, clock.unit);
    switch (clock.name) {
      case 'handling':
      case 'promise':
        return part !== undefined;
      case 'deciding':
        return clock.state !== 'met';
      case 'rectifying':
        return underSupervision(ticket, clock.unit).length > 0;
      case 'assist':
        return part?.role === 'assist' && part.contribution !== 'result';
      case 'contact':
        return part !== undefined && !part.contacted;
      case 'arrival':
        return part !== undefined && !part.arrived;
      default:
        return false;
    }
  });
}
