import { commandId } from '../../domain/ids';
import type { Command } from '../../domain/procedures/command';
import { because, notNow } from '../../domain/procedures/refusal';
import type { CommandName, Language } from '../../domain/words';
import { carryingOut, isMerged, type Order } from '../../engine/sending/carrying-out';
import { hindranceOf } from '../../storage/errors';
import { orderedId } from '../../storage/ordered-id';
import type { Texts } from '../../storage/ledger/command-texts';
import type { Answer } from '../../storage/requests/requests';
import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import type { EvaluationAnswer } from '../callers/answers';
import { evaluateClosed, shownEvaluation } from '../callers/evaluation';
import type { Asked, Reply } from '../http/address';
import { seenBy } from '../http/if-match';
import { languageOf } from '../http/language';
import { Problem, type ProblemBody, refused, unavailable } from '../http/problem';
import type { Parts } from '../parts';
import { letGo, mustNotBeHeld } from '../callbacks/holding';
import { withRules } from './amended-rules';
import { checkOthers } from './other-tickets';
import { withEntry } from './cited-entry';
import { cameBy, onlyEvaluates } from '../requests/access';
import { accountOf, actorOf, type Subject } from '../requests/subject';
import type { TicketAnswer } from '../tickets/answers';
import { erasable, rejoined } from '../tickets/kept-ticket';
import { shownTicket } from '../tickets/shown-ticket';
import type { FoundTicket } from '../tickets/visible-ticket';

/** An order, and the language in which a refusal is told. */
type Spoken = Order & { readonly language: Language };

const NO_ANSWER = 'The engine gave no answer; ask again with the same Idempotency-Key.';
const BEING_WRITTEN =
  'The command was accepted and is being written; ask again with the same Idempotency-Key.';

/** Carries out a command: one update of the ticket's workflow, its free texts stored before it (DESIGN §2, §6). */
export function commanding({
  config,
  engine,
  claim,
  log,
}: Pick<Parts, 'config' | 'engine' | 'claim' | 'log'>) {
  const hands = carryingOut({ engine, successions: config.units.successions, log });
  return (name: CommandName) =>
    async ({
      subject,
      request,
      body: { texts, facts },
      found: { store, ticket },
    }: Pick<
      Asked<unknown, unknown, { readonly texts: Texts; readonly facts: object }, FoundTicket>,
      'subject' | 'request' | 'body' | 'found'
    >): Promise<Reply<TicketAnswer | EvaluationAnswer>> => {
      const repeatable = await claim(store, request, { texts, facts }, () => ({
        command: orderedId(),
        ticket: ticket.id,
      }));
      const { target, answer: kept, at, keep } = repeatable;
      if (kept) return again(store, subject, ticket, kept);
      const id = commandId(target.command ?? '');
      // `facts` are those of this command: its body's schema made them.
      const command = {
        id,
        name,
        actor: actorOf(subject),
        at,
        parts: Object.keys(texts),
        seen: seenBy(request),
        ...facts,
        ...(name === 'evaluate' ? { by: cameBy(subject) } : {}),
      } as unknown as Command;
      try {
        const language = languageOf(request);
        const order = { command, texts, by: accountOf(subject), at, language };
        if (name === 'callback') await mustNotBeHeld({ store, language }, subject, ticket.id);
        const changed = await carryOut(store, ticket, order);
        const { shown, kept } = await shownTo(store, subject, changed);
        if (name === 'callback') await letGo(store, subject, ticket.id).catch(notKept);
        // A further try finds the command applied, with or without the answer.
        await keep({ status: 200, body: kept }).catch(notKept);
        return tagged(shown);
      } catch (error) {
        if (error instanceof Problem && error.body.status < 500) {
          await keep({ status: error.body.status, body: error.body, headers: error.headers }).catch(notKept);
        }
        if (!(error instanceof Problem || hindranceOf(error)))
          log.error({ ticket: ticket.id, command: name, err: error }, 'a command met a fault');
        throw error;
      }
    };

  /** A command with what its body only names. @throws a problem where that is not there */
  async function completed(
    { store, language }: { readonly store: Store; readonly language: Language },
    ticket: StoredTicket,
    command: Command,
  ): Promise<Command> {
    switch (command.name) {
      case 'amend':
        return withRules({ config, store, language }, ticket, command);
      case 'answer':
        return withEntry(store, command);
      default:
        return command;
    }
  }

  /** What an earlier try was answered with; with the texts of its ticket again, as this reader may see them. */
  async function again(
    store: Store,
    subject: Subject,
    ticket: StoredTicket,
    { status, body, headers }: Answer,
  ): Promise<Reply<TicketAnswer | EvaluationAnswer>> {
    // What is kept of a status of 400 and above is a problem.
    if (status >= 400) throw Problem.again(body as ProblemBody, headers);
    const shown = onlyEvaluates(subject)
      ? await shownEvaluation(store, subject, ticket)
      : await rejoined(store, subject, ticket.id, body);
    return { status, ...tagged(shown) };
  }

  /** Who came by a link for the evaluation is shown that, and nothing else of the ticket. */
  async function shownTo(
    store: Store,
    subject: Subject,
    ticket: StoredTicket,
  ): Promise<{ shown: TicketAnswer | EvaluationAnswer; kept: object }> {
    if (onlyEvaluates(subject)) return { shown: await shownEvaluation(store, subject, ticket), kept: {} };
    const shown = await shownTicket(store, subject, ticket);
    return { shown, kept: erasable(shown) };
  }

  function notKept(error: unknown): void {
    log.warn({ err: error }, 'an answer was not kept');
  }

  /** Carries out a command, and answers with the ticket as it then is. @throws the problem that it met */
  async function carryOut(
    store: Store,
    ticket: StoredTicket,
    { language, ...order }: Spoken,
  ): Promise<StoredTicket> {
    const { command } = order;
    const undoes = command.name === 'split' && isMerged(ticket);
    if (ticket.state !== 'closed') await checkOthers({ store, language }, ticket, command);
    const over = undoes ? false : await hands.isOver(ticket);
    if (over === undefined) throw unavailable(NO_ANSWER);
    const carried = over
      ? await hands.settled(store, ticket, order)
      : await hands.carryOut(store, ticket, {
          ...order,
          command: await completed({ store, language }, ticket, command),
        });
    switch (carried.is) {
      case 'done':
        return carried.ticket;
      case 'refused':
        throw refused(carried.refusal, language);
      case 'over':
        return afterItsEnd(store, carried.ticket, { language, ...order });
      case 'unavailable':
        throw unavailable(carried.why === 'no-answer' ? NO_ANSWER : BEING_WRITTEN);
    }
  }

  /** A closed ticket takes no command but the caller's evaluation, beside its workflow, which is over. */
  async function afterItsEnd(
    store: Store,
    ticket: StoredTicket,
    { command, texts, by: { sub }, at, language }: Spoken,
  ): Promise<StoredTicket> {
    if (command.name !== 'evaluate') throw refused(notNow(because('closed'), []), language);
    const { id, stage, satisfaction, by } = command;
    const { comment } = texts;
    const said = { satisfaction, by, ...(comment === undefined ? {} : { comment }) };
    const evaluated = await evaluateClosed(store, ticket, stage, { ...said, command: id, sub, at });
    if ('kind' in evaluated) throw refused(evaluated, language);
    return evaluated;
  }
}

/** With the tag of the ticket that is shown. */
function tagged(shown: TicketAnswer | EvaluationAnswer): Reply<TicketAnswer | EvaluationAnswer> {
  return { json: shown, headers: 'etag' in shown ? { ETag: shown.etag } : {} };
}
