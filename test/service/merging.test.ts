import type { RepeatsAnswer } from '../../api/repeats/answers';
import { LEAD, type ProblemAnswer, SUPERVISOR, unit } from '../given/hotline';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

/** Two tickets of one matter, from the look for repeats to a wrong merge that is undone. */
let service: WholeService;
beforeAll(async () => {
  service = await startWholeService();
});
afterAll(() => service?.stop());

const WEIFANG = { rulebook: 'weifang' };
const OTHERS = { name: '李四', phone: '13900139000' };
const told = async (id: string): Promise<string[]> =>
  (await service.hotline.outbox(id)).filter(({ to }) => to === 'caller').map(({ template }) => template);
const joinedBy = (main: string, voice: string) =>
  waitFor('the main ticket has the voice', async () =>
    (await service.hotline.ticket(main)).voices?.includes(voice),
  );

test('JE-4: a matter that repeats another is found, merged, told along, and split again where that was wrong', async () => {
  const { hotline } = service;
  const main = await hotline.dispatched(WEIFANG);
  const joined = await hotline.dispatched({ ...WEIFANG, caller: OTHERS });
  const { title, content, category, district } = joined;
  const found = await waitFor('what tickets say is read', async () => {
    const { body } = await hotline.ask<RepeatsAnswer>('/v1/repeats', {
      body: { title, content, category, district, phone: OTHERS.phone, unit: LEAD },
    });
    return body.complete && body.items.length > 1 ? body.items : undefined;
  });
  expect(found.map(({ ticket }) => ticket)).toEqual([joined.id, main.id]);
  expect(found[0]?.reasons).toContain('同一诉求人');

  const clocks = (await hotline.ticket(main.id)).clocks;
  const merged = await hotline.order(joined.id, 'merge', { into: main.id, reason: '同一烧烤摊' });
  expect(merged).toMatchObject({
    state: 'closed',
    outcome: 'merged',
    mergedInto: main.id,
    next: { at: null },
  });
  await joinedBy(main.id, joined.id);
  expect((await hotline.ticket(main.id)).clocks).toEqual(clocks);
  expect((await hotline.ledger(main.id)).at(-1)).toMatchObject({
    type: 'voice-joined',
    data: { ticket: joined.id },
  });

  // What the main ticket's caller is told, the other is told too, each by the own number; and nobody else's number.
  await hotline.order(main.id, 'sign', {}, unit(LEAD));
  expect(await told(joined.id)).toEqual(['registered', 'closed', 'signed']);
  const signed = (await hotline.outbox(joined.id)).at(-1);
  expect(signed?.text).toContain(joined.id);
  expect(signed?.text).not.toContain(main.id);
  const caller = { role: 'caller', sub: 'c', ticket: main.id } as const;
  const own = await hotline.ask(`/v1/tickets/${main.id}/notifications`, { as: caller });
  expect(JSON.stringify(own.body)).not.toContain(joined.id);
  expect(JSON.stringify((await hotline.ask(`/v1/tickets/${main.id}`, { as: caller })).body)).not.toContain(
    joined.id,
  );

  const split = await hotline.order(joined.id, 'split', { reason: '并错了，是另一摊位' });
  expect(split).toMatchObject({ state: 'handling', assignments: [{ unit: LEAD, role: 'lead' }] });
  expect(split).not.toHaveProperty('mergedInto');
  await waitFor(
    'the main ticket lost the voice',
    async () => (await hotline.ticket(main.id)).voices === undefined,
  );
  await hotline.order(main.id, 'progress', { note: '继续' }, unit(LEAD));
  expect(await told(joined.id)).toEqual(['registered', 'closed', 'signed', 'split']);
  expect((await hotline.ledger(joined.id)).map(({ type }) => type)).toEqual(
    expect.arrayContaining(['merged', 'closed', 'main-told', 'split', 'clock-resumed']),
  );
  await hotline.order(joined.id, 'sign', {}, unit(LEAD));
});

