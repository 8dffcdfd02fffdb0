import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { TicketActivities } from '../activities/contract';
import type { Applied, Command } from '../domain/procedures/command';
import { consequencesOfTurn, type Notification } from '../domain/telling/consequences';
import { decide } from '../domain/procedures/decide';
import { due, nextDue } from '../domain/ticket/due';
import type { Fact, TicketEvent } from '../domain/ticket/event';
import { evolveAll } from '../domain/ticket/evolve';
import { openTicket, type TicketInput } from '../domain/ticket/input';
import { instant, type Instant } from '../domain/time/instant';
import { headline, narrate, NEWS } from '../domain/telling/narrate';
import { rebind, type Rebinding } from '../domain/law/rebind';
import { stamp } from '../domain/ticket/stamp';
import { COMMANDS, keysOf } from '../domain/words';
import type { Ticket } from '../domain/ticket/ticket';
import { type Delivery, turnOf } from '../domain/telling/turn';
import { details, nextStep, spokenNext } from '../domain/telling/view';
import { Alarm } from './alarm';
import { searchAttributesOf } from '../domain/telling/search-attributes';

const briefly = {
  startToCloseTimeout: '2s',
  scheduleToCloseTimeout: '4s',
  retry: { initialInterval: '200ms', maximumAttempts: 4 },
} as const;
const quickly = proxyLocalActivities<TicketActivities>(briefly);
const patiently = proxyActivities<TicketActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '30s' },
});
/** A unit's receiver that is down for a day has read its outbox by then; the message stays there as failed. */
const sending = {
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '2s', maximumInterval: '30m' },
} as const;

/** Binds an open ticket to a calendar or to rules that were published after its start (T-7, T-9). */
export const rebindSignal = defineSignal<[Rebinding]>('rebind');

/**
 * One ticket from registration to closure (DESIGN §2). All rules are in `domain`; here are only its hands:
 * one update a command, one timer, and the effects. Nothing awaits the outside world in the path of a command or a rung.
 */
