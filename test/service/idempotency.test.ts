import { randomUUID } from 'node:crypto';
import type { TicketAnswer } from '../../api/tickets/answers';
import { BODY } from '../given/matter';
import { calmRulebook } from '../given/servers/config-folder';
import { LEAD, OPERATOR, type ProblemAnswer, REPLY, SUPERVISOR, unit } from '../given/hotline';
import { expectNoGap } from '../given/climbed-ladder';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
});
afterAll(() => service?.stop());

const matter = { ...BODY, rulebook: 'calm' };
const times = <T>(count: number, ask: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, ask));

/** The numbers of all tickets whose title this is. */
async function registered(title: string): Promise<string[]> {
  const { body } = await service.hotline.ask<{ items: TicketAnswer[] }>(
    `/v1/tickets?q=${encodeURIComponent(title)}`,
  );
  return body.items.map(({ id }) => id);
}

describe('the same Idempotency-Key', () => {
  test('with the same matter gives the same ticket and the same answer, one after the other', async () => {
    const { hotline } = service;
    const asked = { body: { ...matter, title: '井盖松动' }, key: randomUUID() };
    const first = await hotline.ask<TicketAnswer>('/v1/tickets', asked);
    const second = await hotline.ask<TicketAnswer>('/v1/tickets', asked);
    expect(first.status).toBe(201);
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(await registered('井盖松动')).toEqual([first.body.id]);
  });

  test('ten times at once gives one ticket, and everybody the same one', async () => {
    const { hotline } = service;
    const asked = { body: { ...matter, title: '路灯不亮' }, key: randomUUID() };
    const answers = await times(10, () => hotline.ask<TicketAnswer>('/v1/tickets', asked));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await registered('路灯不亮')).toHaveLength(1);
    const id = answers[0]?.body.id ?? '';
    expect((await hotline.ledger(id)).filter(({ type }) => type === 'registered')).toHaveLength(1);
  });

  test('with another matter is 422, and there is no second ticket', async () => {
    const { hotline } = service;
    const key = randomUUID();
    await hotline.ask('/v1/tickets', { body: { ...matter, title: '水管漏水' }, key });
    const other = await hotline.ask('/v1/tickets', { body: { ...matter, title: '水管爆裂' }, key });
    expect(other.status).toBe(422);
    expect(other.body.errors?.[0]?.path).toBe('Idempotency-Key');
    expect(await registered('水管爆裂')).toEqual([]);
  });

  test('of another account is another key', async () => {
    const { hotline } = service;
    const asked = { body: { ...matter, title: '噪声扰民' }, key: randomUUID() };
    await hotline.ask('/v1/tickets', asked);
    await hotline.ask('/v1/tickets', { ...asked, as: { ...OPERATOR, sub: 'operator-8' } });
    expect(await registered('噪声扰民')).toHaveLength(2);
  });

  test('with the same command has one effect, one after the other and ten times at once', async () => {
    const { hotline } = service;
    const { id } = await hotline.dispatched({ rulebook: 'calm' });
    const key = randomUUID();
    const first = await hotline.command(id, 'urge', { text: '请尽快' }, { key });
    await hotline.order(id, 'sign');
    const late = await hotline.command(id, 'urge', { text: '请尽快' }, { key });
    expect(late).toMatchObject({ status: 200, body: first.body });

    const again = randomUUID();
    const answers = await times(10, () => hotline.command(id, 'urge', { text: '还没来' }, { key: again }));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const ledger = await hotline.ledger(id);
    expectNoGap(await hotline.ticket(id), ledger);
    expect(ledger.filter(({ type }) => type === 'urged').map(({ data }) => data.text)).toEqual([
      '请尽快',
      '还没来',
    ]);
    expect((await hotline.ticket(id)).counts.urged).toBe(2);

    const other = await hotline.command<ProblemAnswer>(id, 'urge', { text: '换一句' }, { key });
    expect(other.status).toBe(422);
    expect(await hotline.ledger(id)).toHaveLength(ledger.length);
  });

  test('with the command that closed the ticket is answered as at the first time', async () => {
    const { hotline } = service;
    const { id } = await hotline.register({ rulebook: 'calm' });
    const key = randomUUID();
    const answers = await times(5, () => hotline.command(id, 'answer', { reply: '已答复' }, { key }));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect(answers.every(({ body }) => body.state === 'closed' && body.outcome === 'answered')).toBe(true);
  });

  test('of a refusal gives the same refusal, also when the command has become possible', async () => {
    const { hotline } = service;
    const { id } = await hotline.register({ rulebook: 'calm' });
    const key = randomUUID();
    const refusal = await hotline.command<ProblemAnswer>(id, 'callback', { reached: false }, { key });
    expect(refusal.status).toBe(409);
    await hotline.order(id, 'dispatch', { lead: LEAD });
    const again = await hotline.command<ProblemAnswer>(id, 'callback', { reached: false }, { key });
    expect(again).toMatchObject({ status: 409, body: refusal.body });
  });
});

