import { type Address, address, answers, json, roles } from '../http/address';
import type { Parts } from '../parts';
import { repeatsAnswer } from './answers';
import { hotSpotsAnswer, hotSpotsQuery, listHotSpots } from './hot-spots';
import { findingRepeats, repeatsBody } from './finding';

/** What is found across tickets: which of them a matter repeats. */
export function repeatAddresses(parts: Parts): Address[] {
  return [
    address({
      id: 'findRepeats',
      method: 'post',
      path: '/v1/repeats',
      tag: 'tickets',
      summary: '查重 · which tickets a matter may repeat, and why; nothing is stored',
      who: roles('operator'),
      takes: json(repeatsBody(parts.config)),
      answers: { 200: answers(repeatsAnswer) },
      shows: [],
      notes: 'search',
      handler: findingRepeats(parts),
    }),
    address({
      id: 'listHotSpots',
      method: 'get',
      path: '/v1/hot-spots',
      tag: 'tickets',
      summary: '热点 · matters of one class and district that many raised within days, the newest first',
      who: roles('operator', 'supervisor', 'leader', 'auditor'),
      query: hotSpotsQuery,
      answers: { 200: answers(hotSpotsAnswer) },
      shows: [],
      handler: listHotSpots(parts),
    }),
  ];
}
