import { MARKS } from '../../activities/texts';
import { subjectReader } from '../../api/requests/subject';
import type { NotificationAnswer } from '../../api/tickets/answers';
import { ticketId } from '../../domain/ids';
import type { Registration } from '../../domain/ticket/register';
import { instant } from '../../domain/time/instant';
import type { NewMessage } from '../../storage/outbox/outbox';
import { JWT_SECRET } from '../given/http';
import { Hotline, LEAD, OPERATOR, SUPERVISOR, unit } from '../given/hotline';
import { aMatter } from '../given/matter';
import { config, partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, messageOf, PHONE, turnOf } from '../given/stored-story';
import { at, command, dispatchTo, Story } from '../given/story';
import { LAW } from '../given/law';
import { waitFor } from '../given/wait-for';

const GATEWAY = { role: 'gateway', sub: 'sms-1' } as const;
const QUEUE = '/v1/callers/messages';
const noon = at('2026-09-29 12:00');
const { callers } = partsOnTheirOwn();

interface Letters {
  readonly items: readonly Record<'id' | 'ticket' | 'phone' | 'template' | 'text' | 'at', string>[];
  readonly nextCursor: string | null;
}

/** A ticket of a number that there can be. */
const numbered = (change: Partial<Registration> = {}): Registration =>
  aMatter({ id: ticketId(`HY-0000-0000-${String(++count).padStart(4, '0')}`), ...change });

let count = 0;
let db: TestDatabase;
let service: Service;
let hotline: Hotline;
beforeAll(async () => {
  db = await startDatabase();
  const parts = partsOnTheirOwn();
  const readSubject = subjectReader({ secret: JWT_SECRET, development: true }, parts.callers);
  const database = { ...parts.database, store: async () => db.store };
  service = await serve({ ...parts, readSubject, database });
  hotline = new Hotline(service.url, JWT_SECRET);
});
afterAll(async () => {
  await service.stop();
  await db.stop();
});
beforeEach(async () => {
  for (const name of ['outbox', 'accesses']) await db.connection.collection(name).deleteMany({});
});

/** A ticket that a unit handles, with messages; their ids. */
async function told(
  messages: readonly Partial<NewMessage>[],
  change: Partial<Registration> = {},
): Promise<{ id: string; ids: string[] }> {
  const matter = numbered(change);
  await db.store.tickets.add(intake(matter));
  const lead = config.units.byId(LEAD)!;
  const written = messages.map((it, i) =>
    messageOf(matter.id, instant(noon + i), { id: `${matter.id}:${i + 1}:${it.to}`, ...it }),
  );
  await db.store.recordTurn(turnOf(new Story(LAW, matter).do(noon, dispatchTo(lead))), written);
  return { id: matter.id, ids: written.map(({ id }) => id) };
}
const REGISTERED: Partial<NewMessage> = {
  to: 'caller',
  channel: 'queue',
  template: 'registered',
  text: `可凭工单编号和查询码${MARKS.code}查询`,
};
const CLOSED: Partial<NewMessage> = { ...REGISTERED, template: 'closed', text: `请评价：${MARKS.link}` };

const queue = async (query = ''): Promise<Letters> => {
  const { status, body } = await hotline.ask<Letters>(QUEUE + query, { as: GATEWAY });
  expect(status).toBe(200);
  return body;
};
const receipt = (id: string, body: unknown, more: { key?: string } = {}) =>
  hotline.ask<Record<string, unknown>>(`${QUEUE}/${id}/receipt`, { as: GATEWAY, body, ...more });
const statuses = async (id: string) =>
  Object.fromEntries((await db.store.outbox.of(id)).map((it) => [it.to, it.status]));

