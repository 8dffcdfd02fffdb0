import type { EvaluationAnswer } from '../../api/callers/answers';
import { lazyDatabase } from '../../api/database';
import { knownCalendars } from '../../api/law/known-calendars';
import { subjectReader } from '../../api/requests/subject';
import { takeIn } from '../../api/tickets/intake';
import type { AccessAnswer } from '../../api/accesses/answers';
import type { NotificationAnswer, TicketAnswer } from '../../api/tickets/answers';
import { MARKS } from '../../activities/texts';
import { publishedCalendars } from '../../config/published-calendars';
import { ticketId } from '../../domain/ids';
import { lawOf } from '../../domain/ticket/input';
import { DAY, HOUR, type Instant, instant, MINUTE } from '../../domain/time/instant';
import type { Engine } from '../../engine/commands';
import { dataKeys } from '../../keys/data-keys';
import { openStore, type Store } from '../../storage/store';
import { newTicketNumber } from '../../api/tickets/ticket-number';
import { Hotline, OPERATOR, type ProblemAnswer, SUPERVISOR, unit } from '../given/hotline';
import { JWT_SECRET } from '../given/http';
import { BODY } from '../given/matter';
import { config, matter, partsOnTheirOwn, serve, type Service } from '../given/servers/api-alone';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { messageOf, turnOf } from '../given/stored-story';
import { command, Story } from '../given/story';

const AUDITOR = { role: 'auditor', sub: 'auditor-1' } as const;
const ADMIN = { role: 'admin', sub: 'admin-1' } as const;
const REASON = '诉求人王五来电，说查询码被他人看到';
const SATISFIED = { stage: 'handling', satisfaction: 'satisfied' };
const now = (): Instant => instant(Date.now());
const account = (ticket: string) => ({ role: 'caller', sub: 'citizen-3', ticket }) as const;

/** It takes in no ticket, and has no workflow of a closed one any more. */
const engine: Partial<Engine> = {
  start: () => Promise.reject(new Error('away')),
  isRunning: async () => false,
  close: async () => {},
};

let db: TestDatabase;
let store: Store;
let service: Service;
let hotline: Hotline;
beforeAll(async () => {
  db = await startDatabase();
  const keys = dataKeys(Buffer.alloc(32, 7));
  store = openStore(db.connection, keys);
  const parts = partsOnTheirOwn();
  const readSubject = subjectReader({ secret: JWT_SECRET, development: true }, parts.callers);
  const database = lazyDatabase(db.uri, keys);
  const calendars = knownCalendars(publishedCalendars(), database);
  service = await serve({ ...parts, readSubject, database, calendars, engine: engine as Engine });
  hotline = new Hotline(service.url, JWT_SECRET);
});
afterAll(async () => {
  await service.stop();
  await db.stop();
});

async function register(key?: string): Promise<Required<Pick<TicketAnswer, 'id' | 'code'>>> {
  const { status, body } = await hotline.ask<TicketAnswer>('/v1/tickets', {
    body: { ...BODY, rulebook: 'weifang' },
    key,
  });
  expect([status, body.code]).toEqual([202, expect.stringMatching(/^\d{8}$/)]);
  return { id: body.id, code: body.code ?? '' };
}

/** A matter that was answered on the spot, at this moment, with the message of that; its number, and its code. */
async function closed(at: Instant): Promise<string> {
  const id = newTicketNumber(at);
  const calendars = { years: publishedCalendars(), local: new Map() };
  const taken = takeIn({ config, calendars }, matter, {
    id: ticketId(id),
    at: instant(at - HOUR),
    subject: OPERATOR,
  });
  await store.tickets.add(taken);
  const story = new Story(lawOf(taken.input), taken.input.matter).do(at, command('answer', {}));
  const told = { to: 'caller', channel: 'outbox', text: `已办结。请评价：${MARKS.link}` } as const;
  await store.recordTurn(turnOf(story), [messageOf(id, at, { id: `${id}:9:caller`, ...told })]);
  await store.tickets.confirm(id, story.ticket.seq);
  return id;
}