test('a merge is carried out though worker and all are killed in the middle of it', async () => {
  const { hotline, worker } = service;
  const main = await hotline.dispatched(WEIFANG);
  const joined = await hotline.dispatched({ ...WEIFANG, caller: OTHERS });
  const key = `merge-${joined.id}`;
  const sent = hotline
    .command(joined.id, 'merge', { into: main.id, reason: '同一事项' }, { key })
    .catch(() => undefined);
  await worker.kill();
  await sent;
  await worker.start();
  await waitFor('it is merged', async () => {
    const { status } = await hotline.command(
      joined.id,
      'merge',
      { into: main.id, reason: '同一事项' },
      { key },
    );
    return status === 200;
  });
  await joinedBy(main.id, joined.id);
  const lines = (await hotline.ledger(main.id)).filter(({ type }) => type === 'voice-joined');
  expect(lines).toHaveLength(1);
  expect((await hotline.ticket(joined.id)).outcome).toBe('merged');
});

test('what will not do is refused with its path and why, and nothing is stored', async () => {
  const { hotline } = service;
  const main = await hotline.dispatched(WEIFANG);
  const other = await hotline.dispatched({ ...WEIFANG, caller: OTHERS });
  const closed = await hotline.order((await hotline.register(WEIFANG)).id, 'answer', { reply: '见官网' });
  const report = await hotline.dispatched({ ...WEIFANG, kind: 'report' });
  const merged = await hotline.dispatched(WEIFANG);
  await hotline.order(merged.id, 'merge', { into: main.id, reason: '同一事项' });
  await joinedBy(main.id, merged.id);

  const { seq } = await hotline.ticket(other.id);
  for (const [into, rule] of [
    [other.id, undefined],
    ['HY-0000-0000-0000', undefined],
    [closed.id, 'JE-4'],
    [merged.id, undefined],
    [report.id, 'WF-11'],
  ] as const) {
    const { status, body } = await hotline.command<ProblemAnswer>(other.id, 'merge', {
      into,
      reason: '合并',
    });
    expect([into, status, body.errors?.[0]?.path, body.errors?.[0]?.rule]).toEqual([into, 422, 'into', rule]);
  }
  expect((await hotline.ticket(other.id)).seq).toBe(seq);
  const withVoices = await hotline.command<ProblemAnswer>(main.id, 'merge', {
    into: other.id,
    reason: '合并',
  });
  expect([withVoices.status, withVoices.body.detail]).toEqual([409, expect.stringContaining(merged.id)]);
  expect((await hotline.command(other.id, 'split', { reason: '没有合并' })).status).toBe(409);
  expect(
    (await hotline.command(other.id, 'merge', { into: main.id, reason: '合并' }, { as: SUPERVISOR })).status,
  ).toBe(403);
});

test('HZ-3: a repeat that is declined names a ticket that there is; a matter that comes back follows it, and both show it', async () => {
  const { hotline } = service;
  const { id } = await hotline.register({ rulebook: 'huizhou' });
  const decline = (earlier: string) =>
    hotline.command<ProblemAnswer>(id, 'decline', { ground: 'repeat', reason: '重复', earlier });
  const unknown = await decline('HY-0000-0000-0000');
  expect([unknown.status, unknown.body.errors?.[0]]).toMatchObject([422, { path: 'earlier', rule: 'HZ-3' }]);
  const open = await hotline.ask('/v1/tickets', {
    body: { ...body(), follows: id },
  });
  expect([open.status, open.body.errors?.[0]]).toMatchObject([422, { path: 'follows', rule: 'HZ-3' }]);

  const earlier = await hotline.order((await hotline.register(WEIFANG)).id, 'answer', { reply: '见官网' });
  expect((await decline(earlier.id)).status).toBe(200);
  const back = await hotline.register({ ...WEIFANG, follows: earlier.id });
  expect((await hotline.ticket(back.id)).links).toEqual([earlier.id]);
  expect((await hotline.ticket(earlier.id)).links).toEqual([back.id]);
  const linked = await hotline.order(back.id, 'link', { with: id, reason: '同一路段' });
  expect(linked.links).toEqual([earlier.id, id]);
});

const body = () => ({
  rulebook: 'huizhou',
  kind: 'complaint',
  category: '市容环境/占道经营',
  channel: 'phone',
  title: '又来了',
  content: '有新情况',
  district: 'lixia',
  caller: OTHERS,
});
