import type { EventAnswer, TicketAnswer } from '../../api/tickets/answers';
import type { CommandName } from '../../domain/words';
import { LEAD, type ProblemAnswer, REPLY, SUPERVISOR, unit } from '../given/hotline';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

/** Every procedure over HTTP, under the cities' own rulebooks; what they mean in days and months is tested in the domain. */
let service: WholeService;
beforeAll(async () => {
  service = await startWholeService();
});
afterAll(() => service?.stop());

const IN: Readonly<Record<string, object>> = {
  weifang: { rulebook: 'weifang' },
  jinan: { rulebook: 'jinan' },
  huizhou: { rulebook: 'huizhou', kind: 'consultation' },
  beijing: { rulebook: 'beijing' },
  'jinan-enforcement': { rulebook: 'jinan-enforcement' },
};

/** A ticket that has written its registration. */
async function registered(city: string, change: object = {}): Promise<TicketAnswer> {
  const { id } = await service.hotline.register({ ...IN[city], ...change });
  return waitFor('its registration is written', async () => {
    const ticket = await service.hotline.ticket(id);
    return ticket.seq > 0 && ticket;
  });
}

const dispatched = (city: string, order: object = {}): Promise<TicketAnswer> =>
  service.hotline
    .register(IN[city])
    .then(({ id }) => service.hotline.order(id, 'dispatch', { lead: LEAD, ...order }));

/** A closure application of a unit that has told the caller just now. */
const done = (more: object = {}): object => ({
  outcome: 'resolved',
  reply: REPLY,
  told: { at: new Date(Date.now() - 1_000).toISOString(), how: '电话' },
  ...more,
});

const clocks = (ticket: TicketAnswer, name: string): string[] =>
  ticket.clocks.filter((clock) => clock.name === name).map(({ state }) => state);

/** A command that is refused: by which status, where and by which rules. */
async function refusal(
  id: string,
  name: CommandName,
  body: object,
  as?: Parameters<WholeService['hotline']['order']>[3],
): Promise<ProblemAnswer> {
  const { seq } = await service.hotline.ticket(id);
  const { status, body: problem } = await service.hotline.command<ProblemAnswer>(id, name, body, { as });
  expect(status).toBeGreaterThanOrEqual(400);
  expect((await service.hotline.ticket(id)).seq).toBe(seq);
  return { ...problem, status };
}

const rules = ({ errors = [] }: ProblemAnswer): (string | undefined)[] => errors.map(({ rule }) => rule);

const types = async (id: string): Promise<string[]> =>
  (await service.hotline.ledger(id)).map(({ type }) => type);

const toldTo = async (id: string, who: string): Promise<string[]> =>
  (await service.hotline.outbox(id)).filter(({ to }) => to === who).map(({ template }) => template);

describe('not accepting', () => {
  test('JE-4: a repeat is no ground in enforcement, but is answered with the result that there is', async () => {
    const { hotline } = service;
    const earlier = await registered('jinan-enforcement');
    const { id } = await registered('jinan-enforcement');
    const refused = await refusal(id, 'decline', { ground: 'repeat', reason: '重复' });
    expect([refused.status, rules(refused)]).toEqual([422, ['JE-4']]);
    expect(refused.errors?.[0]?.message).toContain('answer');
    const answered = await hotline.order(id, 'answer', { reply: '正在处理', earlier: earlier.id });
    expect(answered).toMatchObject({ state: 'closed', outcome: 'answered' });
    const event = (await hotline.ledger(id)).find(({ type }) => type === 'answered');
    expect(event?.data).toMatchObject({ earlier: earlier.id, reply: '正在处理' });
  });

  test('WF-39: an emergency is refused only with the way to go', async () => {
    const { id } = await registered('weifang');
    const refused = await refusal(id, 'decline', { ground: 'emergency', reason: '火警' });
    expect([refused.status, refused.errors?.map(({ path }) => path), rules(refused)]).toEqual([
      422,
      ['guidance'],
      ['WF-39'],
    ]);
  });
});

