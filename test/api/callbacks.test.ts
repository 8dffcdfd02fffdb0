import { ticketId } from '../../domain/ids';
import type { Command } from '../../domain/procedures/command';
import type { Law } from '../../domain/law/rules';
import { HOUR, type Instant, instant, MINUTE } from '../../domain/time/instant';
import type { Engine } from '../../engine/commands';
import { openStore } from '../../storage/store';
import { undeclared } from '../given/declared';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';
import { asUnit, at, command, dispatchTo, PARKS, Story } from '../given/story';

let db: TestDatabase;
let services: Service[];
let given: Command[];
const noon = at('2026-09-29 12:00');
const later = (minutes: number): Instant => instant(noon + minutes * MINUTE);

beforeAll(async () => {
  db = await startDatabase();
  // Two APIs, each with a connection of its own.
  const stores = [db.store, openStore(await db.another(), db.keys)];
  services = await Promise.all(
    stores.map((store) => {
      const parts = partsOnTheirOwn();
      const engine = {
        async send(id: string, sent: Command) {
          given.push(sent);
          return { kind: 'applied', seq: (await store.tickets.find(id))?.seq ?? 0 };
        },
        close: () => parts.engine.close(),
      } as unknown as Engine;
      const database = { ...parts.database, store: async () => store };
      return serve({ ...parts, engine, database });
    }),
  );
});
afterAll(async () => {
  await Promise.all(services.map((it) => it.stop()));
  await db.stop();
});
beforeEach(async () => {
  given = [];
  for (const room of ['tickets', 'holds']) await db.connection.collection(room).deleteMany({});
});

const operator = (name: string) => token({ role: 'operator', sub: name });
let api = 0;
/** Asks now this API and now that one, and holds the answer against what its address declares. */
async function ask(as: string, path: string, body?: object, key?: string) {
  const service = services[api++ % services.length]!;
  const answered = await service.ask(path, { token: await operator(as), ...(body ? { body } : {}), key });
  const wrong = undeclared(body ? 'POST' : 'GET', path, answered);
  expect([path, wrong]).toEqual([path, undefined]);
  return answered;
}
const next = (as: string, body: object = {}, key?: string) => ask(as, '/v1/callbacks/next', body, key);

let numbers = 0;
/** A ticket that waits for its call-back, whose closure was approved so many minutes after noon. */
async function waiting(approved: number, law: Law = LAW): Promise<{ id: string; story: Story }> {
  const id = ticketId(`HY-2CZ7-0000-${String(++numbers).padStart(4, '0')}`);
  const matter = aMatter({ id });
  await db.store.tickets.add(intake(matter));
  const story = new Story(law, matter)
    .do(noon, dispatchTo(PARKS))
    .do(noon, command('submit', { outcome: 'resolved' }, asUnit(PARKS)))
    .do(later(approved), command('review', { approve: true }, { actor: { role: 'supervisor' } }));
  await db.store.recordTurn(turnOf(story), []);
  return { id, story };
}
const DAYS = 24 * 60;