const messages = async (id: string, as: Parameters<Hotline['ask']>[1]): Promise<string> => {
  const path = `/v1/tickets/${id}/notifications`;
  return (await hotline.ask<{ items: NotificationAnswer[] }>(path, as)).body.items
    .map((it) => it.text)
    .join();
};
/** The link's token, as the caller's own message has it. */
const linkOf = async (id: string): Promise<string> =>
  /evaluate#(\S+)$/.exec(await messages(id, { as: account(id) }))?.[1] ?? '';

const enter = async (id: string, code: string) => {
  const path = `/v1/tickets/${id}/access`;
  const { status, body } = await hotline.ask<{ token: string }>(path, { as: null, body: { code } });
  return { status, token: body.token };
};
const by = (token: string) => ({ as: null, headers: { authorization: `Bearer ${token}` } });
const reading = async (id: string, token: string) =>
  (await hotline.ask(`/v1/tickets/${id}/evaluation`, by(token))).status;

interface ShownCode {
  readonly code: string;
}
const askCode = (id: string, body: object, { as = OPERATOR, key }: Parameters<Hotline['ask']>[1] = {}) =>
  hotline.ask<ShownCode & ProblemAnswer>(`/v1/tickets/${id}/code`, { as, key, body });

const accesses = async (id: string, as: typeof AUDITOR | typeof SUPERVISOR = AUDITOR) =>
  (await hotline.ask<{ items: AccessAnswer[] }>(`/v1/tickets/${id}/accesses`, { as })).body.items;

describe('JN-1, WF-13: the caller’s code', () => {
  test('is shown at registration and to whoever repeats that request, and in no other answer', async () => {
    const { id, code } = await register('once');
    expect(await register('once')).toEqual({ id, code });
    for (const as of [OPERATOR, SUPERVISOR, AUDITOR, ADMIN])
      for (const path of ['', '/notifications', '/events', '/evaluation']) {
        const { body } = await hotline.ask(`/v1/tickets/${id}${path}`, { as });
        expect([path, JSON.stringify(body)]).toEqual([path, expect.not.stringContaining(code)]);
        expect(body).not.toHaveProperty('code');
      }
  });

  test('is shown again for a reason alone, and that is noted with it', async () => {
    const { id, code } = await register();
    for (const as of [OPERATOR, SUPERVISOR]) {
      const { status, body, headers } = await askCode(id, { reason: REASON }, { as });
      expect([status, body.code, headers.get('cache-control')]).toEqual([200, code, 'no-store']);
    }
    for (const body of [{}, { reason: ' ' }]) expect((await askCode(id, body)).status).toBe(422);
    for (const as of [unit('chengguan'), account(id), AUDITOR, ADMIN])
      expect([as.role, [403, 404]]).toEqual([
        as.role,
        expect.arrayContaining([(await askCode(id, { reason: REASON }, { as })).status]),
      ]);
    const common = { ticket: id, what: 'code', callerShown: false, reason: REASON };
    expect(await accesses(id)).toEqual([
      expect.objectContaining({ ...common, role: 'supervisor', sub: SUPERVISOR.sub }),
      expect.objectContaining({ ...common, role: 'operator', sub: OPERATOR.sub }),
    ]);
    const stored = await db.connection.collection('accesses').find({ ticketId: id }).toArray();
    expect(JSON.stringify(stored)).not.toContain('王五');
  });
});

