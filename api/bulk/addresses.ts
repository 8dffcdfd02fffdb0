import type { Request } from 'express';
import { instant } from '../../domain/time/instant';
import type { Bulk, BulkItem } from '../../storage/bulk/bulks';
import type { Store } from '../../storage/store';
import { type Address, address, answers, type Asked, json, roles } from '../http/address';
import { noFields } from '../http/fields';
import { languageOf } from '../http/language';
import { notFound } from '../http/problem';
import type { Parts } from '../parts';
import { limitsPreviews } from '../requests/limits';
import { bulkAnswer, bulkPageAnswer, bulkPreviewAnswer, bulksAnswer } from './answers';
import { beginning } from './beginning';
import { bulkBodies, bulkPath, bulksQuery, itemsQuery, MOST_BODY } from './bodies';
import { bulkCsv, bulkJson, itemJson } from './bulk-json';
import { previewing } from './previewing';

/** Who may tell one ticket what many are told. */
const GIVERS = roles('operator', 'supervisor');
const CSV = 'text/csv';

/** One command for many tickets, with an outcome a ticket. */
export function bulkAddresses(parts: Parts): Address[] {
  const bodies = bulkBodies(parts.config);
  const ofBulk = { params: bulkPath, finds: findsBulk(parts), shows: ['accounts'] } as const;
  return [
    address({
      id: 'previewBulk',
      method: 'post',
      path: '/v1/bulk/preview',
      tag: 'commands',
      summary: '批量预览 · which tickets a command would go to, and which will refuse; nothing is done',
      who: GIVERS,
      limit: limitsPreviews(parts.counts),
      takes: json(bodies.preview, MOST_BODY),
      answers: { 200: answers(bulkPreviewAnswer, 'What would be told') },
      shows: ['matter'],
      notes: 'list',
      handler: previewing(parts),
    }),
    address({
      id: 'beginBulk',
      method: 'post',
      path: '/v1/bulk',
      tag: 'commands',
      summary: '批量办理 · give one command to all tickets of a set, which is fixed with this',
      description:
        'Each ticket is told as by its own address, in the name of who asks: its own checks decide, and one that refuses stops no other. ' +
        'It goes on through whatever crashes, and no ticket does it twice.',
      who: GIVERS,
      takes: json(bodies.begin, MOST_BODY),
      answers: { 202: answers(bulkAnswer, 'Under way', { Location: 'Address of the bulk' }) },
      problems: {
        409: 'The set has no tickets',
        412: 'The set has another number of tickets than `expected`',
      },
      shows: ['accounts'],
      handler: beginning(parts),
    }),
    address({
      id: 'listBulks',
      method: 'get',
      path: '/v1/bulk',
      tag: 'commands',
      summary: '批量办理 · the asker’s own, newest first',
      who: GIVERS,
      query: bulksQuery,
      answers: { 200: answers(bulksAnswer) },
      shows: ['accounts'],
      async handler({ subject: { sub, role }, query: { cursor, limit } }) {
        const store = await parts.database.store();
        const { items, nextCursor = null } = await store.bulks.list({ sub, role }, cursor, limit);
        const shown = await Promise.all(
          items.map(async (bulk) => bulkJson(bulk, await store.bulks.counts(bulk))),
        );
        return { json: { items: shown, nextCursor } };
      },
    }),
    address({
      id: 'readBulk',
      method: 'get',
      path: '/v1/bulk/{id}',
      tag: 'commands',
      summary: '批量办理 · how far it is, and what came of each ticket',
      description: 'JSON by pages; or all of it as `text/csv` for a spreadsheet, by `Accept`.',
      who: GIVERS,
      ...ofBulk,
      query: itemsQuery,
      answers: { 200: { ...answers(bulkPageAnswer), media: [CSV] } },
      async handler({ found: { store, bulk }, query: { outcome, cursor, limit }, request }) {
        const headers = { Vary: 'Accept, Accept-Language' };
        const language = languageOf(request);
        if (wantsCsv(request)) {
          const items: BulkItem[] = [];
          for (let after = cursor, first = true; first || after !== undefined; first = false) {
            const page = await store.bulks.items(bulk, outcome, after, 2_000);
            items.push(...page.items);
            after = page.nextCursor;
          }
          return { text: bulkCsv(items, language), type: CSV, headers };
        }
        const { items, nextCursor = null } = await store.bulks.items(bulk, outcome, cursor, limit);
        const counted = bulkJson(bulk, await store.bulks.counts(bulk));
        return {
          json: { ...counted, items: items.map((it) => itemJson(it, language)), nextCursor },
          headers,
        };
      },
    }),
    address({
      id: 'stopBulk',
      method: 'post',
      path: '/v1/bulk/{id}/stop',
      tag: 'commands',
      summary: '停止批量办理 · no further ticket is told; what was done stays done',
      who: GIVERS,
      ...ofBulk,
      takes: json(noFields),
      answers: { 200: answers(bulkAnswer, 'It stops within seconds; one that is over stays as it is') },
      async handler({ found: { store, bulk } }) {
        await store.bulks.askToStop(bulk.id, instant(Date.now()));
        await parts.engine
          .wakeToStop(bulk.id)
          .catch((error: unknown) => parts.log.warn({ err: error }, 'a bulk hears later that it is to stop'));
        const now = (await store.bulks.find(bulk.id)) ?? bulk;
        return { json: bulkJson(now, await store.bulks.counts(now)) };
      },
    }),
  ];
}

const wantsCsv = (request: Request): boolean => request.accepts(['application/json', CSV]) === CSV;

/** Finds the bulk that a path names: the asker's own, or for a supervisor anybody's. @throws a 404 */
const findsBulk =
  ({ database }: Pick<Parts, 'database'>) =>
  async ({
    params: { id },
    subject,
  }: Pick<Asked<{ readonly id: string }>, 'params' | 'subject'>): Promise<{ store: Store; bulk: Bulk }> => {
    const store = await database.store();
    const bulk = await store.bulks.find(id);
    const isOwn = bulk?.by.sub === subject.sub && bulk.by.role === subject.role;
    if (!bulk || !(isOwn || subject.role === 'supervisor')) throw notFound('There is no such bulk.');
    return { store, bulk };
  };
