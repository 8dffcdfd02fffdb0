import type { TicketAnswer } from '../../api/tickets/answers';
import { unitId } from '../../domain/ids';
import { instant } from '../../domain/time/instant';
import { tellSuccessors } from '../../engine/tell-tickets';
import { BODY } from '../given/matter';
import { calmRulebook, ladderInSeconds } from '../given/servers/config-folder';
import { eventsOf, runsOf } from '../given/histories';
import { LEAD, type ProblemAnswer, unit } from '../given/hotline';
import { atTheTop, expectEveryRungOnce, expectNoGap, recordOf, rungsIn } from '../given/climbed-ladder';
import { waitFor } from '../given/wait-for';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

let service: WholeService;
/** The hotline itself has five seconds to dispatch, and is pressed then. */
const hurried = {
  ...calmRulebook('hurried'),
  clocks: {
    registration: { limit: '10 minutes', set: 'local' },
    dispatching: {
      limit: '5 seconds',
      set: 'local',
      ladder: [{ after: 0, do: 'urge', to: ['hotline'], set: 'local' }],
    },
    handling: { limit: '5 workdays', set: 'local' },
  },
};

beforeAll(async () => {
  service = await startWholeService({
    rulebooks: [
      calmRulebook('calm'),
      hurried,
      ladderInSeconds('slow', { limit: 6, remindBefore: 3, second: 30, third: 33 }),
      ladderInSeconds('quick', { limit: 3, remindBefore: 2, second: 2, third: 4 }),
    ],
  });
});
afterAll(() => service?.stop());

/** Temporal Web’s button, pressed on the workflow’s first task. */
async function resetToTheBeginning(id: string): Promise<void> {
  const { engine } = service;
  const firstTask = (await eventsOf(engine, id)).find((event) => event.workflowTaskCompletedEventAttributes);
  await engine.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: id },
    workflowTaskFinishEventId: firstTask?.eventId,
    requestId: id,
    reason: 'somebody tried the button',
  });
}

/** The sweep runs every 20 s. */
const SWEPT = { seconds: 60, every: 500 };

test('tickets whose workflows were terminated by hand are found by the sweep and go on with their clocks unchanged', async () => {
  const { hotline, engine } = service;
  const calm = await hotline.dispatched({ rulebook: 'calm' });
  const climbing = await hotline.dispatched({ rulebook: 'slow' });
  await waitFor(
    'the unit was reminded',
    async () => (await hotline.ticket(climbing.id)).counts.reminded === 1,
  );
  for (const { id } of [calm, climbing]) await engine.workflow.getHandle(id).terminate('by hand');

  for (const { id, clocks } of [calm, climbing]) {
    const ledger = await waitFor(
      'the ticket goes on',
      async () => {
        const lines = await hotline.ledger(id);
        return lines.some(({ type }) => type === 'restored') && lines;
      },
      SWEPT,
    );
    expect(ledger.filter(({ type }) => type === 'restored')).toHaveLength(1);
    const after = await hotline.ticket(id);
    const moments = ({ clocks: those }: Pick<TicketAnswer, 'clocks'>) =>
      those.map(({ name, startedAt, due }) => ({ name, startedAt, due }));
    expect(moments(after)).toEqual(moments({ clocks }));
    expectNoGap(after, ledger);
    expect(await runsOf(engine, id)).toHaveLength(2);
  }
  expect((await hotline.handleToTheEnd(calm.id)).state).toBe('closed');
  expectEveryRungOnce(await atTheTop(hotline, climbing.id, 60));
});

test('T-9: a workflow that was reset to its beginning does again what it did: clocks, level and ledger stay, and nobody is told twice', async () => {
  const { hotline } = service;
  const { id } = await hotline.dispatched({ rulebook: 'quick' });
  const before = await atTheTop(hotline, id);
  await resetToTheBeginning(id);
  const pressed = await hotline.order(id, 'urge', { text: '请尽快' });
  const after = await recordOf(hotline, id);
  expect(pressed.seq).toBe(before.ticket.seq + 1);
  expect(after.ticket.level).toBe(before.ticket.level);
  expect(after.ticket.clocks).toEqual(before.ticket.clocks);
  expect(after.ledger.slice(0, -1)).toEqual(before.ledger);
  expect(after.outbox.slice(0, -1).map((it) => it.id)).toEqual(before.outbox.map((it) => it.id));
  expectEveryRungOnce(after);
});

test('a workflow that was reset takes what it was ever told in its order, each at its moment: who succeeds its unit, and what comes after', async () => {
  const { hotline, engine } = service;
  const { id } = await hotline.dispatched({ rulebook: 'calm' });
  const by = { id: unitId('zhujian'), name: '市住房和城乡建设局', level: 'department' } as const;
  await tellSuccessors(engine.workflow.getHandle(id), [{ unit: unitId(LEAD), by }], instant(Date.now()));
  await waitFor('the successor has it', async () =>
    (await hotline.ticket(id)).assignments.some((it) => it.unit === 'zhujian'),
  );
  for (const name of ['sign', 'progress', 'urge', 'progress', 'supplement'] as const) {
    const text = name === 'urge' || name === 'supplement' ? { text: '请尽快' } : {};
    await hotline.order(id, name, text, name === 'sign' || name === 'progress' ? unit('zhujian') : undefined);
  }
  const before = await recordOf(hotline, id);
  await resetToTheBeginning(id);
  const pressed = await hotline.order(id, 'urge', { text: '请尽快' });
  const after = await recordOf(hotline, id);
  expect(pressed.seq).toBe(before.ticket.seq + 1);
  expect(after.ledger.slice(0, -1)).toEqual(before.ledger);
});

