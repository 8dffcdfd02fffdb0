import type { RequestHandler } from 'express';
import { z } from 'zod';
import {
  type Address,
  address,
  answers,
  ANY_ROLE,
  json,
  jsonForHandler,
  roles,
  TICKET_READERS,
} from '../http/address';
import { notFound } from '../http/problem';
import type { Parts } from '../parts';
import { limitsPreviews } from '../requests/limits';
import {
  backtestAnswer,
  calendarAnswer,
  calendarEditionsAnswer,
  categoriesAnswer,
  changeAnswer,
  changesAnswer,
  deadlineAnswer,
  previewAnswer,
  publishedCalendarAnswer,
  rulebooksAnswer,
  rulebookVersionsAnswer,
} from './answers';
import { backtestBody, backtestingRulebook } from './backtest';
import { calendarBody, proposedCalendar } from './calendar-body';
import {
  changeJson,
  findsChange,
  listingChanges,
  listingEditions,
  publishing,
  readingYear,
  whoseCalendar,
} from './calendars';
import { limitsJson, limitsQuery } from './limits';
import { limitsAnswer } from './limits-answer';
import { previewingRulebook, previewingYear } from './preview';
import { countingDeadline, deadlineQuery, rulebookJson } from './reference';
import { rulebookAnswer } from './rulebook-answer';
import { findsRulebook, listingVersions, reapplyBody, reapplying } from './rulebook-versions';

/** Who may see what changes did. */
const SEE_CHANGES = roles('admin', 'supervisor', 'operator', 'auditor');
const PREVIEW = roles('admin', 'supervisor');

const yearPath = z.object({ year: z.string().meta({ example: '2027' }) });
const changePath = z.object({ id: z.string().meta({ example: '3' }) });
const rulebookPath = z.object({ id: z.string().meta({ example: 'weifang' }) });

/** The law: rulebooks, calendars, deadlines counted by them, and changes of them as living data (T-7, T-9). */
export function lawAddresses(parts: Parts): Address[] {
  // They share a count.
  const previews = limitsPreviews(parts.counts);
  return [
    address({
      id: 'listCategories',
      method: 'get',
      path: '/v1/categories',
      tag: 'reference',
      summary: '分类 · what a matter may be about',
      who: ANY_ROLE,
      answers: { 200: answers(categoriesAnswer) },
      shows: [],
      handler: () => ({ json: { items: [...parts.config.categories.all] } }),
    }),
    ...rulebookAddresses(parts, previews),
    ...calendarAddresses(parts, previews),
    address({
      id: 'countDeadline',
      method: 'get',
      path: '/v1/deadlines',
      tag: 'reference',
      summary: '时限 · when a limit ends, and why',
      who: ANY_ROLE,
      query: deadlineQuery(parts.config),
      answers: { 200: answers(deadlineAnswer) },
      shows: [],
      handler: countingDeadline(parts),
    }),
  ];
}

function rulebookAddresses(parts: Parts, previews: RequestHandler): Address[] {
  const books = [...parts.config.rulebooks.values()];
  const shown = new Map(
    books.map((book) => [book.id, rulebookJson(book, parts.config.written.get(book.id))]),
  );
  return [
    address({
      id: 'listRulebooks',
      method: 'get',
      path: '/v1/rulebooks',
      tag: 'reference',
      summary: '规则 · the rulebooks',
      who: ANY_ROLE,
      answers: { 200: answers(rulebooksAnswer) },
      shows: [],
      handler: () => ({
        json: { items: books.map(({ id, version, title, hash }) => ({ id, version, title, hash })) },
      }),
    }),
    address({
      id: 'readRulebook',
      method: 'get',
      path: '/v1/rulebooks/{id}',
      tag: 'reference',
      summary: '规则 · one rulebook, in its file’s own words',
      who: ANY_ROLE,
      params: rulebookPath,
      finds({ params }) {
        const found = shown.get(params.id);
        if (!found) throw notFound(`There is no such rulebook; there are: ${[...shown.keys()].join(', ')}.`);
        return found;
      },
      answers: { 200: answers(rulebookAnswer) },
      shows: [],
      handler: ({ found }) => ({ json: found }),
    }),
    address({
      id: 'readLimits',
      method: 'get',
      path: '/v1/rulebooks/{id}/limits',
      tag: 'reference',
      summary: '时限 · the limits that such a ticket would get, each with the line that decides',
      description: 'Without a category: those of a ticket that no line by category is for.',
      who: ANY_ROLE,
      params: rulebookPath,
      query: limitsQuery(parts.config),
      finds: findsRulebook(parts),
      queryOf: (book) => limitsQuery(parts.config, book),
      answers: { 200: answers(limitsAnswer) },
      shows: [],
      handler: ({ found, query }) => ({ json: limitsJson(found, query) }),
    }),
    address({
      id: 'listRulebookVersions',
      method: 'get',
      path: '/v1/rulebooks/{id}/versions',
      tag: 'changes',
      summary: '规则 · every version that was ever loaded, the newest first',
      who: ANY_ROLE,
      params: rulebookPath,
      answers: { 200: answers(rulebookVersionsAnswer) },
      problems: { 404: 'There is no such rulebook' },
      shows: [],
      handler: listingVersions(parts),
    }),
    address({
      id: 'previewRulebook',
      method: 'post',
      path: '/v1/rulebooks/preview',
      tag: 'changes',
      summary: '试算 · what such a rulebook would do to the open tickets; nothing is written',
      who: PREVIEW,
      limit: previews,
      // As its file says it, and checked as a file is.
      takes: jsonForHandler(z.looseObject({ id: z.string() })),
      answers: { 200: answers(previewAnswer, 'What would happen') },
      shows: [],
      handler: previewingRulebook(parts),
    }),
    address({
      id: 'backtestRulebook',
      method: 'post',
      path: '/v1/rulebooks/backtest',
      tag: 'changes',
      summary: '回测 · what past tickets would have come to under such a rulebook, beside what they came to',
      description:
        'Behaviour is held as it was: people do the same at the same moments, what time alone does follows the proposed rules. Nothing is written.',
      who: roles('admin'),
      limit: previews,
      takes: jsonForHandler(backtestBody),
      answers: { 200: answers(backtestAnswer, 'The same figures under either') },
      shows: [],
      handler: backtestingRulebook(parts),
    }),
    address({
      id: 'reapplyRulebook',
      method: 'post',
      path: '/v1/rulebooks/{id}/reapply',
      tag: 'changes',
      summary: '适用新版规则 · bind open tickets to the version that is loaded, and say why',
      who: roles('admin'),
      params: rulebookPath,
      finds: findsRulebook(parts),
      takes: json(reapplyBody(parts.config)),
      answers: { 202: answers(changeAnswer, 'Under way', { Location: 'Address of the change' }) },
      problems: { 409: 'No open ticket that was chosen is bound to another version' },
      shows: ['accounts'],
      handler: reapplying(parts),
    }),
  ];
}

