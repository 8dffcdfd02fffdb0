import { endOf, meetClock, moveClock, startClock } from '../ticket/clocks';
import type { CommandOf } from './command';
import type { Fact, TextRef } from '../ticket/event';
import type { Instant } from '../time/instant';
import { leadOf, openClock, type Ticket } from '../ticket/ticket';

/** On the scene; what the lead settles there is fed back within the rulebook's limit for that, if it ends earlier (JE-8, JE-9). */
export function arrive(
  ticket: Ticket,
  { settled }: CommandOf<'arrive'>,
  unit: string,
  now: Instant,
  text?: TextRef,
): Fact[] {
  const arrived: Fact[] = [
    { type: 'arrived', data: { unit, ...(settled ? { settled } : {}), text } },
    ...meetClock(ticket, 'arrival', now),
  ];
  const rule = ticket.law.rules.clocks.handling?.onTheSpot;
  const clock = openClock(ticket, 'handling');
  const isLead = leadOf(ticket)?.unit.id === unit;
  if (!settled || !isLead || !rule || clock?.state !== 'running') return arrived;
  const basis = { from: now, limit: rule.limit, own: true } as const;
  if (endOf(basis, ticket.law).due >= clock.due) return arrived;
  return [...arrived, ...moveClock(clock, basis, ticket.law, { cause: 'on-the-spot', source: rule.source })];
}

/** A report of the lead's progress; where result or progress is owed, it fulfils the clock and starts the next one (JE-10). */
export function progress(ticket: Ticket, unit: string, now: Instant, text?: TextRef): Fact[] {
  const progressed: Fact = { type: 'progressed', data: { unit, text } };
  const rule = ticket.law.rules.clocks.handling;
  const clock = openClock(ticket, 'handling');
  // A limit of its own, as of what is settled on the spot, is not renewed (JE-9).
  if (!rule?.renewedByProgress || !clock || clock.basis?.own || leadOf(ticket)?.unit.id !== unit)
    return [progressed];
  const next = endOf({ from: now, limit: rule.limit }, ticket.law);
  // A longer limit, by law or by an extension, is not cut short by a report.
  if (next.due <= clock.due) return [progressed];
  return [progressed, ...meetClock(ticket, 'handling', now), ...startClock(ticket, 'handling', now)];
}

/** An assisting unit gives its result; or says why it is late and how far it is, which lets the lead go on, and its clock too (BJ-7). */
export function contribute(
  ticket: Ticket,
  { parts }: CommandOf<'contribute'>,
  unit: string,
  now: Instant,
  text?: TextRef,
): Fact[] {
  const finished = parts.includes('result');
  return [
    { type: 'contributed', data: { unit, finished, text } },
    ...(finished ? meetClock(ticket, 'assist', now, unit) : []),
  ];
}

/** The caller complains or disputes: an explanation is owed, within its own clock (JN-1, JN-9, WF-14). */
export const oweExplanation = (
  ticket: Ticket,
  type: 'complained' | 'disputed',
  now: Instant,
  text?: TextRef,
): Fact[] => [
  { type, data: { text } },
  ...(openClock(ticket, 'explanation') ? [] : startClock(ticket, 'explanation', now)),
];

export const explain = (ticket: Ticket, unit: string, now: Instant, text?: TextRef): Fact[] => [
  { type: 'explained', data: { ...(unit === '' ? {} : { unit }), text } },
  ...meetClock(ticket, 'explanation', now),
];
