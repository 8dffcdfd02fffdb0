import type { Connection } from 'mongoose';
import { endOf, type RestrictionEvent } from '../../domain/restriction/restriction';
import { type Instant, instant, MINUTE } from '../../domain/time/instant';
import type { DataKeys } from '../../keys/data-keys';
import { phoneHashes } from '../../keys/phone-number';
import { open, seal, SealError } from '../../keys/seal';
import { dataKeysOf, newTicketKey, rewrapped, type TicketKey, unwrapped } from '../../keys/ticket-key';
import { unlessDuplicate } from '../errors';
import { type Page, pageOf } from '../page';
import { ERASED, UNREADABLE } from '../tickets/texts/sealed-text';
import {
  type Imposed,
  type RestrictionDocument,
  restrictionModelOn,
  type Secret,
} from './restriction-document';

export type { Evidence, Imposed, Secret } from './restriction-document';

/** A restriction with what was said about it; never the phone. */
export interface Restriction extends Imposed, Omit<Secret, 'phone'> {
  readonly events: readonly (RestrictionEvent & { readonly text?: string })[];
  readonly ended?: Instant;
}

/** How long (ms) after its moment it is looked after by the sweep: its workflow has noted its end by then, or does not run. */
const OVERDUE = 2 * MINUTE;
const NEWEST = { at: -1, _id: -1 } as const;
const placeOf = (id: string): string => `${id} secret`;
const textPlace = (id: string, command: string): string => `${id} ${command}`;

/** What of a restriction tells which data keys it depends on. */
export const RESTRICTION_DEPENDS = { key: 1, indexedBy: 1 } as const;
export const keysOfRestriction = ({
  key,
  indexedBy,
}: Pick<RestrictionDocument, keyof typeof RESTRICTION_DEPENDS>): string[] => [
  ...dataKeysOf([key]),
  ...(indexedBy === undefined ? [] : [indexedBy]),
];

export type Restrictions = ReturnType<typeof restrictionsIn>;

/**
 * Callers whose use of the phone line is restricted (HZ-4), and records of misuse (WF-34), found by the keyed hash of the phone. A restriction
 * ends at its moment for whoever asks, whether or not its workflow has noted that.
 */