test('a ticket whose workflow was terminated takes the next command at once, without waiting for the sweep', async () => {
  const { hotline, engine } = service;
  const { id } = await hotline.dispatched({ rulebook: 'calm' });
  await engine.workflow.getHandle(id).terminate('by hand');
  expect((await hotline.handleToTheEnd(id)).state).toBe('closed');
  const { ticket, ledger } = await recordOf(hotline, id);
  expectNoGap(ticket, ledger);
  expect(ledger.map(({ type }) => type)).toContain('restored');
});

test('cancellation that is asked for in Temporal Web is noted in the ledger, and nothing stops', async () => {
  const { hotline, engine } = service;
  const { id } = await hotline.dispatched({ rulebook: 'calm' });
  await engine.workflow.getHandle(id).cancel();
  await waitFor('it is noted', async () =>
    (await hotline.ledger(id)).some(({ type }) => type === 'cancellation-requested'),
  );
  expect((await hotline.handleToTheEnd(id)).state).toBe('closed');
  await waitFor(
    'its workflow came to its own end',
    async () => (await engine.workflow.getHandle(id).describe()).status.name === 'COMPLETED',
  );
});

test('a matter that comes in while Temporal is down gets 202, is read at once, starts by itself later, and its clocks count from the right moments', async () => {
  const { hotline, temporal } = service;
  const open = await hotline.dispatched({ rulebook: 'calm' });
  await temporal.kill();
  const receivedAt = new Date(Date.now() - 120_000).toISOString();
  const asked = { body: { ...BODY, rulebook: 'hurried', receivedAt }, key: 'while-away' };
  const before = Date.now();
  const taken = await hotline.ask<TicketAnswer>('/v1/tickets', asked);
  const after = Date.now();
  expect(taken.status).toBe(202);
  const { id } = taken.body;
  expect(taken.headers.get('location')).toBe(`/v1/tickets/${id}`);
  const waiting = await hotline.ticket(id);
  expect(waiting).toMatchObject({ id, state: 'registered', title: BODY.title });
  expect(Date.parse(waiting.receivedAt)).toBe(Date.parse(receivedAt));
  expect((await hotline.ask<TicketAnswer>('/v1/tickets', asked)).body.id).toBe(id);
  const clocks = ({ clocks: those }: TicketAnswer) =>
    Object.fromEntries(those.map((it) => [it.name, [Date.parse(it.startedAt), Date.parse(it.due)] as const]));
  const { registration, dispatching } = clocks(waiting);
  expect(registration?.[0]).toBe(Date.parse(receivedAt));
  expect(dispatching?.[0]).toBeGreaterThanOrEqual(before);
  expect(dispatching?.[0]).toBeLessThanOrEqual(after);

  // Meanwhile a command is not possible, and says so; reading and looking things up is.
  const refused = await hotline.command<ProblemAnswer>(id, 'dispatch', { lead: LEAD });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  const order = { as: unit(LEAD), key: 'signed-while-away' };
  const firstTry = Date.now();
  expect((await hotline.command(open.id, 'sign', {}, order)).status).toBe(503);
  const firstAnswer = Date.now();
  expect((await hotline.ask('/readyz', { as: null })).status).toBe(503);
  expect((await hotline.ask('/healthz', { as: null })).status).toBe(200);
  expect((await hotline.ask('/v1/deadlines?limit=5%20workdays')).status).toBe(200);

  await waitFor('the hotline is late', () => Date.now() > (dispatching?.[1] ?? 0));
  await temporal.start();
  const { ticket, ledger } = await waitFor(
    'the ticket lives',
    async () => {
      const record = await recordOf(hotline, id);
      return record.ticket.seq > 0 && record;
    },
    SWEPT,
  );
  expectNoGap(ticket, ledger);
  expect(clocks(ticket)).toEqual(clocks(waiting));
  const [rung] = rungsIn(ledger);
  expect(rungsIn(ledger)).toHaveLength(1);
  expect(Date.parse(String(rung?.data.planned))).toBe(dispatching?.[1]);
  expect(Date.parse(rung?.at ?? '')).toBeGreaterThan(Date.parse(String(rung?.data.planned)));
  await hotline.order(id, 'dispatch', { lead: LEAD });
  expect((await hotline.handleToTheEnd(id)).state).toBe('closed');

  // What is tried again with its key counts from the first try, and who was in time is not late by the outage.
  expect((await hotline.command(open.id, 'sign', {}, order)).status).toBe(200);
  const signed = (await hotline.ledger(open.id)).find(({ type }) => type === 'signed');
  expect(Date.parse(signed?.at ?? '')).toBeGreaterThanOrEqual(firstTry);
  expect(Date.parse(signed?.at ?? '')).toBeLessThanOrEqual(firstAnswer);
}, 180_000);

test('one sweep goes on for all, and the list of workflows is not full of them', async () => {
  const { engine } = service;
  const sweeps = async (which: string): Promise<number> =>
    (await engine.workflow.count(`WorkflowType = 'intakeSweep'${which}`)).count;
  await waitFor('it sweeps', async () => (await sweeps(" AND ExecutionStatus = 'Running'")) > 0, SWEPT);
  expect(await sweeps('')).toBe(1);
});
