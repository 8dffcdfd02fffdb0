import { type Connection, Schema } from 'mongoose';
import { BULK_PAGE, type BulkCounts, NOTHING_YET, totalOf } from '../../domain/bulk/bulk';
import type { TicketId } from '../../domain/ids';
import type { Refusal } from '../../domain/procedures/refusal';
import type { Instant } from '../../domain/time/instant';
import type { BulkCommand, BulkOutcome, Role } from '../../domain/words';
import type { DataKeys } from '../../keys/data-keys';
import { open, resealed, seal } from '../../keys/seal';
import { unlessDuplicate } from '../errors';
import { orderedId } from '../ordered-id';
import type { Texts } from '../ledger/command-texts';
import { cursorText, type Page, pageOf, parseCursor } from '../page';

/** One command for many tickets. Which tickets these are was fixed when it started. */
export interface Bulk {
  readonly id: string;
  readonly command: BulkCommand;
  /** What the command says besides its texts: none of it is of a person. */
  readonly facts: object;
  readonly by: { readonly sub: string; readonly role: Role };
  readonly at: Instant;
  /** It is for tickets too that went on since they were seen. */
  readonly despiteChanges?: true;
  readonly total: number;
  /** Under which name its tickets lie: those of another try, which came late or broke off, are none of it. */
  readonly set: string;
  readonly stopAskedAt?: Instant;
  readonly ended?: { readonly at: Instant; readonly stopped: boolean };
}

/** A ticket of a bulk, and its last event that was seen of it. */
export interface Member {
  readonly ticket: TicketId;
  readonly seq: number;
}

/** One ticket of a bulk, and what came of it. */
export interface BulkItem extends Member {
  readonly outcome: BulkOutcome;
  /** Of one that was refused. */
  readonly refusal?: Refusal;
}

export interface BulkDocument extends Omit<Bulk, 'id'> {
  _id: string;
  /** Its texts as JSON, as long as a ticket may need them: each keeps its own. */
  sealed?: string;
  /** It has not come to its end. */
  open?: true;
}

interface PageDocument {
  /** `bulk:set:page`, the number in four digits. */
  _id: string;
  items: BulkItem[];
  counts: BulkCounts;
}

const { Mixed } = Schema.Types;
const bulkSchema = new Schema(
  {
    _id: { type: String, required: true },
    command: { type: String, required: true },
    facts: { type: Mixed, required: true },
    by: { type: Mixed, required: true },
    at: { type: Number, required: true },
    despiteChanges: Boolean,
    total: { type: Number, required: true },
    set: { type: String, required: true },
    stopAskedAt: Number,
    ended: Mixed,
    sealed: String,
    open: Boolean,
  },
  { minimize: false, versionKey: false },
);
const pageSchema = new Schema(
  {
    _id: { type: String, required: true },
    items: { type: Mixed, required: true },
    counts: { type: Mixed, required: true },
  },
  { minimize: false, versionKey: false },
);

const BY_MOMENT = { at: -1, _id: -1 } as const;
/** How many pages are written, or read, at once. */
const AT_ONCE = 20;

export const placeOfBulk = (id: string): string => `${id} texts`;
type Named = Pick<Bulk, 'id' | 'set'>;
const pageId = ({ id, set }: Named, page: number): string => `${id}:${set}:${String(page).padStart(4, '0')}`;
const pagesOf = (bulk: Named, from = 0) => ({
  _id: { $gte: pageId(bulk, from), $lt: `${bulk.id}:${bulk.set};` },
});

const bulkOf = ({ _id: id, sealed: _, open: __, ...rest }: BulkDocument): Bulk => ({ id, ...rest });

export type Bulks = ReturnType<typeof bulksIn>;

