import { z } from 'zod';
import { NO_ANSWER } from '../database';
import { type Address, address, answers, NOBODY_ASKED } from '../http/address';
import { unavailable } from '../http/problem';
import type { Parts } from '../parts';
import { docsPage } from './docs-page';
import { rulebookPages } from './rulebook-page';
import { securityText } from './security-text';

/** For whoever runs the service: live, ready, metrics. None asks for a token, none tells anything about a ticket. */
export const operationAddresses = ({
  config,
  calendars,
  engine,
  database,
  metrics,
  securityText: text,
  publicUrl,
}: Pick<
  Parts,
  'config' | 'calendars' | 'engine' | 'database' | 'metrics' | 'securityText' | 'publicUrl'
>): Address[] => [
  address({
    id: 'live',
    method: 'get',
    path: '/healthz',
    tag: 'operations',
    summary: '存活 · whether the service lives',
    who: NOBODY_ASKED,
    answers: { 200: answers(z.object({ status: z.literal('live') })) },
    shows: [],
    handler: () => ({ json: { status: 'live' as const } }),
  }),
  address({
    id: 'ready',
    method: 'get',
    path: '/readyz',
    tag: 'operations',
    summary: '就绪 · whether engine and database answer, and whether a worker works',
    who: NOBODY_ASKED,
    answers: {
      200: answers(
        z.object({
          status: z.literal('ready'),
          engine: z.literal('up'),
          database: z.literal('up'),
          workers: z.enum(['up', 'none', 'unknown']),
        }),
      ),
    },
    problems: { 503: 'One of them does not; `errors` says which' },
    shows: [],
    async handler() {
      const [engineUp, hindrance, polled] = await Promise.all([
        engine.answers(),
        database.hindrance(),
        engine.isPolled(),
      ]);
      const errors = [
        ...(engineUp ? [] : [{ path: 'engine', message: NO_ANSWER }]),
        ...(hindrance === undefined ? [] : [{ path: 'database', message: hindrance }]),
      ];
      if (errors.length > 0)
        throw unavailable(`Not ready: ${errors.map(({ path }) => path).join(', ')}.`, errors);
      // Without a worker tickets are still read and taken in: that is no reason to take this process out of service.
      const workers = polled === undefined ? 'unknown' : polled ? 'up' : 'none';
      return { json: { status: 'ready', engine: 'up', database: 'up', workers } as const };
    },
  }),
  address({
    id: 'metrics',
    method: 'get',
    path: '/metrics',
    tag: 'operations',
    summary: '指标 · for Prometheus',
    who: NOBODY_ASKED,
    answers: { 200: { description: 'In the text format of Prometheus', media: ['text/plain'] } },
    shows: [],
    handler: async () => ({ text: await metrics.text(), type: metrics.contentType }),
  }),
  securityText(text, publicUrl),
  ...docsPage([...config.rulebooks.values()]),
  ...rulebookPages({ config, calendars }),
];