describe('dispatch', () => {
  test('BJ-3: a street’s order goes to its district too; BJ-4: a consultation is recorded before it', async () => {
    const ticket = await dispatched('beijing', {
      lead: 'quancheng-lu',
      coordination: { units: ['quancheng-lu', 'chengguan'], opinion: '由街道办理' },
    });
    expect(ticket.assignments).toEqual([
      { unit: 'quancheng-lu', role: 'lead', state: 'dispatched' },
      { unit: 'lixia', role: 'copy', state: 'informed' },
    ]);
    const events = await service.hotline.ledger(ticket.id);
    const [settled, order] = ['coordinated', 'dispatched'].map((it) =>
      events.find(({ type }) => type === it),
    );
    expect(settled?.data).toMatchObject({ how: 'consultation', opinion: '由街道办理', source: 'BJ-4' });
    expect(settled?.seq).toBeLessThan(order?.seq ?? 0);
    expect(order?.data).not.toHaveProperty('opinion');
  });

  test('WF-24: where a department and a county share a matter, the department leads', async () => {
    const { id } = await registered('weifang');
    const refused = await refusal(id, 'dispatch', { lead: 'lixia', assist: [LEAD] });
    expect([refused.status, rules(refused), refused.errors?.[0]?.path]).toEqual([422, ['WF-24'], 'lead']);
    expect((await service.hotline.order(id, 'dispatch', { lead: LEAD, assist: ['lixia'] })).state).toBe(
      'handling',
    );
  });

  test('WF-9, WF-24: a matter does not go from a county to a street by way of the hotline', async () => {
    const { id } = await dispatched('weifang', { lead: 'lixia' });
    const suggested = await refusal(
      id,
      'request-return',
      { reason: '属街道', suggest: 'quancheng-lu' },
      unit('lixia'),
    );
    expect([suggested.status, rules(suggested)]).toEqual([422, ['WF-9']]);
    await service.hotline.order(id, 'request-return', { reason: '属街道' }, unit('lixia'));
    const assigned = await refusal(id, 'decide', {
      request: 'return',
      approve: true,
      reason: '同意',
      assign: 'quancheng-lu',
    });
    expect([assigned.status, rules(assigned)]).toEqual([422, ['WF-9']]);
  });

  test('JE-21: what goes to the intellectual-property office its hotline handles with it', async () => {
    const ticket = await dispatched('jinan-enforcement', { lead: 'zhishichanquan' });
    expect(ticket.assignments).toContainEqual({ unit: 'ipr-12330', role: 'assist', state: 'dispatched' });
    expect(ticket.clocks).toContainEqual(expect.objectContaining({ name: 'assist', unit: 'ipr-12330' }));
  });

  test('BJ-7: the lead names who gave nothing, and why it goes on without; a delay says until when', async () => {
    const { hotline } = service;
    const ticket = await dispatched('beijing', { assist: ['shuiwu', 'gongdian', 'zhujian'] });
    expect(clocks(ticket, 'assist')).toEqual(['running', 'running', 'running']);
    const { id } = ticket;
    await hotline.order(id, 'contact');
    const refused = await refusal(id, 'submit', done());
    expect([refused.status, refused.errors?.map(({ path }) => path), rules(refused)]).toEqual([
      422,
      ['without'],
      ['BJ-7'],
    ]);
    expect(refused.errors?.[0]?.message).toMatch(/shuiwu, gongdian, zhujian/);
    await hotline.order(id, 'contribute', { result: '管道已修' }, unit('shuiwu'));
    const expectedBy = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10);
    const late = { reason: '等配件', progress: '已停电', expectedBy };
    const delayed = await hotline.order(id, 'contribute', late, unit('gongdian'));
    expect(delayed.assignments.map(({ unit: whose, contribution }) => [whose, contribution])).toEqual([
      [LEAD, undefined],
      ['shuiwu', 'result'],
      ['gongdian', 'delay'],
      ['zhujian', undefined],
    ]);
    const without = [{ unit: 'zhujian', reason: '两次催要未果' }];
    const submitted = await hotline.order(id, 'submit', done({ without }));
    expect(submitted.state).toBe('submitted');
    expect(clocks(submitted, 'assist')).toEqual(['met', 'stopped', 'stopped']);
    const event = (await hotline.ledger(id)).find(({ type }) => type === 'submitted');
    expect(event?.data).toMatchObject({ without, told: '电话' });
    const wrong = await refusal(id, 'contribute', { result: '一', reason: '二' }, unit('gongdian'));
    expect(wrong.status).toBe(422);
  });
});

