import {
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  proxyLocalActivities,
  proxySinks,
  TemporalFailure,
} from '@temporalio/workflow';
import type { RecordedTurn, TicketActivities } from '../activities/contract';
import type { Applied } from '../domain/procedures/command';
import { consequencesOfTurn, type Notification } from '../domain/telling/consequences';
import { digestOf } from '../domain/telling/digest';
import { headline } from '../domain/telling/narrate';
import {
  type Delivery,
  deliveryOf,
  type EarlierDelivery,
  LEDGER_BEHIND,
  type Turn,
  turnOf,
} from '../domain/telling/turn';
import type { TicketEvent } from '../domain/ticket/event';
import type { Ticket } from '../domain/ticket/ticket';
import type { Instant } from '../domain/time/instant';
import type { DriftSinks } from './drift';

const quickly = proxyLocalActivities<TicketActivities>({
  startToCloseTimeout: '2s',
  scheduleToCloseTimeout: '4s',
  retry: { initialInterval: '200ms', maximumAttempts: 4 },
});
const patiently = proxyActivities<TicketActivities>({
  // Some writes one after the other, by a database that takes seconds for each.
  startToCloseTimeout: '30s',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '30s' },
});

const { drift } = proxySinks<DriftSinks>();

/**
 * Brings what happened to a ticket to its readers, turn by turn: quickly, where the database answers; and where it is away, by an
 * activity that an outage of hours costs a handful of events, while no command waits for it (DESIGN §2).
 */
export class Recorder {
  /** All that happened in this run of the workflow: a ledger that was set back is told it again. */
  private readonly events: TicketEvent[] = [];
  /** The last event that was given to be written, and the last whose messages were; a ledger that was set back takes the first one back. */
  private givenSeq: number;
  private toldSeq: number;
  /** Whom they tell. */
  private readonly notifications: Notification[] = [];
  private writing = false;
  /** The database did not answer in good time; commands don't wait for it meanwhile. */
  private databaseAway = false;
  /** Commands whose answer waits until a reader finds them. */
  private waiting: { readonly seq: number; readonly answer: (applied: Applied) => void }[] = [];

  /**
   * @param recordedSeq the last event that readers find
   * @param recorded called with its messages each time that a turn is written, when the commands that waited for it are answered
   * @param isBeingTold whether a message of event `seq` is still being sent
   */
  constructor(
    private recordedSeq: number,
    private readonly recorded: (deliveries: readonly Delivery[]) => void,
    private readonly isBeingTold: (seq: number) => boolean = () => false,
  ) {
    this.givenSeq = this.toldSeq = recordedSeq;
  }

  /** Keeps events for the next turn. @param ticket the ticket after them */
  collect(ticket: Ticket, events: readonly TicketEvent[]): void {
    this.events.push(...events);
    this.notifications.push(...consequencesOfTurn(ticket, events));
  }

  /** Nothing is left to be written, and nothing is being written. */
  get idle(): boolean {
    return !this.writing && this.unwritten.length === 0;
  }

  /** Writes what was collected as one turn; one after the other, so that readers never find a later one without an earlier. */
  write(ticket: Ticket, decided: Instant): void {
    if (this.writing || this.unwritten.length === 0) return;
    const turn = turnOf(ticket, this.unwritten, this.untoldAfter(this.givenSeq), decided);
    this.givenSeq = this.toldSeq = turn.view.seq;
    void this.record({ ...turn, knownFrom: this.events[0]?.seq ?? 1, digest: digestOf(turn) });
  }

  /** Writes again what happened in this run after event `seq`, the last that the ledger has: it was set back. Nobody is told twice. */
  again(seq: number): void {
    this.givenSeq = Math.min(this.givenSeq, seq);
  }

  /** What a command is told that led to event `seq`: once readers find it, or at once while the database is away. */
  answer(seq: number): Applied | Promise<Applied> {
    if (this.canAnswer(seq)) return { seq };
    return new Promise((answer) => this.waiting.push({ seq, answer }));
  }

  /** Whether readers find event `seq`. */
  hasRecorded(seq: number): boolean {
    return this.recordedSeq >= seq;
  }

  private async record(turn: Turn): Promise<void> {
    this.writing = true;
    const deliveries = await this.written(turn);
    this.recordedSeq = turn.view.seq;
    this.databaseAway = false;
    this.writing = false;
    this.answerWaiting();
    this.recorded(deliveries);
  }

  private async written(turn: Turn): Promise<readonly Delivery[]> {
    try {
      return checked(
        turn,
        await quickly.record.executeWithOptions({ summary: headline(turn.events) }, [turn]),
      );
    } catch (error) {
      // Whichever: a local activity fails with what it threw, and of one that ran out of time a replay is given the bare timeout.
      if (!(error instanceof TemporalFailure)) throw error;
      const knows = endOfLedger(error);
      if (knows !== undefined) return this.written(this.withAllAfter(knows, turn));
      this.databaseAway = true;
      this.answerWaiting();
      return this.writtenPatiently(turn);
    }
  }

  private async writtenPatiently(turn: Turn): Promise<readonly Delivery[]> {
    const summary = `写入台账（第${turn.view.seq}条），等待数据库恢复`;
    try {
      return checked(turn, await patiently.record.executeWithOptions({ summary }, [turn]));
    } catch (error) {
      const knows = endOfLedger(error);
      if (knows === undefined) throw error;
      return this.writtenPatiently(this.withAllAfter(knows, turn));
    }
  }

  private withAllAfter(seq: number, turn: Turn): Turn {
    const { view, notifications } = turn;
    const events = this.after(seq).filter((event) => event.seq <= view.seq);
    const first = turn.events[0]?.seq ?? 0;
    const before = this.untoldAfter(seq).filter((it) => it.seq < first);
    return { ...turn, events, notifications: [...before, ...notifications] };
  }

  /** What was told once is told again only where it is still on its way: the database has lost what it said. */
  private untoldAfter(seq: number): readonly Notification[] {
    return this.notifications.filter(
      (it) => it.seq > seq && (it.seq > this.toldSeq || this.isBeingTold(it.seq)),
    );
  }

  private get unwritten(): readonly TicketEvent[] {
    return this.after(this.givenSeq);
  }

  /** What happened in this run after event `seq`. */
  after(seq: number): readonly TicketEvent[] {
    return this.events.filter((event) => event.seq > seq);
  }

  private answerWaiting(): void {
    const answered = this.waiting.filter(({ seq }) => this.canAnswer(seq));
    this.waiting = this.waiting.filter((it) => !answered.includes(it));
    for (const { seq, answer } of answered) answer({ seq });
  }

  private canAnswer(seq: number): boolean {
    return this.databaseAway || this.hasRecorded(seq);
  }
}

/** What has to be sent; where the turn came to something else when it was written first, that is told of. */
function checked(
  { ticketId, view, digest }: Turn,
  recorded: readonly EarlierDelivery[] | RecordedTurn,
): readonly Delivery[] {
  if (!('digest' in recorded)) return recorded.map(deliveryOf);
  // Of turns from before it is longer.
  if (digest === undefined || !recorded.digest.startsWith(digest)) drift.found(ticketId, view.seq);
  return recorded.delivery ? [recorded.delivery] : [];
}

/** The last event that the ledger has, where that is why a turn could not be written. */
function endOfLedger(error: unknown): number | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.type === LEDGER_BEHIND
    ? Number(cause.details?.[0])
    : undefined;
}
