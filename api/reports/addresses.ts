import type { Request } from 'express';
import { z } from 'zod';
import { OVERALL } from '../../domain/reports/assessment';
import {
  type Address,
  address,
  answers,
  ANY_ROLE,
  json,
  jsonForHandler,
  NOBODY_ASKED,
  roles,
} from '../http/address';
import { notFound } from '../http/problem';
import type { Parts } from '../parts';
import { limitsPreviews } from '../requests/limits';
import {
  assessmentsAnswer,
  behindAnswer,
  objectionAnswer,
  objectionsAnswer,
  previewedAnswer,
  type ReportAnswer,
  reportAnswer,
} from './answers';
import { askingFor, findsMonth, monthPath, nameOf, reportQuery } from './asking';
import { assessmentsJson, previewingAssessment, previewQuery } from './assessing';
import { behindQuery, ticketsBehind } from './behind';
import { chartOf } from './charts';
import { csvOf } from './csv';
import { recently, reportOf, titleOf } from './making';
import {
  deciding,
  decisionBody,
  listingObjections,
  objecting,
  objectionBody,
  objectionsQuery,
} from './objecting';
import { addressOf, behindPage, behindTitle, POLICY, reportPage, STYLE } from './page';

/** Numbers of units and matters, and the numbers of tickets; none of a ticket's texts. */
const READERS = roles('supervisor', 'leader', 'auditor', 'unit');
const NO_MONTH = {
  422: 'No month, or one that has not begun; an unknown grouping, rulebook, row or indicator',
};

/** What a client prefers of these; JSON where it says nothing. */
const wanted = (request: Request): string =>
  request.accepts(['application/json', 'text/csv', 'text/html']) || 'application/json';

/** Assessment, reports by it, what is behind their numbers, and objections (BJ-13, WF-27, JE-13, JE-22). */
export function reportAddresses(parts: Parts): Address[] {
  const { config, database } = parts;
  const recent = recently();
  const query = reportQuery(config);
  const ofMonth = { params: monthPath, finds: findsMonth } as const;
  const titled = (report: ReportAnswer, by: Parameters<typeof titleOf>[2]): string =>
    titleOf(report, config.assessments.get(report.assessment.id)?.title ?? report.assessment.id, by);
  return [
    address({
      id: 'listAssessments',
      method: 'get',
      path: '/v1/assessments',
      tag: 'reports',
      summary: '考核办法 · by what units are assessed: indicators, weights, tiers',
      who: ANY_ROLE,
      answers: { 200: answers(assessmentsAnswer) },
      shows: [],
      handler: () => ({ json: assessmentsJson(config) }),
    }),
    address({
      id: 'previewAssessment',
      method: 'post',
      path: '/v1/assessments/preview',
      tag: 'reports',
      summary: '试算 · what a month would have come to by another assessment; nothing is changed',
      who: roles('admin'),
      limit: limitsPreviews(parts.counts),
      query: previewQuery,
      // As its file says it, and checked as a file is.
      takes: jsonForHandler(z.looseObject({ id: z.string() })),
      answers: { 200: answers(previewedAnswer, 'Both, side by side') },
      shows: [],
      handler: previewingAssessment(parts),
    }),
    address({
      id: 'readReport',
      method: 'get',
      path: '/v1/reports/{month}',
      tag: 'reports',
      summary: '月报 · the figures of a month; a unit sees its own',
      description: 'JSON, `text/csv` for a spreadsheet, or `text/html` to look at and to print, by `Accept`.',
      who: READERS,
      ...ofMonth,
      query,
      answers: { 200: { ...answers(reportAnswer), media: ['text/csv', 'text/html'] } },
      problems: NO_MONTH,
      shows: [],
      policy: POLICY,
      async handler({ found: month, query: asked, subject, request }) {
        const store = await database.store();
        const asking = await askingFor({ config, store }, month, asked, subject);
        const report = await reportOf(config, store, asking);
        recent.keep(asking, subject, report);
        const headers = { Vary: 'Accept' };
        switch (wanted(request)) {
          case 'text/csv':
            return { text: csvOf(report), type: 'text/csv', headers };
          case 'text/html':
            return { text: reportPage(report, titled(report, asked.by), asked.by), type: 'html', headers };
          default:
            return { json: report, headers };
        }
      },
    }),
    address({
      id: 'readReportChart',
      method: 'get',
      path: '/v1/reports/{month}/charts/{indicator}',
      tag: 'reports',
      summary: '月报图 · one indicator of a report as a picture',
      who: READERS,
      params: monthPath.extend({ indicator: z.string().meta({ example: 'on-time' }) }),
      finds: findsMonth,
      query,
      answers: { 200: { description: 'SVG', media: ['image/svg+xml'] } },
      problems: { 404: 'There is no such indicator', ...NO_MONTH },
      shows: [],
      async handler({ found: month, params: { indicator }, query: asked, subject }) {
        const store = await database.store();
        const asking = await askingFor({ config, store }, month, asked, subject);
        const ids = [...asking.assessment.indicators.map(({ id }) => id), OVERALL.id];
        if (!ids.includes(indicator))
          throw notFound(`There is no such indicator; there are: ${ids.join(', ')}.`);
        return {
          text: await chartOf(
            recent.of(asking, subject) ?? (await reportOf(config, store, asking)),
            indicator,
          ),
          type: 'image/svg+xml',
        };
      },
    }),
    address({
      id: 'readTicketsBehind',
      method: 'get',
      path: '/v1/reports/{month}/tickets',
      tag: 'reports',
      summary: '数字背后的工单 · the tickets that make up a number of a report',
      description:
        'JSON, or `text/html` by `Accept`. What each ticket adds is in `count`; they come to the number.',
      who: READERS,
      ...ofMonth,
      query: behindQuery(config),
      answers: { 200: { ...answers(behindAnswer), media: ['text/html'] } },
      problems: NO_MONTH,
      shows: [],
      policy: POLICY,
      async handler({ found: month, query: asked, subject, request }) {
        const store = await database.store();
        const asking = await askingFor({ config, store }, month, asked, subject);
        const page = await ticketsBehind(config, store, asking, asked, subject);
        const headers = { Vary: 'Accept' };
        if (wanted(request) !== 'text/html') return { json: page, headers };
        const { by, key, indicator, part, rulebook = asking.assessment.id, limit } = asked;
        const name = asking.assessment.indicators.find(({ id }) => id === indicator)?.name ?? OVERALL.name;
        const row = key === undefined ? '' : nameOf(config, asking.assessment, by, key);
        const next =
          page.nextCursor === null
            ? undefined
            : addressOf(request.params.month as string, '/tickets', {
                by,
                rulebook,
                ...(key === undefined ? {} : { key }),
                indicator,
                part,
                limit: String(limit),
                cursor: page.nextCursor,
              });
        const unitName = (id: string | undefined): string =>
          id === undefined ? '热线' : (config.units.byId(id)?.name ?? id);
        return {
          text: behindPage(behindTitle(name, part, row), page, unitName, next),
          type: 'html',
          headers,
        };
      },
    }),
    ...objectionAddresses(parts),
    address({
      id: 'reportPageStyle',
      method: 'get',
      path: '/docs/reports.css',
      tag: 'operations',
      summary: '月报 · how its page looks',
      who: NOBODY_ASKED,
      answers: { 200: { description: 'The same for everybody', media: ['text/css'] } },
      shows: [],
      handler: () => ({ text: STYLE, type: 'css' }),
    }),
  ];
}

