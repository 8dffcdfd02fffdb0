import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { instant, isoInstant } from '../../domain/time/instant';
import { type Attachment, ATTACHMENTS_OF_A_TICKET } from '../../storage/attachments/attachments';
import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import type { ByteRange } from '../../storage/attachments/uploads';
import { isConfidential, maySeeCaller, mustBe, type Owned, subjectOf } from '../requests/access';
import { noteAccess } from '../tickets/accesses';
import type { AttachmentAnswer } from '../answers';
import {
  ATTACHMENT_TYPES,
  type AttachmentType,
  attachmentType,
  fileName,
  TELLING_BYTES,
} from './attachment-types';
import { text } from '../http/fields';
import { parsed } from '../http/parsed';
import type { Parts } from '../parts';
import { allows, forbidden, invalid, notFound, notNow, Problem } from '../http/problem';
import { visibleTicket } from '../tickets/reading';
import type { Subject } from '../requests/subject';

/** Of one attachment, in bytes: some minutes of voice, or a short video. */
export const LARGEST = 20 * 1024 * 1024;

export const attachmentQuery = z.strictObject({
  name: text(100)
    // Also nothing that turns the reading direction, by which an ending is disguised.
    .refine((name) => !/[/\\\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(name) && !/^\.+$/.test(name), {
      error: 'expected a file’s name without a path or control characters',
    })
    .optional()
    .meta({ description: 'What the file is called' }),
});

/** `/v1/tickets/{id}/attachments`: voices, texts, pictures and videos that belong to a matter (BJ-1). Before the parser of JSON: a body is bytes. */
export function attachmentRoutes({ database, claim, log }: Parts): Router {
  const router = Router();

  router
    .route('/v1/tickets/:id/attachments')
    .post(async (request, response) => {
      try {
        await take(request, response);
      } finally {
        // What is left of a body that was refused is read past: a client that still sends does not look for an answer.
        request.resume();
      }
    })
    .get(async (request, response) => {
      const store = await database.store();
      const subject = subjectOf(request);
      const ticket = await visibleTicket(store, request);
      const attached = await store.attachments.of(ticket.id);
      const items = attached.filter((it) => maySeeAttachment(subject, ticket, it));
      const callerShown = items.some(({ by }) => by.role !== 'unit');
      await noteAccess(store, subject, [ticket], { what: 'attachments', callerShown });
      response.json({ items: items.map(attachmentJson) });
    })
    .all(allows('GET', 'HEAD', 'POST'));

  router
    .route('/v1/tickets/:id/attachments/:attachment')
    .get(async (request, response) => {
      const store = await database.store();
      const subject = subjectOf(request);
      const ticket = await visibleTicket(store, request);
      const { attachment: id } = request.params;
      const attachment = isAttachmentId(id) ? await store.attachments.find(id) : undefined;
      if (attachment?.ticketId !== ticket.id || !maySeeAttachment(subject, ticket, attachment)) {
        throw notFound('There is no such attachment.');
      }
      const callerShown = attachment.by.role !== 'unit';
      await noteAccess(store, subject, [ticket], {
        what: 'attachment',
        attachment: attachment.id,
        callerShown,
      });
      await give(store, request, response, attachment);
    })
    .all(allows('GET', 'HEAD'));

  return router;

  async function take(request: Request, response: Response): Promise<void> {
    const subject = subjectOf(request);
    mustBe(subject, ['operator', 'caller', 'unit']);
    const store = await database.store();
    const ticket = await visibleTicket(store, request);
    if (!mayAttach(subject, ticket)) throw forbidden('A unit that only gets a copy attaches nothing.');
    const { name } = parsed(attachmentQuery, request.query);
    const body = await bodyOf(request, `${ticket.id} ${subject.role}`);
    const noRoom = await whyNoRoom(store, ticket);
    const at = instant(Date.now());
    // What finds no room may still be there, from an earlier try; its bytes tell.
    const file = noRoom ? await readPast(body.bytes) : await store.uploads.write(body.bytes, at);
    const { id, size } = body.measured();
    if (noRoom && !(await store.attachments.find(id))) throw noRoom;
    const drop = async (): Promise<void> => {
      // What stays is swept.
      if (file !== undefined) await store.uploads.discard(file).catch(() => {});
    };
    const { answer, keep } = await claim(store, request, { id, name }, () => ({ attachment: id })).catch(
      async (error: unknown) => {
        await drop();
        throw error;
      },
    );
    const { role, sub } = subject;
    const by = { role, sub, ...(subject.role === 'unit' ? { unit: subject.unit } : {}) };
    const attached =
      file === undefined
        ? { is: 'known' as const, attachment: await store.attachments.find(id) }
        : await store.attachments.attach({
            id,
            ticketId: ticket.id,
            ...(name === undefined ? {} : { name }),
            type: body.type,
            size,
            at,
            by,
            file,
          });
    if (attached.is === 'full' || !attached.attachment) throw full();
    // A try that got no answer may have come further than its client knows.
    const status = answer?.status ?? (attached.is === 'new' ? 201 : 200);
    if (!answer) {
      await keep({ status, body: { id } }).catch((error: unknown) =>
        log.warn({ err: error }, 'an answer was not kept'),
      );
    }
    if (status === 201) response.location(`/v1/tickets/${ticket.id}/attachments/${id}`);
    response.status(status).json(attachmentJson(attached.attachment));
  }
}

/** Who has a part in handling a matter attaches to it. */
function mayAttach(subject: Subject, { assignments }: Pick<StoredTicket, 'assignments'>): boolean {
  if (subject.role !== 'unit') return true;
  return assignments.some(({ unit, role }) => unit === subject.unit && role !== 'copy');
}

/**
 * A voice or a face tells who somebody is: of a report or a confidential matter, what did not come from a unit is seen by those
 * who may know the caller (WF-11). A caller sees what the caller or a unit attached, not the hotline's own.
 */
export function maySeeAttachment(subject: Subject, ticket: Owned, { by }: Pick<Attachment, 'by'>): boolean {
  if (by.role === 'unit') return true;
  if (subject.role === 'caller') return by.role === 'caller';
  return !isConfidential(ticket) || maySeeCaller(subject, ticket);
}

/** Why a ticket takes no further attachment. */
async function whyNoRoom(store: Store, ticket: StoredTicket): Promise<Problem | undefined> {
  if (ticket.state === 'closed') {
    return notNow('The ticket is closed (已办结); nothing is attached to it any more.', []);
  }
  return (await store.attachments.of(ticket.id)).length < ATTACHMENTS_OF_A_TICKET ? undefined : full();
}

const full = (): Problem => {
  const message = `expected at most ${ATTACHMENTS_OF_A_TICKET} attachments of a ticket`;
  return new Problem(
    409,
    'full',
    'No room for more',
    'The ticket has all the attachments that it can have.',
    {
      errors: [{ path: '', message }],
    },
  );
};

const tooLarge = (): Problem =>
  new Problem(
    413,
    'too-large',
    'The body is too large',
    `An attachment has at most ${LARGEST / 1024 / 1024} MB.`,
  );

const unsupported = (): Problem => {
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
  readonly type: AttachmentType;
  /** To be read once, to its end; fails where it is too large or breaks off. */
  readonly bytes: AsyncIterable<Buffer>;
  /** What it was, once it has been read. */
  readonly measured: () => { readonly id: string; readonly size: number };
}

/**
 * Begins to read a body, as far as it takes to see what it is.
 * @param owner goes into the id: the ticket, and in which part it is attached. A unit that has the bytes of the caller's picture
 * must not learn from the answer that it is the caller's
 * @throws a problem where it can't be attached
 */
async function bodyOf(request: Request, owner: string): Promise<Body> {
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
  const type = await attachmentType(beginning.subarray(0, TELLING_BYTES));
  if (!type) throw unsupported();
  return { type, bytes: whole(), measured: () => ({ id: digest.copy().digest('hex'), size }) };

  async function* measuredChunks(): AsyncGenerator<Buffer, undefined> {
    try {
      // Left open where reading stops early: the answer goes over the same connection.
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

async function readPast(bytes: AsyncIterable<Buffer>): Promise<undefined> {
  for await (const _ of bytes);
}

const isAttachmentId = (id: unknown): id is string => typeof id === 'string' && /^[0-9a-f]{64}$/.test(id);

/** Sends a file to be saved, and never to be shown as a page of this address. */
async function give(
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

export const attachmentJson = ({ id, name, type, size, at, by }: Attachment): AttachmentAnswer => ({
  id,
  ...(name === undefined ? {} : { name }),
  type,
  size,
  at: isoInstant(at),
  by: { role: by.role, ...(by.unit === undefined ? {} : { unit: by.unit }) },
});
