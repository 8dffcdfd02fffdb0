import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type Connection, mongo, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import type { DataKeys } from '../../keys/data-keys';
import { open, seal } from '../../keys/seal';
import { isNew } from '../errors';
import { type Dossier, keysOfDossier, resealedDossier } from './dossier';

const { EJSON } = mongo.BSON;

/** How dossiers are packed: extended JSON, gzip, base64, sealed; in the first format without what a caller's are found by. */
const VERSION = 2;
/** How many dossiers one look takes. */
const PAGE = 50;

/** What is sealed twice differs within so many characters: they hold the key's id and the nonce. Two whole dossiers may be too much for one command. */
const TOLD_APART = 40;

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
  version: number;
  rulebook: string;
  closedAt: Instant;
  archivedAt: Instant;
  /** A keyed hash, by which all tickets of a caller are found that are to be erased. */
  phoneHash?: string;
  /** When its personal data was erased. */
  erased?: Instant;
  sealed: string;
  /** The ids of the data keys that it depends on: what sealed it, and what sealed something in it; not kept of dossiers of before. */
  keys?: string[];
  clearing?: true;
}

/** What of a dossier stands beside it in clear. */
const inClear = ({ ticket: { phoneHash, erased } }: Dossier) => ({
  ...(phoneHash === undefined ? {} : { phoneHash }),
  ...(erased === undefined ? {} : { erased }),
});

const schema = new Schema(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    rulebook: { type: String, required: true },
    closedAt: { type: Number, required: true },
    archivedAt: { type: Number, required: true },
    phoneHash: String,
    erased: Number,
    sealed: { type: String, required: true },
    keys: { type: [String], default: undefined },
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

  /** What is kept of a dossier, and changes with it. */
  const kept = async (dossier: Dossier) => ({
    version: VERSION,
    ...inClear(dossier),
    sealed: seal(keys, await packed(dossier), placeOf(dossier.ticket._id)),
    keys: [...new Set([keys[0].id, ...keysOfDossier(dossier)])],
  });

  /** Changes a dossier, whatever another does to it meanwhile; one that is not there is left so. @throws SealError */
  async function rewrite(id: string, change: (dossier: Dossier) => Dossier): Promise<void> {
    for (;;) {
      const found = await model.findById(id).lean<ArchiveDocument>();
      if (!found) return;
      const dossier = change(await unpacked(open(keys, found.sealed, placeOf(id))));
      const isFound = dossier.ticket.phoneHash !== undefined;
      const { matchedCount } = await model.updateOne(
        { _id: id, sealed: beginningWith(found.sealed.slice(0, TOLD_APART)) },
        { $set: await kept(dossier), ...(isFound ? {} : { $unset: { phoneHash: 1 } }) },
      );
      if (matchedCount > 0) return;
    }
  }

  return {
    model,
    rewrite,

    /** Lets some dossiers of the first format be found by their callers. @returns how many; none are left where it is 0 */
    async renew(): Promise<number> {
      const found = await model.find({ version: 1 }, { _id: 1 }).limit(PAGE).lean<{ _id: string }[]>();
      for (const { _id } of found) await rewrite(_id, (dossier) => dossier);
      return found.length;
    },

    /**
     * Puts a dossier in; one that is there is never written over.
     * @returns whether there was none
     * @throws DossierTooLarge
     */
    async put(dossier: Dossier, archivedAt: Instant): Promise<boolean> {
      const { _id, rulebook, view } = dossier.ticket;
      const document: ArchiveDocument = {
        _id,
        rulebook: rulebook.id,
        closedAt: view.closedAt ?? archivedAt,
        archivedAt,
        ...(await kept(dossier)),
        clearing: true,
      };
      const { length } = document.sealed;
      if (length > MOST) throw new DossierTooLarge(_id, length);
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

    /** Seals a dossier anew, and all in it, so that it depends on the newest data key alone. @throws SealError */
    reseal: (id: string): Promise<void> => rewrite(id, (dossier) => resealedDossier(keys, dossier)),

    /** Takes back a dossier whose ticket still stands and was changed since. */
    async takeBack(id: string, { archivedAt }: Pick<Archived, 'archivedAt'>): Promise<void> {
      await model.deleteOne({ _id: id, archivedAt, clearing: true });
    },
  };
}

/** After `~` comes nothing that stands in what is sealed. */
const beginningWith = (text: string) => ({ $gte: text, $lt: `${text}~` });

/** Text that says of each value what the database took it for, so that whatever a document held comes back. */
async function packed(dossier: Dossier): Promise<string> {
  return (await promisify(gzip)(EJSON.stringify(dossier))).toString('base64');
}

async function unpacked(text: string): Promise<Dossier> {
  const json = (await promisify(gunzip)(Buffer.from(text, 'base64'))).toString();
  // As `packed` made it. What extended JSON writes otherwise begins with a `$`; to look each value over for it takes five times as long.
  return (json.includes('"$') ? EJSON.parse(json) : JSON.parse(json)) as Dossier;
}

/** The same document, wherever it was read. */
export const isSame = (one: object, other: object): boolean =>
  EJSON.stringify(one) === EJSON.stringify(other);