describe('WF-25: call-backs as a queue', () => {
  test('gives the ticket that is due first, and to the next operator the next; then nothing', async () => {
    const [last, first] = [(await waiting(2 * DAYS)).id, (await waiting(5)).id];
    const one = await next('op-a');
    expect(one).toMatchObject({
      status: 200,
      body: { ticket: { id: first, state: 'callback', caller: { phone: '13800138000' } } },
    });
    const minutes = (Date.parse(one.body.heldUntil) - Date.now()) / MINUTE;
    expect(minutes).toBeGreaterThan(9);
    expect(minutes).toBeLessThanOrEqual(10);
    expect((await next('op-b')).body.ticket.id).toBe(last);
    expect((await next('op-c')).body).toEqual({});
    // Who has one in hand gets that once more, not another.
    expect((await next('op-a')).body.ticket.id).toBe(first);
  });

  test('lists who has which in hand, and from when on a call would count', async () => {
    const spaced: Law = {
      ...LAW,
      rules: { ...LAW.rules, callback: { ...LAW.rules.callback!, spacing: { hours: 4 } } },
    };
    const [free, { id, story }] = [(await waiting(5)).id, await waiting(6, spaced)];
    const called = instant(Date.now() - HOUR);
    const before = story.ledger.length;
    story.do(called, command('callback', { reached: false }));
    await db.store.recordTurn(turnOf(story, before), []);
    await next('op-a');
    const { items } = (await ask('op-a', '/v1/callbacks')).body;
    expect(items.map((it: { ticket: { id: string } }) => it.ticket.id)).toEqual([free, id]);
    expect(items[0].held).toMatchObject({ mine: true, by: 'op-a' });
    expect(Date.parse(items[1].callFrom)).toBe(called + 4 * HOUR);
    expect((await ask('op-b', '/v1/callbacks')).body.items[0].held).toMatchObject({
      mine: false,
      by: 'op-a',
    });
    // It waits until a call would count.
    expect((await next('op-b')).body).toEqual({});
    const second = (await ask('op-a', '/v1/callbacks?limit=1')).body;
    const rest = (await ask('op-a', `/v1/callbacks?limit=1&cursor=${second.nextCursor}`)).body;
    expect([second, rest].map((it) => it.items[0].ticket.id)).toEqual([free, id]);
    expect(rest.nextCursor).toBeNull();
  });

  test('those without a time come first, and none is lost between pages', async () => {
    const { callback: _, ...clocks } = LAW.rules.clocks;
    const timeless: Law = { ...LAW, rules: { ...LAW.rules, clocks } };
    const [timed, a, b] = [await waiting(5), await waiting(5, timeless), await waiting(6, timeless)];
    const seen: string[] = [];
    for (let cursor = ''; seen.length < 9;) {
      const { items, nextCursor } = (await ask('op-a', `/v1/callbacks?limit=1${cursor}`)).body;
      seen.push(...items.map((it: { ticket: { id: string } }) => it.ticket.id));
      if (nextCursor === null) break;
      cursor = `&cursor=${nextCursor}`;
    }
    expect(seen).toEqual([a.id, b.id, timed.id]);
  });

  test('of a dozen operators who ask at once each gets another ticket', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, (_, i) => waiting(i)));
    const got = await Promise.all(all.map((_, i) => next(`racer-${i}`)));
    const ids: string[] = got.map(({ body }) => body.ticket?.id);
    expect(ids.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
    // And of one ticket for many, one gets it.
    for (const [i, id] of ids.entries()) await ask(`racer-${i}`, `/v1/callbacks/${id}/release`, {});
    for (const { id } of all.slice(1)) await ask('keeper', `/v1/callbacks/${id}/hold`, {});
    const few = await Promise.all(Array.from({ length: 10 }, (_, i) => next(`late-${i}`)));
    expect(few.filter(({ body }) => body.ticket)).toHaveLength(1);
  });

  test('a certain one is held, refused to another with who and until when, let go, and taken', async () => {
    const { id } = await waiting(5);
    const held = await ask('op-a', `/v1/callbacks/${id}/hold`, {});
    expect(held).toMatchObject({ status: 200, body: { heldUntil: expect.any(String) } });
    const refused = await ask('op-b', `/v1/callbacks/${id}/hold`, {});
    expect(refused).toMatchObject({ status: 409, body: { reason: 'held-by-another', allowed: [] } });
    expect(refused.body.detail).toContain('op-a');
    expect(refused.body.detail).toContain(held.body.heldUntil);
    // Whoever does not have it can't let it go.
    await ask('op-b', `/v1/callbacks/${id}/release`, {});
    expect(await ask('op-b', `/v1/callbacks/${id}/hold`, {})).toMatchObject({ status: 409 });
    await ask('op-a', `/v1/callbacks/${id}/release`, {});
    expect(await ask('op-b', `/v1/callbacks/${id}/hold`, {})).toMatchObject({ status: 200 });
  });

  test('one that was let go can be passed over', async () => {
    const [first, second] = [(await waiting(5)).id, (await waiting(6)).id];
    expect((await next('op-a')).body.ticket.id).toBe(first);
    await ask('op-a', `/v1/callbacks/${first}/release`, {});
    expect((await next('op-a', { skip: [first] })).body.ticket.id).toBe(second);
    expect(await next('op-a', { skip: ['none'] })).toMatchObject({ status: 422 });
  });

  test('asked again with the same key the answer is the same, though another is free by now', async () => {
    const [first, second] = [(await waiting(5)).id, (await waiting(6)).id];
    const one = await next('op-a', {}, 'key-1');
    await ask('op-a', `/v1/callbacks/${first}/release`, {});
    await ask('op-b', `/v1/callbacks/${first}/hold`, {});
    const again = await next('op-a', {}, 'key-1');
    expect(again.body).toEqual(one.body);
    expect((await next('op-a', {}, 'key-2')).body.ticket.id).toBe(second);
    expect(await next('op-a', { skip: [first] }, 'key-1')).toMatchObject({ status: 422 });
  });

  test('what waits for no call can’t be held', async () => {
    const id = ticketId('HY-2CZ7-0000-9999');
    const matter = aMatter({ id });
    await db.store.tickets.add(intake(matter));
    await db.store.recordTurn(turnOf(new Story(LAW, matter)), []);
    expect(await ask('op-a', `/v1/callbacks/${id}/hold`, {})).toMatchObject({
      status: 409,
      body: { reason: 'not-in-this-state' },
    });
    expect(await ask('op-a', '/v1/callbacks/HY-2CZ7-0000-9998/hold', {})).toMatchObject({ status: 404 });
  });

  test('the command itself is refused to others while one has it in hand, and ends the hold', async () => {
    const { id } = await waiting(5);
    const answer = { reached: true, resolved: true, satisfaction: 'satisfied' };
    await ask('op-a', `/v1/callbacks/${id}/hold`, {});
    const refused = await ask('op-b', `/v1/tickets/${id}/callback`, answer);
    expect(refused).toMatchObject({ status: 409, body: { reason: 'held-by-another' } });
    expect(given).toEqual([]);
    expect(await ask('op-a', `/v1/tickets/${id}/callback`, answer)).toMatchObject({ status: 200 });
    expect(given.map(({ name }) => name)).toEqual(['callback']);
    expect((await db.store.holds.of([id], instant(Date.now()))).size).toBe(0);
    // Nobody has it in hand: whoever calls back may say so.
    expect(await ask('op-b', `/v1/tickets/${id}/callback`, answer)).toMatchObject({ status: 200 });
  });

  test('a hold that is over hinders nobody', async () => {
    const { id } = await waiting(5);
    const ten = 10 * MINUTE;
    const gone = instant(Date.now() - ten - 1);
    await db.store.holds.take(id, { role: 'operator', sub: 'op-a' }, gone, instant(gone + ten));
    expect((await ask('op-b', '/v1/callbacks')).body.items[0].held).toBeUndefined();
    expect(await ask('op-b', `/v1/tickets/${id}/callback`, { reached: false })).toMatchObject({
      status: 200,
    });
    expect((await next('op-b')).body.ticket.id).toBe(id);
  });
});