describe('a code that was made anew', () => {
  test('lets in, and the one before lets nobody in, nor the tokens and links that were made with it', async () => {
    const { id, code } = await register();
    const { token } = await enter(id, code);
    const message = { to: 'caller', channel: 'outbox', text: `请评价：${MARKS.link}` } as const;
    await store.recordTurn(turnOf(new Story(...(await lawAndMatter(id)))), [
      messageOf(id, now(), { id: `${id}:1:caller`, ...message }),
    ]);
    const link = await linkOf(id);
    expect([await reading(id, token), await reading(id, link)]).toEqual([200, 200]);

    const { status, body } = await askCode(id, { reason: REASON, anew: true });
    expect([status, body.code]).toEqual([200, expect.stringMatching(/^\d{8}$/)]);
    expect(body.code).not.toBe(code);
    expect((await enter(id, code)).status).toBe(403);
    expect([await reading(id, token), await reading(id, link)]).toEqual([401, 401]);

    const fresh = await enter(id, body.code);
    expect([fresh.status, await reading(id, fresh.token), await reading(id, await linkOf(id))]).toEqual([
      200, 200, 200,
    ]);
    // An account of the city's own goes on as it was.
    expect((await hotline.ask(`/v1/tickets/${id}`, { as: account(id) })).status).toBe(200);
  });

  test('is made once however often it is asked for with the same key, and noted once', async () => {
    const { id, code } = await register('registered-here');
    const asked = { reason: REASON, anew: true };
    const first = await askCode(id, asked, { key: 'anew-1' });
    const again = await Promise.all([1, 2, 3].map(() => askCode(id, asked, { key: 'anew-1' })));
    expect(again.map(({ status, body }) => [status, body])).toEqual(again.map(() => [200, first.body]));
    expect((await accesses(id)).map(({ what, reason }) => [what, reason])).toEqual([['new-code', REASON]]);
    const second = await askCode(id, asked, { key: 'anew-2', as: SUPERVISOR });
    expect([code, first.body.code]).not.toContain(second.body.code);
    // What was answered first is answered again, and is good for nothing; nor does registration give the newest away.
    expect((await askCode(id, asked, { key: 'anew-1' })).body).toEqual(first.body);
    expect((await enter(id, first.body.code)).status).toBe(403);
    expect((await register('registered-here')).code).toBe(code);
    expect((await enter(id, second.body.code)).status).toBe(200);
    expect((await askCode(id, { reason: REASON }, { key: 'shown' })).body.code).toBe(second.body.code);
    expect((await askCode(id, { ...asked, reason: '别的理由' }, { key: 'anew-1' })).status).toBe(422);
  });

  test('is made by two at the same time as by one', async () => {
    const { id } = await register();
    const both = await Promise.all([1, 2].map(() => askCode(id, { reason: REASON, anew: true })));
    const codes = await Promise.all(both.map(async ({ body }) => (await enter(id, body.code)).status));
    // Whoever was answered last has the code that is good.
    expect(codes).toContain(200);
  });
});

/** What a ticket was taken in with. */
async function lawAndMatter(id: string) {
  const input = await store.tickets.startInput(id);
  if (!input) throw new Error(id);
  return [lawOf(input), input.matter] as const;
}

