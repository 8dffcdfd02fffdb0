import type { CommandId } from '../ids';
import { startOfLadder } from '../law/ladder';
import { calendarOfSlice } from '../time/calendar';
import { DUE } from '../ticket/ticket';
import { assertNever } from '../words';
import type { Occasion, OccasionEvent, OccasionInput } from './occasion';

/** So many of the newest command ids are remembered, beyond which no client repeats a request. */
const REMEMBERED = 500;

/** An occasion before its first event. */
export function newOccasion({ carried: _, restored: __, calendar, ...input }: OccasionInput): Occasion {
  return {
    input,
    calendar: calendarOfSlice(calendar),
    begun: [],
    late: [],
    written: {},
    checks: [],
    attached: [],
    mayBeSimulated: 0,
    simulated: [],
    circulated: [],
    read: [],
    reported: [],
    seq: 0,
    asOf: input.openedAt,
    applied: [],
  };
}

/** The occasion after one event of its ledger. */
export function evolve(occasion: Occasion, event: OccasionEvent): Occasion {
  const { seq, at, command } = event;
  return { ...change(occasion, event), seq, asOf: at, applied: remembered(occasion.applied, command) };
}

export const evolveAll = (occasion: Occasion, events: readonly OccasionEvent[]): Occasion =>
  events.reduce(evolve, occasion);

function remembered(applied: readonly CommandId[], command: CommandId | undefined): readonly CommandId[] {
  return command === undefined || applied.at(-1) === command
    ? applied
    : [...applied, command].slice(-REMEMBERED);
}

function change(occasion: Occasion, { at, ...event }: OccasionEvent): Occasion {
  switch (event.type) {
    case 'opened':
    case 'held':
    case 'withdrawn':
    case 'cancellation-requested':
    case 'restored':
      return occasion;
    case 'prepared':
      return event.data.drawn ? { ...occasion, drawn: event.data.drawn } : occasion;
    case 'began': {
      const { clock: _, ...rest } = occasion;
      const { step, due, provisional = false, limit } = event.data;
      const begun = { ...rest, step, begun: [...new Set([...occasion.begun, step])], reported: [] };
      if (due === undefined || limit === undefined) return begun;
      return {
        ...begun,
        clock: {
          startedAt: at,
          due,
          provisional,
          basis: { from: at, limit },
          state: 'running',
          reached: startOfLadder(at),
          fired: [],
        },
      };
    }
    case 'drafted': {
      const ref = event.data.text?.ref;
      if (ref === undefined) return occasion;
      const written = Object.fromEntries(event.data.sections.map((it) => [it, ref]));
      return { ...occasion, written: { ...occasion.written, ...written } };
    }
    case 'decided':
      return event.data.simulated === undefined
        ? occasion
        : { ...occasion, mayBeSimulated: event.data.simulated };
    case 'attached':
      return { ...occasion, attached: [...new Set([...occasion.attached, ...event.data.tickets])] };
    case 'checked': {
      const { ticket, passed } = event.data;
      return { ...occasion, checks: [...occasion.checks, { ticket, passed }] };
    }
    case 'simulated':
      return { ...occasion, simulated: [...occasion.simulated, event.data.ticket] };
    case 'circulated':
      // What went to further people is read by them anew; who has read it, has.
      return { ...occasion, circulated: [...new Set([...occasion.circulated, ...event.data.to])] };
    case 'read':
      return { ...occasion, read: [...occasion.read, event.data.by] };
    case 'reported':
      return { ...occasion, reported: [...occasion.reported, event.data.by] };
    case 'overdue': {
      const { step, due } = event.data;
      const late = [...occasion.late, step];
      return occasion.clock
        ? {
            ...occasion,
            late,
            clock: { ...occasion.clock, state: 'breached', reached: { at: due, rung: DUE } },
          }
        : { ...occasion, late };
    }
    case 'reminded':
    case 'urged': {
      const { clock } = occasion;
      if (!clock) return occasion;
      const { planned, rung, key } = event.data;
      const fired = clock.fired.includes(key) ? clock.fired : [...clock.fired, key];
      return { ...occasion, clock: { ...clock, reached: { at: planned, rung }, fired } };
    }
    case 'closed': {
      const { step: _, clock: __, ...rest } = { step: undefined, clock: undefined, ...occasion };
      return { ...rest, outcome: event.data.outcome, closedAt: at };
    }
    default:
      return assertNever(event);
  }
}