export async function ticket(input: TicketInput): Promise<void> {
  const opened = openTicket(input);
  let current = opened.ticket;
  let news = input.carried?.news ?? [];
  /** Events, and whom they tell, that no reader finds yet. */
  let unrecorded: TicketEvent[] = [];
  let untold: Notification[] = [];
  let recordedSeq = current.seq - opened.events.length;
  let recording = false;
  /** The database did not answer in good time; commands don't wait for it meanwhile. */
  let databaseAway = false;
  const undelivered = new Map<string, Delivery>();
  /** What the workflow is found by; its starter set that of the opened ticket. */
  const shown = new Map(
    searchAttributesOf(current, input.rules.id).map(({ key, value }) => [key.name, JSON.stringify(value)]),
  );
  let shownSeq = -1;
  /** Commands whose answer waits until a reader finds them. */
  let waiting: { readonly seq: number; readonly answer: (applied: Applied) => void }[] = [];
  let woken = false;
  const wake = (): void => {
    woken = true;
  };
  const alarm = new Alarm(wake);

  const apply = (events: readonly TicketEvent[]): void => {
    if (events.length === 0) return;
    current = evolveAll(current, events);
    follow(events);
  };
  const follow = (events: readonly TicketEvent[]): void => {
    unrecorded = [...unrecorded, ...events];
    untold = [...untold, ...consequencesOfTurn(current, events)];
    news = [...events.map(narrate).toReversed(), ...news].slice(0, NEWS);
    wake();
  };
  /**
   * The moment that a command counts from: when it was taken in, so that one which waited for the engine is not late by that,
   * and one that a reset applies again does what it did the first time.
   */
  const momentOf = (command: Command): Instant =>
    instant(Math.min(Math.max(command.at ?? now(), current.asOf), now()));
  const note = (fact: Fact): void => apply(stamp(current, [fact], { at: now(), actor: { role: 'system' } }));

  follow(opened.events);
  for (const name of keysOf(COMMANDS)) {
    setHandler(
      defineUpdate<Applied, [Command]>(name),
      (command) => {
        const moment = momentOf(command);
        apply(due(current, moment));
        apply(accepted(current, command, moment));
        const { seq } = current;
        if (recordedSeq >= seq || databaseAway) return { seq, recorded: recordedSeq >= seq };
        return new Promise((answer) => waiting.push({ seq, answer }));
      },
      {
        description: COMMANDS[name],
        validator: (command) => {
          const moment = momentOf(command);
          accepted(evolveAll(current, due(current, moment)), command, moment);
        },
      },
    );
  }
  setHandler(
    rebindSignal,
    (to) => {
      const moment = now();
      apply(due(current, moment));
      apply(rebind(current, to, moment));
    },
    { description: '适用新公布的工作日历或者新版规则' },
  );
  CancellationScope.current().cancelRequested.catch(() => note({ type: 'cancellation-requested', data: {} }));

  if (input.carried?.restored) note({ type: 'restored', data: {} });

  const answerWaiting = (): void => {
    const answered = waiting.filter(({ seq }) => databaseAway || recordedSeq >= seq);
    waiting = waiting.filter((it) => !answered.includes(it));
    for (const { seq, answer } of answered) answer({ seq, recorded: recordedSeq >= seq });
  };
  const record = async (): Promise<void> => {
    recording = true;
    const turn = turnOf(current, unrecorded, untold, now());
    [unrecorded, untold] = [[], []];
    const deliveries = await quickly.record
      .executeWithOptions({ ...briefly, summary: headline(turn.events) }, [turn])
      .catch((error: unknown) => {
        if (!(error instanceof ActivityFailure)) throw error;
        databaseAway = true;
        answerWaiting();
        return patiently.record.executeWithOptions(
          { summary: `写入台账（第${turn.view.seq}条），等待数据库恢复` },
          [turn],
        );
      });
    recordedSeq = turn.view.seq;
    databaseAway = false;
    recording = false;
    answerWaiting();
    deliveries.forEach(send);
    wake();
  };
  const send = (delivery: Delivery): void => {
    undelivered.set(delivery.id, delivery);
    void patiently.deliver
      .executeWithOptions({ ...sending, summary: delivery.summary }, [{ id: delivery.id }])
      .catch((error: unknown) => {
        // It stands in the outbox as failed; a message that can't be sent never holds up a ticket.
        if (!(error instanceof ActivityFailure)) throw error;
      })
      .finally(() => {
        undelivered.delete(delivery.id);
        wake();
      });
  };
  const show = (): void => {
    if (shownSeq === current.seq) return;
    shownSeq = current.seq;
    const changed = searchAttributesOf(current, input.rules.id).filter(
      ({ key, value }) => shown.get(key.name) !== JSON.stringify(value),
    );
    for (const { key, value } of changed) shown.set(key.name, JSON.stringify(value));
    if (changed.length > 0) upsertSearchAttributes(changed);
    setCurrentDetails(details(current, news));
  };

  const settled = (): boolean => !recording && unrecorded.length === 0 && allHandlersFinished();
  const over = (): boolean => settled() && current.state === 'closed' && undelivered.size === 0;
  const full = (): boolean => settled() && workflowInfo().continueAsNewSuggested;

  await CancellationScope.nonCancellable(async () => {
    input.carried?.undelivered.forEach(send);
    for (;;) {
      apply(due(current, now()));
      if (unrecorded.length > 0 && !recording) void record();
      show();
      if (over()) return;
      if (full()) {
        const { law: _, ...facts } = current;
        const carried = { ticket: facts, undelivered: [...undelivered.values()], news };
        await continueAsNew<typeof ticket>({ ...input, carried });
      }
      alarm.arm(nextDue(current), now(), () => spokenNext(nextStep(current)));
      woken = false;
      await condition(() => woken || over() || full());
    }
  });
}

const now = (): Instant => instant(Date.now());

/** The events of a command; a refusal is thrown, and before acceptance leaves nothing in the history. */
function accepted(current: Ticket, command: Command, moment: Instant): readonly TicketEvent[] {
  const decision = decide(current, command, moment);
  if (!decision.accepted)
    throw ApplicationFailure.nonRetryable(decision.refusal.detail, 'Refused', decision.refusal);
  return decision.events;
}
