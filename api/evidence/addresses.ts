import { z } from 'zod';
import { type Address, address, answers, roles, ticketPath } from '../http/address';
import { asParameter, pageQuery, whole } from '../http/page-query';
import type { Parts } from '../parts';
import { findsTicket } from '../tickets/visible-ticket';
import { checkpointsAnswer, evidenceAnswer, keysAnswer, wholeCheckpointAnswer } from './answers';
import { listCheckpoints, readCheckpoint, readEvidence, readKeys } from './reading';

/** Proof towards others: what they keep of an installation, and what proves a ticket's course to them. */
export function evidenceAddresses(parts: Parts): Address[] {
  return [
    address({
      id: 'readEvidence',
      method: 'get',
      path: '/v1/tickets/{id}/evidence',
      tag: 'tickets',
      summary: '存证 · what proves its course to others; `npm run verify` checks it',
      who: roles('supervisor', 'auditor'),
      params: ticketPath,
      finds: findsTicket(parts),
      answers: { 200: answers(evidenceAnswer) },
      shows: ['matter', 'texts'],
      notes: 'evidence',
      handler: readEvidence,
    }),
    address({
      id: 'listCheckpoints',
      method: 'get',
      path: '/v1/checkpoints',
      tag: 'operations',
      summary: '检查点 · signed statements of how all tickets stood, newest first; keep them',
      who: roles('auditor', 'admin'),
      query: z.strictObject({
        cursor: whole(1, 999_999_999)
          .optional()
          .meta({ ...asParameter(1, 999_999_999), description: 'The nextCursor of the page before' }),
        limit: pageQuery.limit,
      }),
      answers: { 200: answers(checkpointsAnswer) },
      shows: [],
      handler: listCheckpoints(parts),
    }),
    address({
      id: 'readCheckpointKeys',
      method: 'get',
      path: '/v1/checkpoints/keys',
      tag: 'operations',
      summary: '检查点公钥 · the public keys that checkpoints are signed by',
      who: roles('auditor', 'admin'),
      answers: { 200: answers(keysAnswer) },
      shows: [],
      handler: readKeys(parts),
    }),
    address({
      id: 'readCheckpoint',
      method: 'get',
      path: '/v1/checkpoints/{number}',
      tag: 'operations',
      summary: '检查点详情 · one checkpoint with how each of its tickets stood',
      who: roles('auditor', 'admin'),
      params: z.object({ number: z.string().meta({ example: '17' }) }),
      answers: { 200: answers(wholeCheckpointAnswer) },
      problems: { 404: 'There is no checkpoint of this number' },
      shows: [],
      handler: readCheckpoint(parts),
    }),
  ];
}