describe('who got a 2xx reads their own write', () => {
  test('after each of many commands, those of many tickets at the same time', async () => {
    const { hotline } = service;
    const life = async (): Promise<void> => {
      const sent = [await hotline.register({ rulebook: 'calm' })];
      const { id, seq } = sent[0] ?? { id: '', seq: 0 };
      const reads = async (least: number): Promise<void> => {
        const [ticket, ledger] = [await hotline.ticket(id), await hotline.ledger(id)];
        expect(ticket.seq).toBeGreaterThanOrEqual(least);
        expect(ledger.at(-1)?.seq ?? 0).toBeGreaterThanOrEqual(least);
      };
      await reads(seq);
      const steps = [
        () => hotline.order(id, 'dispatch', { lead: LEAD, assist: ['huanbao'] }),
        () => hotline.order(id, 'sign', {}, unit(LEAD)),
        () => hotline.order(id, 'sign', {}, unit('huanbao')),
        () => hotline.order(id, 'urge', { text: '催' }),
        () => hotline.order(id, 'supplement', { text: '补' }),
        () => hotline.order(id, 'progress', { note: '在办' }),
        () => hotline.order(id, 'contribute', { result: '已排查' }, unit('huanbao')),
        () => hotline.order(id, 'submit', { outcome: 'resolved', reply: REPLY }),
        () => hotline.order(id, 'review', { approve: false, reason: '再办' }),
        () => hotline.order(id, 'supervise', { mode: 'listed', reason: '久拖' }, SUPERVISOR),
        () => hotline.order(id, 'submit', { outcome: 'resolved', reply: REPLY }),
        () => hotline.order(id, 'review', { approve: true, reason: '属实' }),
        () => hotline.order(id, 'callback', { reached: true, resolved: true, satisfaction: 'satisfied' }),
      ];
      let before = seq;
      for (const step of steps) {
        const answer = await step();
        expect(answer.seq).toBeGreaterThan(before);
        await reads(answer.seq);
        before = answer.seq;
      }
      expectNoGap(await hotline.ticket(id), await hotline.ledger(id));
    };
    await times(8, life);
  });
});

describe('a decision by what was seen', () => {
  const decide = (id: string, ifMatch: string, more: object = {}) =>
    service.hotline.ask<TicketAnswer & Partial<ProblemAnswer>>(`/v1/tickets/${id}/supervise`, {
      as: SUPERVISOR,
      body: { mode: 'daily', reason: '久拖' },
      headers: { 'if-match': ifMatch },
      ...more,
    });

  test('is done where the ticket is as it was seen; a retry is the same; else it is 412 and leaves nothing', async () => {
    const { hotline } = service;
    const { id } = await hotline.dispatched({ rulebook: 'calm' });
    const read = await hotline.ask<TicketAnswer>(`/v1/tickets/${id}`);
    expect(read.headers.get('etag')).toBe(read.body.etag);
    await hotline.order(id, 'urge', { text: '急' });
    const stale = await decide(id, read.body.etag);
    expect(stale).toMatchObject({ status: 412, body: { reason: 'seen-another' } });
    const { etag, seq, supervision } = await hotline.ticket(id);
    expect({ seq, supervision }).toEqual({ seq: read.body.seq + 1, supervision: [] });
    const key = randomUUID();
    const done = await decide(id, etag, { key });
    expect(done).toMatchObject({ status: 200, body: { supervision: [{ mode: 'daily' }] } });
    expect(done.headers.get('etag')).toBe(done.body.etag);
    expect(await decide(id, etag, { key })).toMatchObject({ status: 200, body: { etag: done.body.etag } });
    expect((await decide(id, '*')).status).toBe(200);
    expect(await decide(id, 'W/"3"')).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'If-Match' }] },
    });
    await hotline.order(id, 'withdraw', { text: '已解决' });
    expect((await decide(id, etag)).status).toBe(412);
  });
});
