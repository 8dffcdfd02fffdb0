import { z } from 'zod';
import type { Config } from '../../config/load';
import { TICKET_NUMBER } from '../../domain/ids';
import { HOUR, instant, isoInstant } from '../../domain/time/instant';
import { parseCursor } from '../../storage/page';
import type { Store } from '../../storage/store';
import { present } from '../commands/body-parts';
import { type Address, address, answers, roles } from '../http/address';
import { oneOf } from '../http/fields';
import { asParameter, pageQuery, whole } from '../http/page-query';
import { forbidden, noTicket } from '../http/problem';
import type { Parts } from '../parts';
import { mayKnowReferral, maySee } from '../requests/access';
import { limitsForecasts } from '../requests/limits';
import { actsFor, type Subject } from '../requests/subject';
import { forecastAnswer } from './answers';
import { forecast, type Foretold, type Question } from './forecast';

/** A week ahead: further on, somebody will have acted. */
const MOST_HOURS = 168;
/** So many things at most on one page. */
const MOST = 1_000;

const forecastQuery = ({ units }: Config) =>
  z.strictObject({
    hours: whole(1, MOST_HOURS)
      .default(24)
      .meta({ ...asParameter(1, MOST_HOURS), default: 24 }),
    unit: oneOf(
      units.all.map(({ id }) => id),
      'the id of a unit',
    )
      .optional()
      .meta({ description: 'Only what this unit is told' }),
    district: oneOf(
      units.ofLevel('district').map(({ id }) => id),
      'the id of a district',
    )
      .optional()
      .meta({ description: 'Only tickets of this district; simulated ones are in none (JE-16)' }),
    ticket: z.string().regex(TICKET_NUMBER, { error: 'expected a ticket’s number' }).optional(),
    cursor: pageQuery.cursor,
    limit: whole(1, MOST)
      .default(500)
      .meta({ ...asParameter(1, MOST), default: 500 }),
  });

/** What will happen by itself. */
export const forecastAddresses = (parts: Parts): Address[] => [
  address({
    id: 'readForecast',
    method: 'get',
    path: '/v1/forecast',
    tag: 'operations',
    summary:
      '预告 · what will happen by itself if nobody acts, to whom, why; and how much a unit gets on a day',
    description:
      'A unit is told what itself will be told, of the tickets in which it has a part. Leaders read no referrals. ' +
      'It says what would happen by the clocks as they are now, without anybody’s act.',
    who: roles('operator', 'supervisor', 'leader', 'auditor', 'unit'),
    limit: limitsForecasts(parts.counts),
    query: forecastQuery(parts.config),
    answers: { 200: answers(forecastAnswer) },
    problems: { 404: 'There is no such ticket, or it is not the asker’s to see' },
    shows: [],
    async handler({ subject, query: { hours, unit, district, ticket, cursor, limit } }) {
      const { config, calendars, database } = parts;
      const own = subject.role === 'unit' ? actsFor(subject) : undefined;
      if (own && unit !== undefined && !own.includes(unit)) throw forbidden('A unit reads its own forecast.');
      const store = await database.store();
      if (ticket !== undefined) await assertSeen(store, subject, ticket);
      const now = instant(Date.now());
      const until = instant(now + hours * HOUR);
      const told = own ?? (unit === undefined ? undefined : [unit]);
      const question: Question = {
        until,
        ...present({
          told,
          partOf: own,
          district,
          ticket,
          after: cursor === undefined ? undefined : parseCursor(cursor),
        }),
        mayKnow: (item) => mayForesee(subject, item),
        limit,
      };
      const newest = await calendars.newest();
      const {
        items,
        load,
        total,
        truncated,
        nextCursor = null,
      } = await forecast({ store, calendars: newest, units: config.units, now }, question);
      return {
        json: {
          items: items.map(itemJson),
          load: [...load],
          from: isoInstant(now),
          until: isoInstant(until),
          total,
          truncated,
          nextCursor,
        },
      };
    },
  }),
];

/** @throws a 404 for a ticket that is not there, or not the asker's to see; leaders see what is counted of all, and may count one */
async function assertSeen(store: Store, subject: Subject, id: string): Promise<void> {
  const ticket = await store.tickets.find(id);
  if (!ticket || (subject.role !== 'leader' && !maySee(subject, ticket))) throw noTicket();
}

/** That a unit is to be referred, or that it is proposed, is for those whom it is told, and the hotline. */
export function mayForesee(subject: Subject, { does, to }: Pick<Foretold, 'does' | 'to'>): boolean {
  return (does !== 'refer' && does !== 'propose') || to.some((it) => mayKnowReferral(subject, it));
}

const itemJson = ({ at, ticket, clock, does, level, mode, unit, to, why }: Foretold) => ({
  at: isoInstant(at),
  ticket,
  clock,
  does,
  ...present({ level, mode, unit }),
  to: [...to],
  why,
});
