import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { turnOf } from '../../domain/telling/turn';
import type { TicketEvent } from '../../domain/ticket/event';
import { evolveAll } from '../../domain/ticket/evolve';
import { lawOf, openTicket, type SentInput, unpacked } from '../../domain/ticket/input';
import { newTicket } from '../../domain/ticket/register';
import { instant } from '../../domain/time/instant';
import type { LedgerProof } from '../../storage/ledger/ledger-proof';
import { pages } from '../../storage/page';
import { LOST } from '../../storage/tickets/texts/sealed-text';
import { eachAtOnce } from '../at-once';
import { knownBy } from './lost-commands';
import { TICKET_WORKFLOW } from '../names';
import { type BothSides, restartTicket, startFromLedger } from './restart-ticket';

/** How many erasures are looked at together. */
const ERASURES = 200;

/** What was found of one ticket, and what was done about it. */
export interface Finding {
  readonly ticket: string;
  /** The last event that the read model shows, that the ledger has, and that the workflow knows; the last one is missing where none runs. */
  readonly shown: number;
  readonly ledger: number;
  readonly workflow?: number;
  readonly done: Remedy;
  /** Set where a person has to look: what can’t be made up. */
  readonly lost?: string;
}

export type Remedy =
  | 'its workflow was started from the ledger'
  | 'its workflow began again from the ledger'
  | 'its workflow told the ledger again what that lacked'
  | 'its workflow was ended: the ticket is in the archive'
  | 'the list shows again what the ledger has'
  | 'it was put into the database again, from its workflow'
  | 'its personal data was erased again';

/** Both sides, and who hears of what is found. */
export interface Reconciling extends BothSides {
  readonly found: (finding: Finding) => void;
  /** A ticket of which something stored is not what was written: nobody but a person can find out who changed it. */
  readonly unproven: (ticket: string, proof: LedgerProof | { readonly dataActs: readonly number[] }) => void;
  /** A ticket that could not be looked at; it stops no other. */
  readonly failed: (ticket: string, error: unknown) => void;
  /** Called after each page, with where to go on from. */
  readonly passed?: (id: string) => void;
}

/**
 * Compares ledger, read model and workflow of tickets, after either server was set back, and sets right what has one right answer:
 * a workflow that knows less goes on from the ledger, a ledger that knows less is told by the workflow. Then it proves each ledger.
 * @param after tickets with greater ids
 * @param share of them, between 0 and 1
 */
export async function reconcileTickets(by: Reconciling, after = '', share = 1): Promise<number> {
  let looked = 0;
  const read = (last: string, limit: number) => by.store.tickets.afterId(last === '' ? after : last, limit);
  for await (const page of pages(read, ({ id }) => id)) {
    const chosen = share >= 1 ? page : page.filter(() => Math.random() < share);
    await eachAtOnce(chosen, async ({ id }) => {
      try {
        const finding = await reconcileTicket(by, id);
        if (finding) by.found(finding);
        const proof = await by.store.ledger.proofOf(id);
        if (proof && !isWhole(proof)) by.unproven(id, proof);
        const { broken } = await by.store.personalData.of(id);
        if (broken.length > 0) by.unproven(id, { dataActs: broken });
      } catch (error) {
        by.failed(id, error);
      }
      looked++;
    });
    const last = page.at(-1);
    if (last) by.passed?.(last.id);
  }
  return looked;
}

/** Texts that are gone were erased, or were lost and listed then. */
const isWhole = ({ missing, broken, altered }: LedgerProof): boolean =>
  [missing, broken, altered].every(({ length }) => length === 0);

/**
 * The same of one ticket.
 * @returns what was found; undefined where nothing was, or the database does not know it
 */