function objectionAddresses(parts: Parts): Address[] {
  const ofMonth = { params: monthPath, finds: findsMonth } as const;
  return [
    address({
      id: 'object',
      method: 'post',
      path: '/v1/reports/{month}/objections',
      tag: 'reports',
      summary: '异议 · a unit says that a ticket is not to be counted against it',
      who: roles('unit'),
      ...ofMonth,
      takes: json(objectionBody),
      answers: { 201: answers(objectionAnswer, 'It waits for its decision') },
      problems: {
        404: 'The unit has no such ticket',
        409: 'Its time is over, or the unit has objected to this count before',
      },
      shows: ['accounts'],
      handler: objecting(parts),
    }),
    address({
      id: 'listObjections',
      method: 'get',
      path: '/v1/reports/{month}/objections',
      tag: 'reports',
      summary: '异议 · objections to a month, newest first; a unit sees its own',
      who: roles('supervisor', 'auditor', 'unit'),
      ...ofMonth,
      query: objectionsQuery(parts.config),
      answers: { 200: answers(objectionsAnswer) },
      problems: NO_MONTH,
      shows: ['accounts'],
      handler: listingObjections(parts),
    }),
    address({
      id: 'decideObjection',
      method: 'post',
      path: '/v1/reports/{month}/objections/{id}/decide',
      tag: 'reports',
      summary: '异议审核 · found right, the ticket is not counted there any more',
      who: roles('supervisor'),
      params: monthPath.extend({ id: z.string() }),
      finds: findsMonth,
      takes: json(decisionBody),
      answers: { 200: answers(objectionAnswer, 'Decided; the figures are counted by it from now on') },
      problems: { 404: 'There is no such objection', 409: 'It is decided already' },
      shows: ['accounts'],
      handler: deciding(parts),
    }),
  ];
}
