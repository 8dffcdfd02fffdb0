import type { EvaluationAnswer } from '../../api/callers/answers';
import type { NotificationAnswer, TicketAnswer } from '../../api/tickets/answers';
import type { CommandName } from '../../domain/words';
import { BODY } from '../given/matter';
import { type Answered } from '../given/http';
import { calmRulebook } from '../given/servers/config-folder';
import { LEAD, OPERATOR, type ProblemAnswer, REPLY, SUPERVISOR, unit } from '../given/hotline';
import { everythingStored } from '../given/servers/database-contents';
import { waitFor } from '../given/wait-for';
import { BROKEN_UNIT, startWholeService, type WholeService } from '../given/servers/whole-service';

/** A caller without an account follows, presses and evaluates the own ticket (JN-1, WF-13, WF-14, BJ-1, HZ-10). */
let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')], webhooksOnly: true });
}, 180_000);
afterAll(() => service?.stop(), 60_000);

const CALM = { rulebook: 'calm' };
const SATISFIED = { stage: 'handling', satisfaction: 'satisfied' };

/** What somebody can do who has nothing but a token. */
function holder(token: string) {
  const headers = { authorization: `Bearer ${token}` };
  return {
    get: <T = ProblemAnswer>(path: string) => service.hotline.ask<T>(path, { as: null, headers }),
    command: <T = ProblemAnswer>(id: string, name: CommandName, body: object = {}, key?: string) =>
      service.hotline.ask<T>(`/v1/tickets/${id}/${name}`, { as: null, headers, body, key }),
  };
}

const enter = (id: string, code: unknown): Promise<Answered<{ token: string; expiresAt: string }>> =>
  service.hotline.ask(`/v1/tickets/${id}/access`, { as: null, body: { code } });

const callerOf = async ({ id, code }: TicketAnswer) => holder((await enter(id, code)).body.token);

/** The newest message to the caller of this kind, as the caller gets it; the first is written after the answer to registration. */
const told = (id: string, template: string): Promise<string> =>
  waitFor(`the caller of ${id} is told: ${template}`, async () => {
    const { body } = await service.hotline.ask<{ items: NotificationAnswer[] }>(
      `/v1/tickets/${id}/notifications`,
      { as: { role: 'caller', sub: 'citizen-3', ticket: id } },
    );
    return body.items.findLast((it) => it.template === template)?.text;
  });

