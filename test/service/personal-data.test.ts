import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TicketAnswer } from '../../api/tickets/answers';
import { BODY } from '../given/matter';
import { calmRulebook } from '../given/servers/config-folder';
import { readable } from '../../dev/histories/readable';
import { runsOf } from '../given/histories';
import { LEAD, OPERATOR, SUPERVISOR, unit } from '../given/hotline';
import { everythingStored } from '../given/servers/database-contents';
import { BROKEN_UNIT, startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
});
afterAll(() => service?.stop());

/** Everything that a person is or wrote, each so unlike anything else that it can be looked for. */
const PERSONAL = {
  name: '欧阳翠花',
  phone: '13987654321',
  address: '碧螺春巷十九号',
  title: '隔壁养了四十只鹅',
  content: '凌晨三点鹅群齐鸣',
  supplement: '又添了两只火鸡',
  caller: '我是楼上的钢琴老师',
  urge: '怎么还没有动静',
  note: '派单备注青花瓷',
  legalBasis: '鹅只管理条例第九条',
  sign: '签收备注紫砂壶',
  contact: '已与钢琴老师通话',
  progress: '正在劝导养鹅人',
  response: '依法不得在住宅养鹅',
  result: '鹅已迁往郊区',
  method: '上门当面答复',
  process: '三次上门取证',
  guidance: '可拨打畜牧热线',
  sentBack: '答复太短请补充',
  reason: '情况属实同意办结',
  supervise: '群众反映强烈故督办',
  escalate: '久拖不决报请研究',
  comment: '终于可以睡觉了',
  opinion: '会商认为鹅归园林',
  contribution: '协办已把鹅请走',
  late: '鹅群尚未散去',
  suggestion: '鹅应归林业管',
  extension: '鹅抱窝须等出壳',
  plan: '出壳后三日内移走',
  decision: '准予等候出壳',
  termination: '诉求人放鹅咬人',
  complaint: '话务员不认识鹅',
  dispute: '鹅还在叫不算完',
  explanation: '叫的是邻家的鸭',
  office: '常务会定鹅去留',
  referral: '养鹅干部须说明',
  evaluated: '夜里总算静了',
  refused: '这句话不该留下来',
  declined: '应当通过诉讼解决鹅的归属',
} as const;

const found = (where: string): string[] =>
  Object.entries({ ...PERSONAL, sub: OPERATOR.sub })
    .filter(([, text]) => where.includes(text))
    .map(([what]) => what);

const caller = { name: PERSONAL.name, phone: PERSONAL.phone };
const { title, content, address } = PERSONAL;