describe('return and dispute', () => {
  test('WF-22: approved, it is dispatched anew, and the new unit has a fresh clock', async () => {
    const { hotline } = service;
    const { id } = await dispatched('weifang');
    const asked = await hotline.order(id, 'request-return', { reason: '非我局职责' });
    expect(asked.pending).toMatchObject([{ request: 'return', unit: LEAD }]);
    expect(clocks(asked, 'return-review')).toEqual(['running']);
    const back = await hotline.order(id, 'decide', { request: 'return', approve: true, reason: '属实' });
    expect(back).toMatchObject({ state: 'registered', assignments: [], pending: [] });
    expect([clocks(back, 'handling'), clocks(back, 'return-review'), clocks(back, 'dispatching')]).toEqual([
      ['stopped'],
      ['met'],
      ['met', 'running'],
    ]);
    const again = await hotline.order(id, 'dispatch', { lead: 'zhujian' });
    expect(clocks(again, 'handling')).toEqual(['stopped', 'running']);
  });

  test('WF-22, WF-26: refused, the unit may not return it again, and has to take it up in time', async () => {
    const { hotline } = service;
    const { id } = await dispatched('weifang');
    await hotline.order(id, 'request-return', { reason: '不想办' });
    const refused = await hotline.order(id, 'decide', { request: 'return', approve: false, reason: '应办' });
    expect(refused).toMatchObject({
      state: 'handling',
      level: 0,
      supervision: [],
      counts: { improperReturns: 1 },
    });
    expect(clocks(refused, 'signing')).toEqual(['stopped', 'running']);
    const again = await refusal(id, 'request-return', { reason: '还是不想办' });
    expect([again.status, rules(again)]).toEqual([409, ['WF-22']]);
    expect(again.allowed).not.toContain('request-return');
  });

  test('HZ-11: of an improper return the facts are made ready; a person refers the unit, once', async () => {
    const { hotline } = service;
    const { id } = await dispatched('huizhou');
    await hotline.order(id, 'request-return', { reason: '推' });
    const ticket = await hotline.order(id, 'decide', { request: 'return', approve: false, reason: '应办' });
    expect(ticket.referrals).toEqual([]);
    expect(await toldTo(id, 'hotline')).toContain('referral-proposed');
    const proposed = (await hotline.ledger(id)).find(({ type }) => type === 'referral-proposed');
    const facts = { unit: LEAD, improperReturns: 1, breached: [] };
    expect(proposed?.data).toMatchObject({ unit: LEAD, to: ['discipline'], source: 'HZ-11', facts });
    // It is the hotline's alone until a person has decided.
    const read = await hotline.ask<{ items: EventAnswer[] }>(`/v1/tickets/${id}/events`, { as: unit(LEAD) });
    expect(read.body.items.filter(({ type }) => type === 'referral-proposed')).toEqual([]);
    const referred = await hotline.order(id, 'refer', { to: 'discipline', reason: '推诿' });
    expect(referred.referrals).toMatchObject([{ to: 'discipline', unit: LEAD }]);
    expect(await toldTo(id, 'discipline')).toEqual(['referred']);
    expect((await refusal(id, 'refer', { to: 'discipline', reason: '再移交' })).status).toBe(409);
    // Who has to account is told by discipline, not here; and still says by the ticket's true number what was seen.
    const seen = await hotline.ask<TicketAnswer>(`/v1/tickets/${id}`, { as: unit(LEAD) });
    expect([seen.body.referrals, seen.body.seq]).toEqual([[], referred.seq]);
    for (const path of ['', '/events', '/notifications', '/deadlines']) {
      const { bytes } = await hotline.ask(`/v1/tickets/${id}${path}`, { as: unit(LEAD) });
      expect([path, bytes.toString()]).toEqual([
        path,
        expect.not.stringMatching(/discipline|referred|推诿|移交/),
      ]);
    }
    expect(await toldTo(id, LEAD)).not.toContain('referred');
  });

  test('WF-33: no unit is referred before it was ordered to correct', async () => {
    const { hotline } = service;
    const { id } = await dispatched('weifang');
    const early = await refusal(id, 'refer', { to: 'discipline', reason: '拖延' });
    expect([early.status, rules(early)]).toEqual([409, ['WF-33']]);
    expect(await hotline.order(id, 'correct', { reason: '限期改正' })).toMatchObject({ corrected: [LEAD] });
    expect(await toldTo(id, LEAD)).toContain('correction-ordered');
    expect(await hotline.order(id, 'refer', { to: 'discipline', reason: '仍不改正' })).toMatchObject({
      referrals: [{ to: 'discipline', unit: LEAD }],
    });
  });

  test('WF-22: assigned directly, the new unit may not return it', async () => {
    const { hotline } = service;
    const { id } = await dispatched('weifang');
    await hotline.order(id, 'request-return', { reason: '职责有争议', suggest: 'zhujian' });
    const assigned = await hotline.order(id, 'decide', {
      request: 'return',
      approve: false,
      reason: '研究决定',
      assign: 'zhujian',
    });
    expect(assigned.assignments).toEqual([{ unit: 'zhujian', role: 'lead', state: 'dispatched' }]);
    expect(clocks(assigned, 'handling')).toEqual(['stopped', 'running']);
    const again = await refusal(id, 'request-return', { reason: '也不是我' }, unit('zhujian'));
    expect([again.status, rules(again)]).toEqual([409, ['WF-22']]);
    expect((await hotline.ask(`/v1/tickets/${id}`, { as: unit(LEAD) })).status).toBe(404);
  });
});

