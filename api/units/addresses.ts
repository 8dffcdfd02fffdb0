import { z } from 'zod';
import type { Unit } from '../../config/units-file';
import type { Role } from '../../domain/words';
import { type Address, address, answers, ANY_ROLE, type Asked, json, roles } from '../http/address';
import { noFields } from '../http/fields';
import { pageQuery } from '../http/page-query';
import { forbidden, notFound } from '../http/problem';
import type { Parts } from '../parts';
import { actsFor } from '../requests/subject';
import { notificationJson } from '../tickets/ticket-json';
import { linkAnswer, unitMessagesAnswer, unitsAnswer } from './answers';
import { feeding, linking, mustHaveLink, notTooOften } from './due-feed';

const unitPath = z.object({ id: z.string().meta({ example: 'chengguan' }) });
const messagesQuery = z.strictObject(pageQuery);

/** Units: which there are, what each was told, and its due moments for calendar programs. */
export function unitAddresses(parts: Parts): Address[] {
  const { callers, config, database } = parts;
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
      who: roles(...OWN_UNIT),
      params: unitPath,
      finds: findsOwn('A unit reads its own messages.'),
      query: messagesQuery,
      answers: { 200: answers(unitMessagesAnswer) },
      shows: [],
      async handler({ subject, query: { cursor, limit }, found: { id } }) {
        const store = await database.store();
        const { items, nextCursor = null } = await store.outbox.to(id, cursor, limit);
        const shown = items.map((it) => notificationJson(callers, it, subject));
        return { json: { items: await Promise.all(shown), nextCursor } };
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
      handler: linking(parts),
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
      handler: feeding(parts),
    }),
  ];
}

/** That unit, and who works with it. */
const OWN_UNIT: readonly Role[] = ['unit', 'operator', 'supervisor'];
