import { isDeepStrictEqual } from 'node:util';
import { Schema } from 'mongoose';
import type { TicketEvent } from '../../domain/ticket/event';
import type { Instant } from '../../domain/time/instant';
import type { Level, TicketState } from '../../domain/words';

/** A line of the ledger as it is stored. */
export type LineDocument = TicketEvent & {
  /** `ticket:seq`: the place of the event that happened. */
  _id: string;
  ticketId: string;
  /** The `seq` of the last event that was written together with this one. */
  turn: number;
  /** When its ticket decided on that turn. */
  decided: Instant;
  /** When it was written (ms); what `at` says happened earlier, by hours where the database was away. */
  written: number;
  /** Of the format; none where it was written before lines were chained. */
  version?: number;
  /** The hash of the line before (`hashOf`): none in a ledger's first, and where the database has lost the one before. */
  before?: string;
  /** What its ticket was at the end of the turn, for who follows changes; none where it was written before that was kept. */
  state?: TicketState;
  level?: Level;
};

/** The format of today: each line has the hash of the one before. */
const VERSION = 2;

const { Mixed } = Schema.Types;
export const LINE = {
  _id: { type: String, required: true },
  ticketId: { type: String, required: true },
  seq: { type: Number, required: true },
  turn: { type: Number, required: true },
  decided: { type: Number, required: true },
  written: { type: Number, required: true },
  at: { type: Number, required: true },
  type: { type: String, required: true },
  actor: { type: Mixed, required: true },
  command: String,
  data: { type: Mixed, required: true },
  version: Number,
  before: String,
  state: String,
  level: Number,
} as const;

export const placeOf = (ticketId: string, seq: number): string => `${ticketId}:${seq}`;

/** The events of one turn as they are written. @param shows what the ticket is after it */
export const linesOf = (
  ticketId: string,
  events: readonly TicketEvent[],
  decided: Instant,
  shows: Pick<LineDocument, 'state' | 'level'> = {},
): LineDocument[] => {
  const turn = { ticketId, turn: events.at(-1)?.seq ?? 0, decided, written: Date.now(), version: VERSION };
  const by = { ...turn, ...shows };
  return events.map((event) => ({ _id: placeOf(ticketId, event.seq), ...by, ...event }));
};

/** The same thing happened, by the same command or rung, whatever moment it was given. */
export const saysTheSame = (a: LineDocument, b: LineDocument): boolean =>
  a.type === b.type && a.command === b.command && isDeepStrictEqual(a.data, b.data);

export function eventOf({
  _id,
  ticketId: _,
  turn: __,
  written: ___,
  decided: ____,
  version: _____,
  before: ______,
  state: _______,
  level: ________,
  ...event
}: LineDocument): TicketEvent {
  return event;
}
