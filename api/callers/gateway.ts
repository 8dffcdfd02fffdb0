import { z } from 'zod';
import { keysOfCaller, lettersToCallers } from '../../activities/callers';
import { instant } from '../../domain/time/instant';
import type { Message } from '../../storage/outbox/outbox';
import type { Asked } from '../http/address';
import { pageQuery } from '../http/page-query';
import { notFound } from '../http/problem';
import type { Parts } from '../parts';

export const queueQuery = z.strictObject(pageQuery);

export const messagePath = z.object({ id: z.string().meta({ example: 'HY-7K3M-9Q2X-4V1B:3:caller' }) });

export const receiptBody = z
  .discriminatedUnion('status', [
    z.strictObject({ status: z.enum(['sent', 'delivered']) }),
    z.strictObject({
      status: z.literal('failed'),
      // It is kept, and shown to many: no place for a number of somebody's.
      reason: z
        .string()
        .regex(/^(?!.*\d{7})[\w.:-]{1,40}$/, 'expected a code, 1–40 letters, digits, `_`, `.`, `:` or `-`')
        .meta({ description: 'A code of the gateway or its network', example: 'UNDELIV' }),
    }),
  ])
  .meta({
    id: 'Receipt',
    description:
      '`sent`: the gateway has taken it over; `delivered`: the caller has it; `failed`: the caller will not get it',
  });

/**
 * What waits for the city's gateway: with the phone number, which is noted before it is shown, and with code and link, which are made for it.
 * What is for no gateway any more is put back for the caller who looks.
 */
export const readQueue =
  ({ database, callers }: Pick<Parts, 'database' | 'callers'>) =>
  async ({ query: { cursor, limit } }: Pick<Asked<unknown, z.output<typeof queueQuery>>, 'query'>) => {
    const store = await database.store();
    const { items, nextCursor = null } = await store.outbox.queued(cursor, limit);
    const { letters, told, notForIt } = await lettersToCallers(store, keysOfCaller(callers), items);
    if (notForIt.length > 0) await store.outbox.keepReady(notForIt, 'outbox');
    return {
      json: { items: letters, nextCursor },
      looked:
        told.length === 0
          ? ('nothing' as const)
          : { tickets: told.map(({ matter }) => matter), callerShown: true },
    };
  };

/** The message to a caller that a path names. @throws a 404 also for one that is not to a caller */
export const findsMessage =
  ({ database }: Pick<Parts, 'database'>) =>
  async ({ params: { id } }: Pick<Asked<{ readonly id: string }>, 'params'>): Promise<Message> => {
    const message = await (await database.store()).outbox.find(id);
    if (message?.to !== 'caller') throw noMessage();
    return message;
  };

/** Notes what the gateway says of a message. The same again, or in another order, comes to the same. */
export const takeReceipt =
  ({ database, claim }: Pick<Parts, 'database' | 'claim'>) =>
  async ({
    request,
    body,
    found: { id },
  }: Pick<Asked<unknown, unknown, z.output<typeof receiptBody>, Message>, 'request' | 'body' | 'found'>) => {
    const store = await database.store();
    // Whoever repeats a request under its key says the same.
    await claim(store, request, body, () => ({ message: id }));
    const now = await store.outbox.receive(id, body, instant(Date.now()));
    if (!now) throw noMessage();
    return { json: { id, status: now.status } };
  };

const noMessage = () => notFound('There is no such message to a caller.');
