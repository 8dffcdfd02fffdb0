import { proxyActivities, proxyLocalActivities, TemporalFailure } from '@temporalio/workflow';
import type { TicketActivities } from '../activities/contract';
import type { Applied } from '../domain/procedures/command';
import { consequencesOfTurn, type Notification } from '../domain/telling/consequences';
import { headline } from '../domain/telling/narrate';
import { type Delivery, type Turn, turnOf } from '../domain/telling/turn';
import type { TicketEvent } from '../domain/ticket/event';
import type { Ticket } from '../domain/ticket/ticket';
import type { Instant } from '../domain/time/instant';

const quickly = proxyLocalActivities<TicketActivities>({
  startToCloseTimeout: '2s',
  scheduleToCloseTimeout: '4s',
  retry: { initialInterval: '200ms', maximumAttempts: 4 },
});
const patiently = proxyActivities<TicketActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '30s' },
});

/**
 * Brings what happened to a ticket to its readers, turn by turn: quickly, where the database answers; and where it is away, by an
 * activity that an outage of hours costs a handful of events, while no command waits for it (DESIGN §2).
 */
export class Recorder {
  /** Events, and whom they tell, that no reader finds yet. */
  private unrecorded: TicketEvent[] = [];
  private untold: Notification[] = [];
  private writing = false;
  /** The database did not answer in good time; commands don't wait for it meanwhile. */
  private databaseAway = false;
  /** Commands whose answer waits until a reader finds them. */
  private waiting: { readonly seq: number; readonly answer: (applied: Applied) => void }[] = [];

  /**
   * @param recordedSeq the last event that readers find
   * @param recorded called with its messages each time that a turn is written, when the commands that waited for it are answered
   */
  constructor(
    private recordedSeq: number,
    private readonly recorded: (deliveries: readonly Delivery[]) => void,
  ) {}

  /** Keeps events for the next turn. @param ticket the ticket after them */
  collect(ticket: Ticket, events: readonly TicketEvent[]): void {
    this.unrecorded.push(...events);
    this.untold.push(...consequencesOfTurn(ticket, events));
  }

  /** Nothing is left to be written, and nothing is being written. */
  get idle(): boolean {
    return !this.writing && this.unrecorded.length === 0;
  }

  /** Writes what was collected as one turn; one after the other, so that readers never find a later one without an earlier. */
  write(ticket: Ticket, decided: Instant): void {
    if (this.writing || this.unrecorded.length === 0) return;
    const turn = turnOf(ticket, this.unrecorded, this.untold, decided);
    [this.unrecorded, this.untold] = [[], []];
    void this.record(turn);
  }

  /** What a command is told that led to event `seq`: once readers find it, or at once while the database is away. */
  answer(seq: number): Applied | Promise<Applied> {
    if (this.canAnswer(seq)) return this.applied(seq);
    return new Promise((answer) => this.waiting.push({ seq, answer }));
  }

  private async record(turn: Turn): Promise<void> {
    this.writing = true;
    const deliveries = await quickly.record
      .executeWithOptions({ summary: headline(turn.events) }, [turn])
      .catch((error: unknown) => {
        // Whichever: a local activity fails with what it threw, and of one that ran out of time a replay is given the bare timeout.
        if (!(error instanceof TemporalFailure)) throw error;
        this.databaseAway = true;
        this.answerWaiting();
        return patiently.record.executeWithOptions(
          { summary: `写入台账（第${turn.view.seq}条），等待数据库恢复` },
          [turn],
        );
      });
    this.recordedSeq = turn.view.seq;
    this.databaseAway = false;
    this.writing = false;
    this.answerWaiting();
    this.recorded(deliveries);
  }

  private answerWaiting(): void {
    const answered = this.waiting.filter(({ seq }) => this.canAnswer(seq));
    this.waiting = this.waiting.filter((it) => !answered.includes(it));
    for (const { seq, answer } of answered) answer(this.applied(seq));
  }

  private canAnswer(seq: number): boolean {
    return this.databaseAway || this.recordedSeq >= seq;
  }

  private applied(seq: number): Applied {
    return { seq, recorded: this.recordedSeq >= seq };
  }
}
