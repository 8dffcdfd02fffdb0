import type { UnitId } from '../ids';
import { type Deadline, deadline } from '../time/deadline';
import type { Fact } from './event';
import type { TextRef } from './text-ref';
import { type Instant, instant } from '../time/instant';
import { runningTime, type Span } from '../time/span';
import type { Cause, ClockName } from '../words';
import type { Law } from '../law/rules';
import { type Basis, type ClockRecord, isOpen, openClock, type OpenClock, type Ticket } from './ticket';

/** How a clock differs from the rulebook's plain one. */
interface Special {
  /** A limit in place of the rulebook's: of a law, or of a decision (JN-3, WF-20). */
  readonly limit?: Span;
  /** Whose clock it is. */
  readonly unit?: UnitId;
  /** How many clocks of that name the same command starts before this one. */
  readonly before?: number;
}

/** Starts a clock, where the ticket's rulebook has one of that name (T-10). */
export function startClock(
  ticket: Ticket,
  name: ClockName,
  from: Instant,
  { limit: given, unit, before = 0 }: Special = {},
): Fact[] {
  const rule = ticket.law.rules.clocks[name];
  const limit = given ?? rule?.limit;
  if (!limit) return [];
  const { due, provisional } = deadline(from, limit, ticket.law.calendar, ticket.law.rules.dayEnds);
  const clock = `${name}-${ticket.clocks.filter((it) => it.name === name).length + 1 + before}`;
  return [
    {
      type: 'clock-started',
      data: {
        clock,
        name,
        ...(unit === undefined ? {} : { unit }),
        from,
        due,
        provisional,
        limit,
        ...(given ? { own: true as const } : {}),
        // Another limit than the rulebook's does not cite the rulebook.
        source: given ? undefined : rule?.source,
      },
    },
  ];
}

/** Where a clock that is counted from this ends, by this law; what an extension adds in days is counted from the day that it ended on. */
export function endOf({ from, limit, extensions = [] }: Basis, { rules, calendar }: Law): Deadline {
  let end = deadline(from, limit, calendar, rules.dayEnds);
  for (const more of extensions) {
    const start = runningTime(more) === undefined ? instant(end.due - 1) : end.due;
    const next = deadline(start, more, calendar, rules.dayEnds);
    end = { due: next.due, provisional: end.provisional || next.provisional };
  }
  return end;
}

/** What a clock is counted from. One that was carried over without it is counted by its rulebook. */
export const basisOf = ({ basis, name, startedAt }: ClockRecord, { rules }: Law): Basis | undefined => {
  const limit = rules.clocks[name]?.limit;
  return basis ?? (limit && { from: startedAt, limit });
};

/** A clock's basis with so much more time. */
export function extended(clock: ClockRecord, law: Law, more: Span): Basis | undefined {
  const basis = basisOf(clock, law);
  return basis && { ...basis, extensions: [...(basis.extensions ?? []), more] };
}

/** A clock moves, by a named cause (T-9). */
export function moveClock(
  clock: OpenClock,
  basis: Basis,
  law: Law,
  why: { cause: Cause; source?: string; text?: TextRef },
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
  why: { cause: Cause; source?: string },
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

/** What a clock counted down to is no longer owed. */
export const stopClock = (ticket: Ticket, name: ClockName, at: Instant, unit?: UnitId): Fact[] =>
  endClock(openClock(ticket, name, unit), at, 'stopped');

/** Stops all open clocks of these names, also where several units have one each. */
export const stopClocks = (ticket: Ticket, names: readonly ClockName[], at: Instant): Fact[] =>
  ticket.clocks
    .filter(isOpen)
    .filter(({ name }) => names.includes(name))
    .flatMap((clock) => endClock(clock, at, 'stopped'));

/** Stops every clock that is still open, but for those that `facts` end already. */
export const stopAllClocks = (ticket: Ticket, at: Instant, facts: readonly Fact[] = []): Fact[] => {
  const ended = new Set(facts.flatMap((fact) => (fact.type === 'clock-ended' ? [fact.data.clock] : [])));
  return ticket.clocks
    .filter(isOpen)
    .filter(({ id }) => !ended.has(id))
    .flatMap((it) => endClock(it, at, 'stopped'));
};

function endClock(clock: OpenClock | undefined, at: Instant, how: 'met' | 'stopped'): Fact[] {
  if (!clock) return [];
  const { id, name, state } = clock;
  return [
    { type: 'clock-ended', data: { clock: id, name, how: state === 'breached' ? 'breached' : how, at } },
  ];
}
