import { z } from 'zod';
import { OCCASION_COMMANDS, type OccasionCommandName } from '../../domain/occasions/words';
import { keysOf, type Role } from '../../domain/words';
import { type Address, address, answers, json, type Who } from '../http/address';
import type { Parts } from '../parts';
import { actingOn, opening } from './acting';
import { occasionAnswer, occasionsAnswer } from './answers';
import { type OccasionBody, occasionBodies, occasionsQuery, openingBody } from './bodies';
import { readingDocument } from './document-page';
import { findsOccasion, listingOccasions, readingOccasion } from './reading';

const WHO: readonly Role[] = ['operator', 'supervisor', 'unit', 'leader'];
const ACTORS: Who & { by: 'token' } = { by: 'token', roles: WHO };
const READERS: Who & { by: 'token' } = { by: 'token', roles: [...WHO, 'admin', 'auditor'] };

const path = z.object({
  rulebook: z.string().meta({ example: 'jinan-enforcement' }),
  kind: z.string().meta({ example: 'monthly-summary' }),
  key: z.string().meta({ example: '2026-09' }),
});
const PATH = '/v1/occasions/{rulebook}/{kind}/{key}';

/** What a city does beside its tickets: summaries, spot checks, meetings, reports (JE-6 … JE-24, HZ-7, HZ-12, HZ-13, JN-7, JN-8, WF-29, BJ-12). */
export function occasionAddresses(parts: Parts): Address[] {
  const finds = findsOccasion(parts);
  const bodies = occasionBodies(parts.config);
  return [
    address({
      id: 'listOccasions',
      method: 'get',
      path: '/v1/occasions',
      tag: 'occasions',
      summary: '热线事项 · what is done beside tickets, newest first',
      description: 'Units and leaders are shown those that have come to them.',
      who: READERS,
      query: occasionsQuery(parts.config),
      answers: { 200: answers(occasionsAnswer) },
      shows: [],
      handler: listingOccasions(parts),
    }),
    address({
      id: 'openOccasion',
      method: 'post',
      path: '/v1/occasions',
      tag: 'occasions',
      summary: '启动 · open one by hand, where the city’s file lets this role',
      who: ACTORS,
      takes: json(openingBody(parts.config)),
      answers: {
        201: answers(occasionAnswer, 'Opened', { Location: 'Address of the occasion' }),
        202: answers(occasionAnswer, 'Stored; it starts by itself when the engine is back'),
      },
      problems: { 403: 'This role may not open it' },
      shows: ['accounts'],
      handler: opening(parts),
    }),
    address({
      id: 'readOccasion',
      method: 'get',
      path: PATH,
      tag: 'occasions',
      summary: '热线事项 · one of them: its steps, its document, who has read it, its ledger',
      who: READERS,
      params: path,
      finds,
      answers: { 200: answers(occasionAnswer) },
      shows: ['texts', 'accounts'],
      notes: 'occasion',
      handler: readingOccasion,
    }),
    address({
      id: 'readOccasionDocument',
      method: 'get',
      path: `${PATH}/document`,
      tag: 'occasions',
      summary: '文稿 · its document as a page, to read and to print',
      who: READERS,
      params: path,
      finds,
      answers: { 200: { description: 'As it stands', media: ['text/html'] } },
      shows: ['texts', 'accounts'],
      notes: 'occasion',
      policy: { styleSrc: ["'self'"], imgSrc: ['data:'] },
      handler: readingDocument,
    }),
    // Simulated matters are set by registering them.
    ...keysOf(OCCASION_COMMANDS)
      .filter((name) => name !== 'simulate')
      .map((name) => commandOn(name, bodies[name], parts)),
  ];
}

function commandOn(
  name: Exclude<OccasionCommandName, 'simulate'>,
  body: z.ZodType<OccasionBody>,
  parts: Parts,
): Address {
  return address({
    id: `${name}OnOccasion`,
    method: 'post',
    path: `${PATH}/${name}`,
    tag: 'occasions',
    summary: `${OCCASION_COMMANDS[name]} · ${name}`,
    who: ACTORS,
    params: path,
    finds: findsOccasion(parts),
    takes: json(body),
    answers: { 200: answers(occasionAnswer, 'Done; the occasion as it is now') },
    problems: { 409: 'Not what it waits for now' },
    shows: ['texts', 'accounts'],
    notes: 'occasion',
    handler: actingOn(parts, name),
  });
}
