import type { UnitId } from '../ids';
import { isFirstEdition } from '../law/edition';
import type { Law } from '../law/rules';
import { type Deadline, deadline } from '../time/deadline';
import { type Instant, instant } from '../time/instant';
import { runningTime, type Span } from '../time/span';
import { type Cause, type ClockName, OWED_BY } from '../words';
import type { Fact } from './event';
import type { TextRef } from './text-ref';
import { type Basis, type ClockRecord, isOpen, openClock, type OpenClock, type Ticket } from './ticket';

/** How a clock differs from the rulebook's plain one. */
interface Special {
  /** A limit in place of the rulebook's: of a law, of a decision, or of a promise (JN-3, WF-20, WF-23). */
  readonly limit?: Span | undefined;
  /** Whose clock it is. */
  readonly unit?: UnitId | undefined;
  /** The rest of what its due moment is counted from. */
  readonly more?: Pick<Basis, 'decided' | 'ordered' | 'extensions'>;
}

/** Starts a clock, where the ticket's rulebook has one of that name, or its limit is given (T-10). */
export function startClock(
  ticket: Ticket,
  name: ClockName,
  from: Instant,
  { limit: given, unit, more = {} }: Special = {},
): Fact[] {
  const rule = ticket.law.rules.clocks[name];
  const limit = given ?? rule?.limit;
  if (!limit) return [];
  const own = given ? ({ own: true } as const) : {};
  const { due, provisional } = endOf({ from, limit, ...own, ...more }, ticket.law);
  return [
    {
      type: 'clock-started',
      data: {
        clock: `${name}-${ticket.clocks.filter((it) => it.name === name).length + 1}`,
        name,
        from,
        due,
        provisional,
        limit,
        // Another limit than the rulebook's does not cite the rulebook.
        source: given ? undefined : rule?.source,
        ...(unit === undefined ? {} : { unit }),
        ...own,
        ...more,
      },
    },
  ];
}

/**
 * A unit's own clock, when the order reaches it: one that counts from the matter's arrival does so whoever has it (HZ-1), and the same
 * unit's new clock keeps what its old one was counted from. Either way it has a working day after the order (T-10).
 */
export function startOwnClock(
  ticket: Ticket,
  name: ClockName,
  unit: UnitId,
  now: Instant,
  limit?: Span,
): Fact[] {
  const { rules } = ticket.law;
  const earlier = isFirstEdition(rules)
    ? undefined
    : ticket.clocks.findLast((it) => it.name === name && it.unit === unit);
  const basis = earlier && basisOf(earlier, ticket.law);
  const from = rules.clocks[name]?.from === 'receipt' ? ticket.receivedAt : (basis?.from ?? now);
  if (from === now) return startClock(ticket, name, now, { limit, unit });
  const { extensions, own, limit: kept, decided } = basis ?? {};
  return startClock(ticket, name, from, {
    limit: limit ?? (own ? kept : undefined),
    unit,
    more: {
      ordered: now,
      ...(extensions ? { extensions } : {}),
      ...(decided ? { decided } : {}),
    },
  });
}

/** Clocks that start together each get a number of their own. */
export function numbered(ticket: Ticket, facts: readonly Fact[]): Fact[] {
  const used = new Set(ticket.clocks.map(({ id }) => id));
  return facts.map((fact) => {
    if (fact.type !== 'clock-started') return fact;
    const { name } = fact.data;
    let { clock } = fact.data;
    for (let n = ticket.clocks.filter((it) => it.name === name).length + 1; used.has(clock); n++)
      clock = `${name}-${n}`;
    used.add(clock);
    return { ...fact, data: { ...fact.data, clock } };
  });
}

/** Where a clock that is counted from this ends, by this law; what an extension adds in days is counted from the day that it ended on. */
export function endOf({ from, limit, extensions = [], ordered }: Basis, { rules, calendar }: Law): Deadline {
  const count = (start: Instant, span: Span): Deadline => deadline(start, span, calendar, rules.dayEnds);
  let end = count(from, limit);
  for (const more of extensions) {
    const start = runningTime(more) === undefined ? instant(end.due - 1) : end.due;
    const next = count(start, more);
    end = { due: next.due, provisional: end.provisional || next.provisional };
  }
  if (ordered === undefined) return end;
  const least = count(ordered, A_WORKING_DAY);
  return least.due > end.due ? least : end;
}

/** A unit has it at least, after an order (again) reached it (T-10). */
const A_WORKING_DAY: Span = { workdays: 1 };

/** What a clock is counted from. One that was carried over without it is counted by its rulebook. */
export const basisOf = (
  { basis, name, startedAt }: Pick<ClockRecord, 'basis' | 'name' | 'startedAt'>,
  { rules }: Law,
): Basis | undefined => {
  const limit = rules.clocks[name]?.limit;
  return basis ?? (limit && { from: startedAt, limit });
};

