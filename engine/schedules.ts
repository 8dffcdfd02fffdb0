import {
  type Client,
  type IntervalSpec,
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { TASK_QUEUE } from './names';

/**
 * What runs periodically, each a Temporal Schedule of that name: which workflow, and how soon after its end it starts again.
 * @property offset from 08:00 of our time, which is midnight of the engine's
 * @property catchup for how long a run that an outage kept from starting is made up, once
 */
const SCHEDULES = {
  'intake-sweep': { workflow: 'intakeSweep', every: '20s' },
  'hot-spots': { workflow: 'hotSpots', every: '6h' },
  // It makes up by itself what fell into an outage (JE-13, JE-14, JE-16, JE-22).
  'occasion-plan': { workflow: 'occasionPlan', every: '20s' },
  // At 09:00: nobody is reminded at night.
  'knowledge-review': { workflow: 'knowledgeReview', every: '1d', offset: '1h', catchup: '1d' },
} as const satisfies Readonly<Record<string, Periodic>>;

interface Periodic {
  readonly workflow: string;
  readonly every: Duration;
  readonly offset?: Duration;
  readonly catchup?: Duration;
}
type Duration = IntervalSpec['every'];

/**
 * Makes the schedules that are missing, one of each for all workers, and brings those that are there to what this version wants of them.
 * A run that takes long is not overtaken by the next.
 */
export async function ensureSchedules(client: Client): Promise<void> {
  for (const [scheduleId, { workflow, every, offset, catchup = '1m' }] of Object.entries<Periodic>(
    SCHEDULES,
  )) {
    const wanted = {
      spec: { intervals: [{ every, ...(offset === undefined ? {} : { offset }) }] },
      action: {
        type: 'startWorkflow' as const,
        workflowType: workflow,
        workflowId: scheduleId,
        taskQueue: TASK_QUEUE,
        args: [],
      },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: catchup },
    };
    try {
      // Not triggered at once: such a run would not count as one that goes on, and another would start beside it.
      await client.schedule.create({ scheduleId, ...wanted });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      // Whoever paused it by hand finds it paused.
      await client.schedule.getHandle(scheduleId).update(({ state }) => ({ ...wanted, state }));
    }
  }
}
