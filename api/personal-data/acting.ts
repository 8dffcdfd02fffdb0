import { because, notNow, type Refusal, spokenRefusal } from '../../domain/procedures/refusal';
import { instant, isoInstant } from '../../domain/time/instant';
import type { Language } from '../../domain/words';
import { orderedId } from '../../storage/ordered-id';
import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import { present } from '../commands/body-parts';
import type { Asked } from '../http/address';
import { languageOf } from '../http/language';
import { refused, unavailable } from '../http/problem';
import type { Parts } from '../parts';
import type { Subject } from '../requests/subject';
import type { FoundTicket } from '../tickets/visible-ticket';
import type { DataActsAnswer, ErasingAnswer } from './answers';
import type { EraseBody, ReasonBody, RectifyBody } from './bodies';

type OfTicket<Body = unknown> = Pick<
  Asked<unknown, unknown, Body, FoundTicket>,
  'subject' | 'body' | 'request' | 'found'
>;

const doneBy = ({ sub, role }: Subject) => ({ sub, role });

export async function readActs({ found: { store, ticket } }: Pick<OfTicket, 'found'>) {
  return { json: await actsJson(store, ticket.id) };
}

async function actsJson(store: Store, id: string): Promise<DataActsAnswer> {
  const { acts, held } = await store.personalData.of(id);
  const items = acts.map(({ ticketId: _, at, open, ...act }) => ({
    ...present(act),
    at: isoInstant(at),
    ...(open ? { open } : {}),
  }));
  return { items: items as unknown as DataActsAnswer['items'], held };
}

/** Sets or lifts a legal hold. */
export const holding =
  (type: 'held' | 'lifted') =>
  async ({ subject, body: { reason }, request, found: { store, ticket } }: OfTicket<ReasonBody>) => {
    const given = { reason, by: doneBy(subject), at: instant(Date.now()) };
    throwRefusal(await store.personalData.hold(ticket.id, type, given), languageOf(request));
    return { json: await actsJson(store, ticket.id) };
  };

/** Puts contact and texts right (个人信息保护法 art. 46). */
export const rectifying =
  ({ claim }: Pick<Parts, 'claim'>) =>
  async ({ subject, body, request, found: { store, ticket } }: OfTicket<RectifyBody>) => {
    const { reason, wanted } = body;
    const language = languageOf(request);
    // Of an open ticket its workflow has to know it.
    if (wanted.confidential && ticket.state !== 'closed')
      throw refused(notNow(because('amend-instead'), ['amend']), language);
    const { target, at } = await claim(store, request, body, () => ({ act: orderedId(), ticket: ticket.id }));
    const given = { reason, by: doneBy(subject), at, request: target.act ?? '' };
    throwRefusal(await store.personalData.rectify(ticket.id, present(wanted), given), language);
    return { json: await actsJson(store, ticket.id) };
  };

/** Erases what is kept of a caller with one ticket, or with all own ones (个人信息保护法 art. 47). */
export const erasing =
  ({ engine, log }: Pick<Parts, 'engine' | 'log'>) =>
  async ({
    subject,
    body: { of, ground, reason },
    request,
    found: { store, ticket },
  }: OfTicket<EraseBody>) => {
    const language = languageOf(request);
    throwRefusal(await store.personalData.reasonFault(ticket.id, reason), language);
    const at = instant(Date.now());
    const ordered = { ground, reason, at, by: doneBy(subject) };
    const orderOf = async ({
      id,
      state,
    }: Pick<StoredTicket, 'id' | 'state'>): Promise<Refusal | undefined> => {
      const runs = state === 'closed' && (await engine.isRunning(id));
      if (runs === undefined) throw unavailable('The engine gave no answer; ask again.');
      return store.personalData.order({ id, state, runs }, ordered);
    };
    const others = of === 'caller' ? await store.personalData.othersOfCaller(ticket.id) : [];
    const refusals = new Map<string, Refusal | undefined>();
    const restrictions = of === 'caller' ? await store.personalData.restrictionsOfCaller(ticket.id, at) : [];
    // One that stands is kept: what it is for goes on (art. 47).
    for (const { id, isOver } of restrictions) {
      const subject = { id, state: isOver ? 'closed' : 'handling', runs: false } as const;
      refusals.set(id, await store.personalData.order(subject, ordered));
    }
    // The one that was named comes last: as long as it is not erased, the same request finds the others by it.
    for (const id of others) {
      const other = await store.tickets.find(id);
      if (other) refusals.set(id, await orderOf(other));
    }
    refusals.set(ticket.id, await orderOf(ticket));
    if (of === 'ticket') throwRefusal(refusals.get(ticket.id), language);
    for (const [id, refusal] of refusals) {
      if (refusal) continue;
      await store.personalData.erase(id, at);
      log.info({ ticket: id }, 'personal data erased');
    }
    const items: ErasingAnswer['items'] = [...refusals].map(([id, refusal]) =>
      refusal
        ? { ticket: id, is: 'kept', reason: refusal.reason, detail: spokenRefusal(refusal, language).detail }
        : { ticket: id, is: 'erased' },
    );
    return { json: { items } };
  };

/** Which tickets were erased: for a list that is kept outside of the database, and given back to it after a restore. */
export const listErasures =
  ({ database }: Pick<Parts, 'database'>) =>
  async ({ query: { cursor, limit } }: { query: { cursor?: string | undefined; limit: number } }) => {
    const store = await database.store();
    const { items, nextCursor = null } = await store.personalData.erasures(cursor, limit);
    return {
      json: {
        items: items.map(({ ticketId, at }) => ({ ticket: ticketId, at: isoInstant(at) })),
        nextCursor,
      },
    };
  };

function throwRefusal(refusal: Refusal | undefined, language: Language): void {
  if (refusal) throw refused(refusal, language);
}
