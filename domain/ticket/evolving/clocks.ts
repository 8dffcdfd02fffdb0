import { nextPlace, rungKey, startOfLadder } from '../../law/ladder';
import type { Law } from '../../law/rules';
import { type Instant, instant } from '../../time/instant';
import type { DataOf } from '../event';
import { type Clock, type ClockRecord, DUE, isOpen, type OpenClock, type Ticket } from '../ticket';
import { put } from './put';

/** A clock begins, at the start of its ladder. */
export function withStarted(ticket: Ticket, started: DataOf<'clock-started'>): Ticket {
  const { clock: id, name, unit, from, due, provisional, limit } = started;
  const { own, decided, ordered, extensions } = started;
  const clock = {
    id,
    name,
    startedAt: from,
    due,
    basis: {
      from,
      limit,
      ...(own ? { own } : {}),
      ...(decided ? { decided } : {}),
      ...(ordered === undefined ? {} : { ordered }),
      ...(extensions ? { extensions } : {}),
    },
    provisional,
    state: 'running',
    // What lies before the order that it came with never fires.
    reached: startOfLadder(ordered ?? from),
    ...(unit === undefined ? {} : { unit }),
  } as const;
  return put(ticket, { clocks: [...ticket.clocks, withNext(ticket, clock)] });
}

export const withClock = (ticket: Ticket, id: string, map: (clock: Clock) => ClockRecord): Ticket =>
  put(ticket, {
    clocks: ticket.clocks.map((clock) => (clock.id === id ? withNext(ticket, map(clock)) : clock)),
  });

/** A rung fired: the ladder is done up to it, and it never fires again. */
export const climbed = (
  ticket: Ticket,
  fired: { clock: string; planned: Instant; rung: number } | undefined,
): Ticket =>
  fired
    ? withClock(ticket, fired.clock, (clock) => {
        const key = rungKey(ticket.law.rules.clocks[clock.name]?.ladder ?? [], fired.rung);
        const before = clock.fired ?? [];
        return {
          ...clock,
          reached: { at: fired.planned, rung: fired.rung },
          fired: before.includes(key) ? before : [...before, key],
        };
      })
    : ticket;

export const breached = (clock: Clock): ClockRecord => ({
  ...clock,
  state: 'breached',
  reached: { at: clock.due, rung: DUE },
});

/** Reminders that the new due moment puts into the past never fire; if it lies there itself, what it does is made up at once. */
export function moved(
  clock: OpenClock,
  { after, provisional, basis }: Pick<DataOf<'clock-moved'>, 'after' | 'provisional' | 'basis'>,
  at: Instant,
): OpenClock {
  const overrun = clock.state === 'running' && after <= at;
  return {
    ...clock,
    due: after,
    basis,
    provisional,
    state: after > at ? 'running' : clock.state,
    reached: startOfLadder(overrun ? instant(after - 1) : at),
    ...(overrun && clock.fired ? { again: at } : {}),
  };
}

/**
 * One that had ended goes on; that it was breached before is kept (osTicket#5955). Where its due moment still lies behind it, it is not
 * breached once more, and its ladder goes on from where it was.
 */
export function resumed(clock: Clock, to: DataOf<'clock-resumed'>, at: Instant): ClockRecord {
  const { endedAt: _, ...record } = clock;
  const { due, basis, provisional } = to;
  if (clock.state === 'breached' && due <= at)
    return { ...record, state: 'breached', due, basis, provisional };
  const late = clock.state === 'breached' ? ({ late: true } as const) : {};
  return moved({ ...record, ...late, state: 'running' }, { ...to, after: to.due }, at);
}

/** Under another law, or at another level, every clock may have another next place on its ladder. */
export const withNextPlaces = (ticket: Ticket): Ticket =>
  put(ticket, { clocks: ticket.clocks.map((clock) => (isOpen(clock) ? withNext(ticket, clock) : clock)) });

export const boundBy = (ticket: Ticket, law: Law): Ticket => withNextPlaces(put(ticket, { law }));

function withNext(ticket: Ticket, clock: Clock): Clock {
  const next = nextPlace(clock, ticket.law, ticket.level);
  // What is new stands first, and what it is added to after it: several times as fast as the other way round.
  if (next) return clock.next ? { ...clock, next } : { next, ...clock };
  if (!clock.next) return clock;
  const { next: _, ...ended } = clock;
  return ended;
}