export function restrictionsIn(connection: Connection, keys: DataKeys) {
  const model = restrictionModelOn(connection);

  const hashed = (phone: string): Record<string, unknown> => ({
    phoneHash: { $in: phoneHashes(keys, phone) },
  });

  /** The key of one, wherever a caller's data is still kept. */
  const ownKeyOf = ({ _id, key }: Pick<RestrictionDocument, '_id' | 'key'>): TicketKey | undefined =>
    key === undefined ? undefined : unwrapped(keys, key, _id);

  const secretOf = (document: RestrictionDocument): Secret | undefined => {
    const own = ownKeyOf(document);
    if (!own || document.secret === undefined) return undefined;
    // As `impose` wrote it.
    return JSON.parse(open([own], document.secret, placeOf(document._id))) as Secret;
  };

  function restrictionOf(document: RestrictionDocument): Restriction {
    const {
      _id: id,
      events,
      texts = {},
      secret: _,
      key: __,
      phoneHash: ___,
      indexedBy,
      due,
      erased,
      ...rest
    } = document;
    const own = openedUnlessSealed(() => ownKeyOf(document));
    const { reason, evidence } = openedUnlessSealed(() => secretOf(document)) ?? {
      reason: erased === undefined ? UNREADABLE : ERASED,
      evidence: {},
    };
    return {
      id,
      ...rest,
      reason,
      evidence,
      events: events.map((it) => {
        const sealed = it.command === undefined ? undefined : texts[it.command];
        if (sealed === undefined) return it;
        const text = own && openedUnlessSealed(() => open([own], sealed, textPlace(id, it.command ?? '')));
        return { ...it, text: text ?? UNREADABLE };
      }),
    };
  }

  async function find(id: string): Promise<Restriction | undefined> {
    const found = await model.findById(id).lean<RestrictionDocument>();
    return found ? restrictionOf(found) : undefined;
  }

  async function standing(phone: string, rulebook: string, now: Instant): Promise<Restriction | undefined> {
    const found = await model.find(hashed(phone)).sort(NEWEST).lean<RestrictionDocument[]>();
    const one = found.find(
      (it) => it.rulebook === rulebook && it.ended === undefined && it.until !== undefined && now < it.until,
    );
    return one && restrictionOf(one);
  }

  return {
    model,
    find,

    /** Stores one; the same id again changes nothing. What restricts nothing has ended with that (WF-34). */
    async impose({ id, ...imposed }: Imposed, secret: Secret): Promise<void> {
      const { key, wrapped } = newTicketKey(keys, id);
      const document: RestrictionDocument = {
        _id: id,
        ...imposed,
        key: wrapped,
        secret: seal([key], JSON.stringify(secret), placeOf(id)),
        phoneHash: phoneHashes(keys, secret.phone)[0] ?? '',
        indexedBy: keys[0].id,
        events: [],
        ...(imposed.until === undefined ? { ended: imposed.at } : { due: imposed.at }),
      };
      await model.insertMany([document], { lean: true }).catch(unlessDuplicate);
    },

    /** The restriction that a caller stands under by a rulebook at this moment. */
    standing,

    /** Those of a caller; or all, newest first. @throws RangeError for a cursor that no list gave out */
    async list(
      phone: string | undefined,
      cursor: string | undefined,
      limit: number,
    ): Promise<Page<Restriction>> {
      const wanted = phone === undefined ? {} : hashed(phone);
      const page = await pageOf(
        { cursor, limit },
        { field: 'at', of: ({ at }: RestrictionDocument) => at },
        (conditions, most) =>
          model
            .find({ $and: [wanted, ...conditions] })
            .sort(NEWEST)
            .limit(most)
            .lean<RestrictionDocument[]>(),
      );
      return { ...page, items: page.items.map(restrictionOf) };
    },

    /** Keeps what is said with a command before it is given; the command carries its id alone. */
    async say(id: string, command: string, text: string): Promise<void> {
      const found = await model.findById(id, { key: 1 }).lean<RestrictionDocument>();
      const own = found && ownKeyOf(found);
      if (!own) return;
      const sealed = seal([own], text, textPlace(id, command));
      await model.updateOne({ _id: id }, { $set: { [`texts.${command}`]: sealed } });
    },

    /** Forgets what was said with a command that was refused. */
    async unsay(id: string, command: string): Promise<void> {
      await model.updateOne({ _id: id }, { $unset: { [`texts.${command}`]: 1 } });
    },

    /** Writes what its workflow knows of it; fewer events than stand there change nothing. */
    async record(id: string, events: readonly RestrictionEvent[]): Promise<void> {
      const end = endOf(events);
      const last = events.length - 1;
      await model.updateOne(
        { _id: id, [`events.${last}`]: { $exists: false } },
        { $set: { events, ...(end ? { ended: end.at } : {}) }, ...(end ? { $unset: { due: 1 } } : {}) },
      );
    },

    /** What the sweep has to see to: those whose workflow was not started, or has not noted their end. */
    async due(now: Instant, after: string, limit: number): Promise<Restriction[]> {
      const found = await model
        .find({ due: { $lte: now }, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<RestrictionDocument[]>();
      return found.map(restrictionOf);
    },

    /** Its workflow runs: it is looked after again when it should have ended. */
    async markStarted({ id, until }: Pick<Imposed, 'id' | 'until'>, now: Instant): Promise<void> {
      const due = instant(Math.max(until ?? now, now) + OVERDUE);
      await model.updateOne({ _id: id, due: { $exists: true } }, { $set: { due } });
    },

    /** The ids of those of a caller, and whether each has ended by now. */
    async ofCaller(phone: string, now: Instant): Promise<{ id: string; isOver: boolean }[]> {
      const found = await model
        .find(hashed(phone), { until: 1, ended: 1, erased: 1 })
        .lean<RestrictionDocument[]>();
      return found.map(({ _id, until = 0, ended }) => ({
        id: _id,
        isOver: ended !== undefined || until <= now,
      }));
    },

    /** Makes one depend on the newest data key alone. @returns false where another changed it meanwhile @throws SealError */
    async reseal(id: string): Promise<boolean> {
      const found = await model.findById(id).lean<RestrictionDocument>();
      if (found?.key === undefined) return true;
      const { key, indexedBy } = found;
      const { phone } = secretOf(found) ?? { phone: '' };
      const { matchedCount } = await model.updateOne(
        { _id: id, key, indexedBy },
        {
          $set: {
            key: rewrapped(keys, key, id),
            phoneHash: phoneHashes(keys, phone)[0] ?? '',
            indexedBy: keys[0].id,
          },
        },
      );
      return matchedCount > 0;
    },
  };
}

/** What a key that is missing, or a change, keeps from being read is read by nobody; the rest is shown all the same. */
function openedUnlessSealed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}