/** Commands that were given to many tickets at once, and what came of each. */
export function bulksIn(connection: Connection, keys: DataKeys) {
  const model = connection.model('bulk', bulkSchema, 'bulks');
  const pages = connection.model('bulk-page', pageSchema, 'bulk-pages');

  async function find(id: string): Promise<Bulk | undefined> {
    const found = await model.findById(id).lean<BulkDocument>();
    return found ? bulkOf(found) : undefined;
  }

  return {
    model,
    pages,
    find,

    /**
     * Fixes a set and puts its command in; the bulk itself comes last, so that it is whole or not there. Of several tries with the same id
     * the first that comes so far counts, and what the others left goes.
     */
    async begin(
      { id, ...bulk }: Omit<Bulk, 'total' | 'set' | 'stopAskedAt' | 'ended'>,
      texts: Texts,
      members: readonly Member[],
    ): Promise<Bulk> {
      const set = orderedId();
      const documents = chunks(members, BULK_PAGE).map((some, page): PageDocument => ({
        _id: pageId({ id, set }, page),
        items: some.map(({ ticket, seq }) => ({ ticket, seq, outcome: 'waiting' })),
        counts: { ...NOTHING_YET, waiting: some.length },
      }));
      for (const some of chunks(documents, AT_ONCE)) await pages.insertMany(some, { lean: true });
      const document: BulkDocument = {
        _id: id,
        ...bulk,
        total: members.length,
        set,
        sealed: seal(keys, JSON.stringify(texts), placeOfBulk(id)),
        open: true,
      };
      await model.insertMany([document], { lean: true }).catch(unlessDuplicate);
      const begun = await find(id);
      if (!begun) throw new Error('a bulk was stored and is not there');
      await pages.deleteMany({ _id: { $gte: `${id}:`, $lt: `${id}:${begun.set}:` } });
      await pages.deleteMany({ _id: { $gt: `${id}:${begun.set};`, $lt: `${id};` } });
      return begun;
    },

    /** What its tickets are told in words; undefined where it has come to its end. @throws SealError */
    async textsOf(id: string): Promise<Texts | undefined> {
      const found = await model.findById(id, { sealed: 1 }).lean<Pick<BulkDocument, 'sealed'>>();
      if (found?.sealed === undefined) return undefined;
      // As `begin` wrote it.
      return JSON.parse(open(keys, found.sealed, placeOfBulk(id))) as Texts;
    },

    /** Of an account in its role, newest first. @throws RangeError for a cursor that was not given out by this list */
    async list({ sub, role }: Bulk['by'], cursor: string | undefined, limit: number): Promise<Page<Bulk>> {
      const page = await pageOf(
        { cursor, limit },
        { field: 'at', of: ({ at }: BulkDocument): number => at },
        async (conditions, most) =>
          model
            .find({ $and: [{ 'by.sub': sub, 'by.role': role }, ...conditions] })
            .sort(BY_MOMENT)
            .limit(most)
            .lean<BulkDocument[]>(),
      );
      return { ...page, items: page.items.map(bulkOf) };
    },

    /** Those that have not come to their end, in order of their ids. */
    async open(after: string, limit: number): Promise<Bulk[]> {
      const found = await model
        .find({ open: true, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<BulkDocument[]>();
      return found.map(bulkOf);
    },

    /** How many of its tickets have which outcome. */
    async counts(bulk: Named): Promise<BulkCounts> {
      const found = await pages
        .find(pagesOf(bulk), { counts: 1 })
        .sort({ _id: 1 })
        .lean<Pick<PageDocument, 'counts'>[]>();
      return totalOf(found.map(({ counts }) => counts));
    },

    /** One page of it, by its number from 0. */
    async page(bulk: Named, page: number): Promise<readonly BulkItem[]> {
      const found = await pages.findById(pageId(bulk, page)).lean<PageDocument>();
      return found?.items ?? [];
    },

    /**
     * Its tickets in the order in which they are told.
     * @param outcome only those that have it
     * @throws RangeError for a cursor that was not given out by this list
     */
    async items(
      bulk: Named,
      outcome: BulkOutcome | undefined,
      cursor: string | undefined,
      limit: number,
    ): Promise<Page<BulkItem>> {
      const after = cursor === undefined ? undefined : parseCursor(cursor);
      if (cursor !== undefined && after?.id !== bulk.id)
        throw new RangeError('This cursor was not given out by this list.');
      const items: BulkItem[] = [];
      let last = after?.at ?? -1;
      for (let page = Math.floor((last + 1) / BULK_PAGE); ; page += AT_ONCE) {
        const some = await pages
          .find(pagesOf(bulk, page))
          .sort({ _id: 1 })
          .limit(AT_ONCE)
          .lean<PageDocument[]>();
        for (const [nth, { items: these }] of some.entries()) {
          for (const [place, item] of these.entries()) {
            const ordinal = (page + nth) * BULK_PAGE + place;
            if (ordinal <= last || (outcome !== undefined && item.outcome !== outcome)) continue;
            if (items.length === limit) return { items, nextCursor: cursorText({ at: last, id: bulk.id }) };
            items.push(item);
            last = ordinal;
          }
        }
        if (some.length < AT_ONCE) return { items };
      }
    },

    /** Notes what came of a ticket, once: what was done or refused stays so. @param place in its page, from 0 */
    async note(
      bulk: Named,
      page: number,
      place: number,
      from: BulkOutcome,
      { outcome, refusal }: Pick<BulkItem, 'outcome' | 'refusal'>,
    ): Promise<void> {
      if (outcome === from) return;
      await pages.updateOne(
        { _id: pageId(bulk, page), [`items.${place}.outcome`]: from },
        {
          $set: {
            [`items.${place}.outcome`]: outcome,
            ...(refusal ? { [`items.${place}.refusal`]: refusal } : {}),
          },
          $inc: { [`counts.${from}`]: -1, [`counts.${outcome}`]: 1 },
        },
      );
    },

    /** Asks that no further ticket be told; asked again, or after its end, it changes nothing. */
    async askToStop(id: string, at: Instant): Promise<void> {
      await model.updateOne(
        { _id: id, open: true, stopAskedAt: { $exists: false } },
        { $set: { stopAskedAt: at } },
      );
    },

    /** Whether somebody asked that no further ticket be told. */
    async isToStop(id: string): Promise<boolean> {
      return (await model.exists({ _id: id, stopAskedAt: { $exists: true } })) !== null;
    },

    /** It has come to its end: its texts are with its tickets. */
    async end(id: string, ended: NonNullable<Bulk['ended']>): Promise<void> {
      await model.updateOne({ _id: id, open: true }, { $set: { ended }, $unset: { sealed: 1, open: 1 } });
    },

    /** Makes one depend on the newest data key alone. @returns false where another changed it meanwhile @throws SealError */
    async reseal(id: string): Promise<boolean> {
      const found = await model.findById(id, { sealed: 1 }).lean<Pick<BulkDocument, 'sealed'>>();
      if (found?.sealed === undefined) return true;
      const { sealed } = found;
      const renewed = resealed(keys, keys, sealed, placeOfBulk(id));
      return (await model.updateOne({ _id: id, sealed }, { $set: { sealed: renewed } })).matchedCount > 0;
    },
  };
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
