import type { OccasionAnswer } from '../../api/occasions/answers';
import type { TicketAnswer } from '../../api/tickets/answers';
import { readable } from '../../dev/histories/readable';
import { commandId } from '../../domain/ids';
import { instant } from '../../domain/time/instant';
import { tellChecked } from '../../engine/occasions/tell-checked';
import { dataKeys } from '../../keys/data-keys';
import { storeAt } from '../../storage/store';
import { BODY } from '../given/matter';
import { LEAD, OPERATOR, type ProblemAnswer, SUPERVISOR, unit } from '../given/hotline';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ occasions: true });
});
afterAll(() => service?.stop());

const LEADER = { role: 'leader', sub: 'leader-1' } as const;
const OFFICE = unit('chengguan-lingban');
const city = 'jinan-enforcement';
type Claims = typeof SUPERVISOR | typeof OPERATOR | typeof LEADER | ReturnType<typeof unit>;

const ask = <T = OccasionAnswer>(path: string, as: Claims, body?: object, key?: string) =>
  service.hotline.ask<T>(`/v1/occasions${path}`, { as, ...(body ? { body } : {}), ...(key ? { key } : {}) });
const act = <T = OccasionAnswer>(id: string, name: string, as: Claims, body: object) =>
  ask<T>(`/${id}/${name}`, as, body);
/** Opens one, and waits until its first step has begun. */
async function opened(as: Claims, body: object, key?: string): Promise<OccasionAnswer> {
  const { status, body: made } = await ask('', as, { rulebook: city, ...body }, key);
  expect(status).toBe(201);
  return waitFor('its first step has begun', async () => {
    const { body: now } = await ask(`/${made.id}`, SUPERVISOR);
    return now.state === 'preparing' ? undefined : now;
  });
}

test('JE-12: a special report has the course of its ticket, goes to leaders when it is written, and they confirm that they have read it', async () => {
  const { id: ticket } = await service.hotline.register({ rulebook: city });
  const key = `report-${ticket}`;
  const { id, document } = await opened(SUPERVISOR, { kind: 'special-report', ticket }, key);
  expect((await ask('', SUPERVISOR, { rulebook: city, kind: 'special-report', ticket }, key)).body.id).toBe(
    id,
  );
  expect(document[0]?.lines?.[0]).toContain('登记');
  expect((await ask<ProblemAnswer>(`/${id}`, LEADER)).status).toBe(404);
  const sections = { difficulty: '三个部门都说不归自己管', question: '请明确主管部门' };
  expect((await act(id, 'decide', SUPERVISOR, { approve: true, reason: '三个部门推诿' })).status).toBe(200);
  expect((await act(id, 'draft', OFFICE, { sections, finish: true })).status).toBe(404);
  const early = await act<ProblemAnswer>(id, 'draft', OPERATOR, {
    sections: { difficulty: '难' },
    finish: true,
  });
  expect([early.status, early.body.errors?.[0]?.path]).toEqual([422, 'sections.question']);
  const drafted = await act(id, 'draft', OPERATOR, { sections, finish: true });
  expect([drafted.status, drafted.body.state, drafted.body.owing]).toEqual([
    200,
    'reading',
    ['leader', 'chengguan-lingban'],
  ]);
  const { body: seen } = await ask(`/${id}`, LEADER);
  expect(seen.document.map(({ text }) => text).filter(Boolean)).toEqual(Object.values(sections));
  expect((await act(id, 'read', LEADER, {})).body.read).toEqual(['leader']);
  expect((await act(id, 'read', OFFICE, {})).body.outcome).toBe('done');
  expect((await act<ProblemAnswer>(id, 'read', OFFICE, {})).status).toBe(409);
  expect((await ask<ProblemAnswer>(`/${id}`, unit('lixia'))).status).toBe(404);
  const page = await service.hotline.ask(`/v1/occasions/${id}/document`, { as: LEADER });
  expect(page.bytes.toString()).toContain('请明确主管部门');
  const { items } = (await ask<{ items: { id: string }[] }>('?kind=special-report', LEADER)).body;
  expect(items.map((it) => it.id)).toEqual([id]);
  // Nothing that was written is in the engine.
  const history = JSON.stringify(readable(await service.engine.workflow.getHandle(id).fetchHistory()));
  for (const text of Object.values(sections)) expect(history).not.toContain(text);
  expect(history).toContain('情况专报');
});

