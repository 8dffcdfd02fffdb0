import { z } from 'zod';
import { isTicketNumber } from '../../domain/ids';
import { type Instant, instant, isoInstant } from '../../domain/time/instant';
import type { Store } from '../../storage/store';
import type { ListedTicket } from '../../storage/tickets/tickets';
import { present } from '../commands/body-parts';
import { type Address, address, answers, json, type Reply, roles, ticketPath } from '../http/address';
import { noFields } from '../http/fields';
import { languageOf } from '../http/language';
import { pageQuery } from '../http/page-query';
import type { Parts } from '../parts';
import type { Subject } from '../requests/subject';
import { summaryJson } from '../tickets/ticket-json';
import { shownTicket } from '../tickets/shown-ticket';
import { findsTicket } from '../tickets/visible-ticket';
import {
  callbacksAnswer,
  holdAnswer,
  type NextCallbackAnswer,
  nextCallbackAnswer,
  releasedAnswer,
  type WaitingCallbackAnswer,
} from './answers';
import { hold, isMine, letGo, takeNext } from './holding';

const nextBody = z
  .strictObject({
    skip: z
      .array(z.string().refine(isTicketNumber, { error: 'expected the number of a ticket' }))
      .max(50)
      .default([])
      .meta({ description: 'Tickets that the asker does not want now, e.g. the one that was just let go' }),
  })
  .meta({ id: 'WantedCallback' });

/** The queue of call-backs, in which each has one operator at a time (WF-25). */
export function callbackAddresses(parts: Parts): Address[] {
  const { database, claim } = parts;
  const ofTicket = { params: ticketPath, finds: findsTicket(parts) } as const;
  return [
    address({
      id: 'listCallbacks',
      method: 'get',
      path: '/v1/callbacks',
      tag: 'desk',
      summary:
        '回访队列 · tickets whose callers are to be called, what is due first, first, and who has each in hand',
      who: roles('operator', 'supervisor'),
      query: z.strictObject(pageQuery),
      answers: { 200: answers(callbacksAnswer) },
      shows: ['matter', 'accounts'],
      notes: 'list',
      async handler({ subject, query: { cursor, limit } }) {
        const store = await database.store();
        const { items, nextCursor = null } = await store.tickets.waitingForCalls(cursor, limit);
        const json = await waitingJson(store, subject, items, instant(Date.now()));
        return { json: { items: json, nextCursor }, looked: { tickets: items } };
      },
    }),
    address({
      id: 'nextCallback',
      method: 'post',
      path: '/v1/callbacks/next',
      tag: 'desk',
      summary:
        '领取下一件回访 · the one that is due first and that nobody has in hand; for ten minutes it is the asker’s alone',
      description:
        'Asked again, it gives what the asker has in hand already; `callback` ends that, and so does `release`.',
      who: roles('operator'),
      takes: json(nextBody),
      answers: { 200: answers(nextCallbackAnswer, 'In hand; or empty where none waits') },
      shows: ['caller', 'matter', 'texts'],
      notes: 'ticket',
      async handler({ subject, request, body }) {
        const store = await database.store();
        const { answer, keep } = await claim(store, request, body, () => ({}));
        // As it was kept below.
        const kept = answer?.body as Kept | undefined;
        if (kept) {
          const ticket = await store.tickets.find(kept.id);
          return ticket ? shown(store, subject, ticket.id, kept.until) : NONE;
        }
        const taken = await takeNext(store, subject, body.skip, instant(Date.now()));
        if (!taken) return NONE;
        const { id } = taken.ticket;
        await keep({ status: 200, body: { id, until: taken.until } satisfies Kept });
        return shown(store, subject, id, taken.until);
      },
    }),
    address({
      id: 'holdCallback',
      method: 'post',
      path: '/v1/callbacks/{id}/hold',
      tag: 'desk',
      summary: '领取回访 · a certain one; or ten minutes more for the one in hand',
      who: roles('operator'),
      ...ofTicket,
      takes: json(noFields),
      answers: { 200: answers(holdAnswer, 'In hand') },
      problems: { 409: 'It waits for no call, or another has it in hand; who and until when' },
      shows: ['accounts'],
      async handler({ subject, request, body, found: { store, ticket } }) {
        const { at } = await claim(store, request, body, () => ({}));
        const until = await hold({ store, language: languageOf(request) }, subject, ticket, at);
        return { json: { heldUntil: isoInstant(until) } };
      },
    }),
    address({
      id: 'releaseCallback',
      method: 'post',
      path: '/v1/callbacks/{id}/release',
      tag: 'desk',
      summary: '放回回访 · others may take it; what another has in hand stays there',
      who: roles('operator'),
      ...ofTicket,
      takes: json(noFields),
      answers: { 200: answers(releasedAnswer, 'It is not in the asker’s hands') },
      shows: [],
      async handler({ subject, found: { store, ticket } }) {
        await letGo(store, subject, ticket.id);
        return { json: {} };
      },
    }),
  ];
}

interface Kept {
  readonly id: string;
  readonly until: Instant;
}

const NONE: Reply<NextCallbackAnswer> = { json: {}, looked: 'nothing' };

async function shown(
  store: Store,
  subject: Subject,
  id: string,
  until: Instant,
): Promise<Reply<NextCallbackAnswer>> {
  const ticket = await store.tickets.find(id);
  if (!ticket) return NONE;
  const json = { ticket: await shownTicket(store, subject, ticket), heldUntil: isoInstant(until) };
  return { json, looked: { tickets: [ticket], callerShown: json.ticket.caller !== undefined } };
}

async function waitingJson(
  store: Store,
  subject: Subject,
  tickets: readonly ListedTicket[],
  now: Instant,
): Promise<WaitingCallbackAnswer[]> {
  const held = await store.holds.of(
    tickets.map(({ id }) => id),
    now,
  );
  return tickets.map((ticket) => {
    const one = held.get(ticket.id);
    return {
      ticket: summaryJson(ticket, subject),
      ...present({
        callFrom: ticket.callFrom === undefined ? undefined : isoInstant(ticket.callFrom),
        held: one && { until: isoInstant(one.until), mine: isMine(one, subject), by: one.by },
      }),
    };
  });
}