describe('time', () => {
  test('JN-3: a statutory limit is told to the caller with its due moment', async () => {
    const ticket = await dispatched('jinan', {
      statutory: { limit: '20 workdays', legalBasis: '某法第十条' },
    });
    expect(await toldTo(ticket.id, 'caller')).toContain('limit-set');
  });

  test('JN-4, BJ-9: an extension needs its plan, has the rulebook’s bounds, moves the clock once, and the caller is told; WF-20: Weifang has none', async () => {
    const { hotline } = service;
    const { id } = await dispatched('jinan');
    const without = await refusal(id, 'request-extension', { limit: '3 workdays', reason: '雨季' });
    expect([without.status, without.errors?.map(({ path }) => path)]).toEqual([422, ['plan']]);
    const body = { reason: '雨季', plan: '停雨即修', limit: '3 workdays' };
    const long = await refusal(id, 'request-extension', { ...body, limit: '30 workdays' });
    expect([long.status, long.errors?.[0]?.path, rules(long)]).toEqual([422, 'limit', [undefined]]);
    const asked = await hotline.order(id, 'request-extension', body);
    const due = asked.clocks.find(({ name }) => name === 'handling')?.due ?? '';
    const extended = await hotline.order(id, 'decide', {
      request: 'extension',
      approve: true,
      reason: '情况属实',
    });
    expect(extended.clocks.find(({ name }) => name === 'handling')?.due.localeCompare(due)).toBe(1);
    const asCaller = { role: 'caller', sub: 'someone', ticket: id } as const;
    const { body: seen } = await hotline.ask<{ items: { type: string; data: object }[] }>(
      `/v1/tickets/${id}/events`,
      { as: asCaller },
    );
    const moved = seen.items.find(({ type }) => type === 'clock-moved');
    expect(moved?.data).toMatchObject({ before: due, cause: 'extension', reason: '雨季', plan: '停雨即修' });
    expect(await toldTo(id, 'caller')).toContain('extended');
    const again = await refusal(id, 'request-extension', body);
    expect(again.status).toBe(409);
    const { id: other } = await dispatched('weifang');
    const none = await refusal(other, 'request-extension', body);
    expect([none.status, rules(none)]).toEqual([409, ['WF-20']]);
  });

  test('JE-9: what is settled on the spot is fed back the same day', async () => {
    const { id } = await dispatched('jinan-enforcement');
    const settled = await service.hotline.order(id, 'arrive', { settled: true, note: '已劝离' });
    const due = settled.clocks.find(({ name }) => name === 'handling')?.due ?? '';
    expect(due.slice(11)).toBe('00:00:00+08:00');
    expect(await types(id)).toContain('clock-moved');
  });
});

test('WF-21: termination is asked for on a ground, decided, and explained to the caller', async () => {
  const { hotline } = service;
  const { id } = await dispatched('weifang');
  const wrong = await refusal(id, 'request-termination', { ground: 'tired', reason: '累' });
  expect([wrong.status, rules(wrong)]).toEqual([422, ['WF-21']]);
  await hotline.order(id, 'request-termination', { ground: 'uncooperative', reason: '拒不配合' });
  const closed = await hotline.order(id, 'decide', {
    request: 'termination',
    approve: true,
    reason: '三次联系均拒绝',
  });
  expect(closed).toMatchObject({ state: 'closed', outcome: 'terminated' });
  expect(await toldTo(id, 'caller')).toContain('closed');
});

