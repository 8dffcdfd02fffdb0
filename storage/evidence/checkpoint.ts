import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import { type Instant, isoInstant } from '../../domain/time/instant';
import { leafHash } from './merkle';

/** How a ticket stood when a checkpoint was taken. Nothing in it is of a person. */
export interface Head {
  readonly ticket: string;
  /** The last line of its ledger, and that line's hash: through it all that stood before. */
  readonly seq: number;
  readonly hash: string;
  /** The hash of the rules and calendar days that the ticket was started with. */
  readonly law: string;
}

/** A signed statement of how every ticket stood that had changed since the one before. */
export interface Checkpoint {
  /** From 1, without a gap. */
  readonly number: number;
  readonly at: Instant;
  /** Of the Merkle tree over the heads, in the order of tickets' ids. */
  readonly root: string;
  readonly count: number;
  /** The hash of the checkpoint before; none in the first. */
  readonly before?: string;
  /** Whose signature it is. */
  readonly key: string;
  readonly signature: string;
}

type Unsigned = Omit<Checkpoint, 'signature'>;

/** What is signed: a line that says what it is, and the fields as JSON in the order of their names. */
export const signedText = ({ number, at, root, count, before, key }: Unsigned): string =>
  `huiyin checkpoint 1\n${stringify({ number, at: isoInstant(at), root, count, before, key })}`;

/** What the next checkpoint says of this one. */
export const checkpointHash = (checkpoint: Unsigned): string =>
  createHash('sha256').update(signedText(checkpoint)).digest('base64url');

/** A head as it is a leaf of the tree. */
export const leafOf = ({ ticket, seq, hash, law }: Head): Buffer =>
  leafHash(stringify([ticket, seq, hash, law]));

/** What rules and calendar days come to, in 43 characters. */
export const lawHash = (law: { readonly rules: unknown; readonly calendar: unknown }): string =>
  createHash('sha256')
    .update(stringify([law.rules, law.calendar]))
    .digest('base64url');
