import type { ErasingAnswer } from '../../api/personal-data/answers';
import type { EntryAnswer } from '../../api/knowledge/answers';
import type { RestrictionAnswer } from '../../api/restrictions/answers';
import { readable } from '../../dev/histories/readable';
import { type Day, dayOf, instant, isoDay, parseDay, plusDays } from '../../domain/time/instant';
import { restrictionWorkflow } from '../../engine/names';
import { eventsOf } from '../given/histories';
import { LEAD, OPERATOR, type ProblemAnswer, SUPERVISOR, unit } from '../given/hotline';
import { everythingStored } from '../given/servers/database-contents';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

/** What the hotline does across tickets for callers and with what it knows, over HTTP, on real servers. */
let service: WholeService;
beforeAll(async () => {
  service = await startWholeService();
}, 120_000);
afterAll(() => service?.stop());

const AUDITOR = { role: 'auditor', sub: 'auditor-1' } as const;
const NAME = '欧阳翠花';
const REASON = '连续三日辱骂话务员';
const RECORDED = '录音三段存证';
const APPEAL = '打电话的是我邻居';

let numbers = 0;
/** A caller whom nobody has heard of. */
const newPhone = (): string => `1390013${String(7000 + ++numbers)}`;
const HUIZHOU = { rulebook: 'huizhou' } as const;
const register = <T = ProblemAnswer>(phone: string, channel: string, key?: string) =>
  service.hotline.ask<T & { id: string; code: string }>('/v1/tickets', {
    key,
    body: {
      ...HUIZHOU,
      kind: 'complaint',
      category: '市容环境/占道经营',
      title: '夜市占道',
      content: '人行道被占。',
      channel,
      district: 'lixia',
      caller: { name: NAME, phone },
    },
  });
const restrict = (phone: string, more: object = {}, key?: string) =>
  service.hotline.ask<RestrictionAnswer & ProblemAnswer>('/v1/restrictions', {
    as: SUPERVISOR,
    key,
    body: { phone, reason: REASON, evidence: RECORDED, ...more },
  });
const command = (
  id: string,
  name: string,
  body: object,
  as: Parameters<typeof service.hotline.ask>[1] = {},
) =>
  service.hotline.ask<RestrictionAnswer & ProblemAnswer>(`/v1/restrictions/${id}/${name}`, {
    as: SUPERVISOR,
    body,
    ...as,
  });