test('HZ-8: where a matter is only explained, the reply says what the caller can do', async () => {
  const { id } = await dispatched('huizhou');
  const bare = await refusal(id, 'submit', { outcome: 'explained', reply: REPLY });
  expect([bare.status, bare.errors?.map(({ path }) => path), rules(bare)]).toEqual([
    422,
    ['reply.guidance'],
    ['HZ-8'],
  ]);
  const full = { outcome: 'explained', reply: { ...REPLY, guidance: '可到窗口办理' } };
  expect((await service.hotline.order(id, 'submit', full)).state).toBe('submitted');
});

test('HZ-10: the caller evaluates the intake, and a dissatisfied word on the handling sends it back', async () => {
  const { hotline } = service;
  const { id } = await dispatched('huizhou');
  const caller = { role: 'caller', sub: 'someone', ticket: id } as const;
  const word = (stage: string, satisfaction: string): object => ({ stage, satisfaction });
  await hotline.order(id, 'evaluate', word('intake', 'very-satisfied'), caller);
  const early = await refusal(id, 'evaluate', word('handling', 'satisfied'), caller);
  expect([early.status, rules(early)]).toEqual([409, ['HZ-10']]);
  await hotline.order(id, 'submit', { outcome: 'resolved', reply: REPLY });
  await hotline.order(id, 'review', { approve: true, reason: '属实' });
  const off = await refusal(id, 'evaluate', word('handling', 'so-so'), caller);
  expect([off.status, rules(off)]).toEqual([422, ['HZ-10']]);
  const back = await hotline.order(id, 'evaluate', word('handling', 'very-dissatisfied'), caller);
  expect(back).toMatchObject({
    state: 'handling',
    counts: { rehandled: 1 },
    evaluations: [
      { stage: 'intake', satisfaction: 'very-satisfied' },
      { stage: 'handling', satisfaction: 'very-dissatisfied' },
    ],
  });
});

test('WF-23, JN-8: a decision from above names the unit and binds it; the level stays until it is done', async () => {
  const { hotline } = service;
  const { id } = await dispatched('weifang');
  expect((await refusal(id, 'resolve-escalation', { decision: '无' })).status).toBe(409);
  await hotline.order(id, 'escalate', { level: 3, reason: '久拖不决' }, SUPERVISOR);
  const decided = await hotline.order(id, 'resolve-escalation', {
    decision: '由住建局牵头',
    reason: '常务会议纪要',
    assign: 'zhujian',
    limit: '2 workdays',
  });
  expect(decided).toMatchObject({
    level: 3,
    levelName: '市政府常务会议研究',
    assignments: [{ unit: 'zhujian', role: 'lead', state: 'dispatched' }],
  });
  expect(clocks(decided, 'handling')).toEqual(['stopped', 'running']);
  const events = await hotline.ledger(id);
  expect(events.find(({ type }) => type === 'escalation-resolved')?.data).toMatchObject({
    from: 3,
    to: 3,
    decision: '由住建局牵头',
  });
  expect(events.find(({ type }) => type === 'assigned')?.data).toMatchObject({ unit: 'zhujian' });
  const returned = await refusal(id, 'request-return', { reason: '不办' }, unit('zhujian'));
  expect([returned.status, rules(returned)]).toEqual([409, ['WF-22']]);
});

test('JN-1, WF-14: a caller complains about the service and disputes a result, and is owed an explanation by a clock', async () => {
  const { hotline } = service;
  const { id } = await dispatched('weifang');
  const caller = { role: 'caller', sub: 'someone', ticket: id } as const;
  const early = await refusal(id, 'dispute', { text: '不对' }, caller);
  expect([early.status, rules(early)]).toEqual([409, ['WF-14']]);
  const complained = await hotline.order(id, 'complain', { text: '话务员态度差' }, caller);
  expect(clocks(complained, 'explanation')).toEqual(['running']);
  expect(await toldTo(id, 'hotline')).toContain('complained');
  const explained = await hotline.order(id, 'explain', { text: '已批评教育' });
  expect(clocks(explained, 'explanation')).toEqual(['met']);
  const { body } = await hotline.ask<{ items: { type: string; data: object }[] }>(
    `/v1/tickets/${id}/events`,
    {
      as: caller,
    },
  );
  expect(body.items.find(({ type }) => type === 'explained')?.data).toMatchObject({ text: '已批评教育' });
});

test('JE-6: a matter of weight is reported to leaders at once', async () => {
  const { id } = await registered('jinan-enforcement', { urgency: 'major' });
  expect(await types(id)).toContain('briefed');
  expect(await toldTo(id, 'chengguan-lingban')).toEqual(['briefed']);
  expect(await toldTo(id, 'hotline')).toEqual(['briefed']);
});
