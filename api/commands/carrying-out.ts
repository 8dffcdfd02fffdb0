import { commandId } from '../../domain/ids';
import type { Command } from '../../domain/procedures/command';
import { because, notNow, staleFor } from '../../domain/procedures/refusal';
import type { CommandName, Language } from '../../domain/words';
import type { Instant } from '../../domain/time/instant';
import type { Fate } from '../../engine/commands';
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
import { withRules } from './amended-rules';
import { onlyEvaluates } from '../requests/access';
import { actorOf, type Subject } from '../requests/subject';
import type { TicketAnswer } from '../tickets/answers';
import { erasable, rejoined } from '../tickets/kept-ticket';
import { shownTicket, wholeLedger } from '../tickets/shown-ticket';
import type { FoundTicket } from '../tickets/visible-ticket';

/** A command as it is sent, with what only the database may hold of it. */
interface Order {
  readonly command: Command;
  readonly texts: Texts;
  readonly subject: Subject;
  readonly at: Instant;
  /** In which a refusal is told. */
  readonly language: Language;
}

const NO_ANSWER = 'The engine gave no answer; ask again with the same Idempotency-Key.';

/** Carries out a command: one update of the ticket's workflow, its free texts stored before it (DESIGN §2, §6). */
export function commanding({
  config,
  engine,
  claim,
  log,
}: Pick<Parts, 'config' | 'engine' | 'claim' | 'log'>) {
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
      const repeatable = await claim(store, request, { texts, facts }, () => ({ command: orderedId() }));
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
      } as unknown as Command;
      try {
        const language = languageOf(request);
        const order = { command, texts, subject, at, language };
        const changed = (await isOver(ticket))
          ? await settled(store, ticket, order)
          : await carryOut(store, ticket, {
              ...order,
              command:
                command.name === 'amend'
                  ? await withRules({ config, store, language }, ticket, command)
                  : command,
            });
        const { shown, kept } = await shownTo(store, subject, changed);
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

  /**
   * Whether a ticket is closed. What the database says of a closure the engine may have lost, where worker and engine were killed
   * together after it was written: its workflow goes on then, and takes commands. What is in the archive is over, whatever the engine says.
   */
  async function isOver({ id, state, archivedAt }: StoredTicket): Promise<boolean> {
    if (archivedAt !== undefined) return true;
    if (state !== 'closed') return false;
    const running = await engine.isRunning(id);
    if (running === undefined) throw unavailable(NO_ANSWER);
    return !running;
  }

  /** Sends a command and waits until readers find it. @throws the problem that it met */
  async function carryOut(store: Store, ticket: StoredTicket, order: Order): Promise<StoredTicket> {
    const { texts, subject, at } = order;
    const { id, name } = order.command;
    const actor = { ...actorOf(subject), sub: subject.sub };
    const commitment = await store.texts.put({ id, ticketId: ticket.id, name, actor, texts, at });
    const command = commitment === undefined ? order.command : { ...order.command, commitment };
    let fate = await send(ticket, command);
    if (fate.kind === 'not-running') {
      const now = await store.tickets.find(ticket.id);
      if (!now || now.state === 'closed') {
        // It was closed meanwhile.
        return settled(store, now ?? ticket, order);
      }
      fate = await revive(store, now, command);
    }
    // Both say so: its workflow goes on only until its last messages are sent.
    const bothClosed =
      ticket.state === 'closed' && fate.kind === 'refused' && fate.refusal.reason === 'closed';
    if (bothClosed) return settled(store, ticket, order);
    return judge(store, ticket, order, fate);
  }

  /** A ticket that still names a closed unit is told of its successor first: from then on it takes commands of that one. */
  function send({ id, assignments }: StoredTicket, command: Command): Promise<Fate> {
    return engine.send(id, command, config.units.successions(assignments.map(({ unit }) => unit)));
  }

  /** Starts the workflow of a ticket that is open and has none, and sends the command once more (DESIGN §2). */
  async function revive(store: Store, ticket: StoredTicket, command: Command): Promise<Fate> {
    try {
      const input = ticket.started
        ? await store.rebuildInput(ticket.id)
        : await store.tickets.startInput(ticket.id);
      if (!input) return { kind: 'not-running' };
      await engine.start(input);
    } catch (cause) {
      if (hindranceOf(cause)) throw cause;
      return { kind: 'no-answer', cause };
    }
    await store.tickets.markStarted(ticket.id);
    return send(ticket, command);
  }

  async function judge(store: Store, ticket: StoredTicket, order: Order, fate: Fate): Promise<StoredTicket> {
    switch (fate.kind) {
      case 'applied': {
        const shown = await store.tickets.confirm(ticket.id, fate.seq);
        if (shown && shown.seq >= fate.seq) return shown;
        throw unavailable(
          'The command was accepted and is being written; ask again with the same Idempotency-Key.',
        );
      }
      case 'refused':
        await store.texts.remove(order.command.id);
        throw refused(fate.refusal, order.language);
      case 'not-running':
        // Its workflow is over, and the database does not know of it: it was set back.
        log.error({ ticket: ticket.id }, 'an open ticket has no workflow and can’t be given one');
        await store.tickets.doubt(ticket.id, order.at);
        throw unavailable(NO_ANSWER);
      case 'no-answer':
        // It may still be applied, so its texts stay; the sweep removes them when it was not.
        log.warn({ err: fate.cause }, 'no answer to a command');
        throw unavailable(NO_ANSWER);
    }
  }

  /**
   * A closed ticket takes no command but the caller's evaluation, beside its workflow, which is over;
   * and one that closed it, and is asked for again, was applied.
   */
  async function settled(store: Store, ticket: StoredTicket, order: Order): Promise<StoredTicket> {
    const { command, texts, subject, at, language } = order;
    const lines = await wholeLedger(store, ticket.id);
    if (lines.some(({ event }) => event.command === command.id)) return ticket;
    await store.texts.remove(command.id);
    const stale = staleFor(ticket.seq, command.seen);
    if (stale) throw refused(stale, language);
    if (command.name === 'evaluate') {
      const { id, stage, satisfaction } = command;
      const { comment } = texts;
      const said = { satisfaction, ...(comment === undefined ? {} : { comment }) };
      const evaluated = await evaluateClosed(store, ticket, stage, {
        ...said,
        command: id,
        sub: subject.sub,
        at,
      });
      if ('kind' in evaluated) throw refused(evaluated, language);
      return evaluated;
    }
    throw refused(notNow(because('closed'), []), language);
  }
}

/** With the tag of the ticket that is shown. */
function tagged(shown: TicketAnswer | EvaluationAnswer): Reply<TicketAnswer | EvaluationAnswer> {
  return { json: shown, headers: 'etag' in shown ? { ETag: shown.etag } : {} };
}
