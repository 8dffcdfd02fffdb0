import { createHash } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import { objected } from '../../domain/reports/report';
import type { Instant } from '../../domain/time/instant';
import { open, resealed, seal, SealError } from '../../keys/seal';
import { isNew } from '../errors';
import { type Page, pageOf } from '../page';
import type { DoneBy } from '../personal-data/acts';
import { ERASED, type KeysOf, UNREADABLE } from '../tickets/texts/sealed-text';

/** A unit says that a ticket is not to be counted against it in an indicator of a month; once for each. */
export interface Objection {
  readonly id: string;
  readonly rulebook: string;
  /** `2026-10` */
  readonly month: string;
  readonly ticket: string;
  readonly unit: string;
  readonly indicator: string;
  readonly at: Instant;
  readonly by: DoneBy;
  readonly reason: string;
  readonly decision?: Decision;
}

/** @property approved it is right: the ticket is not counted there */
export interface Decision {
  readonly approved: boolean;
  readonly at: Instant;
  readonly by: DoneBy;
  readonly reason: string;
}

/** What becomes of an objection or a decision. `same`: the same request made it before; `other`: another did. */
export type Made =
  | { readonly is: 'new' | 'same'; readonly objection: Objection }
  | { readonly is: 'other'; readonly objection: Objection };

export interface ObjectionDocument {
  _id: string;
  /** `rulebook month` */
  of: string;
  ticketId: string;
  unit: string;
  indicator: string;
  at: Instant;
  by: DoneBy;
  /** Sealed, as that of the decision; gone with the personal data of its ticket. */
  reason?: string;
  /** Of the request that it came with: the same once more is the same objection. */
  request: string;
  decision?: Omit<Decision, 'reason'> & { reason?: string; request: string };
}

const { Mixed } = Schema.Types;
const schema = new Schema(
  {
    _id: { type: String, required: true },
    of: { type: String, required: true },
    ticketId: { type: String, required: true },
    unit: { type: String, required: true },
    indicator: { type: String, required: true },
    at: { type: Number, required: true },
    by: { type: Mixed, required: true },
    reason: String,
    request: { type: String, required: true },
    decision: Mixed,
  },
  { versionKey: false },
);

type Which = Pick<Objection, 'rulebook' | 'month' | 'ticket' | 'unit' | 'indicator'>;

const placeOf = (rulebook: string, month: string): string => `${rulebook} ${month}`;
/** The same for the same count, so that a unit objects to it once. */
const idOf = ({ rulebook, month, ticket, unit, indicator }: Which): string =>
  createHash('sha256')
    .update(JSON.stringify([rulebook, month, ticket, unit, indicator]))
    .digest('base64url')
    .slice(0, 22);

const OF_REASON = 'objection';
const OF_DECISION = 'decision on objection';
const sealedFor = (id: string, what: string): string => `${id} ${what}`;

export type Objections = ReturnType<typeof objectionsIn>;

