import { ApplicationFailure, CancelledFailure, heartbeat } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Units } from '../config/units-file';
import type { ArchiveRule, RetentionRule } from '../domain/law/rules';
import { DAY, type Instant, instant, MINUTE } from '../domain/time/instant';
import { eachAtOnce } from '../engine/at-once';
import { errorFields } from '../telemetry/fault';
import { isRunning } from '../engine/is-running';
import { knownBy } from '../engine/recovery/lost-commands';
import { endedTickets } from '../engine/queries';
import { reconcileTicket } from '../engine/recovery/reconcile';
import { startFromLedger } from '../engine/recovery/restart-ticket';
import { startChange } from '../engine/start-change';
import { restrictionInput, startRestriction } from '../engine/hotline/start-restriction';
import type { TellTickets } from '../engine/tell-tickets';
import { pages } from '../storage/page';
import type { Store } from '../storage/store';
import type { OpenTicket } from '../storage/tickets/tickets';
import type { WorkerMetrics } from '../telemetry/worker-metrics';
import { archiving } from './archiving';
import type { SweepActivities } from './contract';
import { erasing } from './erasing';
import { gatherChanges } from './sweeping/feed';
import { tellOfLostCommands } from './sweeping/lost-commands';

/** Who took a ticket in starts it within this time (ms); after it nobody will. */
const START_TIME = 5_000;
/** Whoever gave a command was answered within this time (ms), or not at all. */
const ANSWER_TIME = 20_000;
/** A workflow that does not say within this time (ms) how far it is does not: its tasks fail again and again, or no worker has it. */
const PATIENCE = 5_000;
/** A moment that passed this long ago (ms) without anything in the read model is suspicious. */
const OVERRUN = 2 * MINUTE;
/** How far back runs that were ended from outside are looked for (ms): longer than any outage of all workers. */
const LOOK_BACK = 7 * DAY;

/** How long (ms) all tickets are taken to know of a publication that all were found to know of. */
const LOOK_AGAIN = 10 * MINUTE;

const NOT_KNOWN = { to: '', at: 0 };

/** How many changed tickets are counted in one run; after an upgrade all are, some thousands at a time. */
const MOST_COUNTED = 5_000;

/** How many of the tickets that are overdue and run are named in one line of the log. */
const NAMED = 20;

/** How many tickets of closed units are told in one run who succeeds these: few enough that nothing else waits long for its sweep. */
const SUCCEEDED = 1_000;

