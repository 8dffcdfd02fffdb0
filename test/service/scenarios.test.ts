import type { TicketAnswer } from '../../api/tickets/answers';
import type { CommandName } from '../../domain/words';
import { LEAD, OPERATOR, type ProblemAnswer, REPLY, SUPERVISOR, unit } from '../given/hotline';
import { ladderInSeconds } from '../given/servers/config-folder';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

/** The worked scenarios of RULES through HTTP, as far as no day has to pass; with their dates they are told in the domain. */
let service: WholeService;
beforeAll(async () => {
  const quick = ladderInSeconds('quick', { limit: 4, remindBefore: 2, second: 1, third: 2 });
  service = await startWholeService({ rulebooks: [quick] });
});
afterAll(() => service?.stop());

const callerOf = (id: string) => ({ role: 'caller', sub: 'someone', ticket: id }) as const;

/** The caller was told by phone just now. */
const told = () => ({ at: new Date(Date.now() - 1_000).toISOString(), how: '电话' });
const done = (more: object = {}): object => ({ outcome: 'resolved', reply: REPLY, told: told(), ...more });

const dispatched = async (
  rulebook: string,
  order: object = {},
  matter: object = {},
): Promise<TicketAnswer> => {
  const { id } = await service.hotline.register({ rulebook, ...matter });
  return service.hotline.order(id, 'dispatch', { lead: LEAD, ...order });
};

/** A ticket that has written its registration. */
async function registered(rulebook: string): Promise<TicketAnswer> {
  const { id } = await service.hotline.register({ rulebook });
  return waitFor('its registration is written', async () => {
    const ticket = await service.hotline.ticket(id);
    return ticket.seq > 0 && ticket;
  });
}

/** A refusal: by which status, at which paths, by which rules; and it leaves nothing in the ledger. */
async function refusal(
  id: string,
  name: CommandName,
  body: object,
  as?: Parameters<WholeService['hotline']['order']>[3],
): Promise<{ status: number; paths: string[]; rules: (string | undefined)[]; allowed: readonly string[] }> {
  const { seq } = await service.hotline.ticket(id);
  const { status, body: problem } = await service.hotline.command<ProblemAnswer>(id, name, body, { as });
  expect((await service.hotline.ticket(id)).seq).toBe(seq);
  const { errors = [], allowed = [] } = problem;
  return { status, paths: errors.map(({ path }) => path), rules: errors.map(({ rule }) => rule), allowed };
}

const states = ({ clocks }: TicketAnswer, name: string): string[] =>
  clocks.filter((clock) => clock.name === name).map(({ state }) => state);
const open = ({ clocks }: TicketAnswer, name: string, whose?: string) =>
  clocks.find((it) => it.name === name && it.state === 'running' && (!whose || it.unit === whose));
const types = async (id: string): Promise<string[]> =>
  (await service.hotline.ledger(id)).map(({ type }) => type);
const goingOn = ({ supervision }: TicketAnswer) =>
  supervision.filter(({ endedAt }) => endedAt === undefined).map(({ mode, unit: whose }) => [mode, whose]);

test('S-1 (JE-19): the caller urges three times within minutes: nothing follows, and the urges are counted apart', async () => {
  const { id } = await dispatched('jinan-enforcement');
  for (const text of ['快', '快些', '再快些'])
    await service.hotline.order(id, 'urge', { text }, callerOf(id));
  expect(await service.hotline.ticket(id)).toMatchObject({
    level: 0,
    supervision: [],
    referrals: [],
    counts: { urged: 0, urgedByCaller: 3, pressed: 0 },
  });
});

test('S-4 (JN-6): without having told the caller no closure; with it handling and reply are met, and no second five days', async () => {
  const { id } = await dispatched('jinan');
  expect(await refusal(id, 'submit', { outcome: 'resolved', reply: REPLY })).toMatchObject({
    status: 422,
    paths: ['told'],
    rules: ['JN-6'],
  });
  const submitted = await service.hotline.order(id, 'submit', done());
  expect(submitted).toMatchObject({ state: 'submitted', submission: 1, counts: { submitted: 1 } });
  expect([states(submitted, 'handling'), states(submitted, 'reply')]).toEqual([['met'], ['met']]);
});

