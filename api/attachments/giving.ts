import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { Attachment } from '../../storage/attachments/attachments';
import type { ByteRange } from '../../storage/attachments/uploads';
import type { Store } from '../../storage/store';
import { Problem } from '../http/problem';
import { type AttachmentType, fileName } from './attachment-types';

/** Sends a file to be saved, and never to be shown as a page of this address. */
export async function give(
  store: Store,
  request: Request,
  response: Response,
  { id, ticketId, name, type, size, file }: Attachment,
): Promise<void> {
  const range = rangeOf(request, size);
  const whole = { start: 0, end: size };
  const { start, end } = range ?? whole;
  const headers = {
    'Content-Type': type,
    'Content-Length': String(end - start),
    'Content-Disposition': disposition(
      // What is kept has the type that its bytes showed.
      fileName(name ?? `${ticketId}-${id.slice(0, 8)}`, type as AttachmentType),
    ),
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Accept-Ranges': 'bytes',
    ...(range ? { 'Content-Range': `bytes ${start}-${end - 1}/${size}` } : {}),
  };
  if (request.method === 'HEAD') return void response.set(headers).end();
  const bytes = store.uploads.bytes(file, range);
  // A database that is away is told of while there is still an answer to be given.
  await once(bytes, 'readable');
  response.status(range ? 206 : 200).set(headers);
  // Where it fails by now, all that can be done is done: the answer is broken off.
  await pipeline(bytes, response).catch(() => {});
}

/** The one part of a file that is asked for; none where all of it is, or several parts are. @throws a 416 for one that lies beyond it */
export function rangeOf(request: Pick<Request, 'range'>, size: number): ByteRange | undefined {
  // With or without If-Range: a file never changes.
  const ranges = request.range(size);
  if (ranges === -1) {
    throw new Problem(416, 'range', 'Not this part', `There are ${size} bytes.`, {
      headers: { 'Content-Range': `bytes */${size}` },
    });
  }
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1)
    return undefined;
  const [{ start, end } = { start: 0, end: size - 1 }] = ranges;
  return { start, end: end + 1 };
}

/** RFC 6266, in the form that takes every character. */
const disposition = (name: string): string => {
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
};
