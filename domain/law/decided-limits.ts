import type { Span } from '../time/span';
import { type Channel, type ClockName, keysOf } from '../words';
import { type Bound, gradeOf, limitFor } from './bind-rules';
import type { For, Rulebook, Sourced } from './rules';

/** A limit that a ticket gets, and the line of its rulebook that decides it. */
export interface DecidedLimit extends Sourced {
  readonly clock: ClockName;
  /** None for a promise, which runs to the day that was promised. */
  readonly limit?: Span;
  readonly from?: 'receipt';
  /** Where the line stands in the file: `clocks.handling.limit[0]`, `clocks.handling.limit.complaint`. */
  readonly line: string;
  /** The words of the line; none where it is for all tickets. */
  readonly for?: For;
  /** It binds only what came in by these (JE-3). */
  readonly channels?: readonly Channel[];
  /** What is settled on the spot is fed back within this (JE-9). */
  readonly onTheSpot?: Sourced & { readonly limit: Span; readonly line: string };
}

/** The limits of a rulebook for a ticket of such words, by whichever channel it comes in: of each clock the line that decides (HZ-1, BJ-6, WF-20). */
export function decidedLimits(book: Rulebook, facts: Omit<Bound, 'channel'>): DecidedLimit[] {
  return keysOf(book.clocks).flatMap((clock): DecidedLimit[] => {
    const definition = book.clocks[clock];
    if (!definition) return [];
    const { limit: lines, kinds, channels, from, onTheSpot } = definition;
    if (kinds && !kinds.includes(facts.kind)) return [];
    const line = limitFor(lines, facts, gradeOf(book, facts));
    if (!line && lines.length > 0) return [];
    const path = `clocks.${clock}`;
    return [
      {
        clock,
        ...(line && { limit: line.limit }),
        ...(from && { from }),
        line: line ? `${path}.limit${line.path ?? ''}` : path,
        ...(line?.for && { for: line.for }),
        ...(channels && { channels }),
        ...sourceOf(line?.source === undefined ? definition : line),
        ...(onTheSpot && { onTheSpot: { ...onTheSpot, line: `${path}.onTheSpot.limit` } }),
      },
    ];
  });
}

/** A line of several says where it comes from itself; else its clock does. */
const sourceOf = ({ source, note }: Sourced): Sourced => ({
  ...(source === undefined ? {} : { source }),
  ...(note === undefined ? {} : { note }),
});
