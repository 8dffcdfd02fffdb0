import { z } from 'zod';
import { type Address, address, answers, ANY_ROLE, roles, ticketPath } from '../http/address';
import type { Parts } from '../parts';
import { findsTicket } from '../tickets/visible-ticket';
import { attachmentAnswer, attachmentsAnswer } from './answers';
import { ATTACHMENT_TYPES } from './attachment-types';
import {
  attaching,
  attachmentQuery,
  findsTicketToAttachTo,
  listAttachments,
  readAttachment,
} from './attachments';
import { LARGEST } from './upload-body';

const MEGABYTES = LARGEST / 1024 / 1024;
const TYPES = Object.keys(ATTACHMENT_TYPES);

/** Voices, texts, pictures and videos that belong to a matter (BJ-1). */
export function attachmentAddresses(parts: Parts): Address[] {
  const finds = findsTicket(parts);
  return [
    address({
      id: 'attach',
      method: 'post',
      path: '/v1/tickets/{id}/attachments',
      tag: 'attachments',
      summary: '附件 · attach a voice, picture or video (working units and the caller to their own)',
      description: `The body is the file’s bytes, at most ${MEGABYTES} MB; its type is found by its content, whatever header it is sent with.`,
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
      },
      shows: ['files'],
      handler: attaching(parts),
    }),
    address({
      id: 'listAttachments',
      method: 'get',
      path: '/v1/tickets/{id}/attachments',
      tag: 'attachments',
      summary: '附件 · what is attached',
      who: ANY_ROLE,
      params: ticketPath,
      finds,
      answers: { 200: answers(attachmentsAnswer) },
      shows: ['files'],
      handler: listAttachments,
    }),
    address({
      id: 'readAttachment',
      method: 'get',
      path: '/v1/tickets/{id}/attachments/{attachment}',
      tag: 'attachments',
      summary: '附件 · the bytes of one, to be saved',
      who: ANY_ROLE,
      params: ticketPath.extend({ attachment: z.string() }),
      finds,
      answers: {
        200: { description: 'All of it', media: TYPES },
        206: {
          description: 'The part that Range asks for',
          media: TYPES,
          headers: { 'Content-Range': 'Which part, of how many bytes' },
        },
      },
      problems: { 416: 'The file has no such part' },
      shows: ['files'],
      handler: readAttachment,
    }),
  ];
}
