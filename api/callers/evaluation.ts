import type { Instant } from '../../domain/time/instant';
import { evaluationHindrance } from '../../domain/procedures/caller/evaluating';
import { because, invalid, notNow, type Refusal, wrong } from '../../domain/procedures/refusal';
import type { CallbackRule } from '../../domain/law/rules';
import { keysOf, SATISFACTIONS, type Stage, STAGES } from '../../domain/words';
import type { LateEvaluation, LateEvaluations } from '../../storage/tickets/ticket-document';
import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import { isConfidential, knowsAccounts, onlyEvaluates } from '../requests/access';
import type { EvaluationAnswer } from './answers';
import type { Subject } from '../requests/subject';
import { wholeLedger } from '../../storage/ledger/whole-ledger';

/** The evaluation of a ticket as this reader may see it. A link may be passed on: who comes by one reads no comment. */
export async function shownEvaluation(
  store: Store,
  subject: Subject,
  ticket: StoredTicket,
): Promise<EvaluationAnswer> {
  const late = onlyEvaluates(subject) ? {} : await store.evaluations.of(ticket.id);
  const calledBy = knowsAccounts(subject) ? await calledBackBy(store, ticket) : undefined;
  return evaluationJson(ticket, await callbackRule(store, ticket.id), late, calledBy);
}

/** The account that was told in the newest call-back how satisfied the caller is. */
async function calledBackBy(store: Store, ticket: StoredTicket): Promise<string | undefined> {
  if (!ticket.evaluations.some(({ by }) => by === 'callback')) return undefined;
  const lines = await wholeLedger(store, ticket.id);
  return lines.findLast(({ event }) => event.type === 'called-back' && event.data.satisfaction !== undefined)
    ?.sub;
}

/** The rule that the ticket is bound to since its start (T-9), whatever its rulebook says by now. */
const callbackRule = async (store: Store, ticketId: string): Promise<CallbackRule | undefined> =>
  (await store.tickets.startInput(ticketId))?.rules.callback;

type Evaluated = Pick<
  StoredTicket,
  'id' | 'matter' | 'assignments' | 'state' | 'outcome' | 'evaluations' | 'archivedAt' | 'erasedAt'
>;

export function evaluationJson(
  ticket: Evaluated,
  rule: Pick<CallbackRule, 'scale'> | undefined,
  late: LateEvaluations,
  calledBy?: string,
): EvaluationAnswer {
  const scale = rule?.scale ?? [];
  return {
    ticket: ticket.id,
    ...(isConfidential(ticket) ? {} : { category: ticket.matter.category }),
    stages: keysOf(STAGES).map((stage) => {
      const { satisfaction, by } = ticket.evaluations.findLast((it) => it.stage === stage) ?? {};
      const comment = late[stage]?.comment;
      return {
        stage,
        label: STAGES[stage],
        open:
          ticket.archivedAt === undefined &&
          ticket.erasedAt === undefined &&
          scale.length > 0 &&
          evaluationHindrance(ticket, stage) === undefined,
        ...(satisfaction === undefined ? {} : { satisfaction }),
        ...(by === undefined ? {} : { by }),
        ...(by === 'callback' && calledBy !== undefined ? { calledBy } : {}),
        ...(comment === undefined ? {} : { comment }),
      };
    }),
    scale: scale.map((id) => ({ id, label: SATISFACTIONS[id] ?? id })),
  };
}

/**
 * The evaluation of a ticket whose workflow is over: it is kept with the ticket and changes nothing else (WF-13, HZ-10).
 * @returns the ticket; or why not: the stage can't be evaluated (any more), or the answer is not on the scale
 */
export async function evaluateClosed(
  store: Store,
  ticket: StoredTicket,
  stage: Stage,
  evaluation: LateEvaluation & { readonly at: Instant },
): Promise<StoredTicket | Refusal> {
  if (ticket.erasedAt !== undefined) return notNow(because('erased'), []);
  if (ticket.archivedAt !== undefined) return evaluateArchived(store, ticket, stage, evaluation);
  const rule = await callbackRule(store, ticket.id);
  const possible = keysOf(STAGES).some((it) => rule && evaluationHindrance(ticket, it) === undefined);
  const allowed = possible ? (['evaluate'] as const) : [];
  if (evaluationHindrance(ticket, stage) === 'no-result')
    return notNow(because('closed-without-result', 'HZ-10'), allowed);
  const { scale = [], source = 'HZ-10' } = rule ?? {};
  if (!scale.includes(evaluation.satisfaction)) {
    const expected =
      scale.length > 0 ? because('one-of', { expected: scale }, source) : because('no-scale', source);
    return invalid(wrong(because('not-on-scale'), 'satisfaction', expected));
  }
  const kept = await store.evaluations.keep(ticket.id, stage, evaluation);
  const now = (await store.tickets.find(ticket.id)) ?? ticket;
  if (kept) return now;
  // It was erased meanwhile, or archived.
  if (now.erasedAt !== undefined) return notNow(because('erased'), []);
  if (now.archivedAt !== undefined) return evaluateArchived(store, now, stage, evaluation);
  return notNow(because('stage-evaluated', { stage }, 'HZ-10'), allowed);
}

/** What is in the archive takes no evaluation but one that it has: the same command once more. */
async function evaluateArchived(
  store: Store,
  ticket: StoredTicket,
  stage: Stage,
  { command }: LateEvaluation,
): Promise<StoredTicket | Refusal> {
  const stands = (await store.evaluations.of(ticket.id))[stage]?.command === command;
  return stands ? ticket : notNow(because('archived'), []);
}