describe('HZ-10, WF-13: the end of code and link', () => {
  test('they are good until 90 days after the closure, for the evaluation that the caller may give', async () => {
    const id = await closed(instant(now() - 90 * DAY + 5 * MINUTE));
    const { token } = await enter(id, (await askCode(id, { reason: REASON })).body.code);
    expect(await reading(id, token)).toBe(200);
    const said = await hotline.ask<TicketAnswer>(`/v1/tickets/${id}/evaluate`, {
      ...by(token),
      body: SATISFIED,
    });
    expect([said.status, said.body.evaluations]).toEqual([200, [{ ...SATISFIED, by: 'code' }]]);
  });

  test('after that neither lets in, though link and token were signed just now; nor is a code shown or made', async () => {
    const { callers } = partsOnTheirOwn();
    const id = await closed(instant(now() - 90 * DAY - MINUTE));
    const coded = { id, codeGeneration: 0 };
    const link = (await callers.link(coded, now())).what.split('#')[1] ?? '';
    const { what: token } = await callers.token(coded, now());
    expect([await reading(id, link), await reading(id, token)]).toEqual([401, 401]);
    expect((await enter(id, callers.codeOf(coded))).status).toBe(403);
    const evaluated = await hotline.ask(`/v1/tickets/${id}/evaluate`, { ...by(link), body: SATISFIED });
    expect(evaluated.status).toBe(401);
    for (const anew of [false, true]) {
      const { status, body } = await askCode(id, { reason: REASON, anew });
      expect([status, body]).toEqual([409, expect.not.objectContaining({ code: expect.anything() })]);
    }
    expect(await accesses(id)).toEqual([]);
    // Whoever has an account evaluates until the ticket is in the archive.
    const said = await hotline.ask(`/v1/tickets/${id}/evaluate`, { as: account(id), body: SATISFIED });
    expect(said.status).toBe(200);
  });

  test('what was erased is behind neither, and its code is neither shown nor made anew (个人信息保护法 art. 47)', async () => {
    const id = await closed(instant(now() - DAY));
    const { code } = (await askCode(id, { reason: REASON }, { key: 'before-erasure' })).body;
    const { token } = await enter(id, code);
    const link = await linkOf(id);
    const reason = '本人书面申请';
    const { status } = await hotline.ask(`/v1/tickets/${id}/erase`, {
      as: SUPERVISOR,
      body: { of: 'ticket', ground: 'consent-withdrawn', reason },
    });
    expect(status).toBe(200);
    expect((await enter(id, code)).status).toBe(403);
    expect([await reading(id, token), await reading(id, link)]).toEqual([401, 401]);
    for (const anew of [false, true])
      expect((await askCode(id, { reason: REASON, anew })).body).toMatchObject({
        status: 409,
        type: expect.stringMatching(/no-code$/) as string,
      });
    // What was kept of the request, and why it was made, is gone: the same is another.
    expect((await askCode(id, { reason: REASON }, { key: 'before-erasure' })).status).toBe(422);
    expect((await accesses(id)).map((it) => [it.what, it.reason])).toEqual([['code', undefined]]);
  });

  test('what is in the archive is behind neither', async () => {
    const id = await closed(instant(now() - DAY));
    const { code } = (await askCode(id, { reason: REASON })).body;
    const { token } = await enter(id, code);
    expect(await store.archive.put(id, now())).toBe(true);
    expect([(await enter(id, code)).status, await reading(id, token)]).toEqual([403, 401]);
    expect((await askCode(id, { reason: REASON })).status).toBe(409);
    // Why it was shown is read there too.
    expect((await accesses(id)).map(({ reason }) => reason)).toEqual([REASON]);
  });
});

describe('HZ-10: nobody evaluates in the caller’s name without a trace', () => {
  test('no staff role gets a link: not by asking, and not in the messages to the caller', async () => {
    const id = await closed(instant(now() - DAY));
    for (const as of [OPERATOR, SUPERVISOR, AUDITOR, ADMIN]) {
      const asked = await hotline.ask(`/v1/tickets/${id}/link`, { as, method: 'POST' });
      // What is called so ties a ticket to another one.
      expect([as.role, asked.status]).toEqual([as.role, as === OPERATOR ? 422 : 403]);
      expect(JSON.stringify(asked.body)).not.toContain('/evaluate');
      expect(await messages(id, { as })).toContain(MARKS.link);
      const evaluated = await hotline.ask(`/v1/tickets/${id}/evaluate`, { as, body: SATISFIED });
      expect([as.role, evaluated.status]).toEqual([as.role, 403]);
    }
    expect(await linkOf(id)).not.toBe('');
  });

  test.each(['link', 'code', 'account'] as const)(
    'an evaluation that came by %s says so, in the ticket, in lists and by itself',
    async (way) => {
      const id = await closed(instant(now() - DAY));
      const callers: Record<typeof way, () => Promise<object>> = {
        link: async () => by(await linkOf(id)),
        code: async () => by((await enter(id, (await askCode(id, { reason: REASON })).body.code)).token),
        account: async () => ({ as: account(id) }),
      };
      const said = await hotline.ask(`/v1/tickets/${id}/evaluate`, {
        ...(await callers[way]()),
        body: SATISFIED,
      });
      expect(said.status).toBe(200);
      const evaluations = [{ ...SATISFIED, by: way }];
      expect((await hotline.ticket(id)).evaluations).toEqual(evaluations);
      const { body } = await hotline.ask<{ items: TicketAnswer[] }>(`/v1/tickets?q=${id}`);
      expect(body.items[0]?.evaluations).toEqual(evaluations);
      const path = `/v1/tickets/${id}/evaluation`;
      const shown = await hotline.ask<EvaluationAnswer>(path);
      expect(shown.body.stages[1]).toMatchObject({ satisfaction: 'satisfied', by: way });
    },
  );
});
