import { z } from 'zod';
import type { Unit } from '../../config/units-file';
import type { Role } from '../../domain/words';
import type { Message } from '../../storage/outbox/outbox';
import { type Address, address, answers, ANY_ROLE, type Asked, json, roles } from '../http/address';
import { noFields } from '../http/fields';
import { pageQuery } from '../http/page-query';
import { forbidden, notFound } from '../http/problem';
import type { Parts } from '../parts';
import { actsFor } from '../requests/subject';
import { onceFetched } from '../requests/fetched';
import { notificationJson } from '../tickets/ticket-json';
import { isTicketNumber, ticketNumbersIn } from '../../domain/ids';
import { linkAnswer, revocationAnswer, revocationsAnswer, unitMessagesAnswer, unitsAnswer } from './answers';
import { feeding, notTooOften } from './due-feed';
import { linking, mustHaveLink, revocationBody, revocationJson, revoking } from './feed-links';

const unitPath = z.object({ id: z.string().meta({ example: 'chengguan' }) });
const messagesQuery = z.strictObject(pageQuery);

/** Units: which there are, what each was told, and its due moments for calendar programs. */
export function unitAddresses(parts: Parts): Address[] {
  const { config, database } = parts;
  const all = config.units.all.map(({ contact: _, duties, ...unit }) => ({
    ...unit,
    ...(duties ? { duties: [...duties] } : {}),
  }));

  const unitNamed = ({ id }: { readonly id: string }): Unit => {
    const unit = config.units.byId(id);
    if (!unit) throw notFound('There is no such unit; /v1/units lists them.');
    return unit;
  };
  /** @throws a 403 for a unit that asks for another's, also where there is no other */
  const findsOwn =
    (refusal: string) =>
    ({ params, subject }: Pick<Asked<{ readonly id: string }>, 'params' | 'subject'>): Unit => {
      if (subject.role === 'unit' && !actsFor(subject).includes(params.id)) throw forbidden(refusal);
      return unitNamed(params);
    };

  return [
    address({
      id: 'listUnits',
      method: 'get',
      path: '/v1/units',
      tag: 'reference',
      summary: '单位 · the units',
      who: ANY_ROLE,
      answers: { 200: answers(unitsAnswer) },
      shows: [],
      handler: () => ({ json: { items: all } }),
    }),
    address({
      id: 'listUnitNotifications',
      method: 'get',
      path: '/v1/units/{id}/notifications',
      tag: 'changes',
      summary: '通知 · all that a unit was told, newest first; of single tickets and of many',
      description:
        'What waited counts as `sent` once its unit has fetched it; that of the hotline, once one of its operators or supervisors has.',
      who: roles(...OWN_UNIT),
      params: unitPath,
      finds: findsOwn('A unit reads its own messages.'),
      query: messagesQuery,
      answers: { 200: answers(unitMessagesAnswer) },
      shows: [],
      notes: 'messages',
      async handler({ subject, query: { cursor, limit }, found: { id, level } }) {
        const store = await database.store();
        const { items, nextCursor = null } = await store.outbox.to(id, cursor, limit);
        // Operators and supervisors are the hotline, and no other unit.
        const own = subject.role === 'unit' || level === 'hotline';
        return {
          json: { items: items.map((it) => notificationJson(it)), nextCursor },
          looked: { tickets: items.flatMap(namedIn) },
          ...(own ? onceFetched(store, items) : {}),
        };
      },
    }),
    address({
      id: 'linkDueFeed',
      method: 'post',
      path: '/v1/units/{id}/link',
      tag: 'reference',
      summary: '日历订阅 · a link to the due moments of a unit',
      who: roles(...OWN_UNIT, 'admin'),
      params: unitPath,
      finds: findsOwn('A unit gets the link of its own.'),
      takes: json(noFields),
      answers: { 200: answers(linkAnswer, 'Good for 180 days') },
      shows: [],
      notes: 'feed-link',
      handler: linking(parts),
    }),
    address({
      id: 'revokeDueFeed',
      method: 'post',
      path: '/v1/units/{id}/link/revoke',
      tag: 'reference',
      summary: '日历订阅 · makes a link to the due moments of a unit worthless, or all that were made',
      who: roles(...MAY_REVOKE),
      params: unitPath,
      finds: findsOwn('A unit revokes links of its own.'),
      takes: json(revocationBody),
      answers: { 200: answers(revocationAnswer) },
      shows: ['accounts'],
      handler: revoking(parts),
    }),
    address({
      id: 'listRevokedDueFeeds',
      method: 'get',
      path: '/v1/units/{id}/link/revocations',
      tag: 'reference',
      summary: '日历订阅 · who revoked which links, the newest first',
      who: roles(...MAY_REVOKE, 'auditor'),
      params: unitPath,
      finds: findsOwn('A unit reads of its own links.'),
      answers: { 200: answers(revocationsAnswer) },
      shows: ['accounts'],
      async handler({ found: { id } }) {
        const store = await database.store();
        return { json: { items: (await store.feedLinks.revocations(id)).map(revocationJson) } };
      },
    }),
    address({
      id: 'readDueFeed',
      method: 'get',
      path: '/v1/units/{id}/due.ics',
      tag: 'reference',
      summary: '日历订阅 · the open due moments of a unit, for calendar programs',
      who: { by: 'link', opens: mustHaveLink(parts) },
      params: unitPath,
      finds: ({ params }) => unitNamed(params),
      limit: notTooOften(parts),
      query: z.object({ token: z.string() }),
      answers: {
        200: {
          description: 'At most 1,000 entries',
          media: ['text/calendar'],
          headers: { ETag: 'Of the calendar as it is' },
        },
        304: { description: 'As it was' },
      },
      shows: [],
      notes: 'feed',
      handler: feeding(parts),
    }),
  ];
}

/** Whose links they are, and who decides above. */
const MAY_REVOKE: readonly Role[] = ['unit', 'supervisor', 'admin'];

/** One message may name many tickets: those that were gathered, or moved by one change. */
const namedIn = ({ ticketId, text }: Message): { id: string }[] =>
  [ticketId, ...ticketNumbersIn(text)].filter(isTicketNumber).map((id) => ({ id }));

/** That unit, and who works with it. */
const OWN_UNIT: readonly Role[] = ['unit', 'operator', 'supervisor'];