/** A clock's basis with so much more time; more than the working day that it has at least, where that is what counts. */
export function extended(clock: ClockRecord, law: Law, more: Span): Basis | undefined {
  const basis = basisOf(clock, law);
  if (!basis) return undefined;
  const { ordered, ...plain } = basis;
  return ordered !== undefined && endOf(basis, law).due > endOf(plain, law).due
    ? { from: ordered, limit: A_WORKING_DAY, own: true, extensions: [more] }
    : { ...plain, extensions: [...(basis.extensions ?? []), more] };
}

/** A clock moves, by a named cause (T-9). */
export function moveClock(
  clock: OpenClock,
  basis: Basis,
  law: Law,
  why: { cause: Cause; source?: string | undefined; text?: TextRef | undefined },
): Extract<Fact, { type: 'clock-moved' }>[] {
  const { due: after, provisional } = endOf(basis, law);
  if (clock.due === after && clock.provisional === provisional) return [];
  const { id, name, due: before } = clock;
  return [{ type: 'clock-moved', data: { clock: id, name, before, after, provisional, basis, ...why } }];
}

/**
 * A clock counted anew by what now counts: its rulebook's limit, unless it has its own.
 * One that is overdue stays so, unless it would not be by then; the ledger keeps that it was.
 */
export function recount(
  clock: OpenClock,
  law: Law,
  why: { cause: Cause; source?: string | undefined },
  now: Instant,
): ReturnType<typeof moveClock> {
  const basis = basisOf(clock, law);
  if (!basis) return [];
  const limit = basis.own ? basis.limit : (law.rules.clocks[clock.name]?.limit ?? basis.limit);
  const moved = moveClock(clock, { ...basis, limit }, law, why);
  return clock.state === 'running' ? moved : moved.filter(({ data }) => data.after > now);
}

/** What a clock counted down to was done: it is met, or stays breached when its due moment had passed. */
export const meetClock = (ticket: Ticket, name: ClockName, at: Instant, unit?: UnitId): Fact[] =>
  endClock(openClock(ticket, name, unit), at, 'met');

/** The same of one that was found already. */
export const meetThis = (clock: OpenClock, at: Instant): Fact[] => endClock(clock, at, 'met');

/** What a clock counted down to is no longer owed. */
export const stopClock = (ticket: Ticket, name: ClockName, at: Instant, unit?: UnitId): Fact[] =>
  endClock(openClock(ticket, name, unit), at, 'stopped');

/** Stops all open clocks of these names, also where several units have one each. */
export const stopClocks = (ticket: Ticket, names: readonly ClockName[], at: Instant): Fact[] =>
  stopAll(ticket, at, ({ name }) => names.includes(name));

/** Stops every open clock that is meant. */
export const stopAll = (ticket: Ticket, at: Instant, isMeant: (clock: OpenClock) => boolean): Fact[] =>
  ticket.clocks
    .filter(isOpen)
    .filter(isMeant)
    .flatMap((clock) => endClock(clock, at, 'stopped'));

/** Facts in which each clock ends once: what ends it first says how. */
export function endingOnce(facts: readonly Fact[]): Fact[] {
  const ended = new Set<string>();
  return facts.filter((fact) => {
    if (fact.type !== 'clock-ended') return true;
    if (ended.has(fact.data.clock)) return false;
    ended.add(fact.data.clock);
    return true;
  });
}

function endClock(clock: OpenClock | undefined, at: Instant, how: 'met' | 'stopped'): Fact[] {
  if (!clock) return [];
  const { id, name, state, late } = clock;
  const ended = state === 'breached' || late ? 'breached' : how;
  return [{ type: 'clock-ended', data: { clock: id, name, how: ended, at } }];
}

const isUnits = ({ name }: Pick<ClockRecord, 'name'>): boolean =>
  name !== 'promise' && (OWED_BY[name] === 'lead' || OWED_BY[name] === 'unit');

/** What had ended them is over: they go on as they were counted. @param now the order reaches the unit again then; for clocks that are a unit's */
export const resumeClocks = (
  ticket: Ticket,
  clocks: readonly ClockRecord[],
  now: Instant,
): Extract<Fact, { type: 'clock-resumed' }>[] =>
  clocks.flatMap((clock) => {
    const known = basisOf(clock, ticket.law);
    if (!known) return [];
    // A day that was promised, and the time of the hotline and those above, are not the unit's to have more of.
    const basis = isUnits(clock) ? { ...known, ordered: now } : known;
    const { due, provisional } = endOf(basis, ticket.law);
    return [{ type: 'clock-resumed', data: { clock: clock.id, name: clock.name, due, provisional, basis } }];
  });
