import { type Address, address, answers, json, roles } from '../http/address';
import type { Parts } from '../parts';
import { type EmergenciesAnswer, emergenciesAnswer, suggestedUnitsAnswer } from './answers';
import { suggestingUnits, suggestionBody } from './suggesting';

/** What is suggested to those who register and dispatch; a person chooses. */
export function suggestionAddresses(parts: Parts): Address[] {
  const emergencies = structuredClone(parts.config.emergencies) as EmergenciesAnswer['items'];
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
    address({
      id: 'listEmergencies',
      method: 'get',
      path: '/v1/emergencies',
      tag: 'reference',
      summary: '紧急情形 · what suggests that a matter is for an emergency number, and for which',
      who: roles('operator'),
      answers: { 200: answers(emergenciesAnswer) },
      shows: [],
      handler: () => ({ json: { items: emergencies } }),
    }),
  ];
}