test('JE-16: with a leader’s approval a simulated matter is registered, which only the hotline knows; a further one is refused', async () => {
  const { id } = await opened(SUPERVISOR, { kind: 'special-supervision' });
  await act(id, 'draft', SUPERVISOR, { sections: { plan: '夜间抽查' }, finish: true });
  const register = () =>
    service.hotline.ask<TicketAnswer & ProblemAnswer>('/v1/tickets', {
      body: { ...BODY, rulebook: city, simulation: id },
    });
  expect((await register()).status).toBe(409);
  expect((await act(id, 'decide', LEADER, { approve: true, reason: '同意', simulated: 1 })).body.state).toBe(
    'holding',
  );
  const { status, body: ticket } = await register();
  expect([status, ticket.simulated]).toEqual([201, true]);
  expect((await register()).status).toBe(409);
  await service.hotline.order(ticket.id, 'dispatch', { lead: 'lixia' });
  const { body: asUnit } = await service.hotline.ask<TicketAnswer>(`/v1/tickets/${ticket.id}`, {
    as: unit('lixia'),
  });
  expect(JSON.stringify(asUnit)).not.toContain('simulat');
  const { body } = await ask(`/${id}`, SUPERVISOR);
  expect(body.simulated).toEqual({ most: 1, tickets: [ticket.id] });
  const { body: asLeader } = await ask(`/${id}`, LEADER);
  expect(JSON.stringify(asLeader)).not.toContain(ticket.id);
  const unknown = await service.hotline.ask('/v1/tickets', {
    body: { ...BODY, rulebook: city, simulation: 'x/y/z' },
  });
  expect([unknown.status, unknown.body.errors]).toMatchObject([422, [{ path: 'simulation', rule: 'JE-16' }]]);
});

test.each([
  ['another kind', SUPERVISOR, { kind: 'no-such' }, 422, 'kind'],
  ['one that only comes by its plan', SUPERVISOR, { kind: 'monthly-summary' }, 422, 'kind'],
  ['one without what it is about', SUPERVISOR, { kind: 'special-report' }, 422, 'ticket'],
  [
    'one about a ticket that there is not',
    SUPERVISOR,
    { kind: 'special-report', ticket: 'HY-0000-0000-0000' },
    422,
    'ticket',
  ],
  [
    'one about more than it is about',
    SUPERVISOR,
    { kind: 'special-supervision', category: '供热/停暖' },
    422,
    'category',
  ],
  ['one that is not a unit’s to open', unit('lixia'), { kind: 'special-supervision' }, 403, undefined],
  ['another unit’s', unit('lixia'), { kind: 'urgent-report', unit: 'shizhong' }, 403, undefined],
] as const)('%s is not opened, and nothing is stored', async (_, as, body, status, path) => {
  const list = async () => (await ask<{ items: unknown[] }>('?limit=100', SUPERVISOR)).body.items.length;
  const before = await list();
  const answered = await ask<ProblemAnswer>('', as, { rulebook: city, ...body });
  expect([answered.status, answered.body.errors?.[0]?.path]).toEqual([status, path]);
  expect(await list()).toBe(before);
});

test('JE-23: a unit reports what is urgent by itself, and others see nothing of it', async () => {
  const { body: made } = await ask('', unit('lixia'), { rulebook: city, kind: 'urgent-report' });
  expect(made.about).toEqual({ unit: 'lixia' });
  await waitFor('it is its to write', async () => (await ask(`/${made.id}`, unit('lixia'))).status === 200);
  const written = await act(made.id, 'draft', unit('lixia'), {
    sections: { matter: '井盖大面积丢失' },
    finish: true,
  });
  expect(written.body.circulated).toEqual(['chengguan-lingban', 'leader']);
  expect((await ask<ProblemAnswer>(`/${made.id}`, unit('shizhong'))).status).toBe(404);
  const { body: told } = await service.hotline.ask<{ items: { text: string }[] }>(
    '/v1/units/chengguan-lingban/notifications',
    {
      as: OFFICE,
    },
  );
  expect(told.items.some(({ text }) => text.includes('紧急重大事项报告'))).toBe(true);
});

test('JE-14: a closed matter that fails its re-inspection is opened again, and goes on by the commands of its unit', async () => {
  const { hotline, engine, mongoUri } = service;
  const { id } = await hotline.dispatched({ rulebook: 'weifang' });
  await hotline.order(id, 'withdraw', { text: '不必办了' });
  const isOver = async () => (await engine.workflow.getHandle(id).describe()).status.name === 'COMPLETED';
  await waitFor('its workflow is over', isOver);
  const store = await storeAt(mongoUri, dataKeys(Buffer.from(String(service.env.HUIYIN_DATA_KEY), 'hex')));
  try {
    const checked = { ticket: id, occasion: `${city}/weekly-spot-check/2026-W47`, passed: false };
    const once = { ...checked, at: instant(Date.now()), command: commandId('check-1') };
    await tellChecked({ client: engine, store }, once);
    await tellChecked({ client: engine, store }, once);
  } finally {
    await store.close();
  }
  expect(await hotline.ticket(id)).toMatchObject({
    state: 'handling',
    spotCheck: 'failed',
    counts: { rehandled: 1 },
  });
  expect((await hotline.ledger(id)).filter(({ type }) => type === 'spot-checked')).toMatchObject([
    { data: { passed: false, occasion: `${city}/weekly-spot-check/2026-W47` } },
  ]);
  expect((await hotline.order(id, 'progress', { note: '重新清理' }, unit(LEAD))).state).toBe('handling');
});

test('the plan runs, by its schedule, once', async () => {
  const { engine } = service;
  expect((await engine.schedule.getHandle('occasion-plan').describe()).policies.overlap).toBe('SKIP');
  await waitFor(
    'it says what comes next',
    async () => {
      const { executions } = await engine.workflowService.listWorkflowExecutions({
        namespace: 'default',
        query: "WorkflowType = 'occasionPlan' AND ExecutionStatus = 'Running'",
      });
      return executions?.length === 1;
    },
    { seconds: 90 },
  );
}, 120_000);
