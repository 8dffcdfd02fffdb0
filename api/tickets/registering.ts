import { ticketId } from '../../domain/ids';
import type { TicketInput } from '../../domain/ticket/input';
import { instant } from '../../domain/time/instant';
import { publicationFor } from '../../storage/changes/changes';
import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import { simulate } from '../occasions/simulating';
import { type Followed, takeIn } from './intake';
import { erasable, rejoined } from './kept-ticket';
import { restrictionOf, tellRestricted } from '../restrictions/restricted';
import type { Asked } from '../http/address';
import { languageOf } from '../http/language';
import { invalid, type Problem, unavailable } from '../http/problem';
import type { Parts } from '../parts';
import type { TicketBody } from './ticket-body';
import { ticketJson } from './ticket-json';
import { newTicketNumber } from './ticket-number';

/**
 * Registers a ticket. It is never half made: it is stored first, under a number that a repeated request finds again, and then started;
 * whatever is left out by a crash between any two lines is made up by the next try or by the sweep.
 */
export function registering(parts: Parts) {
  const { config, calendars, database, engine, metrics, claim, callers, log } = parts;

  return async ({
    subject,
    body,
    request,
  }: Pick<Asked<unknown, unknown, TicketBody>, 'subject' | 'body' | 'request'>) => {
    const store = await database.store();
    const { target, answer, at, keep } = await claim(store, request, body, () => ({
      ticket: newTicketNumber(instant(Date.now())),
    }));
    const id = ticketId(target.ticket ?? '');
    const headers = { Location: `/v1/tickets/${id}` };
    // The first: who repeats the request is not told one that was made anew since.
    const code = callers.codeOf({ id, codeGeneration: 0 });
    const language = languageOf(request);
    if (answer?.status === 409) {
      const { restriction } = answer.body as Restricted;
      const known = await store.restrictions.find(restriction);
      if (known) throw await tellRestricted(store, subject, known, language);
    }
    if (answer) {
      const kept = await rejoined(store, subject, id, answer.body);
      return { status: answer.status, headers, json: { ...kept, code } };
    }
    const restriction = await restrictionOf(store, body, instant(Date.now()));
    // What an earlier try took in stays taken in.
    if (restriction && !(await store.tickets.find(id))) {
      const { id: why } = restriction;
      await keep({ status: 409, body: { restriction: why } satisfies Restricted });
      throw await tellRestricted(store, subject, restriction, language);
    }
    // As it is at this moment: no ticket that is registered after a publication counts by the calendar before it.
    const newest = await calendars.newest();
    const publication = publicationFor(newest, body.rulebook);
    const followed = await followedBy(store, body);
    if (body.simulation !== undefined)
      await simulate(parts, store, { occasion: body.simulation, ticket: id, at, subject, request });
    const matter = takeIn({ config, calendars: newest, publication }, body, { id, at, subject, ...followed });
    const stored = await store.tickets.add(matter);
    if (!isFrom(stored, matter.input)) throw taken();
    const running = stored.started || (await begin(store, stored, matter.input));
    const shown = ticketJson(stored, matter.contact, subject);
    const status = running ? 201 : 202;
    metrics.ticketRegistered(stored.rulebook.id, stored.matter.kind, running ? 'now' : 'waiting');
    // A further try finds the ticket by its number, with or without the answer.
    await keep({ status, body: erasable(shown) }).catch((error: unknown) =>
      log.warn({ err: error }, 'an answer was not kept'),
    );
    return { status, headers, json: { ...shown, code } };
  };

  /** @returns whether the ticket's workflow runs; else it is started later by the sweep */
  async function begin(store: Store, stored: StoredTicket, input: TicketInput): Promise<boolean> {
    try {
      await engine.start({ ...input, matter: stored.matter });
    } catch (error) {
      // Whatever it is, the ticket is stored and must not be refused any more.
      log.warn({ err: error }, 'a ticket is started later');
      return false;
    }
    await store.tickets
      .markStarted(stored.id)
      .catch((error: unknown) => log.warn({ err: error }, 'a start was not noted'));
    return true;
  }
}

/** What is kept of an answer to a restricted caller's call (HZ-4): which restriction, whose reason lies with it. */
interface Restricted {
  readonly restriction: string;
}

/** The closed ticket that a matter comes back from. @throws a 422 where there is none */
async function followedBy(store: Store, { follows }: TicketBody): Promise<{ followed?: Followed }> {
  if (follows === undefined) return {};
  const found = await store.tickets.find(follows);
  const { period } = found?.matter ?? {};
  if (found?.state === 'closed')
    return { followed: { id: follows, ...(period === undefined ? {} : { period }) } };
  const message = found
    ? 'expected a closed ticket: with one that goes on, it is merged'
    : 'expected the number of a ticket that there is';
  throw invalid('The ticket that it follows will not do.', [{ path: 'follows', message, rule: 'HZ-3' }]);
}

/** The number that was drawn is another ticket's: nobody is answered with what is not theirs. */
const taken = (): Problem =>
  unavailable('The number that was chosen for it is taken; register it again, with another Idempotency-Key.');

/** Whether a ticket was stored by this request, by this try or an earlier one: all have the moment of the first. */
const isFrom = (stored: StoredTicket, { matter }: TicketInput): boolean =>
  stored.matter.registeredAt === matter.registeredAt;
