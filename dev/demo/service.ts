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

/**
 * For so long (ms) something is asked again that was not answered, or only that it can't be now, and so long is waited before at first and
 * at most. A machine that is busy with other things, or an engine that starts anew, is no refusal.
 */
const PATIENCE = 180_000;
const WAIT = 1_000;
const LONGEST_WAIT = 10_000;
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

  /** @throws where it can't be reached, or goes on to be unavailable: what is answered was taken, or refused */
  async function ask<T>(path: string, request: Ask): Promise<Answer<T>> {
    const began = performance.now();
    for (let tried = 1; ; tried++) {
      const answered = await once<T>(path, request).catch((error: unknown) => ({ error }));
      if ('status' in answered && ![429, 503].includes(answered.status)) return answered;
      if (performance.now() - began > PATIENCE) throw unanswered(path, answered);
      await pause(Math.min(WAIT * tried, LONGEST_WAIT));
    }
  }

  function unanswered(path: string, answered: Answer<unknown> | { readonly error: unknown }): Error {
    return 'error' in answered
      ? new Error(`${url} does not answer; is npm start running?`, { cause: answered.error })
      : new Error(`${url}${path} goes on to be answered ${answered.status}: ${said(answered.body)}`);
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

/** What a problem says, with each field that is wrong. */
export function said(body: unknown): string {
  const { detail = '', errors = [] } = body as {
    detail?: string;
    errors?: { path: string; message: string }[];
  };
  return [detail, ...errors.map(({ path, message }) => `${path}: ${message}`)].join(' ');
}
