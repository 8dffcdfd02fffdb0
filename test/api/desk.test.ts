import { comparedTickets } from '../../api/repeats/compared-tickets';
import { ticketId } from '../../domain/ids';
import { instant, MINUTE } from '../../domain/time/instant';
import { CHENGGUAN, HUANBAO, lawOf, LIXIA } from '../given/cities';
import { undeclared } from '../given/declared';
import { matterOf } from '../given/matter';
import { intake, turnOf } from '../given/stored-story';
import { at, dispatchTo, Story } from '../given/story';
import { waitFor } from '../given/wait-for';
import { partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';
import { startDatabase, type TestDatabase } from '../given/servers/database';

let db: TestDatabase;
let service: Service;
beforeAll(async () => {
  db = await startDatabase();
  const parts = partsOnTheirOwn();
  const database = { ...parts.database, store: async () => db.store };
  service = await serve({ ...parts, database, compared: comparedTickets(database, parts.log) });
});
afterAll(async () => {
  await service.stop();
  await db.stop();
});

let count = 0;
const anybody = (role = 'operator', more: object = {}) => token({ role, sub: `desk-${++count}`, ...more });

/** Asks, and holds the answer against what its address declares. */
async function ask(as: string, method: string, path: string, body?: unknown, language = 'zh-CN') {
  const sends = method === 'GET' ? {} : { body: body ?? {} };
  const headers = { 'accept-language': language };
  const answered = await service.ask(path, { token: as, method, headers, ...sends });
  expect([path, undeclared(method, path, answered)]).toEqual([path, undefined]);
  return answered;
}

describe('drafts: what somebody has begun to write survives a reload on the server', () => {
  const content = { caller: { phone: '13800138000' }, content: '占道', at: [1, null, 'x'] };

  test('is saved, listed without what it says, read as it was, discarded', async () => {
    const own = await anybody();
    const saved = await ask(own, 'PUT', '/v1/drafts/register', content);
    expect(saved).toMatchObject({ status: 200, body: { key: 'register' } });
    const { savedAt, ends } = saved.body;
    expect(Date.parse(ends) - Date.parse(savedAt)).toBe(7 * 24 * 3_600_000);
    await ask(own, 'PUT', '/v1/drafts/HY-7K3M-9Q2X-4V1B:submit', { reply: {} });
    const listed = await ask(own, 'GET', '/v1/drafts');
    expect(listed.body.items.map(({ key }: { key: string }) => key)).toEqual([
      'HY-7K3M-9Q2X-4V1B:submit',
      'register',
    ]);
    expect(JSON.stringify(listed.body)).not.toContain('13800138000');
    const read = await ask(own, 'GET', '/v1/drafts/register');
    expect(read.body).toEqual({ key: 'register', savedAt, ends, content });
    expect(read.headers.get('cache-control')).toBe('no-store');
    expect(await ask(own, 'POST', '/v1/drafts/register/discard')).toMatchObject({ status: 200, body: {} });
    expect(await ask(own, 'GET', '/v1/drafts/register')).toMatchObject({ status: 404 });
    expect(await ask(own, 'POST', '/v1/drafts/register/discard')).toMatchObject({ status: 200 });
  });

  test('is nobody else’s: not another operator’s, and not another role’s of the same name', async () => {
    const [own, other] = [await anybody(), await anybody()];
    await ask(own, 'PUT', '/v1/drafts/register', content);
    const sameName = await token({ role: 'supervisor', sub: `desk-${count - 1}` });
    for (const stranger of [other, sameName]) {
      expect((await ask(stranger, 'GET', '/v1/drafts')).body).toEqual({ items: [] });
      expect(await ask(stranger, 'GET', '/v1/drafts/register')).toMatchObject({ status: 404 });
      await ask(stranger, 'POST', '/v1/drafts/register/discard');
    }
    expect(await ask(own, 'GET', '/v1/drafts/register')).toMatchObject({ status: 200 });
  });

  test('is refused with a key that is none, as no object, and beyond 64 kB', async () => {
    const own = await anybody();
    const spaced = await ask(own, 'PUT', '/v1/drafts/a%20b', content);
    expect(spaced).toMatchObject({ status: 422, body: { errors: [{ path: 'key' }] } });
    expect(await ask(own, 'PUT', '/v1/drafts/register', [1])).toMatchObject({ status: 422 });
    const large = await ask(own, 'PUT', '/v1/drafts/register', { text: 'x'.repeat(65 * 1_024) });
    expect(large).toMatchObject({ status: 413, body: { detail: 'The body has at most 64 kB.' } });
    expect(await ask(own, 'PUT', '/v1/drafts/register', { text: 'x'.repeat(63 * 1_024) })).toMatchObject({
      status: 200,
    });
  });

  test('of as many as there may be the next is refused until one is discarded', async () => {
    const own = await anybody('unit', { unit: 'chengguan' });
    for (let i = 0; i < 50; i++) await ask(own, 'PUT', `/v1/drafts/k${i}`, {});
    expect(await ask(own, 'PUT', '/v1/drafts/more', {})).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('50') },
    });
    await ask(own, 'POST', '/v1/drafts/k7/discard');
    expect(await ask(own, 'PUT', '/v1/drafts/more', {})).toMatchObject({ status: 200 });
  });
});

