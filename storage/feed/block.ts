import { randomBytes } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import type { TicketEvent } from '../../domain/ticket/event';
import type { Instant } from '../../domain/time/instant';
import type { Level, TicketState } from '../../domain/words';

/** One change of a ticket as it is told: nothing of it is personal. */
export interface Change {
  readonly ticket: string;
  /** Its place in the ledger. */
  readonly seq: number;
  readonly at: Instant;
  readonly type: TicketEvent['type'];
  /** The ticket's, at the end of the turn that this belongs to. */
  readonly state: TicketState;
  readonly level: Level;
  /** To whom something was referred: who else may know of it is for the reader's side. */
  readonly to?: string;
}

/** How far a ticket is told by a block. */
export interface ToldTicket {
  readonly ticket: string;
  readonly seq: number;
  /** When the turn was decided that it then showed. */
  readonly decided: Instant;
}

/** Some changes that were told at once, and never change any more. */
export interface BlockDocument {
  /** Its number, from 1, without a gap. */
  _id: number;
  /** Tells it from another of the same number, which a database has that was set back. */
  tag: string;
  count: number;
  /** {@link Change}s, as JSON: a database reads one text many times faster than what is nested. */
  changes: string;
  /** {@link ToldTicket}s, as JSON, until all of them know of it. */
  told?: string;
}

const schema = new Schema(
  {
    _id: { type: Number, required: true },
    tag: { type: String, required: true },
    count: { type: Number, required: true },
    changes: { type: String, required: true },
    told: String,
  },
  { versionKey: false },
);

export const blockModelOn = (connection: Connection) => connection.model('feed-block', schema, 'feed');

export const newTag = (): string => randomBytes(4).toString('hex');

/** A place in the feed: behind so many changes of a block; behind none of none is the beginning. */
export interface Place {
  readonly block: number;
  readonly count: number;
  readonly tag: string;
}

export const BEGINNING: Place = { block: 0, count: 0, tag: '' };

export const isBefore = (a: Place, b: Place): boolean =>
  a.block < b.block || (a.block === b.block && a.count < b.count);

/** A change, and the place behind it. */
export interface PlacedChange extends Change {
  readonly place: Place;
}

export const changesIn = ({ _id: block, tag, changes }: BlockDocument): PlacedChange[] =>
  // As `feedIn` wrote it.
  (JSON.parse(changes) as Change[]).map((change, i) => ({
    ...change,
    place: { block, count: i + 1, tag },
  }));
