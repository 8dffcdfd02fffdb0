import { z } from 'zod';
import { isoInstant, instant } from '../../domain/time/instant';
import type { Asked } from '../http/address';
import { at, count } from '../http/answer-fields';
import { pageQuery } from '../http/page-query';
import type { Parts } from '../parts';

export const hotSpotsQuery = z.strictObject(pageQuery);

export const hotSpotsAnswer = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        category: z.string(),
        district: z.string(),
        since: at.meta({ description: 'When the first of its tickets came' }),
        until: at.meta({ description: 'When the last of them came' }),
        foundAt: at,
        callers: count.meta({
          description: 'How many different callers raised it, of those that one look sees',
        }),
        tickets: z.array(z.string()),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'HotSpots' });

/** Matters that many raised within a short time, the newest first, each with its tickets by their numbers (JE-13, JN-7, BJ-12). */
export const listHotSpots =
  ({ database }: Pick<Parts, 'database'>) =>
  async ({ query: { cursor, limit } }: Pick<Asked<unknown, z.output<typeof hotSpotsQuery>>, 'query'>) => {
    const { hotSpots } = await database.store();
    const { items, nextCursor = null } = await hotSpots.list(cursor, limit);
    return {
      json: {
        items: items.map(({ since, until, foundAt, tickets, ...spot }) => ({
          ...spot,
          since: isoInstant(instant(since)),
          until: isoInstant(instant(until)),
          foundAt: isoInstant(foundAt),
          tickets: [...tickets],
        })),
        nextCursor,
      },
    };
  };