describe('views: lists of tickets that somebody comes back to', () => {
  const query = { state: 'handling', overdue: 'true', level: '2', district: 'lixia' };
  const named = (name: string) => `/v1/views/${encodeURIComponent(name)}`;

  test('are saved by a name, replaced, listed in order, and discarded', async () => {
    const own = await anybody('supervisor');
    await ask(own, 'PUT', named('逾期·二级'), { query: {} });
    const saved = await ask(own, 'PUT', named('逾期·二级'), { query });
    expect(saved).toMatchObject({ status: 200, body: { name: '逾期·二级', query } });
    await ask(own, 'PUT', named('all'), { query: {} });
    expect((await ask(own, 'GET', '/v1/views')).body.items).toMatchObject([
      { name: 'all', query: {} },
      { name: '逾期·二级', query },
    ]);
    expect((await ask(await anybody('supervisor'), 'GET', '/v1/views')).body).toEqual({ items: [] });
    await ask(own, 'POST', `${named('all')}/discard`);
    expect((await ask(own, 'GET', '/v1/views')).body.items).toHaveLength(1);
  });

  test('WF-11: what the list itself would refuse is refused, by its path; and what is searched is kept nowhere', async () => {
    const own = await anybody();
    const refused = await ask(own, 'PUT', named('x'), {
      query: { q: '13800138000', state: 'lost', level: '9', unknown: '1' },
    });
    expect(refused).toMatchObject({ status: 422 });
    expect(refused.body.errors.map(({ path }: { path: string }) => path).toSorted()).toEqual([
      'query.level',
      'query.q',
      'query.state',
      'query.unknown',
    ]);
    expect(refused.body.errors).toContainEqual(expect.objectContaining({ path: 'query.q', rule: 'WF-11' }));
    expect(JSON.stringify(refused.body)).not.toContain('13800138000');
    expect(await ask(own, 'PUT', named('x'), { query: { level: 2 } })).toMatchObject({ status: 422 });
    expect(await ask(own, 'PUT', named('x'), {})).toMatchObject({ status: 422 });
    expect((await ask(own, 'GET', '/v1/views')).body).toEqual({ items: [] });
    expect(await service.ask('/v1/tickets?level=9&state=lost', { token: own })).toMatchObject({
      status: 422,
    });
  });
});

let numbers = 0;
const morning = at('2026-09-29 10:30');
/** A ticket of Beijing, as somebody has taken it in. */
async function stored(tell: (story: Story) => Story, facts: object = {}): Promise<string> {
  const id = ticketId(`HY-2CZ7-0000-${String(++numbers).padStart(4, '0')}`);
  const receivedAt = instant(morning - 60 * MINUTE + numbers);
  const matter = matterOf({ id, registeredAt: receivedAt, urgency: 'ordinary', ...facts });
  const law = lawOf('beijing', matter);
  const taken = intake(matter);
  await db.store.tickets.add({ ...taken, input: { ...taken.input, rules: law.rules } });
  await db.store.recordTurn(turnOf(tell(new Story(law, matter))), []);
  return id;
}

