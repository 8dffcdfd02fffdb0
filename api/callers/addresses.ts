import { type Address, address, answers, json, NOBODY_ASKED, roles, ticketPath } from '../http/address';
import type { Parts } from '../parts';
import { findsTicket } from '../tickets/visible-ticket';
import { callerTokenAnswer, codeAnswer, evaluationAnswer, queueAnswer, receiptAnswer } from './answers';
import { accessBody, fewTries, givingToken } from './caller-access';
import { codeBody, givingCode } from './code';
import { shownEvaluation } from './evaluation';
import { evaluationPage } from './evaluation-page';
import { findsMessage, messagePath, queueQuery, readQueue, receiptBody, takeReceipt } from './gateway';

/** Callers without an account: in by a code or a link, what they say of their matter, and how messages get to them. */
export function callerAddresses(parts: Parts): Address[] {
  const ofTicket = { params: ticketPath, finds: findsTicket(parts) } as const;
  return [
    address({
      id: 'openByCode',
      method: 'post',
      path: '/v1/tickets/{id}/access',
      tag: 'callers',
      summary: '查询码 · the ticket’s number and its code give a caller’s token for an hour',
      who: NOBODY_ASKED,
      params: ticketPath,
      limit: fewTries(parts),
      takes: json(accessBody),
      answers: { 200: answers(callerTokenAnswer, 'The token; it is for this ticket alone') },
      problems: {
        403: 'There is no ticket of this number with this code',
        429: 'Ten wrong codes at a ticket from one address in 15 minutes are all; three in a day where many guess at it',
      },
      // A token lets in to all that the caller may see.
      shows: ['caller'],
      handler: givingToken(parts),
    }),
    address({
      id: 'showCode',
      method: 'post',
      path: '/v1/tickets/{id}/code',
      tag: 'callers',
      summary: '查询码 · shows the caller’s code once more, or makes it anew, for a reason that is noted',
      who: roles('operator', 'supervisor'),
      ...ofTicket,
      takes: json(codeBody),
      answers: { 200: answers(codeAnswer, 'The code, for the caller') },
      problems: { 409: 'The ticket was closed too long ago, or its code was made anew 20 times' },
      shows: ['caller'],
      notes: 'code',
      handler: givingCode(parts),
    }),
    address({
      id: 'readEvaluation',
      method: 'get',
      path: '/v1/tickets/{id}/evaluation',
      tag: 'callers',
      summary: '评价 · what can be evaluated, and how it was',
      who: { by: 'token', roles: ['caller', 'operator', 'supervisor'], byLink: true },
      ...ofTicket,
      answers: { 200: answers(evaluationAnswer) },
      shows: ['texts'],
      notes: 'evaluation',
      handler: async ({ subject, found: { store, ticket } }) => ({
        json: await shownEvaluation(store, subject, ticket),
      }),
    }),
    address({
      id: 'readCallerMessages',
      method: 'get',
      path: '/v1/callers/messages',
      tag: 'callers',
      summary: '待发消息 · what waits for the city’s gateway to be taken to callers, oldest first',
      description:
        'What has no receipt yet is given again, under the same id. A page may hold fewer than `limit` though `nextCursor` leads on.',
      who: roles('gateway'),
      query: queueQuery,
      answers: { 200: answers(queueAnswer) },
      shows: ['caller'],
      notes: 'caller',
      handler: readQueue(parts),
    }),
    address({
      id: 'receiveReceipt',
      method: 'post',
      path: '/v1/callers/messages/{id}/receipt',
      tag: 'callers',
      summary: '回执 · the gateway says what became of a message to a caller',
      who: roles('gateway'),
      params: messagePath,
      finds: findsMessage(parts),
      takes: json(receiptBody),
      answers: { 200: answers(receiptAnswer, 'How it stands with the message now') },
      shows: [],
      handler: takeReceipt(parts),
    }),
    ...evaluationPage(),
  ];
}
