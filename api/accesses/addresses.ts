import { z } from 'zod';
import { isoInstant } from '../../domain/time/instant';
import { type Access, ACCESSES } from '../../storage/requests/accesses';
import { type Address, address, answers, roles, ticketPath } from '../http/address';
import { moment, text } from '../http/fields';
import { pageQuery } from '../http/page-query';
import type { Parts } from '../parts';
import { findsTicket } from '../tickets/visible-ticket';
import { type AccessAnswer, accessesAnswer, type LookAnswer, looksAnswer } from './answers';

const ofTicketQuery = z.strictObject(pageQuery);

const looksQuery = z.strictObject({
  person: text(200).optional().meta({ description: 'An account, as its tokens name it in `sub`' }),
  ticket: text(100).optional().meta({ description: 'A ticket’s number' }),
  what: z.enum(ACCESSES).optional(),
  from: moment.optional().meta({ description: 'Not before this moment' }),
  to: moment.optional().meta({ description: 'Before this moment' }),
  ...pageQuery,
});

/** Who read what: of each ticket, and for auditors by person and time (WF-7, WF-11, JE-20; 个人信息保护法 arts. 51, 54). */
export function accessAddresses(parts: Pick<Parts, 'database' | 'callers'>): Address[] {
  const { database } = parts;
  return [
    address({
      id: 'readAccesses',
      method: 'get',
      path: '/v1/tickets/{id}/accesses',
      tag: 'tickets',
      summary: '查阅记录 · who was shown what of it, newest first',
      who: roles('supervisor', 'auditor', 'admin'),
      params: ticketPath,
      finds: findsTicket(parts),
      query: ofTicketQuery,
      answers: { 200: answers(accessesAnswer) },
      shows: ['accounts'],
      async handler({ query: { cursor, limit }, found: { store, ticket } }) {
        const { items, nextCursor = null } = await store.accesses.list({ ticket: ticket.id }, cursor, limit);
        return { json: { items: items.map((it) => accessJson(it, ticket.id)), nextCursor } };
      },
    }),
    address({
      id: 'listAccesses',
      method: 'get',
      path: '/v1/accesses',
      tag: 'tickets',
      summary: '查阅记录 · who was shown what, by person and time, newest first',
      who: roles('auditor'),
      query: looksQuery,
      answers: { 200: answers(looksAnswer) },
      shows: ['accounts'],
      async handler({ query: { cursor, limit, person, ...filter } }) {
        const store = await database.store();
        const wanted = { ...filter, ...(person === undefined ? {} : { sub: person }) };
        const { items, nextCursor = null } = await store.accesses.list(wanted, cursor, limit);
        return { json: { items: items.map(lookJson), nextCursor } };
      },
    }),
  ];
}

/** Of the other tickets of a list whoever reads of one is told nothing. */
const accessJson = ({ tickets: _, at, ...rest }: Access, ticket: string): AccessAnswer => ({
  ticket,
  at: isoInstant(at),
  ...rest,
});

const lookJson = ({ tickets, at, ...rest }: Access): LookAnswer => ({
  tickets: [...tickets],
  at: isoInstant(at),
  ...rest,
});
