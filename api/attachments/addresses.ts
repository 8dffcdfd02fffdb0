import { z } from 'zod';
import { type Address, address, answers, TICKET_READERS, roles, ticketPath } from '../http/address';
import type { Parts } from '../parts';
import { findsTicket } from '../tickets/visible-ticket';
import { attachmentAnswer, attachmentsAnswer } from './answers';
import { ATTACHMENT_TYPES } from './media-types';
import {
  attaching,
  attachmentQuery,
  findsTicketToAttachTo,
  listAttachments,
  readingAttachment,
  readingOriginal,
} from './attachments';
import { examiningBy } from './examining';
import { LARGEST } from './upload-body';

const MEGABYTES = LARGEST / 1024 / 1024;
const TYPES = Object.keys(ATTACHMENT_TYPES);

const given = {
  answers: {
    200: { description: 'All of it', media: TYPES },
    206: {
      description: 'The part that Range asks for',
      media: TYPES,
      headers: { 'Content-Range': 'Which part, of how many bytes' },
    },
  },
} as const;

/** Voices, texts, pictures and videos that belong to a matter (BJ-1). */
export function attachmentAddresses(parts: Parts): Address[] {
  const finds = findsTicket(parts);
  const examining = examiningBy(parts);
  return [
    address({
      id: 'attach',
      method: 'post',
      path: '/v1/tickets/{id}/attachments',
      tag: 'attachments',
      summary: '附件 · attach a voice, picture or video (working units and the caller to their own)',
      description: `The body is the file’s bytes, at most ${MEGABYTES} MB; its type is found by its content, whatever header it is sent with. It is kept as it is; others are given a copy that says nothing of place and device.`,
      who: roles('operator', 'caller', 'unit'),
      params: ticketPath,
      finds: findsTicketToAttachTo(finds),
      query: attachmentQuery,
      takes: { media: TYPES, most: LARGEST },
      answers: {
        201: answers(attachmentAnswer, 'Attached', { Location: 'Address of the attachment' }),
        200: answers(attachmentAnswer, 'The same bytes were attached before'),
      },
      problems: {
        400: 'The body broke off',
        409: 'The ticket is closed, or has all the attachments that it can have',
        413: `The body is larger than ${MEGABYTES} MB`,
        415: 'By its content it is nothing that is taken',
        422: 'No copy can be made of it that says nothing of place and device: it is damaged, encrypted, or has macros; or it carries malware',
      },
      shows: ['files'],
      notes: 'sent',
      handler: attaching(parts, examining),
    }),
    address({
      id: 'listAttachments',
      method: 'get',
      path: '/v1/tickets/{id}/attachments',
      tag: 'attachments',
      summary: '附件 · what is attached',
      who: TICKET_READERS,
      params: ticketPath,
      finds,
      answers: { 200: answers(attachmentsAnswer) },
      shows: ['files'],
      notes: 'attachments',
      handler: listAttachments,
    }),
    address({
      id: 'readAttachment',
      method: 'get',
      path: '/v1/tickets/{id}/attachments/{attachment}',
      tag: 'attachments',
      summary: '附件 · the bytes of one, to be saved',
      description:
        'A copy that shows the same, without what the file says of where, when, by whom and with what it was made.',
      who: TICKET_READERS,
      params: ticketPath.extend({ attachment: z.string() }),
      finds,
      ...given,
      problems: {
        409: 'It was attached before there were copies, and none can be made of it; or it carries malware',
        416: 'The file has no such part',
      },
      shows: ['files'],
      notes: 'attachment',
      handler: readingAttachment(examining),
    }),
    address({
      id: 'readOriginal',
      method: 'get',
      path: '/v1/tickets/{id}/attachments/{attachment}/original',
      tag: 'attachments',
      summary: '附件原件 · the bytes of one as it was attached (supervisors, auditors)',
      description: 'Of every ticket it is noted who got it.',
      who: roles('supervisor', 'auditor'),
      params: ticketPath.extend({ attachment: z.string() }),
      finds,
      ...given,
      problems: { 409: 'It carries malware', 416: 'The file has no such part' },
      shows: ['files'],
      notes: 'original',
      handler: readingOriginal(examining),
    }),
  ];
}
