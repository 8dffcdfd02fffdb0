import { instant, isoInstant } from '../../domain/time/instant';
import { endOfDraft, MOST_DRAFTS, type SavedDraft } from '../../storage/desk/drafts';
import { MOST_VIEWS, type SavedView } from '../../storage/desk/views';
import { type Address, address, answers, json, roles } from '../http/address';
import { noFields } from '../http/fields';
import { notFound, Problem } from '../http/problem';
import type { Parts } from '../parts';
import {
  discardedAnswer,
  draftAnswer,
  draftsAnswer,
  type SavedDraftAnswer,
  savedDraftAnswer,
  type ViewAnswer,
  viewAnswer,
  viewsAnswer,
} from './answers';
import { draftBody, draftPath, MOST_OF_DRAFT, savedDraftPath, viewBody, viewPath } from './bodies';

/** What an account keeps for itself while it works: what it has begun to write, and the lists that it comes back to. */
export function deskAddresses({ database }: Pick<Parts, 'database'>): Address[] {
  const who = roles('operator', 'unit', 'supervisor');
  const noDraft = (): Problem => notFound('There is no such draft of yours, or not any more.');
  return [
    address({
      id: 'listDrafts',
      method: 'get',
      path: '/v1/drafts',
      tag: 'desk',
      summary: '草稿 · what the asker has begun to write and not sent, without what it says',
      who,
      answers: { 200: answers(draftsAnswer) },
      shows: [],
      async handler({ subject }) {
        const { drafts } = await database.store();
        const found = await drafts.of(subject, instant(Date.now()));
        return { json: { items: found.map(savedJson) } };
      },
    }),
    address({
      id: 'readDraft',
      method: 'get',
      path: '/v1/drafts/{key}',
      tag: 'desk',
      summary: '草稿 · one of the asker’s own, as it was saved',
      who,
      params: savedDraftPath,
      finds: async ({ params: { key }, subject }) => {
        const { drafts } = await database.store();
        const draft = await drafts.find(subject, key, instant(Date.now()));
        if (!draft) throw noDraft();
        return draft;
      },
      answers: { 200: answers(draftAnswer) },
      shows: ['caller', 'matter', 'texts'],
      notes: 'sent',
      handler: ({ found: { content, ...saved } }) => ({
        // As it was saved.
        json: { ...savedJson(saved), content: JSON.parse(content) as Record<string, unknown> },
      }),
    }),
    address({
      id: 'saveDraft',
      method: 'put',
      path: '/v1/drafts/{key}',
      tag: 'desk',
      summary: '保存草稿 · sealed, the asker’s own, gone seven days after it was last saved',
      who,
      params: draftPath,
      takes: json(draftBody, MOST_OF_DRAFT),
      answers: { 200: answers(savedDraftAnswer, 'Saved, in the place of what stood there') },
      problems: { 409: `The account has ${MOST_DRAFTS} drafts already` },
      shows: [],
      async handler({ subject, params: { key }, body }) {
        const { drafts } = await database.store();
        const at = instant(Date.now());
        if (!(await drafts.put(subject, { key, content: JSON.stringify(body), at })))
          throw tooMany('drafts', MOST_DRAFTS);
        return { json: savedJson({ key, at }) };
      },
    }),
    address({
      id: 'discardDraft',
      method: 'post',
      path: '/v1/drafts/{key}/discard',
      tag: 'desk',
      summary: '丢弃草稿 · it is gone, also where it was gone before',
      who,
      params: savedDraftPath,
      takes: json(noFields),
      answers: { 200: answers(discardedAnswer, 'It is gone') },
      shows: [],
      async handler({ subject, params: { key } }) {
        const { drafts } = await database.store();
        await drafts.discard(subject, key);
        return { json: {} };
      },
    }),
    address({
      id: 'listViews',
      method: 'get',
      path: '/v1/views',
      tag: 'desk',
      summary: '常用列表 · the lists of tickets that the asker has saved by a name',
      who,
      answers: { 200: answers(viewsAnswer) },
      shows: [],
      async handler({ subject }) {
        const { views } = await database.store();
        const found = await views.of(subject);
        return { json: { items: found.map(viewJson) } };
      },
    }),
    address({
      id: 'saveView',
      method: 'put',
      path: '/v1/views/{name}',
      tag: 'desk',
      summary: '保存常用列表 · a query of GET /v1/tickets by a name of the asker’s own',
      who,
      params: viewPath,
      takes: json(viewBody),
      answers: { 200: answers(viewAnswer, 'Saved, in the place of what stood there') },
      problems: { 409: `The account has ${MOST_VIEWS} views already` },
      shows: [],
      async handler({ subject, params: { name }, body: { query } }) {
        const { views } = await database.store();
        const view = { name, query, at: instant(Date.now()) };
        if (!(await views.put(subject, view))) throw tooMany('views', MOST_VIEWS);
        return { json: viewJson(view) };
      },
    }),
    address({
      id: 'discardView',
      method: 'post',
      path: '/v1/views/{name}/discard',
      tag: 'desk',
      summary: '删除常用列表 · it is gone, also where it was gone before',
      who,
      params: viewPath,
      takes: json(noFields),
      answers: { 200: answers(discardedAnswer, 'It is gone') },
      shows: [],
      async handler({ subject, params: { name } }) {
        const { views } = await database.store();
        await views.discard(subject, name);
        return { json: {} };
      },
    }),
  ];
}

const tooMany = (what: 'drafts' | 'views', most: number): Problem =>
  new Problem(
    409,
    `too-many-${what}`,
    `There are as many ${what} as an account may have`,
    `An account has at most ${most} ${what}: discard one first.`,
  );

const savedJson = (draft: SavedDraft): SavedDraftAnswer => ({
  key: draft.key,
  savedAt: isoInstant(draft.at),
  ends: isoInstant(endOfDraft(draft)),
});

const viewJson = ({ name, query, at }: SavedView): ViewAnswer => ({
  name,
  query: { ...query },
  savedAt: isoInstant(at),
});
