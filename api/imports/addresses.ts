import { PassThrough, type Readable } from 'node:stream';
import type { Request } from 'express';
import { z } from 'zod';
import { importPast, type Misfit } from '../../activities/importing/importing';
import { type Format, UnknownColumns } from '../../activities/importing/rows';
import { instant } from '../../domain/time/instant';
import { type Address, address, answers, roles } from '../http/address';
import { oneOf, text } from '../http/fields';
import { invalid, Problem } from '../http/problem';
import type { Parts } from '../parts';
import { importAnswer } from './answers';

/** Of one file, in bytes: some ten thousand tickets. Longer ones are for `npm run import`. */
export const LARGEST = 20 * 1024 * 1024;
/** So many misfits are answered with. */
const MISFITS = 1_000;

const FORMATS: Readonly<Record<string, Format>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'json-lines',
};
const MEDIA = Object.keys(FORMATS);

/** Tickets that another system handled. */
export const importAddresses = (parts: Parts): Address[] => [
  address({
    id: 'importTickets',
    method: 'post',
    path: '/v1/imports',
    tag: 'operations',
    summary: '导入 · put past tickets in, with their own moments; closed ones start nothing and tell nobody',
    description:
      'A table with a line of names (`text/csv`), or a line of JSON a ticket (`application/x-ndjson`), in UTF-8. It is taken in as it comes; ' +
      'the answer says what became of it. The same file again changes nothing.',
    who: roles('admin'),
    query: z.strictObject({
      source: text(50).meta({ description: 'The system that it comes from' }),
      rulebook: oneOf([...parts.config.rulebooks.keys()], 'the id of a rulebook')
        .optional()
        .meta({ description: 'Of rows that do not say' }),
      open: z.enum(['true', 'false']).default('false').meta({ description: 'Take open tickets too' }),
    }),
    takes: { media: MEDIA, most: LARGEST },
    answers: { 200: answers(importAnswer, 'What became of it') },
    problems: {
      400: 'The body broke off; what came before it was taken in',
      413: `The body is larger than ${LARGEST / 1024 / 1024} MB; what came before was taken in`,
      415: `It is none of: ${MEDIA.join(', ')}`,
    },
    shows: [],
    async handler({ request, subject, query: { source, rulebook, open } }) {
      const format =
        FORMATS[(request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''];
      if (!format) throw unsupported();
      if (Number(request.headers['content-length'] ?? 0) > LARGEST) throw tooLarge();
      const { config, calendars, database, engine } = parts;
      const store = await database.store();
      const newest = await calendars.newest();
      const misfits: Misfit[] = [];
      let more = false;
      try {
        const counts = await importPast(
          { config, calendars: newest, store, start: engine.start },
          {
            bytes: boundedBody(request),
            format,
            source,
            ...(rulebook === undefined ? {} : { rulebook }),
            open: open === 'true',
            by: subject.sub,
            now: instant(Date.now()),
          },
          (found) => {
            if (misfits.length < MISFITS) misfits.push(found);
            else more = true;
          },
        );
        return { json: { ...counts, misfits, more } };
      } catch (error) {
        if (error instanceof UnknownColumns)
          throw invalid('The first line is not one of names.', [{ path: '', message: error.message }]);
        throw error;
      }
    },
  }),
];

/** The body, up to as much as it may be. */
function boundedBody(request: Request): Readable {
  const body = new PassThrough();
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > LARGEST) body.destroy(tooLarge());
  });
  request.once('aborted', () =>
    body.destroy(new Problem(400, 'malformed', 'Malformed request', 'The body broke off.')),
  );
  return request.pipe(body);
}

const tooLarge = (): Problem =>
  new Problem(
    413,
    'too-large',
    'The body is too large',
    `A file has at most ${LARGEST / 1024 / 1024} MB; use npm run import for a larger one.`,
  );

const unsupported = (): Problem =>
  new Problem(415, 'unsupported-media-type', 'This is not taken', `Send it as one of: ${MEDIA.join(', ')}.`, {
    headers: { Accept: MEDIA.join(', ') },
  });