describe('HZ-4: a caller whose use of the phone line is restricted', () => {
  test('is told why and until when by phone, and taken in by every other channel; freed, by phone again', async () => {
    const phone = newPhone();
    const imposed = await restrict(phone, {}, 'impose-1');
    const { id, until } = imposed.body;
    expect([imposed.status, imposed.headers.get('location')]).toEqual([201, `/v1/restrictions/${id}`]);
    const imposedOn = parseDay(imposed.body.at.slice(0, 10)) as Day;
    expect(until?.slice(0, 10)).toBe(isoDay(plusDays(imposedOn, 31)));
    expect(imposed.body).toMatchObject({ rulebook: 'huizhou', stands: true, source: 'HZ-4', reason: REASON });
    expect((await restrict(phone, {}, 'impose-1')).body).toEqual(imposed.body);
    expect(await restrict(phone)).toMatchObject({ status: 409, body: { reason: 'restricted-already' } });

    const refused = await register(phone, 'phone', 'call-1');
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ reason: 'caller-restricted', errors: [{ rule: 'HZ-4' }] });
    expect(refused.body.detail).toContain(REASON);
    expect(refused.body.detail).toContain(until);
    expect((await register(phone, 'web')).status).toBe(201);
    // Others are not, nor is this one under another city's rules.
    expect((await register(newPhone(), 'phone')).status).toBe(201);

    const path = `/v1/restrictions?phone=${encodeURIComponent(`+86 ${phone}`)}`;
    const shown = await service.hotline.ask<{ items: RestrictionAnswer[] }>(path);
    expect(shown.body.items).toMatchObject([{ id, stands: true, evidence: { text: RECORDED } }]);
    const looks = await service.hotline.ask<{ items: object[] }>(`/v1/accesses?ticket=${id}`, {
      as: AUDITOR,
    });
    expect(looks.body.items).toMatchObject([
      { what: 'restriction', sub: OPERATOR.sub },
      { what: 'restriction', sub: OPERATOR.sub },
    ]);

    const lifted = await command(id, 'lift', { reason: '本人已致歉' });
    expect(lifted.body).toMatchObject({
      stands: false,
      events: [{ type: 'ended', how: 'lifted', role: 'supervisor', text: '本人已致歉' }],
    });
    expect((await command(id, 'lift', { reason: '再来一次' })).status).toBe(409);
    expect((await register(phone, 'phone')).status).toBe(201);
    // What was answered under a key is answered again.
    expect((await register(phone, 'phone', 'call-1')).status).toBe(409);
  });

  test('a restriction without evidence, or that names what is not there, is refused with its path, and nothing is stored', async () => {
    const phone = newPhone();
    const wrong = async (more: object, as: object = SUPERVISOR) =>
      (
        await service.hotline.ask('/v1/restrictions', {
          as: as as never,
          body: { phone, reason: REASON, evidence: RECORDED, ...more },
        })
      ).body;
    expect(await wrong({ evidence: undefined })).toMatchObject({
      status: 422,
      errors: [{ path: 'evidence' }],
    });
    expect(await wrong({ evidence: {} })).toMatchObject({ errors: [{ path: 'evidence' }] });
    expect(await wrong({ reason: ' ' })).toMatchObject({ errors: [{ path: 'reason' }] });
    expect(await wrong({ days: 31 })).toMatchObject({ errors: [{ path: 'days', rule: 'HZ-4' }] });
    expect(await wrong({ evidence: { tickets: ['HY-0000-0000-0000'] } })).toMatchObject({
      errors: [{ path: 'evidence.tickets.0' }],
    });
    expect(await wrong({ rulebook: 'jinan' })).toMatchObject({ errors: [{ path: 'rulebook' }] });
    expect(await wrong({}, OPERATOR)).toMatchObject({ status: 403 });
    expect((await service.hotline.ask(`/v1/restrictions?phone=${phone}`)).body).toEqual({
      items: [],
      nextCursor: null,
    });
  });

  test('WF-34: where a city’s text knows no restriction, misuse is recorded and handed on, and nobody is restricted', async () => {
    const phone = newPhone();
    expect((await restrict(phone, { rulebook: 'weifang' })).body).toMatchObject({
      status: 422,
      errors: [{ path: 'handedOn', rule: 'WF-34' }],
    });
    const { status, body } = await restrict(phone, { rulebook: 'weifang', handedOn: 'police' });
    expect([status, body]).toMatchObject([201, { until: null, stands: false, handedOn: 'police' }]);
    expect((await register(phone, 'phone')).status).toBe(201);
    expect((await command(body.id, 'lift', { reason: '无' })).status).toBe(409);
  });

  test('appeals by the code of any own ticket, and is heard by a supervisor; nobody else may', async () => {
    const phone = newPhone();
    const own = (await register(phone, 'web')).body;
    const stranger = (await register(newPhone(), 'web')).body;
    const { id } = (await restrict(phone)).body;
    const tokenOf = async (ticket: typeof own) =>
      (
        await service.hotline.ask<{ token: string }>(`/v1/tickets/${ticket.id}/access`, {
          as: null,
          body: { code: ticket.code },
        })
      ).body.token;
    const [mine, theirs] = [await tokenOf(own), await tokenOf(stranger)];
    const by = (token: string) => ({ as: null, headers: { authorization: `Bearer ${token}` } });

    const listed = await service.hotline.ask<{ items: RestrictionAnswer[] }>('/v1/restrictions', by(mine));
    expect(listed.body.items).toMatchObject([{ id, reason: REASON }]);
    expect(listed.body.items[0]).not.toHaveProperty('evidence');
    expect(listed.body.items[0]).not.toHaveProperty('by');
    expect((await service.hotline.ask('/v1/restrictions', by(theirs))).body).toMatchObject({ items: [] });
    expect((await command(id, 'appeal', { text: '与我无关' }, by(theirs))).status).toBe(404);

    const appealed = await command(id, 'appeal', { text: APPEAL }, by(mine));
    expect(appealed.body).toMatchObject({
      stands: true,
      events: [{ type: 'appealed', role: 'caller', text: APPEAL }],
    });
    expect((await command(id, 'appeal', { text: APPEAL }, by(mine))).body).toMatchObject({
      reason: 'appeal-waits',
    });
    // The hotline is told, and really is.
    await waitFor('the hotline has it', () =>
      service.receiver.received.some(({ body }) => JSON.stringify(body).includes(`限制${id}`)),
    );
    const decided = await command(id, 'decide', { approve: true, reason: '查明号码被冒用' });
    expect(decided.body).toMatchObject({ stands: false, events: [{}, { type: 'ended', how: 'appeal' }] });
    expect((await register(phone, 'phone')).status).toBe(201);
    await waitFor('its workflow is over', async () => {
      const { status } = await service.engine.workflow.getHandle(restrictionWorkflow(id)).describe();
      return status.name === 'COMPLETED';
    });
  });

  test('one whose workflow was ended from a console stands all the same, and takes commands', async () => {
    const phone = newPhone();
    const { id } = (await restrict(phone)).body;
    await service.engine.workflow.getHandle(restrictionWorkflow(id)).terminate('by hand');
    expect((await register(phone, 'phone')).status).toBe(409);
    expect((await command(id, 'lift', { reason: '误报' })).body).toMatchObject({ stands: false });
    expect((await register(phone, 'phone')).status).toBe(201);
  });

  test('个人信息保护法 art. 47: what is kept of it is erased with its caller, and not while it stands', async () => {
    const phone = newPhone();
    const ticket = (await register(phone, 'web')).body;
    await service.hotline.order(ticket.id, 'answer', { reply: '已答复' });
    const over = (await restrict(phone)).body.id;
    await command(over, 'lift', { reason: '误报' });
    const stands = (await restrict(phone)).body.id;
    const { status, body } = await waitFor('its ticket may be erased', async () => {
      const answer = await service.hotline.ask<ErasingAnswer>(`/v1/tickets/${ticket.id}/erase`, {
        as: SUPERVISOR,
        body: { ground: 'consent-withdrawn', reason: '本人申请', of: 'caller' },
      });
      return answer.body.items.find((it) => it.ticket === ticket.id)?.is === 'erased' ? answer : undefined;
    });
    expect(status).toBe(200);
    expect(body.items).toEqual(
      expect.arrayContaining([
        { ticket: over, is: 'erased' },
        expect.objectContaining({ ticket: stands, is: 'kept', reason: 'still-open' }),
      ]),
    );
    const found = await service.hotline.ask<{ items: RestrictionAnswer[] }>(
      `/v1/restrictions?phone=${phone}`,
    );
    expect(found.body.items.map(({ id }) => id)).toEqual([stands]);
  });
});