test('S-8 (WF-23, JE-17): supervision is no level: nothing to decide above; its conclusion ends it and starts no clock', async () => {
  const { hotline } = service;
  const { id } = await dispatched('weifang');
  const supervised = await hotline.order(id, 'supervise', { mode: 'daily', reason: '拖延' });
  expect([goingOn(supervised), supervised.level]).toEqual([[['daily', LEAD]], 0]);
  const refused = await refusal(id, 'resolve-escalation', { decision: '限期办结' }, SUPERVISOR);
  expect(refused.status).toBe(409);
  expect(refused.allowed).toContain('end-supervision');
  expect(refused.allowed).not.toContain('resolve-escalation');
  const ended = await hotline.order(id, 'end-supervision', { conclusion: '已督促到位' });
  expect(goingOn(ended)).toEqual([]);
  expect(ended.clocks).toEqual(supervised.clocks);
  expect(ended.next).toEqual(supervised.next);
  expect((await refusal(id, 'end-supervision', { conclusion: '再解除' }, SUPERVISOR)).status).toBe(409);
});

describe('S-13 (WF-9, WF-24)', () => {
  test('the hotline does not dispatch to a street', async () => {
    const { id } = await registered('weifang');
    expect(await refusal(id, 'dispatch', { lead: 'quancheng-lu' })).toMatchObject({
      status: 422,
      paths: ['lead'],
      rules: ['WF-9'],
    });
  });

  test('a county hands down what its street’s list has, and stays the lead', async () => {
    const { id } = await dispatched('weifang', { lead: 'lixia' });
    const order = { to: 'quancheng-lu', reason: '属地管理' };
    const handed = await service.hotline.order(id, 'hand-down', order, unit('lixia'));
    expect(handed.assignments.map(({ unit: whose, role }) => [whose, role])).toEqual([
      ['lixia', 'lead'],
      ['quancheng-lu', 'assist'],
    ]);
    expect(open(handed, 'assist', 'quancheng-lu')).toBeDefined();
  });

  test('what the list lacks, or without a list, is not handed down', async () => {
    const heating = await dispatched('weifang', { lead: 'lixia' }, { category: '供热/停暖' });
    const listless = await dispatched('weifang', { lead: 'huaiyin' }, { district: 'huaiyin' });
    for (const [{ id }, from, to] of [
      [heating, 'lixia', 'quancheng-lu'],
      [listless, 'huaiyin', 'zhenxing-jie'],
    ] as const)
      expect(await refusal(id, 'hand-down', { to, reason: '属地管理' }, unit(from))).toMatchObject({
        status: 422,
        paths: ['to'],
        rules: ['WF-24'],
      });
  });
});

test('S-14 (BJ-8): an assisting unit’s contact is not the lead’s, whose closure is refused without its own', async () => {
  const { hotline } = service;
  const { id } = await dispatched('beijing', { assist: ['shuiwu'] });
  const contacted = await hotline.order(id, 'contact', {}, unit('shuiwu'));
  expect(states(contacted, 'contact')).toEqual(['running']);
  await hotline.order(id, 'contribute', { result: '管道已修' }, unit('shuiwu'));
  expect(await refusal(id, 'submit', done())).toMatchObject({
    status: 422,
    paths: ['contact'],
    rules: ['BJ-8'],
  });
  expect(states(await hotline.order(id, 'contact', {}), 'contact')).toEqual(['met']);
  expect((await hotline.order(id, 'submit', done())).state).toBe('submitted');
});

describe('S-17 (JE-10, JN-2)', () => {
  const extension = { limit: '3 days', reason: '需邻市协助', plan: '三日内办结' };

  test('an extension belongs to the clock that it was asked for, by its id', async () => {
    const { hotline } = service;
    const { id } = await dispatched('jinan-enforcement');
    const asked = await hotline.order(id, 'request-extension', extension);
    const [request] = asked.pending;
    expect(request).toMatchObject({ request: 'extension', unit: LEAD, clock: 'handling-1', limit: '3 days' });
    const due = Date.parse(open(asked, 'handling')?.due ?? '');
    const decision = { request: 'extension', approve: true, reason: '属实' };
    const other = await refusal(id, 'decide', { ...decision, requestId: 'extension-0' });
    expect(other.status).toBe(409);
    const decided = await hotline.order(id, 'decide', { ...decision, requestId: request?.id });
    expect(decided.pending).toEqual([]);
    expect(Date.parse(open(decided, 'handling')?.due ?? '')).toBe(due + 3 * 86_400_000);
    expect(states(decided, 'handling')).toEqual(['running']);
  });

  test('granted to one unit, it is granted to the next as well', async () => {
    const { hotline } = service;
    const { id } = await dispatched('jinan');
    const grant = async (who: string): Promise<void> => {
      await hotline.order(id, 'request-extension', { ...extension, limit: '3 workdays' }, unit(who));
      await hotline.order(id, 'decide', { request: 'extension', approve: true, reason: '属实' });
    };
    await grant(LEAD);
    await hotline.order(id, 'request-return', { reason: '非我局职责' });
    await hotline.order(id, 'decide', { request: 'return', approve: true, reason: '属实' });
    await hotline.order(id, 'dispatch', { lead: 'zhujian' });
    await grant('zhujian');
    expect((await hotline.ticket(id)).counts.extended).toBe(2);
    const again = await refusal(
      id,
      'request-extension',
      { ...extension, limit: '1 workdays' },
      unit('zhujian'),
    );
    expect(again.status).toBe(409);
  });
});

