import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { type Instant, instant } from '../domain/instant';
import type { Answer, Target } from '../storage/requests';
import type { Store } from '../storage/store';
import { invalid, keyReused, Problem } from './problem';
import { subjectOf } from './access';

/** A request that may be repeated without a second effect. */
export interface Repeatable {
  /** Ids that its first try chose: a further try works on the same ticket and command, whatever became of the first. */
  readonly target: Target;
  /** What an earlier try was answered with. */
  readonly answer?: Answer;
  readonly at: Instant;
  /** Keeps the answer for further tries. */
  keep(answer: Answer): Promise<void>;
}

/** The `Idempotency-Key` of a request. @throws a 422 for one that is empty, too long or not visible */
export function keyOf(request: Pick<Request, 'get'>): string | undefined {
  const key = request.get('Idempotency-Key');
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw invalid('The Idempotency-Key can’t be used.', [
    { path: 'Idempotency-Key', message: 'expected 1 to 255 visible ASCII characters without blanks' },
  ]);
}

/**
 * Claims a request for its key, where it has one. No lock is held: two tries at the same time choose the same ids, and what is done
 * under an id is done once.
 * @param body after its schema, so that the order of its fields does not matter
 * @param propose ids for a first try
 * @throws a 422 when another request came with this key
 */
export async function claim(store: Store, request: Request, body: unknown, propose: () => Target): Promise<Repeatable> {
  const at = instant(Date.now());
  const key = keyOf(request);
  if (key === undefined) return { target: propose(), at, keep: async () => {} };
  const id = hash('key', subjectOf(request).role, subjectOf(request).sub, key);
  const claimed = await store.claimRequest(id, hash('body', request.method, request.path, JSON.stringify(body)), propose(), at);
  if (claimed.is === 'different') throw keyReused();
  const answer = claimed.is === 'same' ? claimed.answer : undefined;
  return { target: claimed.target, answer, at, keep: (given) => store.answerRequest(id, given) };
}

/** Gives a kept problem again as it was. */
export function keptProblem({ status, body, headers = {} }: Answer): Problem {
  const { type, title, detail, ...more } = body as Problem['body'];
  return new Problem(status, type.split(':').at(-1) ?? '', title, detail, { ...more, headers });
}

const hash = (...parts: string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
