import type { Logger } from 'pino';
import * as openid from 'openid-client';
import { HOUR, instant } from '../../domain/time/instant';
import type { Role } from '../../domain/words';
import type { SignedIn } from '../../storage/sessions/sessions';
import { Problem, unavailable } from '../http/problem';
import type { Account } from '../requests/sessions';
import { subjectIn } from '../requests/subject';

/** The city's provider of accounts, and what we are to it. */
export interface ProviderRules {
  readonly issuer: URL;
  readonly clientId: string;
  /** A client that is known by its secret; without it one that anybody may be, which PKCE keeps safe. */
  readonly clientSecret?: string;
  readonly scope: string;
  readonly roleClaim: string;
  readonly unitClaim: string;
  /** Where browsers reach us; our addresses at the provider begin with it. */
  readonly publicUrl: string;
}

/** What only the browser that began a sign-in knows of it, until it comes back. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Provider {
  /** Where the browser goes to sign in. @throws a 503 while the provider does not answer */
  begin(attempt: Attempt): Promise<URL>;
  /** Who came back. @param query of the address that the provider sent the browser to @throws a problem that says why nobody did */
  finish(query: string, attempt: Attempt): Promise<Account>;
  renew(refreshToken: string, before: SignedIn): Promise<Account | undefined>;
  /** Where the browser ends its session at the provider too, where that is possible. */
  endOf(session: SignedIn): Promise<string | undefined>;
}

export const CALLBACK = '/auth/callback';
/** Where a provider sends the browser when its session there is over. */
const AFTER = '/desk/';

/** Seconds that a provider has to answer. */
const PATIENCE = 8;
/** How long what a provider says of itself counts (ms). */
const KNOWN_FOR = HOUR;

/** Who works with a browser. Callers come by their ticket's code, and a gateway is a program. */
const STAFF: readonly Role[] = ['operator', 'unit', 'supervisor', 'admin', 'auditor', 'leader'];

export const newAttempt = (): Attempt => ({
  state: openid.randomState(),
  nonce: openid.randomNonce(),
  verifier: openid.randomPKCECodeVerifier(),
});

type Claims = { readonly sub: string } & Record<string, openid.JsonValue | undefined>;

/** Nobody came in, and why. */
const refusedSignIn = (detail: string): Problem =>
  new Problem(403, 'sign-in-refused', 'Not signed in', detail);

/**
 * Any OpenID provider: what it is and has it says itself (discovery), and is asked when it is first needed.
 * @param log is told of a provider that does not do as it should; never whom it is about
 */
