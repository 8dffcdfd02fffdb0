import { heartbeat } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Units } from '../config/units-file';
import { DAY, instant, MINUTE } from '../domain/time/instant';
import { eachAtOnce } from '../engine/at-once';
import { isRunning } from '../engine/is-running';
import { endedTickets } from '../engine/queries';
import { startChange } from '../engine/start-change';
import { startTicket } from '../engine/start-ticket';
import type { TellTickets } from '../engine/tell-tickets';
import { pages } from '../storage/page';
import type { Store } from '../storage/store';
import type { OpenTicket } from '../storage/tickets/tickets';
import type { SweepActivities } from './contract';

/** Who took a ticket in starts it within this time (ms); after it nobody will. */
const START_TIME = 5_000;
/** A moment that passed this long ago (ms) without anything in the read model is suspicious. */
const OVERRUN = 2 * MINUTE;
/** How far back runs that were ended from outside are looked for (ms): longer than any outage of all workers. */
const LOOK_BACK = 7 * DAY;

/** How many tickets of closed units are told in one run who succeeds these: few enough that nothing else waits long for its sweep. */
const SUCCEEDED = 1_000;

export function makeSweepActivities({
  store,
  client,
  units,
  tickets,
  log,
}: {
  readonly store: Store;
  readonly client: Client;
  readonly units: Pick<Units, 'all' | 'successions'>;
  readonly tickets: TellTickets;
  readonly log: Pick<Logger, 'info' | 'error'>;
}): SweepActivities {
  return { sweep };

  async function sweep(): Promise<{ started: number; restored: number; removed: number }> {
    const now = Date.now();
    const started = await startNeverStarted(now);
    const restored = (await restoreEnded(now)) + (await restoreOverrun(now));
    await makeUpChanges(now);
    await makeUpSuccessions();
    const removed = await store.removeLeftovers(instant(now), heartbeat);
    const done = { started, restored, removed };
    if (started + restored + removed > 0) log.info(done, 'swept');
    return done;
  }

  /**
   * Starts changes of calendar or rulebook that no workflow carries on; and where none is under way, tells tickets that are behind
   * the newest publication of it: one that was stored while the engine was away starts with the calendar of that day. What a city
   * has published is told to the tickets of its rulebook only; those of others know of all that concerns them without it.
   */
  async function makeUpChanges(now: number): Promise<void> {
    const open = await store.changes.open();
    for (const change of open.filter(({ at }) => at < now - START_TIME)) {
      if (await startChange(client, change)) log.info({ change: change.id }, 'change started');
    }
    const newest = open.length > 0 ? [] : await store.changes.newestPublications();
    if (newest.length === 0) return;
    const bindingOf = await tickets.bindings();
    for (const publication of newest) {
      for (let page: string | undefined, first = true; first || page !== undefined; first = false) {
        const { tickets: behind, next } = await tickets.unbound(publication, page);
        await tickets.tell(behind.map(({ id, rulebook }) => ({ id, to: bindingOf(rulebook) })));
        if (behind.length > 0)
          log.info({ change: publication.id, tickets: behind.length }, 'tickets told of a calendar');
        page = next;
      }
    }
  }

  /** Tells open tickets that name a closed unit who succeeds it; what is left over, the next runs tell. */
  async function makeUpSuccessions(): Promise<void> {
    const closed = units.all.filter(({ successor }) => successor !== undefined).map(({ id }) => id);
    if (closed.length === 0) return;
    const found = await store.tickets.openNaming(closed, SUCCEEDED);
    await tickets.tellOfSuccessors(
      found.map(({ id, units: named }) => ({ id, successions: units.successions(named) })),
    );
    if (found.length > 0) log.info({ tickets: found.length }, 'tickets told who succeeds their units');
  }

  async function startNeverStarted(now: number): Promise<number> {
    const before = instant(now - START_TIME);
    return startAll((after, limit) => store.tickets.neverStarted(before, after, limit));
  }

  /** Tickets whose workflow was terminated, failed or timed out; all of them, however many (osTicket, Znuny: at most N a run). */
  async function restoreEnded(now: number): Promise<number> {
    const query = endedTickets(instant(now - LOOK_BACK));
    let count = 0;
    let batch = new Map<string, string>();
    const look = async (): Promise<void> => {
      const open = await store.tickets.openAmong([...batch.keys()]);
      const runs = batch;
      batch = new Map();
      heartbeat();
      const lost = open.filter(({ id, restoredAfter }) => runs.get(id) !== restoredAfter);
      count += await countOf(lost, ({ id }) => startUnlessRunning(id, runs.get(id)));
    };
    for await (const { workflowId, runId } of client.workflow.list({ query })) {
      // The newest run comes first.
      if (!batch.has(workflowId)) batch.set(workflowId, runId);
      if (batch.size === 200) await look();
    }
    await look();
    return count;
  }

  /** Tickets on which nothing happened when something should have: of a server that lost its data there are no ended runs to find. */
  async function restoreOverrun(now: number): Promise<number> {
    const before = instant(now - OVERRUN);
    return startAll((after, limit) => store.tickets.overrun(before, after, limit));
  }

  /** Starts what the database tells of, however many that are. @returns how many were started here */
  async function startAll(read: (after: string, limit: number) => Promise<OpenTicket[]>): Promise<number> {
    let count = 0;
    for await (const page of pages(read, ({ id }) => id)) {
      count += await countOf(page, ({ id }) => startUnlessRunning(id));
    }
    return count;
  }

  /**
   * Starts a ticket as the database tells it.
   * @param after the run that was ended from outside, so that the next sweep need not look at it again
   * @returns whether it was started here
   */
  async function startUnlessRunning(id: string, after?: string): Promise<boolean> {
    const outcome = (await isRunning(client, id)) ? 'there-already' : await start(id);
    if (outcome !== 'closed') await store.tickets.markStarted(id, after);
    return outcome === 'started';
  }

  async function start(id: string): Promise<'started' | 'there-already' | 'closed'> {
    const input = await store.rebuildInput(id);
    return !input || input.carried?.ticket.state === 'closed' ? 'closed' : startTicket(client, input);
  }

  /** Does something for each, and counts where it was done; one that fails never stops the others, the next sweep tries it again. */
  async function countOf(
    tickets: readonly OpenTicket[],
    act: (ticket: OpenTicket) => Promise<boolean>,
  ): Promise<number> {
    let count = 0;
    await eachAtOnce(tickets, async (ticket) => {
      try {
        if (await act(ticket)) count++;
      } catch (error) {
        const { name, code } = error as { name?: string; code?: unknown };
        log.error({ ticket: ticket.id, error: name, code }, 'ticket could not be started');
      }
      heartbeat();
    });
    return count;
  }
}
