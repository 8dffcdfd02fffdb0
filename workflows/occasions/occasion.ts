import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  defineUpdate,
  makeContinueAsNewFunc,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Checked, OccasionActivities } from '../../activities/occasions/contract';
import { commandId } from '../../domain/ids';
import type { OccasionCommand } from '../../domain/occasions/command';
import { decide, prepared } from '../../domain/occasions/decide';
import { due, nextDue } from '../../domain/occasions/due';
import { evolve, evolveAll, newOccasion } from '../../domain/occasions/evolve';
import type { Occasion, OccasionEvent, OccasionInput } from '../../domain/occasions/occasion';
import { stamp } from '../../domain/occasions/stamp';
import { detailsOf, nextSentence, sentenceOf, type Told, toldOf } from '../../domain/occasions/told';
import { OCCASION_COMMANDS } from '../../domain/occasions/words';
import { NEWS } from '../../domain/telling/narrate';
import { DUE_AT, OVERDUE } from '../../domain/telling/search-attributes';
import { type Instant, instant, spokenInstant } from '../../domain/time/instant';
import { keysOf } from '../../domain/words';
import { Alarm } from '../alarm';
import { SWEEPS } from '../queues';
import { deliver } from '../sender';

/** The database may be away for hours: what is asked is asked again until it is done. */
const again = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;
const { recordOccasion } = proxyActivities<OccasionActivities>({ startToCloseTimeout: '30s', retry: again });
const { prepareOccasion, tellChecked } = proxyActivities<OccasionActivities>({
  taskQueue: SWEEPS,
  startToCloseTimeout: '5m',
  retry: again,
});

/**
 * One occasion from its opening to its end (JE-12 … JE-24): a summary, a spot check, a meeting, whatever a city's file describes. All rules are
 * in `domain/occasions`; here are only its hands: an update a command, one timer, and the effects.
 */
