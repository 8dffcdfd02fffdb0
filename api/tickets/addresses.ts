import { type Address, address, answers, ANY_ROLE, json, roles, ticketPath } from '../http/address';
import type { Parts } from '../parts';
import {
  accessesAnswer,
  eventsAnswer,
  explainedClocksAnswer,
  notificationsAnswer,
  TAGGED,
  ticketAnswer,
  ticketsAnswer,
} from './answers';
import { explainDeadlines } from './explain';
import {
  accessesQuery,
  listTickets,
  readAccesses,
  readEvents,
  readNotifications,
  readTicket,
  ticketsQuery,
} from './reading';
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
      shows: ['caller', 'matter'],
      handler: registering(parts),
    }),
    address({
      id: 'listTickets',
      method: 'get',
      path: '/v1/tickets',
      tag: 'tickets',
      summary: '列表 · list tickets, newest first; deferrals (挂账) by their due moment',
      who: roles('operator', 'supervisor', 'unit'),
      query: ticketsQuery,
      answers: { 200: answers(ticketsAnswer) },
      shows: ['matter'],
      handler: listTickets(parts),
    }),
    address({
      id: 'readTicket',
      method: 'get',
      path: '/v1/tickets/{id}',
      tag: 'tickets',
      summary: '工单 · one ticket',
      who: ANY_ROLE,
      ...ofTicket,
      answers: { 200: answers(ticketAnswer, 'As asked', TAGGED) },
      shows: ['caller', 'matter'],
      handler: readTicket(parts),
    }),
    address({
      id: 'readEvents',
      method: 'get',
      path: '/v1/tickets/{id}/events',
      tag: 'tickets',
      summary: '台账 · its ledger',
      who: ANY_ROLE,
      ...ofTicket,
      answers: { 200: answers(eventsAnswer) },
      shows: ['texts', 'accounts'],
      handler: readEvents,
    }),
    address({
      id: 'explainDeadlines',
      method: 'get',
      path: '/v1/tickets/{id}/deadlines',
      tag: 'tickets',
      summary: '时限说明 · why each of its clocks is due when it is, what moved it, and how it ended',
      who: ANY_ROLE,
      ...ofTicket,
      answers: { 200: answers(explainedClocksAnswer) },
      shows: [],
      handler: explainDeadlines(parts),
    }),
    address({
      id: 'readNotifications',
      method: 'get',
      path: '/v1/tickets/{id}/notifications',
      tag: 'tickets',
      summary: '通知 · its messages',
      who: ANY_ROLE,
      ...ofTicket,
      answers: { 200: answers(notificationsAnswer) },
      shows: ['caller'],
      handler: readNotifications(parts),
    }),
    address({
      id: 'readAccesses',
      method: 'get',
      path: '/v1/tickets/{id}/accesses',
      tag: 'tickets',
      summary: '查阅记录 · who looked at a report or confidential ticket, newest first',
      who: roles('supervisor', 'auditor', 'admin'),
      ...ofTicket,
      query: accessesQuery,
      answers: { 200: answers(accessesAnswer) },
      shows: ['accounts'],
      handler: readAccesses,
    }),
  ];
}
