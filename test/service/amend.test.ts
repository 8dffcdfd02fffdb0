import type { ExplainedAnswer, TicketAnswer } from '../../api/tickets/answers';
import { LEAD, OPERATOR, type ProblemAnswer, unit } from '../given/hotline';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

/** What was taken down wrongly and is put right: limits are counted anew by recorded moves (T-9), and readers see it. */
let service: WholeService;
beforeAll(async () => {
  service = await startWholeService();
});
afterAll(() => service?.stop());

const handling = ({ clocks }: TicketAnswer): string =>
  clocks.find(({ name, state }) => name === 'handling' && state === 'running')?.due ?? '';

const listed = async (query: string, id: string): Promise<boolean> => {
  const { body } = await service.hotline.ask<{ items: { id: string }[] }>(`/v1/tickets?limit=100&${query}`);
  return body.items.some((it) => it.id === id);
};

test('T-9: another kind has its own limit from where the old one began, and the ticket is found by what it is now', async () => {
  const { hotline } = service;
  const { id, title } = await hotline.register({ rulebook: 'huizhou', kind: 'consultation' });
  const before = await hotline.order(id, 'dispatch', { lead: LEAD });
  const to = { kind: 'complaint', category: '供热/停暖', district: 'huaiyin' };
  const amended = await hotline.order(id, 'amend', { ...to, reason: '误登为咨询' });
  expect(amended).toMatchObject({ ...to, title, state: 'handling' });
  expect(handling(amended) > handling(before)).toBe(true);

  for (const query of ['kind=complaint', 'district=huaiyin', `q=${encodeURIComponent('停暖')}`])
    expect([query, await listed(query, id)]).toEqual([query, true]);
  for (const query of ['kind=consultation', 'district=lixia'])
    expect([query, await listed(query, id)]).toEqual([query, false]);

  const event = (await hotline.ledger(id)).find(({ type }) => type === 'amended');
  expect(event?.data).toEqual({ ...to, reason: '误登为咨询' });
  const { body } = await hotline.ask<{ items: ExplainedAnswer[] }>(`/v1/tickets/${id}/deadlines`);
  const explained = body.items.find(({ name }) => name === 'handling');
  expect(explained).toMatchObject({ due: handling(amended), source: 'HZ-1' });
  expect(explained?.moves).toMatchObject([
    { before: handling(before), after: handling(amended), cause: 'amendment', by: { role: 'operator' } },
  ]);
  const { body: forCaller } = await hotline.ask<{ items: { type: string; data: object }[] }>(
    `/v1/tickets/${id}/events`,
    { as: { role: 'caller', sub: 'c', ticket: id } },
  );
  expect(JSON.stringify(forCaller)).not.toContain('误登');
});

test('what is started again from its ledger is the ticket as it was put right', async () => {
  const { hotline, engine } = service;
  const { id } = await hotline.register({ rulebook: 'huizhou', kind: 'consultation' });
  await hotline.order(id, 'dispatch', { lead: LEAD });
  const amended = await hotline.order(id, 'amend', { kind: 'complaint', reason: '误登' });
  await engine.workflow.getHandle(id).terminate();
  const signed = await hotline.order(id, 'sign', {});
  expect(signed.kind).toBe('complaint');
  expect(handling(signed)).toBe(handling(amended));
  const { staticSummary } = await engine.workflow.getHandle(id).describe();
  expect(await staticSummary()).toBe('投诉 · 市容环境/占道经营 · 历下区人民政府');
  expect(await hotline.order(id, 'amend', { kind: 'consultation', reason: '原来没错' })).toMatchObject({
    kind: 'consultation',
  });
});

test('WF-11: a matter that turns out to be a report hides its caller from the unit at once', async () => {
  const { hotline } = service;
  const { id } = await hotline.register({ rulebook: 'weifang' });
  await hotline.order(id, 'dispatch', { lead: LEAD });
  const seen = async () => (await hotline.ask<TicketAnswer>(`/v1/tickets/${id}`, { as: unit(LEAD) })).body;
  expect(await seen()).toHaveProperty('caller');
  await hotline.order(id, 'amend', { kind: 'report', reason: '实为举报' });
  expect(await seen()).not.toHaveProperty('caller');
});

test.each([
  [
    'a grade that the city does not have',
    'beijing',
    { urgency: 'so-so' },
    'urgency',
    /critical, urgent, ordinary, complex/,
  ],
  ['a grade where the city has none', 'weifang', { urgency: 'urgent' }, 'urgency', /has no grades/],
  ['a category that the city does not have', 'weifang', { category: '供热/暖气' }, 'category', /供热/],
  ['a unit that is no district', 'weifang', { district: LEAD }, 'district', /district/],
  [
    'nothing else than it is',
    'weifang',
    { kind: 'complaint' },
    'kind',
    /kind, category, district or urgency/,
  ],
])('%s is refused, and nothing is written', async (_what, rulebook, body, path, message) => {
  const { hotline } = service;
  const { id } = await hotline.register({ rulebook });
  const { seq } = await hotline.order(id, 'dispatch', { lead: LEAD });
  const { status, body: problem } = await hotline.command<ProblemAnswer>(id, 'amend', {
    ...body,
    reason: 'x',
  });
  expect([status, problem.errors?.map((it) => it.path)]).toEqual([422, [path]]);
  expect(problem.errors?.[0]?.message).toMatch(message);
  expect((await hotline.ticket(id)).seq).toBe(seq);
});

test('a closed ticket is not put right any more', async () => {
  const { hotline } = service;
  const { id } = await hotline.register({ rulebook: 'weifang' });
  await hotline.order(id, 'withdraw', { text: '不办了' });
  const { status } = await hotline.command(id, 'amend', { kind: 'help', reason: 'x' }, { as: OPERATOR });
  expect(status).toBe(409);
});

test('WF-11: a caller who wants to stay unknown from now on is unknown to the unit from then on, also after its workflow was started again', async () => {
  const { hotline, engine } = service;
  const { id } = await hotline.dispatched({ rulebook: 'weifang' });
  const seen = async () => (await hotline.ask<TicketAnswer>(`/v1/tickets/${id}`, { as: unit(LEAD) })).body;
  expect((await seen()).caller).toBeDefined();
  const amended = await hotline.order(id, 'amend', { confidential: true, reason: '诉求人要求保密' });
  expect(amended.caller).toMatchObject({ confidential: true });
  expect(await seen()).not.toHaveProperty('caller');
  const event = (await hotline.ledger(id)).find(({ type }) => type === 'amended');
  expect(event?.data).toEqual({ confidential: true, reason: '诉求人要求保密' });
  await engine.workflow.getHandle(id).terminate();
  await hotline.order(id, 'sign', {});
  expect(await seen()).not.toHaveProperty('caller');
  const again = await hotline.command<ProblemAnswer>(id, 'amend', { confidential: true, reason: '再次' });
  expect([again.status, again.body]).toMatchObject([422, { reason: 'nothing-amended' }]);
  const taken = await hotline.command<ProblemAnswer>(id, 'amend', { confidential: false, reason: '公开' });
  expect(taken.status).toBe(422);
});
