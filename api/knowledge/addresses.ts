import { instant } from '../../domain/time/instant';
import { type Address, address, answers, json, roles } from '../http/address';
import { noFields } from '../http/fields';
import type { Parts } from '../parts';
import { entriesAnswer, entryAnswer, versionsAnswer } from './answers';
import { entryJson } from './entry-json';
import { changedEntryBody, entryBody, entryPath, knowledgeQuery } from './bodies';
import type { KnownEntries } from './known-entries';
import { adding, changing, findsEntry, isOwn, publishing } from './writing';

/** The knowledge base: answers that units keep right, and everybody may be given (WF-18, WF-31, HZ-5, HZ-13). */
export function knowledgeAddresses(parts: Parts, known: KnownEntries): Address[] {
  const { config } = parts;
  const readers = roles('operator', 'unit', 'supervisor');
  const writers = roles('operator', 'unit');
  const ofEntry = { params: entryPath, finds: findsEntry(parts) } as const;
  return [
    address({
      id: 'listKnowledge',
      method: 'get',
      path: '/v1/knowledge',
      tag: 'knowledge',
      summary: '知识库 · what answers a question best; without `q` all entries, the last written first',
      who: readers,
      query: knowledgeQuery,
      answers: { 200: answers(entriesAnswer) },
      shows: [],
      async handler({ subject, query: { q, owner, proposed, cursor, limit } }) {
        const store = await parts.database.store();
        if (q !== undefined) {
          const found = await known.find(store, q, limit, instant(Date.now()));
          return { json: { items: found.map((it) => entryJson(it)), nextCursor: null } };
        }
        const wanted = {
          ...(owner === undefined ? {} : { owner }),
          ...(proposed === undefined ? {} : { proposed: true as const }),
        };
        const { items, nextCursor = null } = await store.knowledge.list(wanted, cursor, limit);
        const shown = items.filter((it) => it.proposed !== true || isOwn(subject, it.owner));
        return { json: { items: shown.map((it) => entryJson(it)), nextCursor } };
      },
    }),
    address({
      id: 'addKnowledge',
      method: 'post',
      path: '/v1/knowledge',
      tag: 'knowledge',
      summary: '新增条目 · add an entry, or propose one from a settled ticket’s reply',
      who: writers,
      takes: json(entryBody(config)),
      answers: {
        201: answers(entryAnswer, 'Added', { Location: 'The entry’s address', ETag: 'Its version' }),
      },
      shows: [],
      handler: adding(parts),
    }),
    address({
      id: 'readKnowledge',
      method: 'get',
      path: '/v1/knowledge/{id}',
      tag: 'knowledge',
      summary: '条目 · one entry',
      who: readers,
      ...ofEntry,
      answers: { 200: answers(entryAnswer, 'As it is now', { ETag: 'Its version' }) },
      shows: [],
      handler: ({ found: { entry } }) => {
        const shown = entryJson(entry);
        return { json: shown, headers: { ETag: shown.etag } };
      },
    }),
    address({
      id: 'readKnowledgeVersions',
      method: 'get',
      path: '/v1/knowledge/{id}/versions',
      tag: 'knowledge',
      summary: '条目的各版 · what it said before, newest first',
      who: readers,
      ...ofEntry,
      answers: { 200: answers(versionsAnswer) },
      shows: [],
      handler: async ({ found: { store, entry } }) => {
        const versions = await store.knowledge.versionsOf(entry.id);
        return { json: { items: versions.map((it) => entryJson(it)) } };
      },
    }),
    address({
      id: 'changeKnowledge',
      method: 'put',
      path: '/v1/knowledge/{id}',
      tag: 'knowledge',
      summary: '更新条目 · change an entry; what it said before is kept',
      who: writers,
      ...ofEntry,
      takes: json(changedEntryBody(config)),
      ifMatch: 'The version that was read',
      answers: { 200: answers(entryAnswer, 'Changed', { ETag: 'Its version' }) },
      shows: [],
      handler: changing(),
    }),
    address({
      id: 'publishKnowledge',
      method: 'post',
      path: '/v1/knowledge/{id}/publish',
      tag: 'knowledge',
      summary: '发布提议 · a proposal is found and may be cited from now on; by another than who wrote it',
      who: writers,
      ...ofEntry,
      takes: json(noFields),
      answers: { 200: answers(entryAnswer, 'Published', { ETag: 'Its version' }) },
      shows: [],
      handler: publishing(),
    }),
  ];
}
