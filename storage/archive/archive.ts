import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type Connection, mongo, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import type { DataKeys } from '../../keys/data-keys';
import { open, seal } from '../../keys/seal';
import { isNew } from '../errors';
import type { Dossier } from './dossier';

const { EJSON } = mongo.BSON;

/** How dossiers are packed: extended JSON, gzip, base64, sealed. */
const VERSION = 1;

/** How much of a dossier one document takes, as it is sealed (characters): MongoDB's 16 MB, with room for the rest of it. */
const MOST = 15_000_000;

/** A dossier does not fit into one document: its ticket stays where it is. */
export class DossierTooLarge extends Error {
  override readonly name = 'DossierTooLarge';
  constructor(ticketId: string, size: number) {
    super(`The dossier of ${ticketId} has ${size} characters, of at most ${MOST}.`);
  }
}

/** A dossier in the archive. */
export interface Archived {
  readonly dossier: Dossier;
  readonly archivedAt: Instant;
  /** What it was made from may still stand in its own collections. */
  readonly clearing: boolean;
}

interface ArchiveDocument {
  /** The ticket's number. */
  _id: string;
  version: typeof VERSION;
  rulebook: string;
  closedAt: Instant;
  archivedAt: Instant;
  sealed: string;
  clearing?: true;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    rulebook: { type: String, required: true },
    closedAt: { type: Number, required: true },
    archivedAt: { type: Number, required: true },
    sealed: { type: String, required: true },
    clearing: Boolean,
  },
  { versionKey: false },
);

/** Bound to its number, and to nothing else that is sealed of the same ticket. */
const placeOf = (ticketId: string): string => `${ticketId} archive`;

export type Archive = ReturnType<typeof archiveIn>;

/** Tickets that were closed long ago: one document each, in which nothing of a person can be read. */
export function archiveIn(connection: Connection, keys: DataKeys) {
  const model = connection.model('archived', schema, 'archive');
  return {
    model,

    /**
     * Puts a dossier in; one that is there is never written over.
     * @returns whether there was none
     * @throws DossierTooLarge
     */
    async put(dossier: Dossier, archivedAt: Instant): Promise<boolean> {
      const { _id, rulebook, view } = dossier.ticket;
      const sealed = seal(keys, await packed(dossier), placeOf(_id));
      if (sealed.length > MOST) throw new DossierTooLarge(_id, sealed.length);
      const document: ArchiveDocument = {
        _id,
        version: VERSION,
        rulebook: rulebook.id,
        closedAt: view.closedAt ?? archivedAt,
        archivedAt,
        sealed,
        clearing: true,
      };
      return isNew(model.insertMany([document], { lean: true }));
    },

    /** @throws SealError */
    async find(id: string): Promise<Archived | undefined> {
      const found = await model.findById(id).lean<ArchiveDocument>();
      if (!found) return undefined;
      const { sealed, archivedAt, clearing = false } = found;
      return { dossier: await unpacked(open(keys, sealed, placeOf(id))), archivedAt, clearing };
    },

    has: async (id: string): Promise<boolean> => (await model.exists({ _id: id })) !== null,

    /** Those of which something may still stand elsewhere. */
    async clearing(limit: number): Promise<string[]> {
      const found = await model.find({ clearing: true }, { _id: 1 }).limit(limit).lean<{ _id: string }[]>();
      return found.map(({ _id }) => _id);
    },

    async cleared(id: string): Promise<void> {
      await model.updateOne({ _id: id }, { $unset: { clearing: 1 } });
    },

    /** Takes back a dossier whose ticket still stands and was changed since. */
    async takeBack(id: string, { archivedAt }: Pick<Archived, 'archivedAt'>): Promise<void> {
      await model.deleteOne({ _id: id, archivedAt, clearing: true });
    },
  };
}

/** Text that says of each value what the database took it for, so that whatever a document held comes back. */
async function packed(dossier: Dossier): Promise<string> {
  return (await promisify(gzip)(EJSON.stringify(dossier))).toString('base64');
}

async function unpacked(text: string): Promise<Dossier> {
  // As `packed` made it.
  return EJSON.parse((await promisify(gunzip)(Buffer.from(text, 'base64'))).toString()) as Dossier;
}

/** The same document, wherever it was read. */
export const isSame = (one: object, other: object): boolean =>
  EJSON.stringify(one) === EJSON.stringify(other);
