import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  makeContinueAsNewFunc,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Heard } from '../activities/contract';
import { rebind, type Rebinding } from '../domain/law/rebind';
import type { Applied, Command } from '../domain/procedures/command';
import { type SpotCheck, spotChecked } from '../domain/procedures/closing/spot-check';
import { decide } from '../domain/procedures/decide';
import { describe } from '../domain/telling/titles';
import { nextStep, spokenNext } from '../domain/telling/view';
import { due, nextDue } from '../domain/ticket/due';
import type { Fact, LostCommand, TicketEvent } from '../domain/ticket/event';
import { evolveAll } from '../domain/ticket/evolve';
import { type Carried, openTicket, type SentInput, unpacked } from '../domain/ticket/input';
import { hear, heardBy, type Voice, whyNotTaken } from '../domain/ticket/joining';
import { stamp } from '../domain/ticket/stamp';
import { succeed, type Succession } from '../domain/ticket/succession';
import type { Ticket } from '../domain/ticket/ticket';
import { instant, type Instant } from '../domain/time/instant';
import { COMMANDS, keysOf } from '../domain/words';
import { Alarm } from './alarm';
import { Joiner } from './repeats/joiner';
import { Recorder } from './recorder';
import { Sender } from './sender';
import { Shown } from './shown';

/** Binds an open ticket to a calendar or to rules that were published after its start (T-7, T-9). */
export const rebindSignal = defineSignal<[Rebinding, Instant?]>('rebind');

/** Tells an open ticket that a unit which it names was merged, renamed or closed, and who succeeds it. */
export const succeedSignal = defineSignal<[Succession, Instant?]>('succeed');

/** The last event that the workflow knows of; a ledger that says more or less was set back, or the engine was. */
export const positionQuery = defineQuery<number>('position');

/** What happened after an event, in this run of the workflow: for a ledger that was set back, of a ticket that is over. */
export const courseQuery = defineQuery<readonly TicketEvent[], [number]>('course');

/** Tells a ticket the last event that its ledger has, where that is not all: it writes the rest again. */
export const ledgerEndsSignal = defineSignal<[number]>('ledgerEnds');

/** Tells a ticket that a command which stood in its ledger was lost before the engine had it, and who gave it. */
export const commandLostUpdate = defineUpdate<void, [LostCommand]>('commandLost');

/** Tells a ticket that another was merged into it, or left it; answers why it takes no voice, and whether readers find it in its ledger. */
export const hearUpdate = defineUpdate<
  Heard & { readonly recorded: boolean },
  [Voice & { readonly at: Instant }]
>('hear');

/** Tells a ticket the result of its re-inspection: a closed one is started for it, and goes on where it failed (JE-14, JE-15). */
export const spotCheckedUpdate = defineUpdate<Applied, [SpotCheck]>('spotChecked');

/** Wakes an open ticket that sleeps on a version of the workers which is not the current one: it goes on with that. */
export const moveOnSignal = defineSignal('moveOn');

/**
 * One ticket from registration to closure (DESIGN §2). All rules are in `domain`; here are only its hands:
 * one update a command, one timer, and the effects. Nothing awaits the outside world in the path of a command or a rung.
 */