const byLink = (text: string) => holder(/\/evaluate#(\S+)$/.exec(text)?.[1] ?? '');

async function inCallback(): Promise<string> {
  const { id } = await service.hotline.dispatched(CALM);
  await service.hotline.order(id, 'submit', { outcome: 'resolved', reply: REPLY }, unit(LEAD));
  await service.hotline.order(id, 'review', { approve: true, reason: '属实' });
  return id;
}

describe('with the ticket’s number and its code', () => {
  test('the caller is told the code, comes in, follows, presses, adds, complains and withdraws', async () => {
    const { hotline } = service;
    const ticket = await hotline.register(CALM);
    const { id, code } = ticket;
    expect(code).toMatch(/^\d{8}$/);
    expect((await hotline.ticket(id)).code).toBeUndefined();
    expect(await told(id, 'registered')).toContain(`可凭工单编号和查询码${code}查询办理进展。`);
    // They are made when they are read: who has the database has no key to any ticket.
    const stored = JSON.stringify(await everythingStored(service.mongoUri));
    expect(stored).toContain(id);
    expect(stored).not.toContain(code);
    expect(stored).not.toContain('evaluate#');

    const { status, headers, body } = await enter(id, code);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    const lives = Date.parse(body.expiresAt) - Date.now();
    expect(lives > 59 * 60_000 && lives <= 60 * 60_000).toBe(true);

    const caller = holder(body.token);
    const seen = await caller.get<TicketAnswer>(`/v1/tickets/${id}`);
    expect([seen.status, seen.body.caller?.phone]).toEqual([200, '13800138000']);
    expect(seen.body.code).toBeUndefined();
    await hotline.order(id, 'dispatch', { lead: LEAD });
    for (const name of ['urge', 'supplement', 'complain', 'withdraw'] as const)
      expect([name, (await caller.command(id, name, { text: '请尽快' })).status]).toEqual([name, 200]);
    for (const what of ['events', 'notifications'])
      expect([what, (await caller.get(`/v1/tickets/${id}/${what}`)).status]).toEqual([what, 200]);
    const ledger = await hotline.ledger(id);
    const urged = ledger.find(({ type }) => type === 'urged');
    // How somebody without an account came in stands in the ledger.
    expect(urged).toMatchObject({ actor: { role: 'caller', sub: `code:${id}` }, data: { text: '请尽快' } });
    expect((await hotline.ticket(id)).outcome).toBe('withdrawn');
  });

  test('a wrong code and an unknown ticket are the same 403; one ticket’s token is not another’s', async () => {
    const { hotline } = service;
    const [own, other] = [await hotline.register(CALM), await hotline.register(CALM)];
    const wrong = await enter(own.id, other.code);
    const unknown = await enter('HY-0000-0000-0000', own.code);
    expect([wrong.status, unknown.status]).toEqual([403, 403]);
    expect(wrong.body).toEqual(unknown.body);
    const caller = await callerOf(own);
    expect((await caller.get(`/v1/tickets/${other.id}`)).status).toBe(404);
    expect((await caller.command(other.id, 'urge', { text: '请尽快' })).status).toBe(404);
    expect((await caller.command(own.id, 'dispatch', { lead: LEAD })).status).toBe(403);
    expect((await caller.get('/v1/tickets')).status).toBe(403);
  });

  test('the same request again gives the code again, which is kept nowhere but in the caller’s message', async () => {
    const { hotline } = service;
    const register = () =>
      hotline.ask<TicketAnswer>('/v1/tickets', {
        body: { ...BODY, ...CALM },
        key: 'registered-with-a-key',
      });
    const first = await register();
    const again = await register();
    expect([first.status, again.body.code]).toEqual([201, first.body.code]);
    const { outbox: _, ...rest } = await everythingStored(service.mongoUri);
    const code = first.body.code ?? 'none';
    expect(code).toMatch(/^\d{8}$/);
    // An 8-digit number may also be a part of some hash or moment: the code stands as a word of its own nowhere.
    const asWord = new RegExp(`(?<![\\w-])${code}(?![\\w-])`);
    expect(JSON.stringify(rest)).not.toMatch(asWord);
    expect(await service.logs()).not.toMatch(asWord);
  });

  test('nobody of the hotline reads the code: it is shown again for a reason, or made anew, and the old one is good for nothing', async () => {
    const { hotline } = service;
    const { id, code = 'none' } = await hotline.register(CALM);
    expect(await told(id, 'registered')).toContain(code);
    for (const as of [
      OPERATOR,
      SUPERVISOR,
      { role: 'auditor', sub: 'a' },
      { role: 'admin', sub: 'b' },
    ] as const) {
      const seen = await hotline.ask(`/v1/tickets/${id}`, { as });
      const messages = await hotline.ask(`/v1/tickets/${id}/notifications`, { as });
      expect([seen.status, messages.status]).toEqual([200, 200]);
      expect(JSON.stringify([seen.body, messages.body])).not.toContain(code);
      expect(JSON.stringify(messages.body)).toContain('查询码********');
    }
    const ask = (body: object) =>
      hotline.ask<{ code: string }>(`/v1/tickets/${id}/code`, { body: { reason: '来电称遗忘', ...body } });
    expect((await ask({})).body.code).toBe(code);
    const anew = (await ask({ anew: true })).body.code;
    expect([(await enter(id, code)).status, (await enter(id, anew)).status]).toEqual([403, 200]);
    // A turn of its workflow leaves it as it is.
    await hotline.order(id, 'dispatch', { lead: LEAD });
    expect([(await enter(id, code)).status, (await enter(id, anew)).status]).toEqual([403, 200]);
    expect(await told(id, 'registered')).toContain(anew);
  });
});

describe('HZ-10: with the link that comes with the result', () => {
  test('a dissatisfied caller sends the ticket back to the unit, and a satisfied one closes it', async () => {
    const { hotline } = service;
    const id = await inCallback();
    const link = byLink(await told(id, 'approved'));
    const { status, body } = await link.get<EvaluationAnswer>(`/v1/tickets/${id}/evaluation`);
    expect([status, body.stages.map(({ open }) => open), body.scale.length]).toEqual([200, [true, true], 5]);
    expect(body.scale[0]).toEqual({ id: 'very-satisfied', label: '非常满意' });

    const said = { stage: 'handling', satisfaction: 'very-dissatisfied', comment: '没有清理' };
    const evaluated = await link.command<EvaluationAnswer>(id, 'evaluate', said);
    expect([evaluated.status, evaluated.body.stages[1]]).toEqual([
      200,
      { stage: 'handling', label: '办理环节', open: false, satisfaction: 'very-dissatisfied', by: 'link' },
    ]);
    // A link may be passed on: it shows nothing of the ticket.
    expect(JSON.stringify(evaluated.body)).not.toMatch(/13800138000|张三|烧烤|夜市|没有清理/);
    const back = await hotline.ticket(id);
    expect([back.state, back.counts.rehandled]).toEqual(['handling', 1]);
    const entry = (await hotline.ledger(id)).find(({ type }) => type === 'evaluated');
    expect(entry).toMatchObject({ actor: { sub: `link:${id}` }, data: { comment: '没有清理', by: 'link' } });

    await hotline.order(id, 'submit', { outcome: 'resolved', reply: REPLY }, unit(LEAD));
    await hotline.order(id, 'review', { approve: true, reason: '属实' });
    const second = byLink(await told(id, 'approved'));
    expect((await second.command(id, 'evaluate', SATISFIED)).status).toBe(200);
    expect(await hotline.ticket(id)).toMatchObject({ state: 'closed', outcome: 'resolved' });
  });

  test('a closed ticket is evaluated also while its last messages can not be sent yet', async () => {
    const { hotline, brokenReceiver, engine } = service;
    brokenReceiver.answer.status = 500;
    const ticket = await hotline.register(CALM);
    const { id } = ticket;
    await hotline.order(id, 'dispatch', { lead: BROKEN_UNIT });
    await hotline.handleToTheEnd(id, BROKEN_UNIT);
    const caller = await callerOf(ticket);
    expect((await engine.workflow.getHandle(id).describe()).status.name).toBe('RUNNING');
    const said = { stage: 'intake', satisfaction: 'very-satisfied' };
    expect((await caller.command(id, 'evaluate', said)).status).toBe(200);
    expect((await caller.command(id, 'urge', { text: '催' })).body).toMatchObject({
      status: 409,
      detail: expect.stringContaining('closed'),
    });
    brokenReceiver.answer.status = 204;
    await engine.workflow.getHandle(id).result();
    const { body } = await caller.get<EvaluationAnswer>(`/v1/tickets/${id}/evaluation`);
    expect(body.stages[0]).toMatchObject({ open: false, satisfaction: 'very-satisfied' });
  });

  test('nothing else is possible with it, nor with it another ticket', async () => {
    const [id, other] = [await inCallback(), await inCallback()];
    const link = byLink(await told(id, 'approved'));
    for (const what of ['', '/events', '/notifications'])
      expect([what, (await link.get(`/v1/tickets/${id}${what}`)).status]).toEqual([what, 403]);
    expect((await link.command(id, 'withdraw', { text: '撤回' })).status).toBe(403);
    expect((await link.get(`/v1/tickets/${other}/evaluation`)).status).toBe(404);
    expect((await link.command(other, 'evaluate', SATISFIED)).status).toBe(404);
  });

  test('what is said in a call-back says so, and by whom; the caller evaluates beside it, by the code', async () => {
    const { hotline } = service;
    const ticket = await hotline.register(CALM);
    const { id } = ticket;
    await hotline.order(id, 'dispatch', { lead: LEAD });
    await hotline.handleToTheEnd(id);
    const called = { stage: 'handling', satisfaction: 'satisfied', by: 'callback' };
    expect((await hotline.ticket(id)).evaluations).toEqual([called]);
    const path = `/v1/tickets/${id}/evaluation`;
    const shown = (await hotline.ask<EvaluationAnswer>(path)).body.stages[1];
    expect(shown).toMatchObject({ ...called, open: true, calledBy: OPERATOR.sub });
    const entry = (await hotline.ledger(id)).find(({ type }) => type === 'called-back');
    expect(entry).toMatchObject({
      actor: { role: 'operator', sub: OPERATOR.sub },
      data: { satisfaction: 'satisfied', by: 'callback' },
    });
    const caller = await callerOf(ticket);
    const asCaller = (await caller.get<EvaluationAnswer>(path)).body.stages[1];
    expect([asCaller?.by, asCaller]).toEqual([
      'callback',
      expect.not.objectContaining({ calledBy: OPERATOR.sub }),
    ]);
    expect(
      (await caller.command(id, 'evaluate', { ...SATISFIED, satisfaction: 'dissatisfied' })).status,
    ).toBe(200);
    const own = { stage: 'handling', satisfaction: 'dissatisfied', by: 'code' };
    expect((await hotline.ticket(id)).evaluations).toEqual([called, own]);
  });
});

describe('WF-13, HZ-10: after closure', () => {
  test('a matter that was answered at once is evaluated, each stage once, and nothing else changes', async () => {
    const { hotline } = service;
    const { id } = await hotline.register(CALM);
    const closed = await hotline.order(id, 'answer', { reply: '周末照常办公' });
    const link = byLink(await told(id, 'closed'));
    const said = { ...SATISFIED, comment: '回答得很清楚' };

    const off = await link.command(id, 'evaluate', { ...said, satisfaction: 'splendid' });
    expect([off.status, off.body.errors?.[0]?.path]).toEqual([422, 'satisfaction']);
    const first = await link.command<EvaluationAnswer>(id, 'evaluate', said, 'evaluated-once');
    expect([first.status, first.body.stages.map(({ open }) => open)]).toEqual([200, [true, false]]);
    const again = await link.command<EvaluationAnswer>(id, 'evaluate', said, 'evaluated-once');
    expect([again.status, again.body]).toEqual([200, first.body]);
    const changed = await link.command(id, 'evaluate', { ...SATISFIED, satisfaction: 'dissatisfied' });
    expect([changed.status, changed.body.allowed]).toEqual([409, ['evaluate']]);
    expect((await link.command(id, 'evaluate', { ...SATISFIED, stage: 'intake' })).status).toBe(200);
    const over = await link.command(id, 'evaluate', { ...SATISFIED, stage: 'intake' });
    expect([over.status, over.body.allowed]).toEqual([409, []]);

    const now = await hotline.ticket(id);
    const { evaluations, ...rest } = now;
    expect(evaluations).toEqual([
      { stage: 'intake', satisfaction: 'satisfied', by: 'link' },
      { stage: 'handling', satisfaction: 'satisfied', by: 'link' },
    ]);
    expect(rest).toEqual({ ...closed, evaluations: undefined });
    const listed = await hotline.ask<{ items: TicketAnswer[] }>(`/v1/tickets?q=${id}`);
    expect(listed.body.items[0]?.evaluations).toEqual(evaluations);
  });

  test('what was said to it is sealed; hotline and caller read it', async () => {
    const { hotline } = service;
    const ticket = await hotline.register(CALM);
    await hotline.order(ticket.id, 'answer', { reply: '周末照常办公' });
    const caller = await callerOf(ticket);
    const said = { ...SATISFIED, comment: '李四的态度很好' };
    const evaluated = await caller.command<TicketAnswer>(ticket.id, 'evaluate', said);
    expect([evaluated.status, evaluated.body.evaluations.length]).toEqual([200, 1]);
    const path = `/v1/tickets/${ticket.id}/evaluation`;
    for (const ask of [
      () => caller.get<EvaluationAnswer>(path),
      () => hotline.ask<EvaluationAnswer>(path, { as: OPERATOR }),
    ])
      expect((await ask()).body.stages[1]?.comment).toBe('李四的态度很好');
    const link = byLink(await told(ticket.id, 'closed'));
    expect((await link.get<EvaluationAnswer>(path)).body.stages[1]).not.toHaveProperty('comment');
    expect(JSON.stringify(await everythingStored(service.mongoUri))).not.toContain('李四');
    expect(await service.logs()).not.toContain('李四');
  });

  test('a stage that was evaluated before closure is not evaluated again', async () => {
    const id = await inCallback();
    const link = byLink(await told(id, 'approved'));
    expect((await link.command(id, 'evaluate', SATISFIED)).status).toBe(200);
    expect((await service.hotline.ticket(id)).state).toBe('closed');
    expect((await link.command(id, 'evaluate', { ...SATISFIED, satisfaction: 'dissatisfied' })).status).toBe(
      409,
    );
    expect((await service.hotline.ticket(id)).evaluations).toEqual([{ ...SATISFIED, by: 'link' }]);
  });

  test('a matter that was not accepted has no handling to evaluate, but an intake', async () => {
    const { hotline } = service;
    const { id, code } = await hotline.register(CALM);
    const caller = holder((await enter(id, code)).body.token);
    expect((await caller.command(id, 'withdraw', { text: '已自行解决' })).status).toBe(200);
    const handling = await caller.command(id, 'evaluate', SATISFIED);
    expect([handling.status, handling.body.allowed]).toEqual([409, ['evaluate']]);
    expect((await caller.command(id, 'evaluate', { ...SATISFIED, stage: 'intake' })).status).toBe(200);
    expect((await caller.command(id, 'urge', { text: '请尽快' })).status).toBe(409);
  });
});