describe('S-19 (WF-14, JN-1)', () => {
  test('an explanation that is owed holds the closure', async () => {
    const { hotline } = service;
    const { id } = await dispatched('weifang');
    await hotline.order(id, 'submit', done());
    await hotline.order(id, 'review', { approve: true, reason: '属实', submission: 1 });
    await hotline.order(id, 'dispute', { text: '没有清理' }, callerOf(id));
    for (let call = 1; call <= 3; call++) await hotline.order(id, 'callback', { reached: false });
    expect(await hotline.ticket(id)).toMatchObject({ state: 'callback', closing: 'resolved' });
    const explained = await hotline.order(id, 'explain', { text: '已复查，照片附后' }, unit(LEAD));
    expect(explained).toMatchObject({ state: 'closed', outcome: 'resolved' });
    expect(explained).not.toHaveProperty('closing');
  });

  test('a complaint about the hotline is not explained by the unit', async () => {
    const { hotline } = service;
    const { id } = await dispatched('weifang');
    await hotline.order(id, 'complain', { text: '话务员态度差' }, callerOf(id));
    expect((await refusal(id, 'explain', { text: '不是我们' }, unit(LEAD))).status).toBe(403);
    const explained = await hotline.order(id, 'explain', { text: '已批评教育' }, OPERATOR);
    expect(states(explained, 'explanation')).toEqual(['met']);
  });
});

test('S-21 (WF-23): level 2 is ordered by hand before the ladder’s rung for it, which then neither records nor tells it again', async () => {
  const { hotline } = service;
  const { id } = await dispatched('quick');
  await hotline.order(id, 'escalate', { level: 2, reason: '久拖不决' });
  const again = await refusal(id, 'escalate', { level: 2, reason: '再升' }, SUPERVISOR);
  expect([again.status, again.rules]).toEqual([409, ['WF-23']]);
  await waitFor('the ladder has come to its end', async () => (await hotline.ticket(id)).level === 3);
  const risen = (await hotline.ledger(id)).flatMap(({ type, data }) =>
    type === 'escalated' ? [data['level']] : [],
  );
  expect(risen).toEqual([2, 3]);
  const toOffice = (await hotline.outbox(id)).filter(
    ({ to, template }) => to === 'office' && template === 'escalated',
  );
  expect(toOffice).toHaveLength(2);
});

test('S-23 (JE-5): the hotline’s own limit runs until the dispatch, and the unit starts with a clean record', async () => {
  const { hotline } = service;
  const ticket = await registered('jinan-enforcement');
  const { id } = ticket;
  const dispatching = open(ticket, 'dispatching');
  expect(ticket.next).toEqual({ at: dispatching?.due, does: expect.stringContaining('派单时限') });
  expect(await refusal(id, 'review', { approve: true, reason: '属实' })).toMatchObject({
    status: 409,
    allowed: expect.arrayContaining(['dispatch']),
  });
  const given = await hotline.order(id, 'dispatch', { lead: LEAD });
  expect(states(given, 'dispatching')).toEqual(['met']);
  expect(given).toMatchObject({
    level: 0,
    supervision: [],
    corrected: [],
    referrals: [],
    counts: { reminded: 0, urged: 0, pressed: 0, returned: 0 },
  });
});

test('S-25 (WF-11, BJ-2): of a confidential report the unit owes no contact and no telling; the hotline relays, within its clock', async () => {
  const { hotline } = service;
  const caller = { name: '李四', phone: '13900139000', confidential: true };
  const given = await dispatched('beijing', {}, { kind: 'report', caller });
  const { id } = given;
  expect([states(given, 'contact'), states(given, 'reply')]).toEqual([[], []]);
  const { body: seen } = await hotline.ask<TicketAnswer>(`/v1/tickets/${id}`, { as: unit(LEAD) });
  expect(JSON.stringify(seen)).not.toMatch(/李四|13900139000/);
  expect(await refusal(id, 'submit', done())).toMatchObject({
    status: 422,
    paths: ['told'],
    rules: ['WF-11'],
  });
  const submitted = await hotline.order(id, 'submit', { outcome: 'resolved', reply: REPLY });
  expect(states(submitted, 'feedback')).toEqual(['running']);
  expect(await types(id)).not.toContain('contacted');
});