describe('forms: what a command wants of this ticket', () => {
  const dispatched = (story: Story) => story.do(morning, dispatchTo(CHENGGUAN, [HUANBAO]));

  test('BJ-7, BJ-8: a closure application names who gave nothing, and says what is to be done first', async () => {
    const id = await stored(dispatched);
    const lead = await anybody('unit', { unit: 'chengguan' });
    const form = await ask(lead, 'GET', `/v1/tickets/${id}/forms/submit`);
    expect(form).toMatchObject({ status: 200, body: { command: 'submit', label: '申请办结' } });
    expect(form.body.missing).toEqual([
      { command: 'contact', reason: 'caller-contacted', rule: 'BJ-8', message: expect.any(String) },
    ]);
    const field = (name: string) => form.body.fields.find((it: { name: string }) => it.name === name);
    expect(field('without')).toMatchObject({ required: true, source: 'BJ-7', label: '未反馈的协办单位' });
    expect(field('without').fields[0].choices).toEqual([{ value: 'huanbao', label: HUANBAO.name }]);
    expect(field('outcome').choices[1]).toEqual({ value: 'explained', label: '已解释说明' });
    const english = await ask(lead, 'GET', `/v1/tickets/${id}/forms/submit`, undefined, 'en');
    expect(english.body).toMatchObject({
      label: 'submit',
      missing: [{ message: expect.stringMatching(/caller/) }],
    });
    expect(english.headers.get('content-language')).toBe('en');
  });

  test('a ground is called as the rulebook calls it; a form is for those who give the command', async () => {
    const id = await stored((story) => story);
    const own = await anybody();
    const { fields } = (await ask(own, 'GET', `/v1/tickets/${id}/forms/decline`)).body;
    expect(fields[0].choices[0]).toMatchObject({
      value: 'emergency',
      label: '紧急事项，应当拨打110、119、120、122',
    });
    expect(fields[2]).toMatchObject({ name: 'guidance', required: false });
    expect(fields[2].requiredIf[0].is).toContain('emergency');
    expect(await ask(own, 'GET', `/v1/tickets/${id}/forms/review`)).toMatchObject({ status: 403 });
    expect(await ask(own, 'GET', `/v1/tickets/${id}/forms/dance`)).toMatchObject({ status: 422 });
    const stranger = await anybody('unit', { unit: 'shuiwu' });
    expect(await ask(stranger, 'GET', `/v1/tickets/${id}/forms/submit`)).toMatchObject({ status: 404 });
  });

  test('which commands are possible for the asker, and why the others are not', async () => {
    const id = await stored(dispatched);
    const all = async (as: string) => {
      const { body, headers } = await ask(as, 'GET', `/v1/tickets/${id}/forms`);
      expect(headers.get('etag')).toBe(body.etag);
      return new Map<string, { possible: boolean; reason?: string }>(
        body.items.map((it: { command: string }) => [it.command, it]),
      );
    };
    const operator = await all(await anybody());
    expect(operator.get('dispatch')).toMatchObject({ possible: false, reason: 'not-in-this-state' });
    expect(operator.get('amend')).toEqual({ command: 'amend', label: '更正', possible: true });
    expect(operator.has('submit')).toBe(false);
    const assisting = await all(await anybody('unit', { unit: 'huanbao' }));
    expect(assisting.get('contribute')).toMatchObject({ possible: true });
    expect(assisting.get('submit')).toMatchObject({ possible: false, reason: 'lead-only' });
    const lead = await all(await anybody('unit', { unit: 'chengguan' }));
    expect(lead.get('submit')).toMatchObject({ possible: false, reason: 'caller-contacted' });
    expect(lead.get('summon')).toMatchObject({ possible: false, reason: 'no-summoning' });
  });
});

describe('suggested units: to whom a matter may be dispatched, and why', () => {
  const suggest = async (body: object, language?: string) =>
    ask(await anybody(), 'POST', '/v1/suggestions/units', body, language);
  const WANTED = { category: '市容环境/占道经营', district: 'lixia' };

  test('by who led the latest of the category here, and those that say the same; simulated ones teach nothing', async () => {
    for (let i = 0; i < 3; i++) await stored((story) => story.do(morning, dispatchTo(CHENGGUAN)));
    await stored((story) => story.do(morning, dispatchTo(HUANBAO)), { simulated: true });
    const { status, body } = await suggest(WANTED);
    expect(status).toBe(200);
    expect(body.items[0]).toMatchObject({ unit: 'chengguan', name: CHENGGUAN.name, level: 'department' });
    expect(body.items[0].why[0]).toMatch(/^历下区.*近期同类工单\d+件，由其主办\d+件$/);
    const units = (of: typeof body) => of.items.map((it: { unit: string }) => it.unit);
    expect(units(body)).toContain(LIXIA.id);
    expect(units(body)).not.toContain('huanbao');
    // Weifang dispatches to no street (WF-9).
    const streets = (of: typeof body) => of.items.filter((it: { level: string }) => it.level === 'street');
    expect(streets((await suggest({ ...WANTED, rulebook: 'weifang' })).body)).toEqual([]);
    const alike = await waitFor('what tickets say is read', async () => {
      const found = await suggest({ ...WANTED, title: '夜市占道经营', content: '烧烤摊占满' }, 'en');
      const why: string[] = found.body.items[0].why;
      return why.some((it) => it.includes('say something like this')) ? why : undefined;
    });
    expect(alike.length).toBeGreaterThan(2);
    expect(await suggest({ ...WANTED, category: '无/有' })).toMatchObject({ status: 422 });
    expect(await suggest({ ...WANTED, phone: '13800138000' })).toMatchObject({ status: 422 });
  });
});