/** Objections to what was counted, with what was decided; only ever added to. Reasons are sealed with the key of their ticket. */
export function objectionsIn(connection: Connection, keysOf: KeysOf) {
  const model = connection.model('objection', schema, 'objections');

  async function objectionOf({
    _id: id,
    of,
    ticketId,
    decision,
    reason,
    ...rest
  }: ObjectionDocument): Promise<Objection> {
    const keys = await keysOf(ticketId);
    const opened = (text: string | undefined, what: string): string => {
      if (text === undefined) return ERASED;
      try {
        return open(keys, text, sealedFor(id, what));
      } catch (error) {
        if (error instanceof SealError) return UNREADABLE;
        throw error;
      }
    };
    const { unit, indicator, at, by } = rest;
    const [rulebook = '', month = ''] = of.split(' ');
    const { request: _, ...decided } = decision ?? { request: '' };
    return {
      id,
      rulebook,
      month,
      ticket: ticketId,
      unit,
      indicator,
      at,
      by,
      reason: opened(reason, OF_REASON),
      ...('approved' in decided
        ? { decision: { ...decided, reason: opened(decided.reason, OF_DECISION) } }
        : {}),
    };
  }

  const read = async (id: string): Promise<ObjectionDocument> =>
    model.findById(id).orFail().lean<ObjectionDocument>();

  return {
    model,

    /** @returns `other` where the unit has objected to this count before */
    async add(given: Omit<Objection, 'id' | 'decision'>, request: string): Promise<Made> {
      const { rulebook, month, ticket, unit, indicator, at, by, reason } = given;
      const _id = idOf(given);
      const sealed = seal(await keysOf(ticket), reason, sealedFor(_id, OF_REASON));
      const document = {
        _id,
        of: placeOf(rulebook, month),
        ticketId: ticket,
        unit,
        indicator,
        at,
        by,
        reason: sealed,
        request,
      };
      const made = await isNew(model.insertMany([document], { lean: true }));
      const stands = await read(_id);
      return {
        is: made ? 'new' : stands.request === request ? 'same' : 'other',
        objection: await objectionOf(stands),
      };
    },

    /** Decides on one that is not decided yet. @returns undefined where there is no such objection */
    async decide(id: string, { reason, ...decision }: Decision, request: string): Promise<Made | undefined> {
      const found = await model.findById(id).lean<ObjectionDocument>();
      if (!found) return undefined;
      const sealed = seal(await keysOf(found.ticketId), reason, sealedFor(id, OF_DECISION));
      const { modifiedCount } = await model.updateOne(
        { _id: id, decision: { $exists: false } },
        { $set: { decision: { ...decision, reason: sealed, request } } },
      );
      const stands = await read(id);
      return {
        is: modifiedCount > 0 ? 'new' : stands.decision?.request === request ? 'same' : 'other',
        objection: await objectionOf(stands),
      };
    },

    async find(id: string): Promise<Objection | undefined> {
      const found = await model.findById(id).lean<ObjectionDocument>();
      return found ? objectionOf(found) : undefined;
    },

    /**
     * Those of a month, newest first.
     * @param units of these alone
     * @param limit at least 1
     * @throws RangeError for a cursor that no list gave out
     */
    async list(
      {
        rulebook,
        month,
        units,
      }: Pick<Objection, 'rulebook' | 'month'> & { readonly units?: readonly string[] },
      cursor: string | undefined,
      limit: number,
    ): Promise<Page<Objection>> {
      const wanted = { of: placeOf(rulebook, month), ...(units ? { unit: { $in: units } } : {}) };
      const page = await pageOf(
        { cursor, limit },
        { field: 'at', of: ({ at }: ObjectionDocument) => at },
        async (conditions, most) =>
          model
            .find({ $and: [wanted, ...conditions] })
            .sort({ at: -1, _id: -1 })
            .limit(most)
            .lean<ObjectionDocument[]>(),
      );
      return { ...page, items: await Promise.all(page.items.map(objectionOf)) };
    },

    /** What is not to be counted in a month, since it was found so. */
    async struck(rulebook: string, month: string): Promise<ReadonlySet<string>> {
      const found = await model
        .find(
          { of: placeOf(rulebook, month), 'decision.approved': true },
          { ticketId: 1, unit: 1, indicator: 1 },
        )
        .lean<ObjectionDocument[]>();
      return new Set(found.map(({ ticketId, unit, indicator }) => objected(ticketId, unit, indicator)));
    },

    /** Seals anew what a data key sealed. @returns false where another changed it meanwhile @throws SealError */
    async reseal(id: string): Promise<boolean> {
      const found = await model.findById(id).lean<ObjectionDocument>();
      if (!found) return true;
      const keys = await keysOf(found.ticketId);
      const anew = (text: string | undefined, what: string): string | undefined =>
        text === undefined ? undefined : resealed(keys, keys, text, sealedFor(id, what));
      const reason = anew(found.reason, OF_REASON);
      const decided = anew(found.decision?.reason, OF_DECISION);
      const { matchedCount } = await model.updateOne(
        {
          _id: id,
          reason: found.reason ?? { $exists: false },
          'decision.reason': found.decision?.reason ?? { $exists: false },
        },
        {
          $set: {
            ...(reason === undefined ? {} : { reason }),
            ...(decided === undefined ? {} : { 'decision.reason': decided }),
          },
        },
      );
      return matchedCount > 0;
    },
  };
}
