import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { invalid, Problem } from '../http/problem';
import { mayBeTaken, TELLING_BYTES } from './attachment-types';
import { ATTACHMENT_TYPES } from './media-types';

/** Of one attachment, in bytes: some minutes of voice, or a short video. */
export const LARGEST = 20 * 1024 * 1024;

const tooLarge = (): Problem =>
  new Problem(
    413,
    'too-large',
    'The body is too large',
    `An attachment has at most ${LARGEST / 1024 / 1024} MB.`,
  );

export const unsupported = (): Problem => {
  const taken = Object.keys(ATTACHMENT_TYPES).join(', ');
  return new Problem(
    415,
    'unsupported-media-type',
    'This is not taken',
    `By its content it is none of: ${taken}.`,
    { headers: { Accept: taken } },
  );
};

interface Body {
  /** To be read once, to its end; fails where it is too large or breaks off. */
  readonly bytes: AsyncIterable<Buffer>;
  /** What it was, once it has been read. */
  readonly measured: () => { readonly id: string; readonly size: number };
}

/**
 * Begins to read a body, as far as it takes to see whether it may be taken; what exactly it is, all of it tells.
 * @param owner goes into the id: the ticket, and in which part it is attached. A unit that has the bytes of the caller's picture
 * must not learn from the answer that it is the caller's
 * @throws a problem where it can't be attached
 */
export async function bodyOf(request: Request, owner: string): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST) throw tooLarge();
  const digest = createHash('sha256').update(`${owner}\n`);
  let size = 0;
  const rest = measuredChunks();
  const first: Buffer[] = [];
  for (let seen = 0; seen < TELLING_BYTES;) {
    const { value, done } = await rest.next();
    if (done) break;
    first.push(value);
    seen += value.length;
  }
  if (first.length === 0)
    throw invalid('The body is empty.', [{ path: '', message: 'expected the bytes of a file' }]);
  const beginning = Buffer.concat(first);
  if (!(await mayBeTaken(beginning.subarray(0, TELLING_BYTES)))) throw unsupported();
  return { bytes: whole(), measured: () => ({ id: digest.copy().digest('hex'), size }) };

  async function* measuredChunks(): AsyncGenerator<Buffer, undefined> {
    try {
      // Left open where reading stops early: the answer goes over the same connection.
      // A request without an encoding gives bytes.
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > LARGEST) throw tooLarge();
        digest.update(chunk);
        yield chunk;
      }
    } catch (error) {
      if (error instanceof Problem || request.complete) throw error;
      throw new Problem(400, 'malformed', 'Malformed request', 'The body broke off.');
    }
  }

  async function* whole(): AsyncGenerator<Buffer> {
    yield beginning;
    yield* rest;
  }
}

export async function readPast(bytes: AsyncIterable<Buffer>): Promise<undefined> {
  for await (const _ of bytes);
}
