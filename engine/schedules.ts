import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { TASK_QUEUE } from './names';

/** What runs periodically, each a Temporal Schedule of that name: which workflow, and how soon after its end it starts again. */
const SCHEDULES = {
  'intake-sweep': { workflow: 'intakeSweep', every: '20s' },
} as const;

/**
 * Makes the schedules that are missing, one of each for all workers, and brings those that are there to what this version wants of them.
 * A run that takes long is not overtaken by the next.
 */
export async function ensureSchedules(client: Client): Promise<void> {
  for (const [scheduleId, { workflow, every }] of Object.entries(SCHEDULES)) {
    const wanted = {
      spec: { intervals: [{ every }] },
      action: {
        type: 'startWorkflow' as const,
        workflowType: workflow,
        workflowId: scheduleId,
        taskQueue: TASK_QUEUE,
        args: [],
      },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1m' as const },
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
