import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  defineUpdate,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import type { RestrictionActivities } from '../../activities/contract';
import type { Applied } from '../../domain/procedures/command';
import {
  applied,
  decideRestriction,
  endedByTime,
  endOf,
  restrictionTitle,
  type RestrictionCommand,
  type RestrictionEvent,
  type RestrictionInput,
  spokenRestrictionEvent,
} from '../../domain/restriction/restriction';
import { instant, type Instant, spokenInstant } from '../../domain/time/instant';
import { keysOf, RESTRICTION_COMMANDS } from '../../domain/words';
import { Alarm } from '../alarm';
import { deliver } from '../sender';

/** The database may be away for hours: what is to be written is written when it is back. */
const { recordRestriction } = proxyActivities<RestrictionActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '15s' },
});

/**
 * One restriction of a caller (HZ-4), from when it is imposed until it has ended: by itself at its moment, by a supervisor, or by an appeal
 * that was right. Registration asks the database, which says by the same moment whether it stands; so nobody stays restricted because
 * this was late. It knows nothing of who the caller is.
 */
export async function callerRestriction(input: RestrictionInput): Promise<void> {
  const { id, until } = input;
  let events = input.events;
  let recorded = events.length;
  let woken = false;
  const sending: Promise<void>[] = [];
  const alarm = new Alarm(() => {
    woken = true;
  });
  const show = (): void =>
    setCurrentDetails([restrictionTitle(input), ...events.map(spokenRestrictionEvent)].join('\n\n'));

  for (const name of keysOf(RESTRICTION_COMMANDS)) {
    setHandler(
      defineUpdate<Applied, [RestrictionCommand]>(name),
      async (command) => {
        events = accepted({ until, events }, command);
        const { length } = events;
        // Whoever is answered finds it written, whatever a console cancels meanwhile.
        await CancellationScope.nonCancellable(() => condition(() => recorded >= length));
        return applied(events);
      },
      {
        description: RESTRICTION_COMMANDS[name],
        validator: (command) => {
          accepted({ until, events }, command);
        },
      },
    );
  }

  // A console can't cancel what the law ends (DESIGN §2).
  await CancellationScope.nonCancellable(async () => {
    for (;;) {
      events = endedByTime({ until, events }, now());
      show();
      if (recorded < events.length) await write();
      else if (endOf(events)) break;
      else {
        alarm.arm(until, now(), () => `${spokenInstant(until)}自行解除限制`);
        woken = false;
        await condition(() => woken || events.length > recorded);
      }
    }
    alarm.arm(undefined, now(), () => '');
    await Promise.all(sending);
    await condition(allHandlersFinished);
  });

  async function write(): Promise<void> {
    const known: readonly RestrictionEvent[] = events;
    const summary = known.slice(recorded).map(spokenRestrictionEvent).join('；');
    const deliveries = await recordRestriction.executeWithOptions({ summary }, [
      { id, events: known, from: recorded },
    ]);
    recorded = known.length;
    sending.push(...deliveries.map(deliver));
  }
}

const now = (): Instant => instant(Date.now());

/** @throws the refusal of a command; before acceptance that leaves nothing in the history */
function accepted(
  standing: Pick<RestrictionInput, 'until' | 'events'>,
  command: RestrictionCommand,
): readonly RestrictionEvent[] {
  const decided = decideRestriction(standing, command, now());
  if ('refusal' in decided)
    throw ApplicationFailure.nonRetryable(decided.refusal.detail, 'Refused', decided.refusal);
  return decided.events;
}

// As the sweep, it needs no worker of a version that is over.
setWorkflowOptions(
  () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
  callerRestriction,
);
