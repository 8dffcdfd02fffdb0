import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import { HOUR, type Instant, instant, MINUTE } from '../../domain/time/instant';
import type { DataKeys } from '../../keys/data-keys';
import { keptAs, newSessionId } from '../../keys/session-ids';
import type { Session, SignedIn, Times } from '../../storage/sessions/sessions';
import type { Store } from '../../storage/store';
import type { Database } from '../database';
import { unauthenticated, unavailable } from '../http/problem';
import { assertOurOwn, assertSameOrigin, DESK_HEADER, type OurPages } from './same-origin';

/** How browsers are signed in. */
export interface SessionRules extends OurPages {
  /** Whether cookies go by https alone, and by no other name than our own: everywhere but in development. */
  readonly secure: boolean;
  /** For how long a session lasts at most (h), and without anything done (min). */
  readonly hours: number;
  readonly idleMinutes: number;
}

/** What a provider says of somebody, and until when that is good. */
export type Account = SignedIn & { readonly goodUntil?: Instant };

/** Asks the provider once more. @returns nothing where it does not know the account any more, or lets it in no longer */
export type Renew = (refreshToken: string, before: SignedIn) => Promise<Account | undefined>;

/** Whoever is signed in with a browser. */
export interface Sessions {
  /** Signs somebody in: the session that the browser had is over, and it gets another id. */
  begin(request: Request, account: Account): Promise<GivesCookie>;
  /** The session that a request's cookie opens. @throws the driver's error while the database is away; a 503 while the provider is, where it has to be asked */
  of(request: Request): Promise<Session | undefined>;
  /** The same for a request to `/v1`. @throws also a 401 without a session, and a 403 for what another page had the browser send */
  asking(request: Request): Promise<Session>;
  /** @throws a 403 for what a page of another origin had the browser send */
  assertSameOrigin(request: Request): void;
  /** @returns the session that was ended */
  end(request: Request): Promise<Session | undefined>;
  /** Takes the cookie of a session that was ended. */
  readonly clear: GivesCookie;
}

/** Puts a cookie into an answer, or takes it away by one. */
export type GivesCookie = (response: Response) => void;

/** What a page asks for by itself, as the header says: it keeps no session from its idle end. */
const BACKGROUND = 'background';
/** The moment of what was last done is kept no more often (ms). */
const SEEN_EVERY = MINUTE;
/** A provider is asked so long (ms) before what it said is too old. */
const AHEAD = 30_000;
/** How long whoever asks it has for that, and all others wait for the answer (ms). */
const RENEWAL = 10_000;
const LOOK_AGAIN = 100;

/**
 * The cookie’s name. With the prefix `__Host-` no browser takes it but by https from this very host, so that no neighbour sets it
 * (RFC 6265bis).
 */
export const cookieNamed = (name: string, secure: boolean): string =>
  secure ? `__Host-huiyin-${name}` : `huiyin-${name}`;

/** What every cookie of ours has: no script reads it. */
export const cookieOptions = (secure: boolean): CookieOptions => ({ httpOnly: true, secure, path: '/' });

export const cookiesOf = (request: Pick<Request, 'headers'>): Readonly<Record<string, string | undefined>> =>
  parseCookie(request.headers.cookie ?? '');

/** @param renew asks the provider; none where nobody gives anything to ask with */
export function sessionsBy(
  rules: SessionRules,
  keys: DataKeys,
  database: Pick<Database, 'store'>,
  renew: Renew = async () => undefined,
): Sessions {
  const { secure, hours, idleMinutes } = rules;
  const name = cookieNamed('session', secure);
  // Strict: no link and no form of another site brings it. A page of ours needs none to be shown, and asks `/v1` by itself.
  const options: CookieOptions = { ...cookieOptions(secure), sameSite: 'strict' };

  const idsOf = (request: Request): readonly string[] => {
    const id = cookiesOf(request)[name];
    return id ? keptAs(keys, id) : [];
  };

  /** What the provider said holds no longer than it says; where it can be asked again, that is done then. */
  const timesOf = ({ goodUntil, refreshToken }: Account, latest: Instant): Times => {
    if (goodUntil === undefined || goodUntil >= latest) return { until: latest };
    return refreshToken === undefined ? { until: goodUntil } : { until: latest, freshUntil: goodUntil };
  };

  /** One of all that ask at once asks the provider; the others wait for it. */
  async function renewed(store: Store, session: Session): Promise<Session | undefined> {
    const { id, refreshToken } = session;
    if (refreshToken === undefined) return undefined;
    const patience = Date.now() + RENEWAL;
    while (Date.now() < patience) {
      if (await store.sessions.claimRenewal(id, instant(Date.now()), RENEWAL)) {
        const now = await store.sessions.find([id]);
        if (!now || !isStale(now)) {
          await store.sessions.leaveRenewal(id);
          return now;
        }
        return askProvider(store, now);
      }
      await new Promise((resolve) => void setTimeout(resolve, LOOK_AGAIN));
      const now = await store.sessions.find([id]);
      if (!now || !isStale(now)) return now;
    }
    throw unavailable('The provider of accounts does not answer.');
  }

  async function askProvider(store: Store, session: Session): Promise<Session | undefined> {
    const { id, refreshToken = '', until } = session;
    const account = await renew(refreshToken, session).catch(async (error: unknown) => {
      await store.sessions.leaveRenewal(id);
      throw error;
    });
    if (!account) {
      await store.sessions.end([id]);
      return undefined;
    }
    const { goodUntil: _, ...signedIn } = account;
    await store.sessions.renew(id, signedIn, timesOf(account, until));
    return store.sessions.find([id]);
  }

  const isStale = ({ freshUntil }: Session): boolean =>
    freshUntil !== undefined && Date.now() >= freshUntil - AHEAD;

  async function of(request: Request): Promise<Session | undefined> {
    const ids = idsOf(request);
    if (ids.length === 0) return undefined;
    const store = await database.store();
    const session = await store.sessions.find(ids);
    if (!session) return undefined;
    const now = instant(Date.now());
    if (now >= session.until || now >= session.seen + idleMinutes * MINUTE) {
      await store.sessions.end(ids);
      return undefined;
    }
    const isDone = request.get(DESK_HEADER) !== BACKGROUND;
    if (isDone && now >= session.seen + SEEN_EVERY) await store.sessions.see(session.id, now);
    return isStale(session) ? renewed(store, session) : session;
  }

  async function end(request: Request): Promise<Session | undefined> {
    const ids = idsOf(request);
    if (ids.length === 0) return undefined;
    const store = await database.store();
    const session = await store.sessions.find(ids);
    await store.sessions.end(ids);
    return session;
  }

  return {
    of,
    end,
    assertSameOrigin: (request) => assertSameOrigin(request, rules),
    clear: (response) => void response.clearCookie(name, options),
    async asking(request) {
      if (cookiesOf(request)[name] === undefined)
        throw unauthenticated('Send a token: Authorization: Bearer <JWT>.');
      assertOurOwn(request, rules);
      const session = await of(request);
      if (session) return session;
      throw unauthenticated('The session is over; sign in again.');
    },
    async begin(request, account) {
      await end(request);
      const now = instant(Date.now());
      const id = newSessionId();
      const [kept = ''] = keptAs(keys, id);
      const times = timesOf(account, instant(now + hours * HOUR));
      const { goodUntil: _, ...signedIn } = account;
      const store = await database.store();
      await store.sessions.begin(kept, signedIn, times, now);
      return (response) => void response.cookie(name, id, { ...options, expires: new Date(times.until) });
    },
  };
}