/** A ticket with everything that anyone can say about it. */
async function fullTicket(): Promise<TicketAnswer> {
  const { hotline } = service;
  const { id } = await hotline.register({ rulebook: 'calm', title, content, address, caller });
  const order = hotline.order.bind(hotline, id);
  await order('supplement', { text: PERSONAL.supplement });
  await order('dispatch', {
    lead: LEAD,
    assist: [BROKEN_UNIT],
    coordination: { units: [LEAD, BROKEN_UNIT], opinion: PERSONAL.opinion },
    note: PERSONAL.note,
    statutory: { limit: '9 workdays', legalBasis: PERSONAL.legalBasis },
  });
  await order('sign', { note: PERSONAL.sign });
  await order('contact', { note: PERSONAL.contact });
  await order('arrive', { note: PERSONAL.sign });
  await order('progress', { note: PERSONAL.progress });
  await order('urge', { text: PERSONAL.urge }, { role: 'caller', sub: 'its-caller', ticket: id });
  await order('supplement', { text: PERSONAL.caller }, { role: 'caller', sub: 'its-caller', ticket: id });
  await order('supervise', { mode: 'listed', reason: PERSONAL.supervise }, SUPERVISOR);
  await order('escalate', { level: 2, reason: PERSONAL.escalate }, SUPERVISOR);
  const asCaller = { role: 'caller', sub: 'its-caller', ticket: id } as const;
  await order(
    'evaluate',
    { stage: 'intake', satisfaction: 'satisfied', comment: PERSONAL.evaluated },
    asCaller,
  );
  await order('request-return', { reason: PERSONAL.suggestion });
  await order('decide', { request: 'return', approve: false, reason: PERSONAL.decision });
  await order('request-extension', { limit: '2 workdays', reason: PERSONAL.extension, plan: PERSONAL.plan });
  await order('decide', { request: 'extension', approve: true, reason: PERSONAL.decision });
  await order('request-termination', { ground: 'uncooperative', reason: PERSONAL.termination });
  await order('decide', { request: 'termination', approve: false, reason: PERSONAL.decision });
  await order('contribute', { reason: PERSONAL.late, progress: PERSONAL.progress }, unit(BROKEN_UNIT));
  await order('contribute', { result: PERSONAL.contribution }, unit(BROKEN_UNIT));
  await order('complain', { text: PERSONAL.complaint }, asCaller);
  await order('explain', { text: PERSONAL.explanation });
  await order('resolve-escalation', { decision: PERSONAL.office, reason: PERSONAL.escalate });
  await order('refer', { to: 'discipline', reason: PERSONAL.referral });
  const refusal = await hotline.command(id, 'review', { approve: true, reason: PERSONAL.refused });
  expect(refusal.status).toBe(409);
  const { response, result, method, process, guidance } = PERSONAL;
  const reply = { response, result, method, process, guidance };
  await order('submit', { outcome: 'resolved', reply });
  await order('review', { approve: false, reason: PERSONAL.sentBack });
  await order('submit', {
    outcome: 'explained',
    reply,
    reason: PERSONAL.reason,
    progress: PERSONAL.progress,
    plan: PERSONAL.guidance,
  });
  await order('review', { approve: true, reason: PERSONAL.reason });
  await order('dispute', { text: PERSONAL.dispute }, asCaller);
  return order('callback', {
    reached: true,
    resolved: true,
    satisfaction: 'satisfied',
    comment: PERSONAL.comment,
  });
}

