import { WorkflowNotFoundError } from '@temporalio/client';
import { makeOccasionActivities } from '../../activities/occasions/occasion-activities';
import { HOUR, instant } from '../../domain/time/instant';
import { noon, summaryOf } from '../given/occasions';

let marked: string[];
let started: string[];
let failing: string[];
beforeEach(() => {
  [marked, started, failing] = [[], [], []];
});
const store = {
  occasions: {
    neverStarted: async () => ['never-started', 'runs'],
    startInput: async (id: string) => summaryOf({ id }),
    markStarted: async (id: string) => marked.push(id),
  },
};
const client = {
  workflow: {
    getHandle: (id: string) => ({
      async describe() {
        if (failing.includes(id)) throw new Error('the engine is away');
        if (id === 'runs') return { status: { name: 'RUNNING' } };
        throw new WorkflowNotFoundError('none', id, undefined);
      },
    }),
    start: async (_type: string, { workflowId }: { workflowId: string }) => started.push(workflowId),
  },
};
const errors: object[] = [];
const { startWaiting } = makeOccasionActivities({
  store,
  client,
  law: { occasions: new Map(), rulebooks: new Map(), units: { ofLevel: () => [], today: () => undefined } },
  ways: { units: { today: () => undefined }, mails: false },
  packaged: [],
  tellTicket: async () => {},
  log: { info: () => {}, error: (it: object) => errors.push(it) },
} as never);

test('what was opened while the engine was away is started, and what runs is left alone', async () => {
  expect(await startWaiting(instant(noon + HOUR))).toBe(1);
  expect([started, marked]).toEqual([['never-started'], ['never-started', 'runs']]);
});

test('whoever opened it has a minute to start it', async () => {
  expect(await startWaiting(instant(noon + 1_000))).toBe(0);
  expect([started, marked]).toEqual([[], ['runs']]);
});

test('one that can’t be started stops no other, and waits for the next sweep', async () => {
  failing = ['never-started'];
  expect(await startWaiting(instant(noon + HOUR))).toBe(0);
  expect([started, marked]).toEqual([[], ['runs']]);
  expect(errors).toMatchObject([{ occasion: 'never-started' }]);
});