export async function reconcileTicket(
  { client, store }: BothSides,
  id: string,
): Promise<Finding | undefined> {
  const known = await knownBy(client, id);
  const ledger = await store.ledger.lastSeq(id);
  const ticket = await store.tickets.find(id);
  if (!ticket) return undefined;
  if (ticket.archivedAt !== undefined && !known?.runs) return undefined;
  const at = { ticket: id, shown: ticket.seq, ledger, ...(known ? { workflow: known.seq } : {}) };
  if (ticket.archivedAt !== undefined) {
    await restartTicket({ client, store }, id);
    return { ...at, done: 'its workflow was ended: the ticket is in the archive' };
  }
  if (known && known.seq > ledger) {
    const lost = `the texts of what happened after ${ledger}, and the messages that told of it`;
    if (known.runs) await client.workflow.getHandle(id).signal<[number]>('ledgerEnds', ledger);
    else await writeCourse({ client, store }, id, ledger);
    return { ...at, done: 'its workflow told the ledger again what that lacked', lost };
  }
  if (known?.runs) {
    if (known.seq === ledger) return undefined;
    await restartTicket({ client, store }, id);
    return { ...at, done: 'its workflow began again from the ledger' };
  }
  if (known || !ticket.started || (ticket.state === 'closed' && ledger <= ticket.seq)) return undefined;
  if ((await startFromLedger({ client, store }, id)) !== 'closed')
    return { ...at, done: 'its workflow was started from the ledger' };
  return ledger > ticket.seq ? { ...at, done: 'the list shows again what the ledger has' } : undefined;
}

/** Writes into a ledger what happened after its last event to a ticket that is over. @throws where its last run does not know all of it */
async function writeCourse({ client, store }: BothSides, id: string, ledger: number): Promise<void> {
  const events = await client.workflow.getHandle(id).query<TicketEvent[], [number]>('course', ledger);
  const input = await store.rebuildInput(id);
  if (!input) return;
  const before = input.carried ? openTicket(input).ticket : newTicket(input.matter, lawOf(input));
  const turn = turnOf(evolveAll(before, events), events, [], instant(Date.now()));
  const { is } = await store.recordTurn(turn, []);
  if (is !== 'written') throw new Error('Its last run does not know all that the ledger lacks.');
}

/**
 * Puts tickets into the database that only the engine knows: they were registered after the moment that the database was set back to.
 * Those that run and lie in the archive are ended: the engine was set back to before their end.
 */
export async function reconcileUnknown({ client, store, found, failed }: Reconciling): Promise<void> {
  const query = `WorkflowType = '${TICKET_WORKFLOW}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId: id } of client.workflow.list({ query })) {
    try {
      const ticket = await store.tickets.find(id);
      if (ticket?.archivedAt !== undefined) {
        const finding = await reconcileTicket({ client, store }, id);
        if (finding) found(finding);
      }
      if (ticket) continue;
      await store.tickets.add(await madeUp(client, id));
      await store.tickets.markStarted(id);
      await client.workflow.getHandle(id).signal('ledgerEnds', await store.ledger.lastSeq(id));
      const lost = 'title, content, caller and all texts: to be asked for again';
      found({
        ticket: id,
        shown: 0,
        ledger: 0,
        done: 'it was put into the database again, from its workflow',
        lost,
      });
    } catch (error) {
      failed(id, error);
    }
  }
}

async function madeUp(client: Client, id: string) {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId: id },
    maximumPageSize: 1,
  });
  const [payload] = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  if (!payload) throw new Error('The workflow has no input.');
  const { carried: _, ...input } = unpacked(defaultPayloadConverter.fromPayload<SentInput>(payload));
  return { input, registeredBy: '', title: LOST, content: LOST, contact: { caller: { phone: '' } } };
}

/**
 * Erases again what was erased before and came back with a backup: of the tickets that are named, and of those that the database itself
 * has as erased, where only some of it was set back. A ticket that is not there was not set back with it.
 * @param named by their numbers
 */
export async function reconcileErased(
  { store, found, failed }: Pick<Reconciling, 'store' | 'found' | 'failed'>,
  named: readonly string[],
): Promise<void> {
  const again = async (ids: readonly string[]): Promise<void> =>
    eachAtOnce(ids, async (id) => {
      try {
        const erased = await store.personalData.eraseAgain(id, instant(Date.now()));
        if (erased === 'open') throw new Error('It is open: it can be erased again when it is closed.');
        if (!erased) return;
        const { seq = 0 } = (await store.tickets.find(id)) ?? {};
        found({ ticket: id, shown: seq, ledger: seq, done: 'its personal data was erased again' });
      } catch (error) {
        failed(id, error);
      }
    });
  await again(named);
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await store.personalData.erasures(cursor, ERASURES);
    await again(page.items.map(({ ticketId }) => ticketId));
    cursor = page.nextCursor;
  }
}