export function providerAt(rules: ProviderRules, log: Pick<Logger, 'warn'>): Provider {
  const { issuer, clientId, clientSecret, scope, publicUrl } = rules;
  const redirect = publicUrl + CALLBACK;
  let known: { readonly configuration: Promise<openid.Configuration>; readonly until: number } | undefined;

  function configuration(): Promise<openid.Configuration> {
    if (known && Date.now() < known.until) return known.configuration;
    const asked = openid.discovery(
      issuer,
      clientId,
      undefined,
      clientSecret === undefined ? openid.None() : bySecret(clientSecret),
      {
        timeout: PATIENCE,
        // Settings let nothing but this machine be reached so.
        execute: issuer.protocol === 'http:' ? [openid.allowInsecureRequests] : [],
      },
    );
    // Though it came from the provider itself, an ID token has to be signed by it: a proxy on the way adds no role.
    const set = asked.then((it) => {
      openid.enableNonRepudiationChecks(it);
      return it;
    });
    set.catch(() => (known = undefined));
    known = { configuration: set, until: Date.now() + KNOWN_FOR };
    return set;
  }

  /** @throws a problem for what went wrong with the provider */
  async function asking<T>(what: () => Promise<T>): Promise<T> {
    try {
      return await what();
    } catch (error) {
      if (error instanceof Problem) throw error;
      log.warn({ why: reasonOf(error) }, 'the provider of accounts was asked in vain');
      throw isRefusal(error)
        ? refusedSignIn('The provider of accounts does not confirm this sign-in.')
        : unavailable('The provider of accounts does not answer as it should.');
    }
  }

  /** What a provider says of somebody: by the ID token, and by its UserInfo, where many put what is not needed to sign in. */
  async function accountOf(
    at: openid.Configuration,
    tokens: openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers,
    before?: SignedIn,
  ): Promise<Account> {
    const said = tokens.claims();
    const sub = said?.sub ?? before?.subject.sub;
    if (sub === undefined) throw refusedSignIn('The provider of accounts does not say who signed in.');
    const info =
      at.serverMetadata().userinfo_endpoint === undefined
        ? {}
        : await openid.fetchUserInfo(at, tokens.access_token, sub);
    const all: Claims = { ...info, ...said, sub };
    const found = subjectIn(all, rules);
    // Where tokens are renewed a provider may leave out who they are for.
    if ('wrong' in found && said === undefined && before) return { ...before, ...lasting(tokens, before) };
    if ('wrong' in found) throw refusedSignIn(`The account’s claims are not complete: ${found.wrong}`);
    const { role } = found.subject;
    if (!STAFF.includes(role))
      throw refusedSignIn(`An account of the role ${role} has no place at the desk.`);
    const name = [all.name, all.preferred_username].find((it) => typeof it === 'string' && it !== '');
    return {
      subject: found.subject,
      ...(typeof name === 'string' ? { name: name.slice(0, 100) } : {}),
      ...lasting(tokens, before),
    };
  }

  return {
    begin: ({ state, nonce, verifier }) =>
      asking(async () =>
        openid.buildAuthorizationUrl(await configuration(), {
          redirect_uri: redirect,
          scope,
          state,
          nonce,
          code_challenge: await openid.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        }),
      ),

    finish: (query, { state, nonce, verifier }) =>
      asking(async () => {
        const at = await configuration();
        const tokens = await openid.authorizationCodeGrant(at, new URL(redirect + query), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        return accountOf(at, tokens);
      }),

    async renew(refreshToken, before) {
      try {
        return await asking(async () => {
          const at = await configuration();
          return accountOf(at, await openid.refreshTokenGrant(at, refreshToken), before);
        });
      } catch (error) {
        if (error instanceof Problem && error.body.status === 403) return undefined;
        throw error;
      }
    },

    async endOf({ idToken }) {
      try {
        const at = await configuration();
        if (at.serverMetadata().end_session_endpoint === undefined) return undefined;
        return openid.buildEndSessionUrl(at, {
          post_logout_redirect_uri: publicUrl + AFTER,
          ...(idToken === undefined ? {} : { id_token_hint: idToken }),
        }).href;
      } catch (error) {
        // It ends here in any case.
        log.warn({ why: reasonOf(error) }, 'the provider of accounts was asked in vain');
        return undefined;
      }
    },
  };
}

/** What is kept of tokens, and until when they are good: as long as the shorter-lived of what they say. */
function lasting(
  tokens: openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers,
  before?: SignedIn,
): Pick<Account, 'idToken' | 'refreshToken' | 'goodUntil'> {
  const idToken = tokens.id_token ?? before?.idToken;
  const refreshToken = tokens.refresh_token ?? before?.refreshToken;
  const seconds = tokens.expiresIn();
  const ends = [
    ...(tokens.claims() ? [(tokens.claims()?.exp ?? 0) * 1_000] : []),
    ...(seconds === undefined ? [] : [Date.now() + seconds * 1_000]),
  ];
  return {
    ...(idToken === undefined ? {} : { idToken }),
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(ends.length === 0 ? {} : { goodUntil: instant(Math.min(...ends)) }),
  };
}

/** In the header, as every provider has to take it (RFC 6749); in the body where one says that it takes it only there. */
const bySecret =
  (secret: string): openid.ClientAuth =>
  (server, ...rest) => {
    const { token_endpoint_auth_methods_supported: taken = ['client_secret_basic'] } = server;
    const way = taken.includes('client_secret_basic') ? openid.ClientSecretBasic : openid.ClientSecretPost;
    way(secret)(server, ...rest);
  };

/** Whether it was said no to; anything else went wrong on the way. */
const isRefusal = (error: unknown): boolean =>
  error instanceof openid.AuthorizationResponseError ||
  (error instanceof openid.ResponseBodyError && error.error === 'invalid_grant') ||
  (error instanceof openid.ClientError && /^OAUTH_(INVALID_RESPONSE|JWT_|KEY_)/.test(error.code ?? ''));

/** For the log: a fixed word of the library or the provider, never what somebody sent. */
function reasonOf(error: unknown): string {
  if (error instanceof openid.AuthorizationResponseError || error instanceof openid.ResponseBodyError)
    return error.error.slice(0, 50);
  if (error instanceof openid.ClientError) return error.code ?? 'unknown';
  return 'unreachable';
}
