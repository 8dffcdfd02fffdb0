import { instant, isoInstant } from '../../domain/time/instant';
import { type Address, address, answers, json, NOBODY_ASKED, roles, ticketPath } from '../http/address';
import { noFields } from '../http/fields';
import type { Parts } from '../parts';
import { findsTicket } from '../tickets/visible-ticket';
import { callerTokenAnswer, evaluationAnswer, evaluationLinkAnswer } from './answers';
import { accessBody, fewTries, givingToken } from './caller-access';
import { shownEvaluation } from './evaluation';
import { evaluationPage } from './evaluation-page';

/** Callers without an account: in by a code or a link, and what they say of their matter. */
export function callerAddresses(parts: Parts): Address[] {
  const { callers, claim } = parts;
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
      id: 'linkEvaluation',
      method: 'post',
      path: '/v1/tickets/{id}/link',
      tag: 'callers',
      summary: '评价链接 · an address at which the caller can evaluate for 30 days',
      who: roles('operator', 'supervisor'),
      ...ofTicket,
      takes: json(noFields),
      answers: { 200: answers(evaluationLinkAnswer, 'The address') },
      shows: [],
      async handler({ request, body, found: { store, ticket } }) {
        // A link is made anew from its moment: what is kept of a request that is repeated lets nobody in.
        const { target } = await claim(store, request, body, () => ({ linked: String(Date.now()) }));
        const { what: url, expiresAt } = await callers.link(ticket.id, instant(Number(target.linked)));
        return { json: { url, expiresAt: isoInstant(expiresAt) } };
      },
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
      handler: async ({ subject, found: { store, ticket } }) => ({
        json: await shownEvaluation(store, subject, ticket),
      }),
    }),
    ...evaluationPage(),
  ];
}