function calendarAddresses(parts: Parts, previews: RequestHandler): Address[] {
  const query = whoseCalendar(parts.config);
  const unpublished = { 404: 'Nobody has published days of this year' };
  return [
    address({
      id: 'readCalendar',
      method: 'get',
      path: '/v1/calendars/{year}',
      tag: 'reference',
      summary: '工作日历 · the days of a year that differ from Monday–Friday',
      description: 'With `rulebook`: as they bind its tickets, the city’s own days over the national ones.',
      who: ANY_ROLE,
      params: yearPath,
      query,
      answers: { 200: answers(calendarAnswer) },
      problems: unpublished,
      shows: [],
      handler: readingYear(parts),
    }),
    address({
      id: 'publishCalendar',
      method: 'put',
      path: '/v1/calendars/{year}',
      tag: 'changes',
      summary: '公布 · publish a year, from last year on; every open ticket is bound to it',
      description:
        'The same days and source once more change nothing. `year` may be left out of the body. ' +
        'With `rulebook`: the days that its city has of its own, over the national ones; only its tickets are bound to them.',
      who: roles('admin'),
      params: yearPath,
      query,
      takes: jsonForHandler(calendarBody),
      ifMatch:
        'The edition that it takes the place of, `"2"`, as `ETag` of `…/versions` has it; `"0"` where there is none',
      answers: {
        200: answers(publishedCalendarAnswer, 'Published, and its change under way', {
          ETag: 'The edition',
        }),
      },
      problems: {
        412: 'Another edition is the newest; or an earlier one says the same, and no `If-Match` says that it is meant',
      },
      shows: ['accounts'],
      handler: publishing(parts),
    }),
    address({
      id: 'previewCalendar',
      method: 'post',
      path: '/v1/calendars/preview',
      tag: 'changes',
      summary: '试算 · what such a year would do to the open tickets; nothing is written',
      description: 'With `rulebook`: days of its city, which concern only its tickets.',
      who: PREVIEW,
      limit: previews,
      query,
      takes: json(proposedCalendar),
      answers: { 200: answers(previewAnswer, 'What would happen') },
      shows: [],
      handler: previewingYear(parts),
    }),
    address({
      id: 'listCalendarEditions',
      method: 'get',
      path: '/v1/calendars/{year}/versions',
      tag: 'changes',
      summary: '工作日历 · the editions of a year, newest first',
      description: 'With `rulebook`: of its city’s own days.',
      who: TICKET_READERS,
      params: yearPath,
      query,
      answers: { 200: answers(calendarEditionsAnswer, 'As asked', { ETag: 'The newest edition' }) },
      problems: unpublished,
      shows: ['accounts'],
      handler: listingEditions(parts),
    }),
    address({
      id: 'listChanges',
      method: 'get',
      path: '/v1/calendars/changes',
      tag: 'changes',
      summary: '变更 · what binds open tickets anew, newest first',
      who: SEE_CHANGES,
      answers: { 200: answers(changesAnswer) },
      shows: ['accounts'],
      handler: listingChanges(parts),
    }),
    address({
      id: 'readChange',
      method: 'get',
      path: '/v1/calendars/changes/{id}',
      tag: 'changes',
      summary: '变更 · one change, and how far it is',
      who: SEE_CHANGES,
      params: changePath,
      finds: findsChange(parts),
      answers: { 200: answers(changeAnswer) },
      shows: ['accounts'],
      handler: async ({ found: { store, change } }) => ({ json: await changeJson(store, change) }),
    }),
  ];
}
