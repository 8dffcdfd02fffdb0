import type { UnitId } from '../../ids';
import type { Countable, Counted } from '../../law/rules';
import type { Condition, Mode, Presser } from '../../words';
import { assertNever } from '../../words';
import type { TicketEvent } from '../event';
import { type Clock, isOpen, isOwedBy, leadOf, type Ticket, underSupervision } from '../ticket';

/** What is kept of each unit, besides what triggers count. */
type Plain = Countable | 'reminded' | 'urged' | 'extended' | 'renewed' | 'delayed';

/** Something that counts: what, in which unit's hands, and by whom. */
interface Counting {
  readonly on: readonly Plain[];
  readonly unit: UnitId;
  readonly by: Presser;
}

/** How often a thing happened in a unit's hands; the caller's urging is no pressing (JE-19). */
export const timesOf = ({ tallies }: Pick<Ticket, 'tallies'>, what: Plain, unit: UnitId): number =>
  tallies[`${unit}|${what}`] ?? 0;

/**
 * What counts by an event in a unit's hands, by itself and for each trigger that wants it counted otherwise.
 * @param ticket before the event
 */
export function countingIn(ticket: Ticket, event: TicketEvent): readonly string[] {
  const counting = countingOf(ticket, event);
  if (!counting) return NOTHING;
  const { triggers = [] } = ticket.law.rules;
  const plain = counting.by === 'caller' && event.type === 'urged' ? [] : counting.on;
  return [
    ...plain.map((what) => `${counting.unit}|${what}`),
    ...triggers
      .filter((trigger) => isConditional(trigger) && counts(ticket, trigger, counting))
      .map((trigger) => tallyKey(trigger, counting.unit)),
  ];
}

const NOTHING: readonly string[] = [];

/** @param counted so far, by the names that units have after the event */
export function tallied(counted: Ticket['tallies'], keys: readonly string[]): Ticket['tallies'] {
  const tallies = { ...counted };
  for (const key of new Set(keys)) tallies[key] = (tallies[key] ?? 0) + 1;
  return tallies;
}

/** Whether a trigger counts otherwise than by the ticket's own counts. */
export const isConditional = ({ by, while: conditions, per }: Counted): boolean =>
  by !== undefined || conditions !== undefined || per !== undefined;

/**
 * Whether supervision that a trigger ordered is that of a difficult matter (难点): it came back over so many handling periods, after closures or
 * by being handled again, which its unit is supervised for on the spot (JE-13, JE-17). Where a city supervises what is handled again otherwise, that
 * is none.
 */
export const isOfDifficult = ({ on }: Pick<Counted, 'on'>, mode: Mode): boolean =>
  on === 'repeated' || (on === 'rehandled' && mode === 'on-site');

/** The key stays the same over versions of a rulebook that count the same. */
export const tallyKey = ({ on, by = [], while: conditions = [], per }: Counted, unit: UnitId): string =>
  [per ? unit : '', on, `by ${[...by].sort().join('+')}`, `while ${[...conditions].sort().join('+')}`].join(
    '|',
  );

const counts = (ticket: Ticket, { on, by, while: conditions = [] }: Counted, counting: Counting): boolean =>
  counting.on.includes(on) &&
  (!by || by.includes(counting.by)) &&
  conditions.every((condition) => holds(ticket, condition, counting));

function holds(ticket: Ticket, condition: Condition, counting: Counting): boolean {
  const { unit } = counting;
  switch (condition) {
    case 'overdue':
      return isLate(ticket, counting);
    case 'supervised':
      return underSupervision(ticket, unit).length > 0;
    case 'daily':
    case 'listed':
    case 'interview':
    case 'on-site':
    case 'key':
      return underSupervision(ticket, unit).some(({ mode }) => mode === condition);
    default:
      return assertNever(condition);
  }
}

/**
 * A unit's limit for its part has passed, and it is not done. What it submitted too late is not done either, if that is sent back (JE-19:
 * 退办); but while that waits for its review, whoever presses the unit does so for something else.
 */
const isLate = (ticket: Ticket, { unit, on }: Counting): boolean =>
  ticket.clocks.some(
    (clock) =>
      (clock.name === 'handling' || clock.name === 'assist') &&
      clock.state === 'breached' &&
      (isOpen(clock) || (on.includes('sent-back') && isSubmittedLate(ticket, clock))) &&
      ticket.assignments.some((it) => it.unit.id === unit && isOwedBy(clock, { unit, role: it.role })),
  );

const isSubmittedLate = (ticket: Ticket, { endedAt, due }: Clock): boolean =>
  ticket.state === 'submitted' && endedAt !== undefined && endedAt === ticket.submission.at && due <= endedAt;

function countingOf(ticket: Ticket, event: TicketEvent): Counting | undefined {
  const ofLead = (on: readonly Plain[], by: Presser = 'hotline'): Counting | undefined => {
    const lead = leadOf(ticket)?.unit.id;
    return lead === undefined ? undefined : { on, unit: lead, by };
  };
  switch (event.type) {
    case 'reminded': {
      const reminded = pressedUnit(ticket, event);
      return reminded && { on: ['reminded'], ...reminded };
    }
    case 'urged': {
      const pressed = pressedUnit(ticket, event);
      return pressed && { on: ['pressed', 'urged'], ...pressed };
    }
    case 'reviewed':
      return event.data.approved ? undefined : ofLead(['pressed', 'sent-back']);
    case 'decided': {
      const { request, approved, assign, unit } = event.data;
      const improper = request === 'return' && !approved && (assign === undefined || assign === unit);
      if (improper) return { on: ['improper-return'], unit, by: 'hotline' };
      // One that held when it was asked for was counted then.
      const counted = ticket.pending.some((it) => it.request === request && it.unit === unit && it.notified);
      return request === 'extension' && approved && !counted
        ? { on: ['extended'], unit, by: 'hotline' }
        : undefined;
    }
    case 'requested':
      return event.data.notified ? { on: ['extended'], unit: event.data.unit, by: 'hotline' } : undefined;
    case 'progressed':
      return event.data.renews ? { on: ['renewed'], unit: event.data.unit, by: 'hotline' } : undefined;
    case 'contributed': {
      const { unit, finished, expectedBy } = event.data;
      return finished || expectedBy === undefined ? undefined : { on: ['delayed'], unit, by: 'hotline' };
    }
    case 'called-back':
      return event.data.resolved === false ? ofLead(['unresolved'], 'caller') : undefined;
    case 'rehandled':
      return ofLead(['rehandled'], 'caller');
    default:
      return undefined;
  }
}

type Pressing = Pick<Extract<TicketEvent, { type: 'reminded' | 'urged' }>, 'data' | 'actor'>;

/** Whom an urging presses, and who presses: a rung the unit whose clock it is on, where it is told; a person the lead. */
export function pressedUnit(
  ticket: Ticket,
  { data: { fired }, actor }: Pressing,
): { readonly unit: UnitId; readonly by: Presser } | undefined {
  if (!fired) {
    const lead = ticket.state === 'handling' ? leadOf(ticket)?.unit.id : undefined;
    return lead === undefined
      ? undefined
      : { unit: lead, by: actor.role === 'caller' ? 'caller' : 'hotline' };
  }
  const clock = ticket.clocks.find(({ id }) => id === fired.clock);
  if (!clock || !fired.to.includes('unit')) return undefined;
  const owner = ticket.assignments.find(({ unit, role }) => isOwedBy(clock, { unit: unit.id, role }));
  return owner && { unit: owner.unit.id, by: 'system' };
}
