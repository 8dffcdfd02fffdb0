import { type Address, address, answers, json, roles } from '../http/address';
import type { Parts } from '../parts';
import { suggestedUnitsAnswer } from './answers';
import { suggestingUnits, suggestionBody } from './suggesting';

/** What is suggested to those who dispatch; a person chooses. */
export function suggestionAddresses(parts: Parts): Address[] {
  return [
    address({
      id: 'suggestUnits',
      method: 'post',
      path: '/v1/suggestions/units',
      tag: 'desk',
      summary: '建议单位 · to whom a matter may be dispatched, and why; nothing is stored',
      who: roles('operator', 'supervisor'),
      takes: json(suggestionBody(parts.config)),
      answers: { 200: answers(suggestedUnitsAnswer) },
      shows: [],
      handler: suggestingUnits(parts),
    }),
  ];
}