describe('the queue that a gateway drains', () => {
  test('gives phone, code and link, which stand nowhere, oldest first, and again as long as there is no receipt', async () => {
    const { id, ids } = await told([REGISTERED, CLOSED]);
    const first = await queue();
    expect(first).toEqual({
      items: [
        {
          id: ids[0],
          ticket: id,
          phone: PHONE,
          template: 'registered',
          text: `可凭工单编号和查询码${callers.codeOf({ id, codeGeneration: 0 })}查询`,
          at: '2026-09-29T12:00:00+08:00',
        },
        expect.objectContaining({
          id: ids[1],
          text: `请评价：${(await callers.link({ id, codeGeneration: 0 }, instant(noon + 1))).what}`,
        }),
      ],
      nextCursor: null,
    });
    expect(await queue()).toEqual(first);
    const { body } = await receipt(ids[0] ?? '', { status: 'delivered' });
    expect(body).toEqual({ id: ids[0], status: 'delivered' });
    expect((await queue()).items.map((it) => it.id)).toEqual([ids[1]]);
    await receipt(ids[1] ?? '', { status: 'failed', reason: 'UNDELIV' });
    expect((await queue()).items).toEqual([]);
    const seen = await hotline.ask<{ items: NotificationAnswer[] }>(`/v1/tickets/${id}/notifications`);
    expect(seen.body.items.map(({ status, reason }) => [status, reason])).toEqual([
      ['delivered', undefined],
      ['failed', 'gateway: UNDELIV'],
    ]);
  });

  test('leaves out a ticket that was erased: its messages lie in the outbox, and the others’ come', async () => {
    const [erased, other] = [await told([REGISTERED, CLOSED]), await told([REGISTERED])];
    const { personalData } = db.store;
    await personalData.order(
      { id: erased.id, state: 'closed', runs: false },
      { ground: 'unlawful', at: noon },
    );
    await personalData.erase(erased.id, noon);
    expect((await queue()).items.map((it) => it.id)).toEqual(other.ids);
    const left = await db.store.outbox.of(erased.id);
    expect(left.map(({ status, channel }) => [status, channel])).toEqual([
      ['waiting', 'outbox'],
      ['waiting', 'outbox'],
    ]);
  });

  test('comes in pages', async () => {
    const { ids } = await told([REGISTERED, CLOSED]);
    const { items, nextCursor } = await queue('?limit=1');
    const rest = await queue(`?limit=1&cursor=${nextCursor}`);
    expect([items[0]?.id, rest.items[0]?.id, rest.nextCursor]).toEqual([...ids, null]);
  });

  test('each phone number that it gives is noted before', async () => {
    const { id } = await told([REGISTERED, CLOSED]);
    await queue();
    const { items } = await db.store.accesses.list({ ticket: id }, undefined, 9);
    expect(items).toEqual([expect.objectContaining({ ...GATEWAY, what: 'caller', callerShown: true })]);
  });

  test('is for gateways, and a gateway for nothing else', async () => {
    const { id, ids } = await told([REGISTERED]);
    for (const as of [OPERATOR, SUPERVISOR, unit(LEAD), { role: 'caller', sub: 'c', ticket: id }] as const) {
      expect((await hotline.ask(QUEUE, { as })).status).toBe(403);
      const sent = { as, body: { status: 'delivered' } };
      expect((await hotline.ask(`${QUEUE}/${ids[0]}/receipt`, sent)).status).toBe(403);
    }
    for (const path of [`/v1/tickets/${id}`, `/v1/tickets/${id}/notifications`, '/v1/tickets', '/v1/units'])
      expect([path, (await hotline.ask(path, { as: GATEWAY })).status]).toEqual([path, 403]);
  });

  test('WF-11: has nothing of a report, nor of a confidential matter, also where that was put right later', async () => {
    for (const change of [{ kind: 'report' }, { confidential: true }] as const) {
      const { id, ids } = await told([REGISTERED], change);
      expect(await queue()).toEqual({ items: [], nextCursor: null });
      expect((await db.store.accesses.list({ ticket: id }, undefined, 9)).items).toEqual([]);
      // It lies ready for the caller.
      expect(await db.store.outbox.find(ids[0] ?? '')).toMatchObject({
        status: 'waiting',
        channel: 'outbox',
      });
    }
  });
});

describe('a receipt', () => {
  test.each([
    ['of nothing', {}],
    ['of a word that there is not', { status: 'read' }],
    ['of a failure without its reason', { status: 'failed' }],
    ['of a reason that is a text', { status: 'failed', reason: '用户关机' }],
    ['of a reason that names a number', { status: 'failed', reason: 'MK:13800138000' }],
    ['of a delivery with a reason', { status: 'delivered', reason: 'DELIVRD' }],
  ])('%s is refused', async (_what, body) => {
    const { id, ids } = await told([REGISTERED]);
    expect((await receipt(ids[0] ?? '', body)).status).toBe(422);
    expect(await statuses(id)).toEqual({ caller: 'waiting' });
  });

  test('of a message that is not there, or is a unit’s, is 404', async () => {
    const { id } = await told([{ to: LEAD }]);
    for (const message of ['none', `${id}:1:${LEAD}`, `${id}:9:caller`])
      expect((await receipt(message, { status: 'delivered' })).status).toBe(404);
  });

  test('comes again, and says the same; under its key it can’t say something else', async () => {
    const [message = ''] = (await told([REGISTERED])).ids;
    for (const key of ['r-1', 'r-1', 'r-2', undefined]) {
      const { status, body } = await receipt(message, { status: 'delivered' }, key ? { key } : {});
      expect([status, body]).toEqual([200, { id: message, status: 'delivered' }]);
    }
    expect((await receipt(message, { status: 'sent' }, { key: 'r-1' })).status).toBe(422);
    expect((await receipt(message, { status: 'sent' })).body).toEqual({ id: message, status: 'delivered' });
  });
});

