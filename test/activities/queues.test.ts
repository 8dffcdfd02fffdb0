import { TASK_QUEUE } from '../../engine/names';
import { workOf } from '../../worker/assemble';

test('messages, sweeps and changes have queues of their own; what an earlier version left on the tickets’ queue is done there', () => {
  const [ofTickets, ...apart] = workOf({ store: {}, units: {}, buildId: '1' } as never);
  expect(ofTickets?.taskQueue).toBe(TASK_QUEUE);
  expect(apart.map(({ activities = {} }) => Object.keys(activities))).toEqual([
    ['deliver', 'deliverGathered', 'gather', 'giveUp'],
    [
      'prepareOccasion',
      'recordOccasion',
      'tellChecked',
      'planOccasions',
      'tellBulkPage',
      'closeBulk',
      'bindPage',
      'lookAtChange',
      'tellOfChange',
      'closeChange',
      'sweep',
      'findHotSpots',
      'tellOfReviews',
      'noteReminded',
    ],
  ]);
  expect(new Set(apart.map(({ taskQueue }) => taskQueue)).add(TASK_QUEUE).size).toBe(3);
  expect(apart.every(({ workflowBundle }) => workflowBundle === undefined)).toBe(true);
  for (const { activities = {} } of apart) expect(ofTickets?.activities).toMatchObject(activities);
});
