import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import type { PublicKey } from '../../keys/signing-key';
import { unlessDuplicate } from '../errors';

/** A key that signs checkpoints, and since when it does. */
export interface PublishedKey {
  readonly key: PublicKey;
  /** The first checkpoint that it signed, or was about to. */
  readonly from: number;
  readonly at: Instant;
}

type KeyDocument = Omit<PublishedKey, 'key'> & { _id: string; x: string };

const schema = new Schema(
  {
    _id: { type: String, required: true },
    x: { type: String, required: true },
    from: { type: Number, required: true },
    at: { type: Number, required: true },
  },
  { versionKey: false },
);

/** The public keys of an installation: each stays when another takes its place, since what it signed stays good. */
export function publishedKeysIn(connection: Connection) {
  const model = connection.model('signing-key', schema, 'signing-keys');
  return {
    model,

    async publish({ kid, x }: PublicKey, from: number, at: Instant): Promise<void> {
      await model.insertMany([{ _id: kid, x, from, at }], { lean: true }).catch(unlessDuplicate);
    },

    /** In the order in which they came. */
    async all(): Promise<PublishedKey[]> {
      const found = await model.find().sort({ _id: 1 }).lean<KeyDocument[]>();
      return found
        .map(({ _id: kid, x, from, at }) => ({
          key: { kty: 'OKP', crv: 'Ed25519', x, kid } as const,
          from,
          at,
        }))
        .toSorted((a, b) => a.from - b.from);
    },
  };
}