export async function occasion(input: OccasionInput): Promise<void> {
  const { carried = [] } = input;
  let current = evolveAll(newOccasion(input), carried);
  let news = carried.slice(-NEWS).map(spokenLine);
  let unwritten: OccasionEvent[] = [];
  let untold: (Told & { readonly at: Instant })[] = [];
  let recordedSeq = current.seq;
  let woken = false;
  /** What is still under way besides what is written: messages, and results that tickets are told. */
  let underWay = 0;
  const wake = (): void => {
    woken = true;
  };
  const alarm = new Alarm(wake);
  const shown: Record<string, string> = {};

  const follow = (act: Promise<unknown>): void => {
    underWay++;
    void act
      .catch((error: unknown) => {
        // A ticket that is gone by then can't be told: the occasion goes on, and its ledger has the result.
        if (!(error instanceof ActivityFailure)) throw error;
      })
      .finally(() => {
        underWay--;
        wake();
      });
  };
  const apply = (events: readonly OccasionEvent[]): void => {
    for (const event of events) {
      current = evolve(current, event);
      untold.push(...toldOf(current, event).map((it) => ({ ...it, at: event.at })));
      if (event.type === 'checked') follow(tell(current, event.data));
    }
    unwritten.push(...events);
    news = [...events.map(spokenLine).toReversed(), ...news].slice(0, NEWS);
    wake();
  };
  const note = (fact: Parameters<typeof stamp>[1][number]): void =>
    apply(stamp(current, [fact], { at: now(), actor: { role: 'system' } }));

  for (const name of keysOf(OCCASION_COMMANDS)) {
    setHandler(
      defineUpdate<number, [OccasionCommand]>(name),
      async (command) => {
        const moment = momentOf(current, command.at);
        apply(due(current, moment));
        apply(accepted(current, command, moment));
        const { seq } = current;
        // Whoever is answered finds it.
        await condition(() => recordedSeq >= seq);
        return seq;
      },
      {
        description: OCCASION_COMMANDS[name],
        validator: (command) => {
          const moment = momentOf(current, command.at);
          accepted(evolveAll(current, due(current, moment)), command, moment);
        },
      },
    );
  }
  CancellationScope.current().cancelRequested.catch(() => note({ type: 'cancellation-requested', data: {} }));

  await Promise.resolve();
  if (carried.length === 0) {
    const { cause, planned, openedAt, actor } = input;
    const opened = {
      type: 'opened',
      data: { cause, ...(planned === undefined ? {} : { planned }) },
    } as const;
    apply(stamp(current, [opened], { at: openedAt, actor }));
  } else {
    if (input.restored) note({ type: 'restored', data: {} });
    // Each is told once, by its id; which were on their way when the last run ended, nobody knows.
    for (const it of current.checks) follow(tell(current, it));
  }

  const settled = (): boolean => unwritten.length === 0 && underWay === 0 && allHandlersFinished();
  const over = (): boolean => current.outcome !== undefined && settled();
  const goesOnAsNew = (): boolean => workflowInfo().continueAsNewSuggested && settled();
  const goOnAsNew = makeContinueAsNewFunc<typeof occasion>();
  const ledger: OccasionEvent[] = [...carried];

  await CancellationScope.nonCancellable(async () => {
    for (;;) {
      apply(due(current, now()));
      show();
      if (unwritten.length > 0) {
        const [events, told] = [unwritten, untold];
        [unwritten, untold] = [[], []];
        const summary = events.map((it) => sentenceOf(current, it)).join('；');
        const turn = { id: input.id, events, told };
        const { delivery } = await recordOccasion.executeWithOptions({ summary }, [turn]);
        ledger.push(...events);
        recordedSeq = events.at(-1)?.seq ?? recordedSeq;
        if (delivery) follow(deliver(delivery));
        continue;
      }
      if (current.step === undefined && current.outcome === undefined) {
        const ready = await prepareOccasion.executeWithOptions({ summary: '汇集材料' }, [{ id: input.id }]);
        apply(prepared(current, ready, now()));
        continue;
      }
      if (over()) return;
      if (goesOnAsNew()) {
        const { restored: _, ...rest } = { restored: undefined, ...input };
        await goOnAsNew({ ...rest, carried: ledger });
      }
      alarm.arm(nextDue(current), now(), () => timerText(current));
      woken = false;
      await condition(() => woken || over() || goesOnAsNew());
    }
  });

  function spokenLine(event: OccasionEvent): string {
    return `${spokenInstant(event.at)} ${sentenceOf({ input }, event)}`;
  }

  /** What it is found by, as far as it changed, and its details. */
  function show(): void {
    const { clock } = current;
    const found = [
      { key: OVERDUE, value: clock?.state === 'breached' },
      { key: DUE_AT, value: clock === undefined ? null : new Date(clock.due) },
    ] as const;
    const changed = found.filter(({ key, value }) => shown[key.name] !== JSON.stringify(value));
    for (const { key, value } of changed) shown[key.name] = JSON.stringify(value);
    if (changed.length > 0) upsertSearchAttributes([...changed]);
    setCurrentDetails(detailsOf(current, news));
  }
}

const now = (): Instant => instant(Date.now());

/** A command counts from when it was taken in, so that one which waited for the engine is not late by that. */
const momentOf = ({ asOf }: Occasion, at?: Instant): Instant =>
  instant(Math.min(Math.max(at ?? now(), asOf), now()));

const timerText = (occasion: Occasion): string => {
  const at = nextDue(occasion);
  return at === undefined ? nextSentence(occasion) : `${spokenInstant(at)} · ${nextSentence(occasion)}`;
};

/** The events of a command; a refusal is thrown, and before acceptance leaves nothing in the history. */
function accepted(current: Occasion, command: OccasionCommand, moment: Instant): readonly OccasionEvent[] {
  const decision = decide(current, command, moment);
  if (!decision.accepted)
    throw ApplicationFailure.nonRetryable(decision.refusal.reason, 'Refused', decision.refusal);
  return decision.events;
}

/** Tells a ticket the result of its re-inspection. */
function tell({ input }: Occasion, { ticket, passed }: Pick<Checked, 'ticket' | 'passed'>): Promise<void> {
  const summary = `工单${ticket}复查${passed ? '合格' : '不合格，重新办理'}`;
  const command = commandId(`${input.id}/${ticket}`);
  return tellChecked.executeWithOptions({ summary }, [
    { occasion: input.id, ticket, passed, at: now(), command },
  ]);
}

// As the sweep, it needs no worker of a version that is over.
setWorkflowOptions(
  () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
  occasion,
);
