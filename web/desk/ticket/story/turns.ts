import type { EventAnswer } from '../../../../api/tickets/answers';

/** What happened, with what followed for the clocks at the same moment. */
export interface Turn {
  readonly event: EventAnswer;
  readonly clocks: readonly EventAnswer[];
}

export interface StoryDay {
  /** `2026-10-12`, in the city. */
  readonly day: string;
  readonly turns: readonly Turn[];
}

/** Clocks that start and end by what somebody does are told with that; a breach or a move is a thing of its own. */
const FOLLOWS: ReadonlySet<string> = new Set(['clock-started', 'clock-ended', 'clock-resumed']);

/** A ledger's events by the city's days, in order. */
export function storyDays(events: readonly EventAnswer[]): StoryDay[] {
  const days: { day: string; turns: Turn[] }[] = [];
  for (const event of events) {
    // The contract's moments are in +08:00: what stands first is the city's day.
    const day = event.at.slice(0, 10);
    let last = days.at(-1);
    if (last?.day !== day) days.push((last = { day, turns: [] }));
    const turn = last.turns.at(-1);
    if (turn && turn.event.at === event.at && !event.superseded && FOLLOWS.has(event.type))
      last.turns[last.turns.length - 1] = { ...turn, clocks: [...turn.clocks, event] };
    else last.turns.push({ event, clocks: [] });
  }
  return days;
}

/** What happened after an event of the ledger, without what only follows from it. */
export const since = (events: readonly EventAnswer[], seq: number): EventAnswer[] =>
  events.filter((it) => it.seq > seq && !it.superseded && !FOLLOWS.has(it.type));