export function makeSweepActivities({
  store,
  client,
  units,
  rulebooks,
  tickets,
  metrics,
  nudge,
  gatherings,
  occasions = async () => 0,
  bulks = async () => 0,
  checkpoint,
  log,
}: {
  readonly store: Store;
  readonly client: Client;
  readonly units: Pick<Units, 'all' | 'successions'>;
  /** Those that are loaded: when what is closed under them goes to the archive, and when its personal data is erased. */
  readonly rulebooks: ReadonlyMap<
    string,
    { readonly archive: ArchiveRule; readonly retention?: RetentionRule }
  >;
  readonly tickets: TellTickets;
  readonly metrics: Pick<WorkerMetrics, 'stepBegins' | 'swept'>;
  /** Wakes tickets that sleep on an earlier version of the workers; answers how often it began that. */
  readonly nudge: () => Promise<number>;
  /** Sees to it that every unit is sent what is gathered for it; answers how many units these are. */
  readonly gatherings: () => Promise<number>;
  /** Starts occasions that were opened while the engine was away; answers how many. Without it there are none. */
  readonly occasions?: (now: Instant) => Promise<number>;
  /** Starts bulks that nobody carries on; answers how many were looked at. Without it there are none. */
  readonly bulks?: (now: Instant) => Promise<number>;
  /** Takes a checkpoint where one is due; answers how many tickets it has. */
  readonly checkpoint: (now: Instant) => Promise<number>;
  readonly log: Pick<Logger, 'info' | 'error'>;
}): SweepActivities {
  /** Of which publications all tickets were found to know, and when (ms since 1970). */
  let allBound = NOT_KNOWN;
  const archive = archiving({ store, client, rulebooks, log });
  const erase = erasing({ store, client, rulebooks, log });

  return { sweep };

  /** Its steps do not wait for each other's luck: one that throws is told of when all were tried. */
  async function sweep(): Promise<{ started: number; restored: number; removed: number }> {
    const now = Date.now();
    const failed: string[] = [];
    const step = async (name: string, act: () => Promise<number>): Promise<number> => {
      metrics.stepBegins(name);
      try {
        return await act();
      } catch (error) {
        if (error instanceof CancelledFailure) throw error;
        log.error({ step: name, ...errorFields(error) }, 'a step of the sweep failed');
        failed.push(name);
        return 0;
      } finally {
        heartbeat();
      }
    };
    // First: the others may take long.
    await step('gatherings', gatherings);
    const started = await step('never started', () => startNeverStarted(now));
    await step('occasions', () => occasions(instant(now)));
    await step('bulks', () => bulks(instant(now)));
    const stuck: string[] = [];
    const restored =
      (await step('ended', () => restoreEnded(now))) +
      (await step('owing main', () => restoreOwing(now))) +
      (await step('overrun', () => restoreOverrun(now, (id) => stuck.push(id))));
    // One whose rules throw does so at every try, and nobody else would hear of it.
    if (stuck.length > 0)
      log.error(
        { count: stuck.length, tickets: stuck.slice(0, NAMED) },
        'tickets run on which something is overdue and does not happen',
      );
    await step('restrictions', () => seeToRestrictions(instant(now)));
    await step('unanswered', () => askForUnanswered(now));
    await step('lost commands', () =>
      tellOfLostCommands({ store, client, countOf }, instant(now - ANSWER_TIME)),
    );
    await step('changes', () => makeUpChanges(now, started + restored > 0));
    await step('successions', makeUpSuccessions);
    await step('versions', nudge);
    // Tickets before their commands and attachments, which are sealed with the keys that those are given.
    await step(
      'formats',
      async () =>
        (await store.tickets.renew()) ||
        (await store.texts.renew()) ||
        (await store.attachments.renew(instant(now))) ||
        (await store.archive.renew()) ||
        (await store.openClocks.renew()),
    );
    await step('counts', async () => {
      let counted = 0;
      for (let some = 1; some > 0 && counted < MOST_COUNTED; counted += some) {
        some = await store.counts.bringUpToDate((ticket, error) =>
          log.error({ ticket, ...errorFields(error) }, 'a ticket could not be counted'),
        );
        heartbeat();
      }
      return counted;
    });
    await step('feed', () => gatherChanges(store));
    await step('checkpoint', () => checkpoint(instant(now)));
    const removed = await step('leftovers', () => store.removeLeftovers(instant(now), heartbeat));
    let filed = { archived: 0, unarchived: 0 };
    // What was left over is gone by now, so that an erasure that is made once more finds all there is.
    await step('personal data', () => erase(instant(now)));
    await step('archive', async () => (filed = await archive(instant(now))).archived);
    const done = { started, restored, removed };
    if (started + restored + removed > 0) log.info(done, 'swept');
    metrics.swept({ ...done, ...filed, standing: stuck.length, failed });
    if (failed.length > 0) throw ApplicationFailure.retryable(`Failed: ${failed.join(', ')}.`, 'SweepFailed');
    return done;
  }

  /**
   * Starts changes of calendar or rulebook that no workflow carries on; and where none is under way, tells tickets that are behind
   * the newest publication of it: one that was stored while the engine was away starts with the calendar of that day. What a city
   * has published is told to the tickets of its rulebook only; those of others know of all that concerns them without it. Where none was
   * behind, the list of all that run is not asked again for a while.
   * @param late whether tickets were just started that may be behind
   * @returns how many were told
   */
  async function makeUpChanges(now: number, late: boolean): Promise<number> {
    const open = await store.changes.open();
    for (const change of open.filter(({ at }) => at < now - START_TIME)) {
      if (await startChange(client, change)) log.info({ change: change.id }, 'change started');
    }
    const newest = open.length > 0 ? [] : await store.changes.newestPublications();
    const to = newest.map(({ id }) => id).join();
    if (newest.length === 0 || (!late && allBound.to === to && now - allBound.at < LOOK_AGAIN)) return 0;
    const bindingOf = await tickets.bindings();
    let told = 0;
    for (const publication of newest) {
      for (let page: string | undefined, first = true; first || page !== undefined; first = false) {
        const { tickets: behind, next } = await tickets.unbound(publication, page);
        await tickets.tell(behind.map(({ id, rulebook }) => ({ id, to: bindingOf(rulebook) })));
        if (behind.length > 0)
          log.info({ change: publication.id, tickets: behind.length }, 'tickets told of a calendar');
        told += behind.length;
        page = next;
      }
    }
    // A ticket that was just started may not be in Temporal's list yet.
    allBound = told === 0 && !late ? { to, at: now } : NOT_KNOWN;
    return told;
  }

  /** Starts workflows of restrictions that have none, or did not note an end that has come (HZ-4). @returns how many */
  async function seeToRestrictions(now: Instant): Promise<number> {
    let count = 0;
    const read = (after: string, limit: number) => store.restrictions.due(now, after, limit);
    for await (const page of pages(read, ({ id }) => id))
      count += await countOf(page, async (restriction) => {
        // Who imposed it starts it.
        if (restriction.at > now - START_TIME) return false;
        const input = restrictionInput(restriction);
        if (input) await startRestriction(client, input);
        await store.restrictions.markStarted(restriction, now);
        return true;
      });
    return count;
  }

  /** Tells open tickets that name a closed unit who succeeds it; what is left over, the next runs tell. */
  async function makeUpSuccessions(): Promise<number> {
    const closed = units.all.filter(({ successor }) => successor !== undefined).map(({ id }) => id);
    if (closed.length === 0) return 0;
    const found = await store.tickets.openNaming(closed, SUCCEEDED);
    await tickets.tellOfSuccessors(
      found.map(({ id, units: named }) => ({ id, successions: units.successions(named) })),
    );
    if (found.length > 0) log.info({ tickets: found.length }, 'tickets told who succeeds their units');
    return found.length;
  }

  /**
   * Asks the engine for tickets that show what a command did and nobody was answered with: where it has lost that, the ticket goes on
   * from its ledger, as everybody finds it; and where it knows of an end that the ledger has lost, that is written again.
   * @returns how many differed
   */
  async function askForUnanswered(now: number): Promise<number> {
    const before = instant(now - ANSWER_TIME);
    let count = 0;
    const read = (after: string, limit: number) => store.tickets.unanswered(before, after, limit);
    for await (const page of pages(read, ({ id }) => id)) {
      count += await countOf(page, async ({ id, seq }) => {
        const known = await client.withDeadline(Date.now() + PATIENCE, () => knownBy(client, id));
        if (known === undefined || known.seq === seq || (known.runs && known.seq > seq)) {
          await store.tickets.confirm(id, known?.seq ?? seq);
          return false;
        }
        log.error({ ticket: id, seq, known }, 'engine and database know different things of a ticket');
        await reconcileTicket({ client, store }, id);
        return true;
      });
    }
    return count;
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
      count += await countOf(
        lost,
        async ({ id }) => (await startUnlessRunning(id, runs.get(id))) === 'started',
      );
    };
    for await (const { workflowId, runId } of client.workflow.list({ query })) {
      // The newest run comes first.
      if (!batch.has(workflowId)) batch.set(workflowId, runId);
      if (batch.size === 200) await look();
    }
    await look();
    return count;
  }

  /** Tickets that were merged, or split, and whose workflow was ended before the main ticket knew: closed or not, they tell it. */
  async function restoreOwing(now: number): Promise<number> {
    const before = instant(now - OVERRUN);
    return startAll((after, limit) => store.repeats.owingMain(before, after, limit));
  }

  /** Tickets on which nothing happened when something should have: of a server that lost its data there are no ended runs to find. */
  async function restoreOverrun(now: number, runs: (id: string) => void): Promise<number> {
    const before = instant(now - OVERRUN);
    return startAll((after, limit) => store.tickets.overrun(before, after, limit), runs);
  }

  /**
   * Starts what the database tells of, however many that are.
   * @param runs called for each that is found running
   * @returns how many were started here
   */
  async function startAll(
    read: (after: string, limit: number) => Promise<OpenTicket[]>,
    runs: (id: string) => void = () => {},
  ): Promise<number> {
    let count = 0;
    for await (const page of pages(read, ({ id }) => id)) {
      count += await countOf(page, async ({ id }) => {
        const outcome = await startUnlessRunning(id);
        if (outcome === 'there-already') runs(id);
        return outcome === 'started';
      });
    }
    return count;
  }

  /**
   * Starts a ticket as the database tells it.
   * @param after the run that was ended from outside, so that the next sweep need not look at it again
   */
  async function startUnlessRunning(
    id: string,
    after?: string,
  ): Promise<'started' | 'there-already' | 'closed'> {
    const outcome = (await isRunning(client, id))
      ? 'there-already'
      : await startFromLedger({ client, store }, id);
    if (outcome !== 'closed') await store.tickets.markStarted(id, after);
    return outcome;
  }

  /** Does something for each, and counts where it was done; one that fails never stops the others, the next sweep tries it again. */
  async function countOf<T extends { readonly id: string }>(
    tickets: readonly T[],
    act: (ticket: T) => Promise<boolean>,
  ): Promise<number> {
    let count = 0;
    await eachAtOnce(tickets, async (ticket) => {
      try {
        if (await act(ticket)) count++;
      } catch (error) {
        log.error({ ticket: ticket.id, ...errorFields(error) }, 'a ticket could not be seen to');
      }
      heartbeat();
    });
    return count;
  }
}
