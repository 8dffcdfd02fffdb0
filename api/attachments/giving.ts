import { finished } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { Attachment } from '../../storage/attachments/attachments';
import { Problem } from '../http/problem';
import { fileName } from './attachment-types';
import { type AttachmentType } from './media-types';

/** Of a file the bytes from `start` up to, and without, `end`. */
interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Who takes longer over a file than this (ms) is cut off: others wait for the room that it takes. */
const PATIENCE = 300_000;

/** Sends a file to be saved, and never to be shown as a page of this address; till its last byte is away. @throws a 416 */
export async function give(
  request: Request,
  response: Response,
  { id, ticketId, name, type }: Attachment,
  bytes: Buffer,
): Promise<void> {
  const size = bytes.length;
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
  // Express sends no body to HEAD.
  response
    .status(range ? 206 : 200)
    .set(headers)
    .end(bytes.subarray(start, end));
  // Where it fails by now, all that can be done is done: the answer is broken off.
  await finished(response, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => response.destroy());
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
