import { z } from 'zod';
import { instant, isoInstant } from '../../domain/time/instant';
import { type Attachment, ATTACHMENTS_OF_A_TICKET } from '../../storage/attachments/attachments';
import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import { isConfidential, maySeeCaller, type Owned } from '../requests/access';
import type { AttachmentAnswer } from './answers';
import type { Examining } from './examining';
import { give } from './giving';
import { bodyOf, readPast } from './upload-body';
import { text } from '../http/fields';
import type { Asked, Reply } from '../http/address';
import type { Parts } from '../parts';
import { forbidden, notFound, notNow, Problem } from '../http/problem';
import type { findsTicket, FoundTicket } from '../tickets/visible-ticket';
import { accountOf, actsFor, type Subject } from '../requests/subject';

export const attachmentQuery = z.strictObject({
  name: text(100)
    // Also nothing that turns the reading direction, by which an ending is disguised.
    .refine((name) => !/[/\\\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(name) && !/^\.+$/.test(name), {
      error: 'expected a file’s name without a path or control characters',
    })
    .optional()
    .meta({ description: 'What the file is called' }),
});

type OfTicket = Pick<Asked<unknown, unknown, unknown, FoundTicket>, 'subject' | 'found'>;

/** Takes a voice, a text, a picture or a video that belongs to a matter (BJ-1). */
export const attaching =
  ({ claim, log }: Pick<Parts, 'claim' | 'log'>, { examined }: Examining) =>
  async ({
    subject,
    request,
    query: { name },
    found: { store, ticket },
  }: Pick<
    Asked<unknown, z.output<typeof attachmentQuery>, unknown, FoundTicket>,
    'subject' | 'request' | 'query' | 'found'
  >) => {
    const body = await bodyOf(request, `${ticket.id} ${subject.role}`);
    const noRoom = await whyNoRoom(store, ticket);
    const at = instant(Date.now());
    // What finds no room may still be there, from an earlier try; its bytes tell.
    const file = noRoom ? await readPast(body.bytes) : await store.uploads.write(ticket.id, body.bytes, at);
    const { id, size } = body.measured();
    if (noRoom && !(await store.attachments.find(id))) throw noRoom;
    const refused = async (why: unknown): Promise<never> => {
      // What stays is swept.
      if (file !== undefined) await store.uploads.discard(file).catch(() => {});
      throw why;
    };
    const seen =
      file === undefined
        ? undefined
        : await examined(() => store.uploads.read(ticket.id, file)).catch(refused);
    const { answer, keep } = await claim(store, request, { id, name }, () => ({
      attachment: id,
      ticket: ticket.id,
    })).catch(refused);
    const by = accountOf(subject);
    const attached =
      file === undefined || seen === undefined
        ? { is: 'known' as const, attachment: await store.attachments.find(id) }
        : await store.attachments.attach({
            id,
            ticketId: ticket.id,
            ...(name === undefined ? {} : { name }),
            ...seen,
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
    const address = `/v1/tickets/${ticket.id}/attachments/${id}`;
    return {
      status,
      ...(status === 201 ? { headers: { Location: address } } : {}),
      json: attachmentJson(attached.attachment),
    };
  };

/** The ticket of a path, for those who attach to it. @throws a 403 for a unit that only has a copy */
export const findsTicketToAttachTo =
  (finds: ReturnType<typeof findsTicket>): ReturnType<typeof findsTicket> =>
  async (asked) => {
    const found = await finds(asked);
    if (!mayAttach(asked.subject, found.ticket))
      throw forbidden('A unit that only gets a copy attaches nothing.');
    return found;
  };

export async function listAttachments({ subject, found: { store, ticket } }: OfTicket) {
  const attached = await store.attachments.of(ticket.id);
  const items = attached.filter((it) => maySeeAttachment(subject, ticket, it));
  const callerShown = items.some(({ by }) => by.role !== 'unit');
  return { json: { items: items.map(attachmentJson) }, looked: { callerShown } };
}

type OneOfTicket = Pick<
  Asked<{ readonly attachment: string }, unknown, unknown, FoundTicket>,
  'subject' | 'request' | 'params' | 'found'
>;

/** Gives a file as units and callers may have it: shown as it is, but for what it says of place and device. */
export const readingAttachment = ({ copyOf, given }: Examining) => reading(copyOf, given);

/** Gives a file byte for byte as it was attached: it is evidence, and may say where the caller lives. */
export const readingOriginal = ({ originalOf, given }: Examining) => reading(originalOf, given);

/** Gives the attachment of a path. @throws a 404 */
const reading =
  (bytesOf: Examining['originalOf'], given: Examining['given']) =>
  async ({
    subject,
    request,
    params: { attachment: id },
    found: { store, ticket },
  }: OneOfTicket): Promise<Reply<never>> => {
    const attachment = isAttachmentId(id) ? await store.attachments.find(id) : undefined;
    if (attachment?.ticketId !== ticket.id || !maySeeAttachment(subject, ticket, attachment)) {
      throw notFound('There is no such attachment.');
    }
    const callerShown = attachment.by.role !== 'unit';
    return {
      write: (response) =>
        given(async () => give(request, response, attachment, await bytesOf(store, attachment))),
      looked: { attachment: attachment.id, callerShown },
    };
  };

/** Who has a part in handling a matter attaches to it. */
function mayAttach(subject: Subject, { assignments }: Pick<StoredTicket, 'assignments'>): boolean {
  if (subject.role !== 'unit') return true;
  return assignments.some(({ unit, role }) => actsFor(subject).includes(unit) && role !== 'copy');
}

/**
 * A voice or a face tells who somebody is: what did not come from a unit is seen by those units that may know the caller, and of a report
 * or a confidential matter by nobody else either (WF-11). A caller sees what the caller or a unit attached, not the hotline's own.
 */
export function maySeeAttachment(subject: Subject, ticket: Owned, { by }: Pick<Attachment, 'by'>): boolean {
  if (by.role === 'unit') return true;
  if (subject.role === 'caller') return by.role === 'caller';
  return (subject.role !== 'unit' && !isConfidential(ticket)) || maySeeCaller(subject, ticket);
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

const isAttachmentId = (id: unknown): id is string => typeof id === 'string' && /^[0-9a-f]{64}$/.test(id);

export const attachmentJson = ({ id, name, type, size, at, by }: Attachment): AttachmentAnswer => ({
  id,
  ...(name === undefined ? {} : { name }),
  type,
  size,
  at: isoInstant(at),
  by: { role: by.role, ...(by.unit === undefined ? {} : { unit: by.unit }) },
});
