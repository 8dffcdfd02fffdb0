import { type CommandName, COMMANDS, keysOf } from '../../domain/words';
import type { Texts } from '../../storage/ledger/command-texts';
import { type EvaluationAnswer, evaluationAnswer } from '../callers/answers';
import { type Address, address, answers, ANY_ROLE, json, roles, ticketPath } from '../http/address';
import type { Parts } from '../parts';
import {
  accessesAnswer,
  eventsAnswer,
  explainedClocksAnswer,
  notificationsAnswer,
  type TicketAnswer,
  ticketAnswer,
  ticketsAnswer,
} from './answers';
import { commandDoors, type Doors } from './command-bodies';
import { commanding } from './commands';
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
      summary: '列表 · list tickets, newest first',
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
      answers: { 200: answers(ticketAnswer) },
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
      handler: readNotifications,
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
    ...commandAddresses(parts),
  ];
}

const DONE = 'Done; the ticket as it is now';
const TICKET = answers<TicketAnswer | EvaluationAnswer>(ticketAnswer, DONE);
const TICKET_OR_EVALUATION = answers(
  ticketAnswer.or(evaluationAnswer),
  `${DONE}, or for who came by a link the evaluation`,
);

/** One address a command: `POST /v1/tickets/{id}/dispatch`. */
function commandAddresses(parts: Parts): Address[] {
  const doors = commandDoors(parts.config);
  const carryOut = commanding(parts);
  return keysOf(COMMANDS).map((name) => commandAddress(name, doors[name], carryOut(name), parts));
}

function commandAddress(
  name: CommandName,
  { who, body }: Doors[CommandName],
  handler: ReturnType<ReturnType<typeof commanding>>,
  { database, metrics }: Pick<Parts, 'database' | 'metrics'>,
): Address {
  const byLink = name === 'evaluate';
  return address({
    id: name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    method: 'post',
    path: `/v1/tickets/{id}/${name}`,
    tag: 'commands',
    summary: `${COMMANDS[name]} · ${name}`,
    who: { by: 'token', roles: who, ...(byLink ? { byLink } : {}) },
    params: ticketPath,
    finds: findsTicket({ database }),
    takes: json<{ readonly texts: Texts; readonly facts: object }>(body),
    answers: { 200: byLink ? TICKET_OR_EVALUATION : TICKET },
    problems: { 409: 'Not possible in this state; `allowed` says what is' },
    shows: ['caller', 'matter'],
    handler,
    answered: (status) => metrics.commandAnswered(name, resultOf(status)),
  });
}

function resultOf(status: number): 'applied' | 'refused' | 'unavailable' | 'fault' {
  if (status < 400) return 'applied';
  if (status < 500) return 'refused';
  return status === 503 ? 'unavailable' : 'fault';
}
