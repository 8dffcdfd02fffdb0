import { createHash } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../../domain/time/instant';
import type { Role } from '../../domain/words';
import { isNew, unlessDuplicate } from '../errors';
import { orderedId } from '../ordered-id';
import { type Page, pageOf } from '../page';
import { forgetBefore } from './forgetting';

/**
 * What somebody was shown: of one ticket, or a list of them, also by words (`search`) or by a phone number, so that whose they are is known
 * (`caller`), as it is to a gateway that is given messages; an attachment byte for byte (`original`); a caller's code as it was (`code`) or made
 * anew for this (`new-code`); all that a unit was told (`messages`), its due moments (`feed`), a link to these (`feed-link`);
 * a caller's restriction, under its own id (`restriction`); an occasion, with the tickets that it speaks of (`occasion`). `harvest` is no
 * look: it says that somebody was shown the contacts of conspicuously many callers.
 */
export const ACCESSES = [
  'ticket',
  'events',
  'notifications',
  'attachments',
  'attachment',
  'original',
  'evidence',
  'evaluation',
  'list',
  'search',
  'caller',
  'code',
  'new-code',
  'messages',
  'feed',
  'feed-link',
  'restriction',
  'occasion',
  'harvest',
] as const;

/** Somebody was shown something of tickets (WF-7, WF-11, JE-20). */
export interface Access {
  /** Of what is noted once, however often its request is repeated; chosen when it is noted, else. */
  readonly id?: string;
  /** One, or all that a list showed. */
  readonly tickets: readonly string[];
  readonly at: Instant;
  /** The account; of a calendar program `link:` with the name of its link. */
  readonly sub: string;
  readonly role: Role;
  readonly unit?: string;
  readonly what: (typeof ACCESSES)[number];
  /** Which attachment. */
  readonly attachment?: string;
  /** The name of the link that was given out. */
  readonly link?: string;
  /** Whether the caller's data was shown: name and phone, or what came from the caller with voice or face. */
  readonly callerShown: boolean;
  /** Why, in the words of who looked; stored sealed. */
  readonly reason?: string;
}

/** What accesses are asked for by: by a person's account, a ticket and what was shown, each by an index, within a time. */
export interface AccessFilter {
  readonly sub?: string;
  readonly ticket?: string;
  readonly what?: Access['what'];
  /** Not before. */
  readonly from?: Instant;
  /** Before. */
  readonly to?: Instant;
}

export type AccessDocument = Omit<Access, 'id' | 'tickets'> & {
  /** Grows with time, so that of two at the same millisecond the later is known; of a harvest it says whose and when. */
  _id: string;
  /** An index finds each of a list by itself. Those of before are of one ticket. */
  ticketId: string | readonly string[];
};

const schema = new Schema(
  {
    _id: { type: String, required: true },
    ticketId: { type: [String], required: true },
    at: { type: Number, required: true },
    sub: { type: String, required: true },
    role: { type: String, required: true },
    unit: String,
    what: { type: String, required: true, enum: ACCESSES },
    attachment: String,
    link: String,
    callerShown: { type: Boolean, required: true },
    reason: String,
  },
  { versionKey: false },
);
const NEWEST = { at: -1, _id: -1 } as const;

export type Accesses = ReturnType<typeof accessesIn>;

/** Who looked at what, and when; only ever added to, and forgotten when its time is over. */
export function accessesIn(connection: Connection) {
  const model = connection.model('access', schema, 'accesses');
  return {
    model,

    async note({ id = orderedId(), tickets, ...access }: Access): Promise<void> {
      await model
        .insertMany([{ _id: id, ticketId: tickets, ...access }], { lean: true })
        .catch(unlessDuplicate);
    },

    /**
     * Who looked at what, newest first.
     * @param cursor the `nextCursor` of the page before
     * @param limit at least 1
     * @throws RangeError for a cursor that no list gave out
     */
    async list(filter: AccessFilter, cursor: string | undefined, limit: number): Promise<Page<Access>> {
      const wanted = conditionsOf(filter);
      const page = await pageOf(
        { cursor, limit },
        { field: 'at', of: ({ at }: AccessDocument) => at },
        async (conditions, most) =>
          model
            .find({ $and: [wanted, ...conditions] })
            .sort(NEWEST)
            .limit(most)
            .lean<AccessDocument[]>(),
      );
      return { ...page, items: page.items.map(accessOf) };
    },

    /** Of how many tickets somebody was shown the caller since then, each counted once. */
    async contactsShown(sub: string, since: Instant): Promise<number> {
      const [counted] = await model.aggregate<{ contacts: number }>([
        { $match: { sub, at: { $gte: since }, callerShown: true } },
        { $unwind: '$ticketId' },
        { $group: { _id: '$ticketId' } },
        { $count: 'contacts' },
      ]);
      return counted?.contacts ?? 0;
    },

    /**
     * Notes a harvest, once for an account within a length of time, whoever finds it.
     * @param within so long (ms)
     * @returns whether it was not known yet
     */
    async noteHarvest(who: Pick<Access, 'at' | 'sub' | 'role' | 'unit'>, within: number): Promise<boolean> {
      const whose = createHash('sha256').update(who.sub).digest('base64url');
      const _id = `harvest:${whose}:${Math.floor(who.at / within)}`;
      const harvest = { _id, ticketId: [], ...who, what: 'harvest', callerShown: true };
      return isNew(model.insertMany([harvest], { lean: true }));
    },

    countHarvests: (since: Instant): Promise<number> =>
      model.countDocuments({ what: 'harvest', at: { $gte: since } }),

    /** Forgets what was noted before `before`, at most `limit` of it. @returns how much */
    forget: (before: Instant, limit: number): Promise<number> => forgetBefore(model, before, limit),
  };
}

const conditionsOf = ({ sub, ticket, what, from, to }: AccessFilter): Record<string, unknown> => ({
  ...(sub === undefined ? {} : { sub }),
  ...(ticket === undefined ? {} : { ticketId: ticket }),
  ...(what === undefined ? {} : { what }),
  ...(from === undefined && to === undefined
    ? {}
    : { at: { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) } }),
});

export const accessOf = ({ _id: _, ticketId, ...access }: AccessDocument): Access => ({
  tickets: [ticketId].flat(),
  ...access,
});