export async function ticket(sent: SentInput): Promise<void> {
  const input = unpacked(sent);
  const opened = openTicket(input);
  let current = opened.ticket;
  let woken = false;
  const wake = (): void => {
    woken = true;
  };
  const alarm = new Alarm(wake);
  const sender = new Sender(wake);
  const recorder = new Recorder(
    current.seq - opened.events.length,
    (deliveries) => {
      for (const delivery of deliveries) sender.send(delivery);
      wake();
    },
    (seq) => sender.isTelling(seq),
  );
  const joiner = new Joiner((voice, notTaken) => apply(heardBy(current, voice, notTaken, now())));
  // The server shows the summary that a workflow was started with for its first run only.
  const above = workflowInfo().continuedFromExecutionRunId === undefined ? describe(input.matter) : '';
  const shown = new Shown(current, above, input.rules.id, input.carried?.news);

  const follow = (events: readonly TicketEvent[]): void => {
    recorder.collect(current, events);
    shown.tell(events);
    wake();
  };
  const apply = (events: readonly TicketEvent[]): void => {
    if (events.length === 0) return;
    current = evolveAll(current, events);
    follow(events);
  };
  const note = (fact: Fact): void => apply(stamp(current, [fact], { at: now(), actor: { role: 'system' } }));

  follow(opened.events);
  for (const name of keysOf(COMMANDS)) {
    setHandler(
      defineUpdate<Applied, [Command]>(name),
      (command) => {
        const moment = momentOf(current, command.at);
        apply(due(current, moment));
        apply(accepted(current, command, moment));
        return recorder.answer(current.seq);
      },
      {
        description: COMMANDS[name],
        validator: (command) => {
          const moment = momentOf(current, command.at);
          accepted(evolveAll(current, due(current, moment)), command, moment);
        },
      },
    );
  }
  setHandler(
    rebindSignal,
    (to, at) => {
      const moment = momentOf(current, at);
      apply(due(current, moment));
      apply(rebind(current, to, moment));
    },
    { description: '适用新公布的工作日历或者新版规则' },
  );
  setHandler(
    succeedSignal,
    (succession, at) => {
      const moment = momentOf(current, at);
      apply(due(current, moment));
      apply(succeed(current, succession, moment));
    },
    { description: '单位撤并、更名，由承接单位接续' },
  );
  setHandler(positionQuery, () => current.seq, { description: '已知的最后一条台账' });
  setHandler(courseQuery, (seq) => recorder.after(seq), { description: '某条台账之后的内容' });
  setHandler(
    ledgerEndsSignal,
    (seq) => {
      recorder.again(seq);
      wake();
    },
    { description: '台账被恢复到较早时刻，补写其后的内容' },
  );
  setHandler(commandLostUpdate, (lost) => note({ type: 'command-lost', data: lost }), {
    description: '一项操作因系统故障未能生效',
    // Without a validator nobody asks whether it comes from the service (unproven.ts).
    validator: (_lost) => {},
  });
  setHandler(
    hearUpdate,
    async (voice) => {
      const moment = momentOf(current, voice.at);
      apply(due(current, moment));
      const notTaken = voice.says === 'joins' ? whyNotTaken(current, voice) : undefined;
      if (notTaken !== undefined) return { notTaken, recorded: true };
      apply(hear(current, voice, moment));
      const { seq } = await recorder.answer(current.seq);
      return { recorded: recorder.hasRecorded(seq) };
    },
    {
      description: '另一工单并入本工单，或者从本工单拆出',
      // Without a validator nobody asks whether it comes from the service (unproven.ts).
      validator: (_voice) => {},
    },
  );
  setHandler(
    spotCheckedUpdate,
    (check) => {
      const moment = momentOf(current, check.at);
      apply(due(current, moment));
      apply(spotChecked(current, check, moment));
      return recorder.answer(current.seq);
    },
    {
      description: '抽项复查的结果',
      // Without a validator nobody asks whether it comes from the service (unproven.ts).
      validator: (_check) => {},
    },
  );
  setHandler(moveOnSignal, () => {}, { description: '换到现行版本' });
  CancellationScope.current().cancelRequested.catch(() => note({ type: 'cancellation-requested', data: {} }));

  // What came at the very beginning is taken now, before anything is written.
  await Promise.resolve();
  if (input.carried?.restored) note({ type: 'restored', data: {} });

  const settled = (): boolean => recorder.idle && allHandlersFinished();
  const over = (): boolean =>
    settled() && current.state === 'closed' && !current.owesMain && sender.undelivered.length === 0;
  const goesOnAsNew = (): boolean => {
    const { continueAsNewSuggested: full, targetWorkerDeploymentVersionChanged: outdated } = workflowInfo();
    return (full || outdated) && settled();
  };
  const goOnAsNew = makeContinueAsNewFunc<typeof ticket>({ initialVersioningBehavior: 'AUTO_UPGRADE' });
  const carried = (): Carried => {
    const { law: _, ...facts } = current;
    return { ticket: facts, undelivered: sender.undelivered, news: shown.news };
  };

  await CancellationScope.nonCancellable(async () => {
    for (const delivery of input.carried?.undelivered ?? []) sender.send(delivery);
    for (;;) {
      apply(due(current, now()));
      recorder.write(current, now());
      // Only what its own ledger says is told to another: a ticket that begins again from there owes the same.
      if (recorder.idle) joiner.tell(current);
      shown.show(current);
      if (over()) return;
      if (goesOnAsNew()) await goOnAsNew({ ...sent, carried: carried() });
      // Of a closed ticket nothing is due any more, and its last messages are soon sent.
      if (current.state !== 'closed' || !sent.endsWithTimer)
        alarm.arm(nextDue(current), now(), () => spokenNext(nextStep(current)));
      woken = false;
      await condition(() => woken || over() || goesOnAsNew());
    }
  });
}

const now = (): Instant => instant(Date.now());

/**
 * The moment that a command or a change counts from: when it was taken in or told, so that one which waited for the engine is not late
 * by that, and one that a reset applies again does what it did the first time, and moves nothing after it.
 */
const momentOf = ({ asOf }: Ticket, at?: Instant): Instant =>
  instant(Math.min(Math.max(at ?? now(), asOf), now()));

/** The events of a command; a refusal is thrown, and before acceptance leaves nothing in the history. */
function accepted(current: Ticket, command: Command, moment: Instant): readonly TicketEvent[] {
  const decision = decide(current, command, moment);
  if (!decision.accepted)
    throw ApplicationFailure.nonRetryable(decision.refusal.detail, 'Refused', decision.refusal);
  return decision.events;
}
