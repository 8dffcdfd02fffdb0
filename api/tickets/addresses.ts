import { type Address, address, answers, TICKET_READERS, json, roles, ticketPath } from '../http/address';
import type { Parts } from '../parts';
import {
  eventsAnswer,
  explainedClocksAnswer,
  notificationsAnswer,
  TAGGED,
  ticketAnswer,
  ticketsAnswer,
} from './answers';
import { explainDeadlines } from './explain';
import { listTickets, readEvents, readNotifications, readTicket, ticketsQuery } from './reading';
import { registering } from './registering';
import { ticketBody } from './ticket-body';
import { findsTicket } from './visible-ticket';

/** Tickets: registered, listed, read, explained, and told what to do. */
export function ticketAddresses(parts: Parts): Address[] {
  const ofTicket = { params: ticketPath, finds: findsTicket(parts) } as const;
  return [
    address({
      id: 'registerTicket',
      method: 'post',
      path: '/v1/tickets',
      tag: 'tickets',
      summary: '登记 · register a ticket',
      who: roles('operator'),
      takes: json(ticketBody(parts.config)),
      answers: {
        201: answers(ticketAnswer, 'Registered; its clocks run', { Location: 'Address of the ticket' }),
        202: answers(
          ticketAnswer,
          'Stored safely; it starts by itself when the engine is back, and its clocks count from receivedAt',
          { Location: 'Address of the ticket' },
        ),
      },
      problems: {
        409: 'The caller’s use of the phone line is restricted (HZ-4): why, until when, and what stays open',
      },
      shows: ['caller', 'matter'],
      notes: 'sent',
      handler: registering(parts),
    }),
    address({
      id: 'listTickets',
      method: 'get',
      path: '/v1/tickets',
      tag: 'tickets',
      summary: '列表 · list tickets, newest first, or by what is due first; deferrals (挂账) so always',
      who: roles('operator', 'supervisor', 'unit'),
      query: ticketsQuery,
      answers: { 200: answers(ticketsAnswer) },
      shows: ['matter'],
      notes: 'list',
      handler: listTickets(parts),
    }),
    address({
      id: 'readTicket',
      method: 'get',
      path: '/v1/tickets/{id}',
      tag: 'tickets',
      summary: '工单 · one ticket',
      who: TICKET_READERS,
      ...ofTicket,
      answers: { 200: answers(ticketAnswer, 'As asked', TAGGED) },
      shows: ['caller', 'matter'],
      notes: 'ticket',
      handler: readTicket,
    }),
    address({
      id: 'readEvents',
      method: 'get',
      path: '/v1/tickets/{id}/events',
      tag: 'tickets',
      summary: '台账 · its ledger',
      who: TICKET_READERS,
      ...ofTicket,
      answers: { 200: answers(eventsAnswer) },
      shows: ['texts', 'accounts'],
      notes: 'events',
      handler: readEvents,
    }),
    address({
      id: 'explainDeadlines',
      method: 'get',
      path: '/v1/tickets/{id}/deadlines',
      tag: 'tickets',
      summary: '时限说明 · why each of its clocks is due when it is, what moved it, and how it ended',
      who: TICKET_READERS,
      ...ofTicket,
      answers: { 200: answers(explainedClocksAnswer) },
      shows: [],
      notes: 'events',
      handler: explainDeadlines(parts),
    }),
    address({
      id: 'readNotifications',
      method: 'get',
      path: '/v1/tickets/{id}/notifications',
      tag: 'tickets',
      summary: '通知 · its messages',
      who: TICKET_READERS,
      ...ofTicket,
      answers: { 200: answers(notificationsAnswer) },
      shows: ['caller'],
      notes: 'notifications',
      handler: readNotifications(parts),
    }),
  ];
}