describe('WF-31, HZ-5, WF-18: the knowledge base', () => {
  const ahead = isoDay(plusDays(dayOf(instant(Date.now())), 90));
  const entry = (change: object = {}) => ({
    question: '夜市占道经营由谁管',
    answer: '由区综合执法部门巡查处理，拨打12345登记。',
    owner: LEAD,
    source: '城市市容和环境卫生管理条例',
    reviewOn: ahead,
    ...change,
  });
  const add = (change: object = {}, as: Parameters<typeof service.hotline.ask>[1] = { as: unit(LEAD) }) =>
    service.hotline.ask<EntryAnswer & ProblemAnswer>('/v1/knowledge', { body: entry(change), ...as });

  test('HZ-13: a unit writes an entry of its own, everybody finds it at once, an answer cites it, and all versions are kept', async () => {
    const added = await add({}, { as: unit(LEAD), key: 'add-1' });
    const { id } = added.body;
    expect([added.status, added.body]).toMatchObject([201, { version: 1, good: true, by: 'unit' }]);
    expect((await add({}, { as: unit(LEAD), key: 'add-1' })).body.id).toBe(id);
    expect((await add({}, { as: unit('huanbao') })).status).toBe(403);
    const found = await service.hotline.ask<{ items: EntryAnswer[] }>(
      `/v1/knowledge?q=${encodeURIComponent('小摊占了道谁来管夜市')}`,
    );
    expect(found.body.items[0]?.id).toBe(id);

    const change = { method: 'PUT', as: unit(LEAD), headers: { 'if-match': '"1"' } } as const;
    const changed = await service.hotline.ask<EntryAnswer>(`/v1/knowledge/${id}`, {
      ...change,
      body: entry({ answer: '由区综合执法部门处理。' }),
    });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    expect((await service.hotline.ask(`/v1/knowledge/${id}`, { ...change, body: entry() })).status).toBe(412);
    const versions = await service.hotline.ask<{ items: EntryAnswer[] }>(`/v1/knowledge/${id}/versions`);
    expect(versions.body.items.map(({ version }) => version)).toEqual([2, 1]);

    const ticket = (await register(newPhone(), 'web')).body;
    const wrong = await service.hotline.command<ProblemAnswer>(ticket.id, 'answer', {
      reply: '见条目',
      knowledge: 'KB-0',
    });
    expect(wrong.body).toMatchObject({ status: 422, errors: [{ path: 'knowledge', rule: 'WF-31' }] });
    await service.hotline.order(ticket.id, 'answer', { reply: '由区综合执法部门处理。', knowledge: id });
    const answered = (await service.hotline.ledger(ticket.id)).find(({ type }) => type === 'answered');
    expect(answered?.data).toMatchObject({ knowledge: { id, version: 2 } });
  });

  test('JE-21: what the knowledge base does not have is answered in a three-way call, which is recorded', async () => {
    const ticket = (await register(newPhone(), 'phone')).body;
    await service.hotline.order(ticket.id, 'answer', { reply: '三方通话已答复。', threeWay: LEAD });
    const answered = (await service.hotline.ledger(ticket.id)).find(({ type }) => type === 'answered');
    expect(answered?.data).toMatchObject({ threeWay: LEAD });
  });

  test('a settled ticket’s reply becomes a proposal without anything of its caller, published by another than who wrote it', async () => {
    const phone = newPhone();
    const open = (await register(phone, 'web')).body.id;
    expect((await add({ proposedFrom: open }, { as: OPERATOR })).body).toMatchObject({
      status: 422,
      errors: [{ path: 'proposedFrom' }],
    });
    await service.hotline.order(open, 'answer', { reply: '由执法部门处理。' });
    const propose = (change: object) => add({ proposedFrom: open, ...change }, { as: OPERATOR });
    for (const [answer, path] of [
      [`${NAME}反映的夜市`, 'answer'],
      [`请回电${phone.slice(0, 3)} ${phone.slice(3)}`, 'answer'],
      ['请拨打0531-66601234', 'answer'],
      ['身份证11010519491231002X', 'answer'],
    ] as const) {
      const refused = await propose({ answer });
      expect([answer, refused.body]).toMatchObject([
        answer,
        { status: 422, errors: [{ path, rule: 'WF-7' }] },
      ]);
      expect(JSON.stringify(refused.body)).not.toContain(NAME);
    }
    const { body } = await propose({ question: '夜市烟熏火燎怎么投诉' });
    expect(body).toMatchObject({ proposed: true, good: false, proposedFrom: open });
    const q = `/v1/knowledge?q=${encodeURIComponent('烟熏火燎')}`;
    const ids = async () =>
      (await service.hotline.ask<{ items: EntryAnswer[] }>(q)).body.items.map(({ id }) => id);
    expect(await ids()).toEqual([]);
    const publish = (as: Parameters<typeof add>[1]) =>
      service.hotline.ask<EntryAnswer>(`/v1/knowledge/${body.id}/publish`, { body: {}, ...as });
    expect((await publish({ as: OPERATOR })).status).toBe(403);
    expect((await publish({ as: { ...OPERATOR, sub: 'operator-8' } })).body).toMatchObject({
      good: true,
      version: 2,
    });
    expect(await ids()).toEqual([body.id]);
  });
});

test('nothing of a caller, of a reason, of evidence or an appeal stands readable in the database, in a history or in a log', async () => {
  const secrets = [NAME, REASON, RECORDED, APPEAL, '本人已致歉', '查明号码被冒用', '13900137001'];
  const stored = JSON.stringify(await everythingStored(service.mongoUri));
  expect(secrets.filter((it) => stored.includes(it))).toEqual([]);
  const restrictions = await waitFor('all are listed', async () => {
    const ids: string[] = [];
    for await (const { workflowId } of service.engine.workflow.list({
      query: "WorkflowType = 'callerRestriction'",
    }))
      ids.push(workflowId);
    return ids.length >= 4 ? ids : undefined;
  });
  for (const workflow of restrictions) {
    const told = readable(await eventsOf(service.engine, workflow));
    expect([workflow, secrets.filter((it) => told.includes(it))]).toEqual([workflow, []]);
  }
  const logs = await service.logs();
  expect(secrets.filter((it) => logs.includes(it))).toEqual([]);
});
