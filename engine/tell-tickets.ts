import { type Client, type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Succession } from '../domain/ticket/succession';
import type { Rebinding } from '../domain/law/rebind';
import { type CalendarSlice, type CalendarYear, sliceCalendar } from '../domain/time/calendar';
import { dayOf, instant, momentOn, parseDay, yearOf } from '../domain/time/instant';
import type { Store } from '../storage/store';
import { eachAtOnce } from './at-once';
import { unboundTickets } from './queries';
import { tellSuccessors } from './tell-successors';

/** How many tickets one page has: few enough that a crash repeats little. */
export const PAGE = 200;

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

export type TellTickets = ReturnType<typeof tellTicketsBy>;

/** Finds open tickets that a newer calendar was published for, and tells open tickets what binds them, or who has their work, from now on. */
export function tellTicketsBy({ store, client, packaged, rate, heartbeat, sleep, log }: Reach) {
  let nextTurn = 0;

  return { unbound, countUnbound, calendarOfChange, tell, tellOfSuccessors };

  /** One page of the tickets that run and do not know of a publication yet. */
  async function unbound(publication: number, page?: string): Promise<{ ids: string[]; next?: string }> {
    const { executions, nextPageToken } = await client.workflowService.listWorkflowExecutions({
      namespace: client.options.namespace,
      query: unboundTickets(publication),
      pageSize: PAGE,
      nextPageToken: page === undefined ? undefined : Buffer.from(page, 'base64'),
    });
    const ids = (executions ?? []).flatMap(({ execution }) => execution?.workflowId ?? []);
    const next =
      nextPageToken && nextPageToken.length > 0 ? Buffer.from(nextPageToken).toString('base64') : undefined;
    return { ids, ...(next === undefined ? {} : { next }) };
  }

  async function countUnbound(publication: number): Promise<number> {
    return (await client.workflow.count(unboundTickets(publication))).count;
  }

  /**
   * All published years from last year on, whole, as they were with a publication: whoever hears of a newer one first needs no older,
   * and what each has moved stands under its own number.
   */
  async function calendarOfChange(change: number): Promise<CalendarSlice> {
    const { years } = await store.changes.newestCalendars(packaged, change);
    const lastYear = yearOf(dayOf(instant(Date.now()))) - 1;
    return sliceCalendar(years, momentOn(parseDay(`${lastYear}-01-01`) ?? dayOf(instant(0)), 0));
  }

  /** Tells each its own; one that can't be told stops no other, and whoever looks again finds it still unbound. */
  async function tell(tickets: Iterable<Told>): Promise<void> {
    await each(tickets, (ticket, { to }) => ticket.signal<[Rebinding]>('rebind', to));
  }

  /** The same, of whom its units are succeeded by. */
  async function tellOfSuccessors(tickets: Iterable<Succeeded>): Promise<void> {
    await each(tickets, (ticket, { successions }) => tellSuccessors(ticket, successions));
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
      await say(client.workflow.getHandle(id));
    } catch (error) {
      // It was closed meanwhile; one that was ended from outside is started again by the sweep, and found then.
      if (error instanceof WorkflowNotFoundError) return;
      const { name, code } = error as { name?: string; code?: unknown };
      log.error({ ticket: id, error: name, code }, 'ticket could not be told of a change');
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
