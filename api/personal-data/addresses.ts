import { z } from 'zod';
import { type Address, address, answers, json, roles, ticketPath } from '../http/address';
import { pageQuery } from '../http/page-query';
import type { Parts } from '../parts';
import { findsTicket } from '../tickets/visible-ticket';
import { erasing, holding, listErasures, readActs, rectifying } from './acting';
import { dataActsAnswer, erasingAnswer, erasuresAnswer } from './answers';
import { eraseBody, reasonBody, rectifyBody } from './bodies';

/** What is done about personal data, each by a recorded act (个人信息保护法 arts. 19, 46, 47). */
export function personalDataAddresses(parts: Parts): Address[] {
  const ofTicket = { params: ticketPath, finds: findsTicket(parts) } as const;
  return [
    address({
      id: 'rectify',
      method: 'post',
      path: '/v1/tickets/{id}/rectify',
      tag: 'personal data',
      summary: '更正个人信息 · put the caller’s contact, or title and content, right',
      who: roles('operator', 'supervisor'),
      ...ofTicket,
      takes: json(rectifyBody),
      answers: { 200: answers(dataActsAnswer, 'Done; all acts about its personal data') },
      problems: { 409: 'It was erased; or the ticket is open, and `amend` makes it confidential' },
      shows: ['accounts'],
      handler: rectifying(parts),
    }),
    address({
      id: 'erase',
      method: 'post',
      path: '/v1/tickets/{id}/erase',
      tag: 'personal data',
      summary: '删除个人信息 · erase what is kept of its caller, with this ticket or with all own ones',
      who: roles('supervisor'),
      ...ofTicket,
      takes: json(eraseBody),
      answers: { 200: answers(erasingAnswer, 'Done; and which tickets are kept, and why') },
      problems: { 409: 'The ticket is open, or has to be kept' },
      shows: [],
      handler: erasing(parts),
    }),
    address({
      id: 'hold',
      method: 'post',
      path: '/v1/tickets/{id}/hold',
      tag: 'personal data',
      summary: '依法保全 · keep it whatever its time is and whoever asks',
      who: roles('supervisor'),
      ...ofTicket,
      takes: json(reasonBody),
      answers: { 200: answers(dataActsAnswer, 'It has to be kept; all acts about its personal data') },
      problems: { 409: 'It was erased' },
      shows: ['accounts'],
      handler: holding('held'),
    }),
    address({
      id: 'liftHold',
      method: 'post',
      path: '/v1/tickets/{id}/hold/lift',
      tag: 'personal data',
      summary: '解除保全 · nothing keeps it any more but its time',
      who: roles('supervisor'),
      ...ofTicket,
      takes: json(reasonBody),
      answers: { 200: answers(dataActsAnswer, 'It need not be kept; all acts about its personal data') },
      problems: { 409: 'It was erased' },
      shows: ['accounts'],
      handler: holding('lifted'),
    }),
    address({
      id: 'readDataActs',
      method: 'get',
      path: '/v1/tickets/{id}/data-acts',
      tag: 'personal data',
      summary: '个人信息处理记录 · what was done about its personal data, by whom, when and why',
      who: roles('supervisor', 'auditor', 'admin'),
      ...ofTicket,
      answers: { 200: answers(dataActsAnswer) },
      shows: ['accounts'],
      handler: readActs,
    }),
    address({
      id: 'listErasures',
      method: 'get',
      path: '/v1/erasures',
      tag: 'personal data',
      summary:
        '删除清单 · which tickets were erased, the earliest first; keep the list outside of the database',
      who: roles('auditor', 'admin'),
      query: z.strictObject(pageQuery),
      answers: { 200: answers(erasuresAnswer) },
      shows: [],
      handler: listErasures(parts),
    }),
  ];
}
