import { because, notNow } from '../../domain/procedures/refusal';
import { instant } from '../../domain/time/instant';
import type { RestrictionCommand } from '../../domain/restriction/restriction';
import type { Engine, Fate } from '../../engine/commands';
import { restrictionInput } from '../../engine/hotline/start-restriction';
import { orderedId } from '../../storage/ordered-id';
import type { Restriction } from '../../storage/restrictions/restrictions';
import type { Store } from '../../storage/store';
import type { Asked } from '../http/address';
import { languageOf } from '../http/language';
import { notFound, Problem, type ProblemBody, refused, unavailable } from '../http/problem';
import type { Parts } from '../parts';
import type { Subject } from '../requests/subject';
import { findsTicket } from '../tickets/visible-ticket';
import { restrictionJson } from './restricted';

/** A restriction that a path names and the asker may know of, and the store that it was read from. */
export interface FoundRestriction {
  readonly store: Store;
  readonly restriction: Restriction;
}

const none = (): Problem => notFound('There is no such restriction.');

/**
 * The phone of a caller who asks: that of the ticket whose code let the caller in. So it is known who appeals without an account (JN-1).
 * @returns undefined where the ticket was erased
 */
export async function phoneOfCaller(
  parts: Pick<Parts, 'database' | 'callers'>,
  subject: Subject,
): Promise<string | undefined> {
  if (subject.role !== 'caller') return undefined;
  const { store, ticket } = await findsTicket(parts)({ params: { id: subject.ticket }, subject });
  return (await store.tickets.contactOf(ticket.id))?.caller.phone;
}

/** @throws a 404 also for one that is not the asker's to know of */
export const findsRestriction =
  (parts: Pick<Parts, 'database' | 'callers'>) =>
  async ({
    params: { id },
    subject,
  }: Pick<Asked<{ readonly id: string }>, 'params' | 'subject'>): Promise<FoundRestriction> => {
    const store = await parts.database.store();
    const restriction = await store.restrictions.find(id);
    if (!restriction) throw none();
    if (subject.role === 'caller') {
      const phone = await phoneOfCaller(parts, subject);
      const own = phone === undefined ? [] : await store.restrictions.ofCaller(phone, instant(Date.now()));
      if (!own.some((it) => it.id === id)) throw none();
    }
    return { store, restriction };
  };

type Said = { readonly name: RestrictionCommand['name']; readonly text: string; readonly approve?: boolean };

/**
 * Gives a restriction a command: it is lifted, appealed against, or the appeal is decided. What is said lies in the database before, and the
 * workflow gets its id alone; whoever is answered finds it written.
 * @param saying what a body asks for
 */
export const commanding =
  <Body>({ engine, claim, log }: Pick<Parts, 'engine' | 'claim' | 'log'>, saying: (body: Body) => Said) =>
  async ({
    subject,
    body,
    request,
    found: { store, restriction },
  }: Pick<Asked<unknown, unknown, Body, FoundRestriction>, 'subject' | 'body' | 'request' | 'found'>) => {
    const { id } = restriction;
    const { target, answer, keep } = await claim(store, request, body, () => ({
      ticket: id,
      command: orderedId(),
    }));
    // What is kept of a status of 400 and above is a problem.
    if (answer && answer.status >= 400) throw Problem.again(answer.body as ProblemBody);
    const { text, ...said } = saying(body);
    const command = {
      id: target.command ?? '',
      actor: { role: subject.role },
      ...said,
    } as RestrictionCommand;
    const shown = async () => ({
      json: restrictionJson(subject, (await store.restrictions.find(id)) ?? restriction),
      looked: { tickets: [{ id }] },
    });
    if (isApplied(restriction, command)) return shown();
    await store.restrictions.say(id, command.id, text);
    const fate = await sent(engine, store, restriction, command);
    if (fate.kind === 'applied') return shown();
    if (fate.kind === 'refused') {
      const problem = refused(fate.refusal, languageOf(request));
      await store.restrictions.unsay(id, command.id);
      await keep({ status: problem.body.status, body: problem.body }).catch((error: unknown) =>
        log.warn({ err: error }, 'an answer was not kept'),
      );
      throw problem;
    }
    if (fate.kind === 'no-answer') log.warn({ err: fate.cause }, 'no answer to a command');
    throw unavailable('The engine gave no answer in time. Ask again with the same Idempotency-Key.');
  };

/** Sends a command; where its workflow does not run and should, that is started first. */
async function sent(
  engine: Engine,
  store: Store,
  restriction: Restriction,
  command: RestrictionCommand,
): Promise<Fate> {
  const fate = await engine.tellRestriction(restriction.id, command);
  if (fate.kind !== 'not-running') return fate;
  const now = await store.restrictions.find(restriction.id);
  if (now && isApplied(now, command)) return { kind: 'applied', seq: now.events.length };
  const input = now && restrictionInput(now);
  // It has come to its end; or there never was one, since nothing is restricted.
  if (!input || now.ended !== undefined)
    return { kind: 'refused', refusal: notNow(because('not-restricted-any-more'), []) };
  // It was ended from outside, or not started yet.
  try {
    await engine.startRestriction(input);
  } catch (cause) {
    return { kind: 'no-answer', cause };
  }
  return engine.tellRestriction(restriction.id, command);
}

const isApplied = ({ events }: Restriction, { id }: RestrictionCommand): boolean =>
  events.some(({ command }) => command === id);
