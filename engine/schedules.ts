import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { TASK_QUEUE } from './names';

/** What runs periodically, each a Temporal Schedule of that name: which workflow, and how often. */
const SCHEDULES = {
  'intake-sweep': { workflow: 'intakeSweep', every: '20s' },
} as const;

/** Makes the schedules that are missing, one of each for all workers; a run that takes long is not overtaken by the next. */
export async function ensureSchedules(client: Client): Promise<void> {
  for (const [scheduleId, { workflow, every }] of Object.entries(SCHEDULES)) {
    try {
      await client.schedule.create({
        scheduleId,
        spec: { intervals: [{ every }] },
        action: {
          type: 'startWorkflow',
          workflowType: workflow,
          workflowId: scheduleId,
          taskQueue: TASK_QUEUE,
          args: [],
        },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1m' },
        state: { triggerImmediately: true },
      });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
}
