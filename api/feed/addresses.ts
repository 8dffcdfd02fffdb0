import type { Request } from 'express';
import { z } from 'zod';
import { type Address, address, answers, roles } from '../http/address';
import { EVENT_STREAM } from './event-stream';
import { asParameter, whole } from '../http/page-query';
import { parsed } from '../http/parsed';
import type { Place } from '../../storage/feed/block';
import type { Store } from '../../storage/store';
import type { Parts } from '../parts';
import { changesAnswer } from './answers';
import { from } from './places';
import { changesAfter, read } from './reading';

const MOST = 1_000;

const changesQuery = z.strictObject({
  after: from,
  limit: whole(1, MOST)
    .default(100)
    .meta({ ...asParameter(1, MOST), default: 100 }),
});

/** What changed, for those who follow. */
export const feedAddresses = ({ database, listeners }: Parts): Address[] => [
  address({
    id: 'followChanges',
    method: 'get',
    path: '/v1/changes',
    tag: 'changes',
    summary: '变更流 · every change of a ticket in order; a unit those of its own tickets',
    description:
      'JSON, page by page by `next`; or `text/event-stream` by `Accept`, which goes on as changes happen until the token ends: `id` is the cursor, and `Last-Event-ID` goes on behind it. No texts and nothing of a person.',
    who: roles('operator', 'supervisor', 'unit', 'auditor'),
    query: changesQuery,
    answers: { 200: { ...answers(changesAnswer), media: [EVENT_STREAM] } },
    problems: {
      410: 'The cursor is too old: a change is told for 30 days. Ask with `after=now`, read the lists anew, and go on from its `next`',
    },
    shows: [],
    async handler({ subject, query: { after, limit }, request }) {
      const isStream = request.accepts(['application/json', EVENT_STREAM]) === EVENT_STREAM;
      const asked = (isStream ? lastSeen(request) : undefined) ?? after;
      const store = await database.store();
      const begins = await placeOf(store, asked ?? (isStream ? 'now' : 'beginning'));
      const headers = { Vary: 'Accept' };
      if (isStream) {
        listeners.admit(subject);
        // A place that is not there is told before anything is begun.
        await read(store, begins, 1);
        return { headers, write: (response) => listeners.tell(subject, response, begins) };
      }
      return { headers, json: await changesAfter(store, subject, begins, limit) };
    },
  }),
];

const placeOf = async ({ feed }: Pick<Store, 'feed'>, said: Place | 'now' | 'beginning'): Promise<Place> => {
  if (said === 'now') return feed.end();
  return said === 'beginning' ? feed.beginning() : said;
};

/** Where a reader that was cut off goes on. @throws a 422 for what no feed gave out */
const lastSeen = (request: Request) =>
  parsed(z.object({ 'Last-Event-ID': from }), { 'Last-Event-ID': request.get('Last-Event-ID') })[
    'Last-Event-ID'
  ];
