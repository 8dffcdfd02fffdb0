import type { Client, WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Succession } from '../domain/ticket/succession';
import type { Rebinding } from '../domain/law/rebind';
import { RULEBOOK } from '../domain/telling/search-attributes';
import type { CalendarYear } from '../domain/time/calendar';
import { dayOf, type Instant, instant, momentOn, parseDay, yearOf } from '../domain/time/instant';
import { sliceFor } from '../domain/time/local-days';
import { publicationFor, type Reaching } from '../storage/changes/changes';
import type { Store } from '../storage/store';
import { eachAtOnce } from './at-once';
import { errorFields } from '../telemetry/fault';
import { unlessGone } from './is-running';
import { unboundTickets } from './queries';

/** How many tickets one page has: few enough that a crash repeats little. */
export const PAGE = 200;

/** How many tickets are told and not bound yet, at most: what they have to do stands in the same queues as commands. */
export const AHEAD = 4;
/** Between two looks whether some are bound by now (ms); longer and longer, up to this many times, while none is. */
const LOOK = 50;
const LONGEST = 20;
/** After so many looks in vain (about 25 s) none of them is waited for any longer, so that tickets that can't bind stop no other. */
const PATIENCE = 30;

export interface Reach {
  readonly store: Store;
  readonly client: Client;
  /** The calendars that came with the package. */
  readonly packaged: readonly CalendarYear[];
  /** How many tickets are told a second, at most, by this process: commands go on meanwhile. */
  readonly rate: number;
  /** Says that the work goes on, once a ticket. */
  readonly heartbeat: () => void;
  /** Waits so long (ms), unless the work is called off. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: Pick<Logger, 'info' | 'error'>;
}

/** A ticket, and what it is to be bound to. */
export interface Told {
  readonly id: string;
  readonly to: Rebinding;
}

/** A ticket, and who succeeds the closed units that it names. */
export interface Succeeded {
  readonly id: string;
  readonly successions: readonly Succession[];
}

/** A ticket that runs, and the rulebook that binds it, as Temporal's list shows it. */
export interface UnboundTicket {
  readonly id: string;
  readonly rulebook: string;
}

type Execution = NonNullable<
  Awaited<ReturnType<Client['workflowService']['listWorkflowExecutions']>>['executions']
>[number];

function unboundTicket({ execution, searchAttributes }: Execution): UnboundTicket[] {
  const shown = searchAttributes?.indexedFields?.[RULEBOOK.name];
  // A keyword may come alone or as a list of one; every ticket is started with its rulebook.
  const [rulebook] = shown ? [defaultPayloadConverter.fromPayload<string | string[]>(shown)].flat() : [];
  return execution?.workflowId ? [{ id: execution.workflowId, rulebook: rulebook ?? '' }] : [];
}

export type TellTickets = ReturnType<typeof tellTicketsBy>;

/** Finds open tickets that a newer calendar was published for, and tells open tickets what binds them, or who has their work, from now on. */
export function tellTicketsBy({ store, client, packaged, rate, heartbeat, sleep, log }: Reach) {
  let nextTurn = 0;

  return { unbound, countUnbound, bindings, tell, tellOfSuccessors };

  /** One page of the tickets that run, that a publication reaches, and that do not know of it yet. */
  async function unbound(
    publication: Reaching,
    page?: string,
  ): Promise<{ tickets: UnboundTicket[]; next?: string }> {
    const { executions, nextPageToken } = await client.workflowService.listWorkflowExecutions({
      namespace: client.options.namespace,
      query: unboundTickets(publication),
      pageSize: PAGE,
      nextPageToken: page === undefined ? undefined : Buffer.from(page, 'base64'),
    });
    const next =
      nextPageToken && nextPageToken.length > 0 ? Buffer.from(nextPageToken).toString('base64') : undefined;
    return {
      tickets: (executions ?? []).flatMap(unboundTicket),
      ...(next === undefined ? {} : { next }),
    };
  }

  async function countUnbound(publication: Reaching): Promise<number> {
    return (await client.workflow.count(unboundTickets(publication))).count;
  }

  /**
   * What binds the tickets of each rulebook: all published years from last year on, whole, with its city's days over them.
   * Whoever hears of a newer publication first needs no older, and what each has moved stands under its own number.
   * @param upTo as it was with this publication; as it is now without it
   */
  async function bindings(upTo?: number): Promise<(rulebook: string) => Rebinding> {
    const newest = await store.changes.newestCalendars(packaged, upTo);
    const lastYear = yearOf(dayOf(instant(Date.now()))) - 1;
    const from = momentOn(parseDay(`${lastYear}-01-01`) ?? dayOf(instant(0)), 0);
    const known = new Map<string, Rebinding>();
    return (rulebook) => {
      const binding = known.get(rulebook) ?? {
        change: publicationFor(newest, rulebook),
        calendar: sliceFor(newest, rulebook, from),
      };
      known.set(rulebook, binding);
      return binding;
    };
  }

  /**
   * Tells each its own, never more than {@link AHEAD} that are not bound yet, and waits for the last. One that can't be told stops no
   * other, and whoever looks again finds it still unbound.
   * @param unbound which of these tickets are not recorded as bound yet; without it nobody is waited for
   */
  async function tell(
    tickets: Iterable<Told>,
    unbound: (ids: readonly string[]) => Promise<readonly string[]> = async () => [],
  ): Promise<void> {
    const waiting = [...tickets];
    let ahead: readonly string[] = [];
    for (let vain = 0; waiting.length + ahead.length > 0;) {
      const next = waiting.splice(0, AHEAD - ahead.length);
      await each(next, (ticket, { to }) =>
        ticket.signal<[Rebinding, Instant]>('rebind', to, instant(Date.now())),
      );
      const told = [...ahead, ...next.map(({ id }) => id)];
      await sleep(LOOK * Math.min(2 ** vain, LONGEST));
      heartbeat();
      ahead = await unbound(told);
      vain = ahead.length < told.length ? 0 : vain + 1;
      if (vain === PATIENCE) [ahead, vain] = [[], 0];
    }
  }

  /** The same, of whom its units are succeeded by. */
  async function tellOfSuccessors(tickets: Iterable<Succeeded>): Promise<void> {
    await each(tickets, (ticket, { successions }) =>
      tellSuccessors(ticket, successions, instant(Date.now())),
    );
  }

  async function each<T extends { readonly id: string }>(
    tickets: Iterable<T>,
    say: (ticket: WorkflowHandle, told: T) => Promise<void>,
  ): Promise<void> {
    await eachAtOnce(tickets, async (told) => {
      await myTurn();
      await sayTo(told.id, (ticket) => say(ticket, told));
      heartbeat();
    });
  }

  async function sayTo(id: string, say: (ticket: WorkflowHandle) => Promise<void>): Promise<void> {
    try {
      // One that was closed meanwhile need not know; one that was ended from outside is started again by the sweep, and found then.
      await unlessGone(() => say(client.workflow.getHandle(id)));
    } catch (error) {
      log.error({ ticket: id, ...errorFields(error) }, 'ticket could not be told of a change');
    }
  }

  /** Keeps to the rate, whoever asks. */
  async function myTurn(): Promise<void> {
    const now = Date.now();
    const turn = Math.max(now, nextTurn);
    nextTurn = turn + 1_000 / rate;
    if (turn > now) await sleep(turn - now);
  }
}

/**
 * Tells a ticket who succeeds the closed units that it names; told twice, it goes on with each once.
 * @param at from when that counts; where a command follows, not after it
 */
export async function tellSuccessors(
  ticket: Pick<WorkflowHandle, 'signal'>,
  successions: readonly Succession[],
  at: Instant,
): Promise<void> {
  for (const succession of successions) await ticket.signal<[Succession, Instant]>('succeed', succession, at);
}
