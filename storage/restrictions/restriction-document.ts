import { type Connection, Schema } from 'mongoose';
import type { RestrictionEvent } from '../../domain/restriction/restriction';
import type { Instant } from '../../domain/time/instant';
import type { OffenceTo, Role } from '../../domain/words';

/** What shows that a caller misused the hotline; one of them at least. */
export interface Evidence {
  readonly text?: string;
  /** Ids of attachments: recordings of the calls. */
  readonly attachments?: readonly string[];
  /** Numbers of tickets. */
  readonly tickets?: readonly string[];
}

/** A restriction as it is imposed; where its city's text knows none (WF-34), the record of the misuse alone. */
export interface Imposed {
  readonly id: string;
  readonly rulebook: string;
  readonly at: Instant;
  readonly by: { readonly sub: string; readonly role: Role };
  /** None where nothing is restricted. */
  readonly until?: Instant;
  /** The rule that it is by. */
  readonly source?: string;
  /** To whom a suspected offence was handed on. */
  readonly handedOn?: OffenceTo;
}

/** Who it is, and why: sealed in the database. */
export interface Secret {
  readonly phone: string;
  readonly reason: string;
  readonly evidence: Evidence;
}

export type RestrictionDocument = Omit<Imposed, 'id'> & {
  _id: string;
  /** Its own key, wrapped by a data key; gone when it was erased. */
  key?: string;
  /** Phone, reason and evidence, sealed by its own key. */
  secret?: string;
  /** What its caller is found by. */
  phoneHash?: string;
  /** The data key that the phone is hashed with. */
  indexedBy?: string;
  /** What was said with a command, by its id: sealed by its own key. */
  texts?: Readonly<Record<string, string>>;
  events: readonly RestrictionEvent[];
  ended?: Instant;
  /** When the sweep sees to it next, as long as it has not ended. */
  due?: Instant;
  /** When its personal data was erased. */
  erased?: Instant;
};

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    rulebook: { type: String, required: true },
    at: { type: Number, required: true },
    by: { type: Mixed, required: true },
    until: Number,
    source: String,
    handedOn: String,
    key: String,
    secret: String,
    phoneHash: String,
    indexedBy: String,
    texts: Mixed,
    events: { type: [Mixed], required: true } as never,
    ended: Number,
    due: Number,
    erased: Number,
  },
  { minimize: false, versionKey: false },
);

export const restrictionModelOn = (connection: Connection) =>
  connection.model('restriction', schema, 'restrictions');
