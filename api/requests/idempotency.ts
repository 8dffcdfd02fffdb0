import { createHmac } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { type Instant, instant } from '../../domain/time/instant';
import type { DataKeys } from '../../keys/data-keys';
import type { Answer, Target } from '../../storage/requests/requests';
import type { Store } from '../../storage/store';
import { invalid, keyReused } from '../http/problem';
import { subjectOf } from './access';

/** A request that may be repeated without a second effect. */
export interface Repeatable {
  /** Ids that its first try chose: a further try works on the same ticket and command, whatever became of the first. */
  readonly target: Target;
  /** What an earlier try was answered with. */
  readonly answer?: Answer;
  /** When its first try came: what is done by a further one counts from then. */
  readonly at: Instant;
  /** Keeps the answer for further tries. */
  keep(answer: Answer): Promise<void>;
}

/** What an `Idempotency-Key` is. */
export const KEY = /^[\x21-\x7e]{1,255}$/;

/** The `Idempotency-Key` of a request. @throws a 422 for one that is empty, too long or not visible */
function keyOf(request: Pick<Request, 'get'>): string | undefined {
  const key = request.get('Idempotency-Key');
  if (key === undefined || KEY.test(key)) return key;
  throw invalid('The Idempotency-Key can’t be used.', [
    { path: 'Idempotency-Key', message: 'expected 1 to 255 visible ASCII characters without blanks' },
  ]);
}

/** Refuses a key that can't be one before anything is looked up. */
export const checksKey: RequestHandler = (request, _response, next) => {
  keyOf(request);
  next();
};

export type Claim = ReturnType<typeof claimsBy>;

/** @param keys a request is known by each of them: while one takes another's place, processes do not agree on which is the newest */
export function claimsBy(keys: DataKeys) {
  /**
   * Claims a request for its key, where it has one. No lock is held: two tries at the same time choose the same ids, and what is done
   * under an id is done once.
   * @param body after its schema, so that the order of its fields does not matter
   * @param propose ids for a first try
   * @throws a 422 when another request came with this key
   */
  return async (
    store: Store,
    request: Request,
    body: unknown,
    propose: () => Target,
  ): Promise<Repeatable> => {
    const at = instant(Date.now());
    const key = keyOf(request);
    if (key === undefined) return { target: propose(), at, keep: async () => {} };
    const { role, sub } = subjectOf(request);
    const said = JSON.stringify(body);
    const known = keys.map(({ id, claiming }) => ({
      id: hash(claiming, 'key', role, sub, key),
      bodyHash: hash(claiming, 'body', request.method, request.path, said),
      key: id,
    }));
    const claimed = await store.requests.claim(known, propose(), at);
    if (claimed.is === 'different') throw keyReused();
    const { target } = claimed;
    const ids = known.map(({ id }) => id);
    const keep = (given: Answer): Promise<void> => store.requests.answer(ids, given);
    return claimed.is === 'same'
      ? { target, answer: claimed.answer, at: claimed.at, keep }
      : { target, at, keep };
  };
}

/** Keyed, so that a phone number can't be guessed from what is kept of a body. */
function hash(key: Buffer, ...parts: string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
}
