import { type Connection, Schema } from 'mongoose';
import { type Instant, instant } from '../../domain/time/instant';
import type { Role } from '../../domain/words';
import type { DataKeys } from '../../keys/data-keys';
import { open, seal } from '../../keys/seal';

/** Who signed in, as whom, and what the provider gave for it. */
export interface SignedIn {
  readonly subject: { readonly role: Role; readonly sub: string; readonly unit?: string };
  readonly name?: string;
  /** Names the session to the provider when it is to end there too. */
  readonly idToken?: string;
  /** Asks the provider for new tokens when these end. */
  readonly refreshToken?: string;
}

export interface Times {
  /** When it ends, whatever happens. */
  readonly until: Instant;
  /** When the provider has to be asked again; without it, never before its end. */
  readonly freshUntil?: Instant;
}

export type Session = SignedIn &
  Times & {
    /** As what it is kept. */
    readonly id: string;
    /** When somebody last did something with it, to within a minute. */
    readonly seen: Instant;
  };

export interface SessionDocument {
  _id: string;
  /** {@link SignedIn}, for this place: whoever can write to the database makes nobody an administrator by it. */
  sealed: string;
  until: Instant;
  freshUntil?: Instant;
  seen: Instant;
  /** Until when the one that asks the provider for new tokens has time to. */
  renewing?: Instant;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    sealed: { type: String, required: true },
    until: { type: Number, required: true },
    freshUntil: Number,
    seen: { type: Number, required: true },
    renewing: Number,
  },
  { versionKey: false },
);

const placeOf = (id: string): string => `session ${id}`;

export type Sessions = ReturnType<typeof sessionsIn>;

/** Who is signed in with a browser. Each session is found by a keyed hash of its id, which its cookie alone holds. */
export function sessionsIn(connection: Connection, keys: DataKeys) {
  const model = connection.model('session', schema, 'sessions');

  const sealed = (id: string, signedIn: SignedIn): string =>
    seal(keys, JSON.stringify(signedIn), placeOf(id));

  function sessionOf({ _id: id, sealed: text, until, freshUntil, seen }: SessionDocument): Session {
    // As it was sealed.
    const signedIn = JSON.parse(open(keys, text, placeOf(id))) as SignedIn;
    return { ...signedIn, id, until, seen, ...(freshUntil === undefined ? {} : { freshUntil }) };
  }

  return {
    model,

    /** @param id as what it is kept */
    async begin(id: string, signedIn: SignedIn, { until, freshUntil }: Times, now: Instant): Promise<void> {
      await model.insertMany(
        [
          {
            _id: id,
            sealed: sealed(id, signedIn),
            until,
            seen: now,
            ...(freshUntil === undefined ? {} : { freshUntil }),
          },
        ],
        { lean: true },
      );
    },

    /** @param ids as what each data key would have kept it */
    async find(ids: readonly string[]): Promise<Session | undefined> {
      const found = await model.findOne({ _id: { $in: ids } }).lean<SessionDocument>();
      return found ? sessionOf(found) : undefined;
    },

    async see(id: string, now: Instant): Promise<void> {
      await model.updateOne({ _id: id }, { $max: { seen: now } });
    },

    /** Of all that find it no longer fresh, one may renew it. @param time how long that one has (ms) @returns whether it is this one */
    async claimRenewal(id: string, now: Instant, time: number): Promise<boolean> {
      const { matchedCount } = await model.updateOne(
        { _id: id, renewing: { $not: { $gt: now } } },
        { $set: { renewing: instant(now + time) } },
      );
      return matchedCount > 0;
    },

    /** By whoever claimed it; one that was ended meanwhile stays ended. */
    async renew(id: string, signedIn: SignedIn, { until, freshUntil }: Times): Promise<void> {
      await model.updateOne(
        { _id: id },
        {
          $set: { sealed: sealed(id, signedIn), until, ...(freshUntil === undefined ? {} : { freshUntil }) },
          $unset: { renewing: 1, ...(freshUntil === undefined ? { freshUntil: 1 } : {}) },
        },
      );
    },

    /** Lets the next one try. */
    async leaveRenewal(id: string): Promise<void> {
      await model.updateOne({ _id: id }, { $unset: { renewing: 1 } });
    },

    async end(ids: readonly string[]): Promise<void> {
      await model.deleteMany({ _id: { $in: ids } });
    },

    /** Forgets sessions that ended before `before`, at most `limit` of them. @returns how many */
    async forget(before: Instant, limit: number): Promise<number> {
      const over = await model
        .find({ until: { $lt: before } }, { _id: 1 })
        .limit(limit)
        .lean<{ _id: string }[]>();
      return (await model.deleteMany({ _id: { $in: over.map(({ _id }) => _id) } })).deletedCount;
    },
  };
}
