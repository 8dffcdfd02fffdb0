import { setTimeout as pause } from 'node:timers/promises';
import { makeToken, type TokenClaims } from '../token';

/** What was answered; the body as whoever asked expects it. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

export interface Ask {
  readonly as: TokenClaims;
  readonly method?: 'GET' | 'POST';
  readonly body?: object;
  readonly raw?: { readonly text: string; readonly type: string };
  /** Its `Idempotency-Key`: the same once more does nothing twice. */
  readonly key?: string;
}

/** How often something is asked again that was not answered, and how long is waited before (ms). */
const TRIES = 8;
const WAIT = 1_000;
/** In days. */
const TOKENS = 1;

export type Service = ReturnType<typeof serviceAt>;

/** The service over HTTP, as anybody reaches it, in development. */
export function serviceAt(url: string, secret: string) {
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (claims: TokenClaims): Promise<string> => {
    const name = JSON.stringify(claims);
    const known = tokens.get(name) ?? makeToken(claims, secret, TOKENS);
    // Callers have one a ticket, and are asked for once.
    if (claims.role !== 'caller') tokens.set(name, known);
    return known;
  };

  return { url, ask };

  /** @throws where it can't be reached, or goes on to be unavailable */
  async function ask<T>(path: string, request: Ask): Promise<Answer<T>> {
    for (let tried = 1; ; tried++) {
      const answered = await once<T>(path, request).catch((error: unknown) => {
        if (tried === TRIES)
          throw new Error(`${url} does not answer; is npm start running?`, { cause: error });
        return undefined;
      });
      const again = answered === undefined || [429, 503].includes(answered.status);
      if (!again || tried === TRIES) return answered as Answer<T>;
      await pause(WAIT * tried);
    }
  }

  async function once<T>(path: string, { as, method, body, raw, key }: Ask): Promise<Answer<T>> {
    const sent = raw?.text ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(url + path, {
      method: method ?? (sent === undefined ? 'GET' : 'POST'),
      headers: {
        authorization: `Bearer ${await tokenOf(as)}`,
        ...(sent === undefined ? {} : { 'content-type': raw?.type ?? 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(sent === undefined ? {} : { body: sent }),
      signal: AbortSignal.timeout(120_000),
    });
    // What an address answers is for whoever asks it to know.
    return { status: response.status, body: (await response.json()) as T };
  }
}

export const ADMIN: TokenClaims = { role: 'admin', sub: 'demo-admin' };
export const OPERATORS: readonly TokenClaims[] = ['一', '二', '三', '四'].map((it) => ({
  role: 'operator',
  sub: `话务员${it}`,
}));
export const SUPERVISOR: TokenClaims = { role: 'supervisor', sub: '督办员一' };
export const unitOf = (unit: string): TokenClaims => ({ role: 'unit', sub: `${unit}-经办人`, unit });
export const callerOf = (ticket: string): TokenClaims => ({
  role: 'caller',
  sub: `caller-of-${ticket}`,
  ticket,
});