describe('what waits in the outbox', () => {
  const TO_LEAD: Partial<NewMessage> = { to: LEAD, channel: 'outbox' };
  const TO_HOTLINE: Partial<NewMessage> = { to: 'hotline', channel: 'outbox' };
  const OF_CALLER: Partial<NewMessage> = { ...REGISTERED, channel: 'outbox' };
  const all = [TO_LEAD, TO_HOTLINE, OF_CALLER];
  const WAITING = { [LEAD]: 'waiting', hotline: 'waiting', caller: 'waiting' };
  const caller = (ticket: string) => ({ role: 'caller', sub: 'c', ticket }) as const;

  test.each([
    ['its unit', unit(LEAD), (id: string) => `/v1/tickets/${id}/notifications`, LEAD],
    ['its unit, by its list', unit(LEAD), () => `/v1/units/${LEAD}/notifications`, LEAD],
    ['an operator, the hotline’s list', OPERATOR, () => '/v1/units/hotline/notifications', 'hotline'],
  ])('is sent once it was fetched by %s, and by that alone', async (_who, as, path, whose) => {
    const { id } = await told(all);
    const read = async () => {
      const { body } = await hotline.ask<{ items: NotificationAnswer[] }>(path(id), { as });
      return body.items.map(({ to, status }) => [to, status]);
    };
    // Shown as new, once.
    expect(await read()).toEqual([[whose, 'waiting']]);
    await waitFor('it counts as sent', async () => (await statuses(id))[whose] === 'sent');
    expect(await statuses(id)).toEqual({ ...WAITING, [whose]: 'sent' });
    expect(await read()).toEqual([[whose, 'sent']]);
  });

  test('is sent once the caller has read it', async () => {
    const { id } = await told(all);
    await hotline.ask(`/v1/tickets/${id}/notifications`, { as: caller(id) });
    await waitFor('it counts as sent', async () => (await statuses(id)).caller === 'sent');
    expect(await statuses(id)).toEqual({ ...WAITING, caller: 'sent' });
  });

  test('is not by others who look, nor by a question for its headers', async () => {
    const { id } = await told(all);
    for (const as of [OPERATOR, SUPERVISOR, { role: 'auditor', sub: 'a' } as const])
      await hotline.ask(`/v1/tickets/${id}/notifications`, { as });
    await hotline.ask(`/v1/units/${LEAD}/notifications`, { as: OPERATOR });
    const bearer = { authorization: `Bearer ${await token({ role: 'unit', unit: LEAD })}` };
    const looked = await fetch(`${service.url}/v1/units/${LEAD}/notifications`, {
      method: 'HEAD',
      headers: bearer,
    });
    expect(looked.status).toBe(200);
    expect(await statuses(id)).toEqual(WAITING);
  });

  test('a gateway’s queue is not drained by the caller who looks', async () => {
    const { id } = await told([REGISTERED]);
    await hotline.ask(`/v1/tickets/${id}/notifications`, { as: caller(id) });
    expect((await queue()).items).toHaveLength(1);
  });
});

test('what waits of a matter that was withdrawn is not told any more, but that it is closed', async () => {
  const matter = numbered();
  await db.store.tickets.add(intake(matter));
  const messages = [REGISTERED, CLOSED].map((it, i) =>
    messageOf(matter.id, noon, { ...it, id: `${matter.id}:${i + 1}:caller` }),
  );
  await db.store.recordTurn(turnOf(new Story(LAW, matter).do(noon, command('withdraw', {}))), messages);
  expect((await queue()).items.map(({ template }) => template)).toEqual(['closed']);
});
