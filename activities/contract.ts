import type { TicketId } from '../domain/ids';
import type { NotTaken } from '../domain/ticket/facts/joining-facts';
import type { Voice } from '../domain/ticket/joining';
import type { Delivery, EarlierDelivery, Turn } from '../domain/telling/turn';
import type { Entry } from '../domain/knowledge/entry';
import type { RestrictionEvent } from '../domain/restriction/restriction';
import type { Gathering } from '../storage/outbox/gatherings';

/** What a workflow learns of a turn that was written. */
export interface RecordedTurn {
  readonly digest: string;
  /** None where nobody has to be told, or all find their messages in the outbox. */
  readonly delivery?: Delivery;
}

/** What a ticket's workflow asks of the outside world. Each is idempotent by the ids in its argument. */
export interface TicketActivities {
  /**
   * Writes a turn: outbox, ledger, then read model, so that who reads the ticket at a `seq` finds all that led to it.
   * @returns what has to be sent, the same on every retry; to workflows from before turns had a digest, message by message
   * @throws a failure of type `LEDGER_BEHIND` where the ledger lacks what was before the turn, with the last event that it has
   */
  record(turn: Turn): Promise<EarlierDelivery[] | RecordedTurn>;
  /**
   * Sends messages of the outbox, each to its own addressee, except those that were sent already; a failed try is noted there, and when all
   * were tried it is thrown, so that what stays unsent is retried.
   */
  deliver(delivery: Pick<Delivery, 'ids'> | Pick<EarlierDelivery, 'id'>): Promise<void>;
}

/** What a ticket asks of the outside world that was merged into another, or left it. */
export interface JoiningActivities {
  /**
   * Tells the main ticket's workflow, and waits until its ledger says so; told twice, it does it once.
   * @returns why it took no voice, where it did not
   * @throws where nobody knows: it is tried again
   */
  tellMain(ask: { readonly main: TicketId; readonly voice: Voice }): Promise<Heard>;
}

export interface Heard {
  readonly notTaken?: NotTaken;
}

/** What the look for hot spots asks of the outside world. */
export interface HotSpotActivities {
  /** Finds matters that many raised within a short time, and keeps each once. @returns how many are new */
  findHotSpots(): Promise<{ readonly found: number }>;
}

/** What the workflow that sends a unit its gathered messages asks of the outside world. */
export interface GatheringActivities {
  /**
   * Fixes which of the messages that are gathered for a unit go out as one, or finds what was fixed and is still under way.
   * @returns none where nothing is gathered
   */
  gather(ask: { readonly unit: string }): Promise<GatheredDelivery | undefined>;
  /** Sends them as one message; a failed try is noted at each and thrown, so that it is retried, under the same id. */
  deliverGathered(gathered: Pick<Gathering, 'unit' | 'id'>): Promise<void>;
  /** Gives them up: they stay in the outbox as failed, and the next ones may go out. */
  giveUp(gathered: Pick<Gathering, 'unit' | 'id'>): Promise<void>;
}

export interface GatheredDelivery extends Pick<Gathering, 'unit' | 'id'> {
  /** What is gathered besides goes out next, at once. */
  readonly more: boolean;
  /** For the timeline in Temporal Web, e.g. `合并通知市城管局 · 提醒480条、催办20条`. */
  readonly summary: string;
}

/** What the workflow of a change of calendar or rulebook asks of the outside world. */
export interface ChangeActivities {
  /**
   * Tells one page of the tickets that a change has not bound yet to bind themselves, and waits until they are; told twice, a ticket
   * does it once.
   * @param page where to go on; the first page without it
   * @param seen how far the change was before; an activity that an earlier version scheduled has none
   * @returns how many were found, where the next page begins, and how far the change is now, counted on by this page's tickets alone
   */
  bindPage(ask: {
    readonly change: number;
    readonly page?: string;
    readonly seen?: ChangeSeen;
  }): Promise<{ readonly found: number; readonly next?: string; readonly seen?: ChangeSeen }>;
  /** Looks how far a change is, and notes it for readers: it counts all tickets. */
  lookAtChange(ask: { readonly change: number }): Promise<ChangeSeen>;
  /**
   * Puts into the outbox what the units and callers have to know of the dates that a change moved.
   * @returns the messages that have to be sent, the same on every retry
   */
  tellOfChange(ask: { readonly change: number }): Promise<(Delivery | EarlierDelivery)[]>;
  /** Notes that a change has come to its end. */
  closeChange(ask: { readonly change: number }): Promise<ChangeSeen>;
}

/** What the workflow of a caller's restriction asks of the outside world. */
export interface RestrictionActivities {
  /**
   * Writes what happened to a restriction, and puts what the hotline has to know into the outbox.
   * @param ask all events, and how many of them are written already
   * @returns what has to be sent, the same on every retry
   */
  recordRestriction(ask: {
    readonly id: string;
    readonly events: readonly RestrictionEvent[];
    readonly from: number;
  }): Promise<Delivery[]>;
}

/** What the workflow that looks through the knowledge base asks of the outside world. */
export interface KnowledgeActivities {
  /**
   * Puts into the outbox what owners have to know: which of their entries are to be looked at again.
   * @returns what has to be sent, the same on every retry; of which versions they were told; and whether there are more
   */
  tellOfReviews(): Promise<{
    readonly deliveries: readonly Delivery[];
    readonly reminded: readonly Pick<Entry, 'id' | 'version'>[];
    readonly more: boolean;
  }>;
  /** Notes that owners were told of these versions: nobody is told twice. */
  noteReminded(told: { readonly entries: readonly Pick<Entry, 'id' | 'version'>[] }): Promise<void>;
}

export interface ChangeSeen {
  /** Tickets that were found and are not bound yet. */
  readonly left: number;
  /** Tickets that are bound, but whose record is still on its way to the database. */
  readonly unrecorded: number;
  /** Tickets that are bound. */
  readonly done: number;
  /** Those of them of which a clock is due at another moment. */
  readonly moved: number;
}

export interface SweepActivities {
  /**
   * Starts what is stored but does not run: tickets taken in while the engine was away, tickets whose workflow was ended from outside;
   * tells tickets of closed units who succeeds these; and removes what crashed requests left behind.
   * @returns how many of each
   */
  sweep(): Promise<{ readonly started: number; readonly restored: number; readonly removed: number }>;
}