describe('No personal data (DESIGN §6): given tickets in which everybody said something', () => {
  const ids: string[] = [];

  beforeAll(async () => {
    const { hotline, brokenReceiver } = service;
    brokenReceiver.answer.status = 500;
    ids.push((await fullTicket()).id);
    const { id: declined } = await hotline.register({
      rulebook: 'weifang',
      kind: 'report',
      title,
      content,
      address,
      caller,
    });
    await hotline.order(declined, 'decline', {
      ground: 'other-procedure',
      reason: PERSONAL.declined,
      guidance: PERSONAL.guidance,
    });
    const { id: withdrawn } = await hotline.register({ rulebook: 'calm', title, content, caller });
    await hotline.order(withdrawn, 'withdraw', { text: PERSONAL.comment });
    ids.push(declined, withdrawn);
    // What a person types into an address, or sends in a body that is refused, is no different.
    await hotline.ask(`/v1/tickets?q=${PERSONAL.phone}`);
    await hotline.ask(`/v1/tickets?q=${encodeURIComponent(PERSONAL.title)}`);
    await hotline.ask(`/v1/tickets/${encodeURIComponent(PERSONAL.name)}`);
    await hotline.ask(`/v1/tickets/${encodeURIComponent(PERSONAL.name)}/urge`, { body: {} });
    await hotline.ask('/v1/tickets', {
      body: { ...BODY, rulebook: 'quick', kind: PERSONAL.refused, caller },
    });
    await hotline.ask('/v1/tickets', { raw: `{"title": "${PERSONAL.refused}"` });
    await waitFor('the broken receiver was tried', async () =>
      (await hotline.outbox(ids[0] ?? '')).some(({ status }) => status === 'failed'),
    );
  });

  test('they can read it all again: it is in the database, and joined for those who may have it', async () => {
    const { hotline } = service;
    const said = JSON.stringify([
      await hotline.ticket(ids[0] ?? ''),
      await hotline.ledger(ids[0] ?? ''),
      await hotline.ledger(ids[1] ?? ''),
    ]);
    const { refused: _, ...kept } = PERSONAL;
    expect(found(said).filter((what) => what !== 'sub')).toEqual(Object.keys(kept));
  });

  test('no workflow’s history, search attributes, memo, summaries or details hold any of it', async () => {
    const { engine } = service;
    for (const id of ids) {
      for (const runId of await runsOf(engine, id)) {
        const handle = engine.workflow.getHandle(id, runId);
        const [{ raw }, history] = [await handle.describe(), await handle.fetchHistory()];
        const details = await handle.query('__temporal_workflow_metadata');
        const all = [readable(raw), readable(history), readable(details)].join('\n');
        expect(found(all)).toEqual([]);
        // It is the right place to look: what is not personal is there.
        expect(all).toContain('历下区');
        expect(all).toContain(id);
      }
    }
  });

  test('nor does the engine’s whole store, in which nothing is encrypted', async () => {
    const files = (await readdir(service.dir)).filter((file) => /^temporal-.*\.db/.test(file));
    const stored = Buffer.concat(await Promise.all(files.map((file) => readFile(join(service.dir, file)))));
    expect(
      Object.entries(PERSONAL)
        .filter(([, text]) => stored.includes(text))
        .map(([what]) => what),
    ).toEqual([]);
    expect(stored.includes(ids[0] ?? '-')).toBe(true);
    expect(stored.includes('历下区')).toBe(true);
  });

  test('nor the logs of worker, API and engine, nor the metrics', async () => {
    const { body: metrics } = await service.hotline.ask<string>('/metrics', { as: null });
    const logs = await service.logs();
    expect(found(logs)).toEqual([]);
    expect(found(metrics)).toEqual([]);
    expect(found(await service.workerMetrics())).toEqual([]);
    expect(logs).not.toMatch(/top-secret|Bearer /);
    expect(logs).toContain('/v1/tickets/:id');
    expect(logs).toContain('message not sent');
    expect(metrics).toContain('huiyin_commands_total');
  });

  test('nor what is sent to units, by webhook or by mail', () => {
    const { receiver, brokenReceiver, mailbox } = service;
    const sent = [...receiver.received, ...brokenReceiver.received].map(({ body }) => body).join('\n');
    // Letters are encoded for their way: an encoded text is looked for as such.
    const letters = mailbox.letters.map(({ raw }) => raw + decoded(raw)).join('\n');
    expect(found(sent + letters)).toEqual([]);
    expect(sent).toContain('历下区');
    expect(letters).toContain('升级');
  });

  test('in the database all of it is sealed, and the text of a refused command is gone', async () => {
    const stored = JSON.stringify(await everythingStored(service.mongoUri));
    expect(found(stored).filter((what) => what !== 'sub')).toEqual([]);
    expect(stored).toContain(ids[0]);
    expect(stored).toContain('历下区');
  });

  test('of a report, and of a caller who wants to stay unknown, the unit sees nothing of the caller', async () => {
    const { hotline } = service;
    for (const change of [{ kind: 'report', caller }, { caller: { ...caller, confidential: true } }]) {
      const { id } = await hotline.dispatched({ rulebook: 'calm', title, content, address, ...change });
      const { body: seen } = await hotline.ask<TicketAnswer>(`/v1/tickets/${id}`, { as: unit(LEAD) });
      expect(seen.content).toBe(content);
      expect(seen.caller).toBeUndefined();
      expect(
        found(JSON.stringify(seen)).filter((what) => ['name', 'phone', 'address'].includes(what)),
      ).toEqual([]);
    }
  });
});

/** The text of a letter whose body is in base64 or quoted-printable. */
function decoded(raw: string): string {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const text = body.join('\r\n\r\n');
  if (/base64/i.test(head)) return Buffer.from(text, 'base64').toString();
  const bytes = text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, '%$1');
  return decodeURIComponent(bytes);
}
