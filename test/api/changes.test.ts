import { sharedCounts } from '../../api/requests/counts';
import { listenersOf } from '../../api/feed/listeners';
import { serviceLog } from '../../api/http/log';
import { serviceMetrics } from '../../api/operations/metrics';
import type { Database } from '../../api/database';
import { HOUR, instant, MINUTE } from '../../domain/time/instant';
import type { Store } from '../../storage/store';
import { clientMetrics } from '../../telemetry/client-metrics';
import { CHENGGUAN, HUANBAO, ticketIn } from '../given/cities';
import { type EventReader, readEvents } from '../given/event-reader';
import { ask, JWT_SECRET } from '../given/http';
import { aMatter, BODY } from '../given/matter';
import { partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';
import { waitFor } from '../given/wait-for';

let database: TestDatabase;
let store: Store;
let service: Service;
let listeners: ReturnType<typeof listenersOf>;
let clock: number;
/** How often somebody looked for what came, and how often the feed was asked for it. */
let looked: number;
let asked: number;

const EVERY = 20;

beforeAll(async () => {
  database = await startDatabase();
  const { feed } = database.store;
  store = {
    ...database.store,
    feed: {
      ...feed,
      gather: async () => {
        looked++;
        return feed.gather();
      },
      after: async (...args) => {
        asked++;
        return feed.after(...args);
      },
    },
  };
});
afterAll(() => database.stop());

beforeEach(async () => {
  [looked, asked] = [0, 0];
  clock = Date.now();
  const parts = partsOnTheirOwn();
  const own = {
    store: async () => store,
    hindrance: async () => undefined,
    close: async () => {},
  } satisfies Database;
  const log = serviceLog('silent');
  listeners = listenersOf(own, log, { every: EVERY, quiet: MINUTE, now: () => clock });
  const metrics = serviceMetrics(
    async () => ({}),
    async () => undefined,
    clientMetrics(),
    async () => ({}),
    async () => 0,
    listeners.count,
  );
  const counts = sharedCounts(Buffer.alloc(32, 7), own);
  service = await serve({ ...parts, database: own, listeners, metrics, counts });
  await parts.database.close();
});
afterEach(async () => {
  listeners.close();
  await service.stop();
});

const noon = at('2026-09-29 12:00');
const later = (minutes: number) => instant(noon + minutes * MINUTE);

async function written(story: Story, before = 0): Promise<Story> {
  if (before === 0) {
    const plain = intake(story.matter);
    await store.tickets.add({ ...plain, input: { ...plain.input, rules: story.ticket.law.rules } });
  }
  await store.recordTurn(turnOf(story, before), []);
  return story;
}

const dispatched = (unit = CHENGGUAN): Promise<Story> =>
  written(ticketIn('weifang', aMatter()).do(later(1), dispatchTo(unit)));

const OPERATOR = { role: 'operator' };
const UNIT = { role: 'unit', unit: CHENGGUAN.id };

interface Page {
  readonly items: { readonly cursor: string; readonly ticket: string; readonly seq: number; type: string }[];
  readonly next: string;
}

async function read(query: string, claims: Record<string, unknown> = OPERATOR): Promise<Page> {
  const { status, body } = await service.ask(`/v1/changes${query}`, { token: await token(claims) });
  expect(status).toBe(200);
  return body as Page;
}

async function follow(
  claims: Record<string, unknown> = OPERATOR,
  headers: Record<string, string> = {},
  expires = '1h',
): Promise<EventReader> {
  const reader = await readEvents(
    `${service.url}/v1/changes`,
    await token(claims, JWT_SECRET, expires),
    headers,
  );
  if (reader.status === 200) await waitFor('it says where it begins', () => reader.lastId);
  return reader;
}

const typesOf = (story: Story, after = 0) => story.ledger.slice(after).map(({ type }) => type);
const told = ({ events }: EventReader, { ticket }: Story) =>
  events
    .map(({ data }) => data as Page['items'][number])
    .filter((it) => it.ticket === ticket.id)
    .map(({ type }) => type);

describe('page by page', () => {
  test('a reader that goes on by next meets every change once, and is told what its ticket is', async () => {
    const { next: start } = await read('?after=now');
    const story = await dispatched();
    const met: Page['items'] = [];
    for (let after = start; ;) {
      const { items, next } = await read(`?after=${after}&limit=2`);
      expect(items.length).toBeLessThanOrEqual(2);
      if (items.length === 0) {
        expect(next).toBe(after);
        break;
      }
      expect(next).toBe(items.at(-1)?.cursor);
      met.push(...items);
      after = next;
    }
    expect(met.map(({ type }) => type)).toEqual(typesOf(story));
    expect(met.map(({ seq }) => seq)).toEqual(story.ledger.map(({ seq }) => seq));
    expect(met[0]).toEqual({
      cursor: expect.any(String),
      at: expect.stringMatching(/\+08:00$/),
      ticket: story.ticket.id,
      seq: 1,
      type: 'registered',
      state: 'handling',
      level: 0,
    });
    expect((await read(`?after=${met[0]!.cursor}&limit=1`)).items).toEqual([met[1]]);
  });

  test('nothing of a person stands in it', async () => {
    await dispatched();
    const { body } = await service.ask('/v1/changes?limit=1000', { token: await token(OPERATOR) });
    for (const word of [BODY.caller.phone, BODY.caller.name, BODY.title, BODY.content])
      expect(JSON.stringify(body)).not.toContain(word);
  });

  test('a unit meets those of its own tickets alone, also behind many of others, and none that it lost', async () => {
    const { next: start } = await read('?after=now');
    const own = await dispatched();
    await dispatched(HUANBAO);
    const last = await dispatched();
    const { items, next } = await read(`?after=${start}&limit=1000`, UNIT);
    expect(new Set(items.map(({ ticket }) => ticket))).toEqual(new Set([own.ticket.id, last.ticket.id]));
    expect((await read(`?after=${next}`)).items).toEqual([]);
    const seq = own.ticket.seq;
    const { ticket } = own
      .do(
        later(2),
        command('request-return', { basis: 'not-ours' } as never, {
          ...asUnit(CHENGGUAN),
          parts: ['reason'],
        }),
      )
      .do(later(3), command('decide', { request: 'return', approve: true } as never, { parts: ['reason'] }));
    await written(own, seq);
    expect(ticket.assignments.map(({ unit }) => unit.id)).not.toContain(CHENGGUAN.id);
    const again = await read(`?after=${start}&limit=1000`, UNIT);
    expect(new Set(again.items.map((it) => it.ticket))).toEqual(new Set([last.ticket.id]));
  });

  test.each([
    ['?after=17', 'after', /a cursor that this feed has given, or now/],
    ['?limit=0', 'limit', /1 to 1000/],
    ['?limit=1001', 'limit', /1 to 1000/],
    ['?since=2026', 'since', /unknown/],
    [`?after=${Buffer.from('9999999:1.00000000').toString('base64url')}`, 'after', /set back/],
  ])('%s is refused with its path', async (query, path, message) => {
    const { status, body } = await service.ask(`/v1/changes${query}`, { token: await token(OPERATOR) });
    expect(status).toBe(422);
    expect(body.errors).toContainEqual(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });

  test('it is for operators, supervisors, auditors and units', async () => {
    for (const role of ['operator', 'supervisor', 'auditor']) await read('?after=now', { role });
    await read('?after=now', UNIT);
    for (const claims of [
      { role: 'leader' },
      { role: 'admin' },
      { role: 'gateway' },
      { role: 'caller', ticket: 'HY-0000-0000-0000' },
    ]) {
      const { status } = await service.ask('/v1/changes', { token: await token(claims) });
      expect(status).toBe(403);
    }
  });
});

describe('as server-sent events', () => {
  test('whoever listens is told of what comes, and who was cut off of what it missed', async () => {
    const before = await dispatched();
    const reader = await follow();
    expect(reader.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(reader.headers.get('cache-control')).toBe('no-store');
    const story = await dispatched();
    await waitFor('it is told', () => told(reader, story).length === story.ledger.length);
    expect(told(reader, story)).toEqual(typesOf(story));
    expect(reader.events.every(({ id, data }) => (data as Page['items'][number]).cursor === id)).toBe(true);
    expect(told(reader, before).length).toBeLessThanOrEqual(before.ledger.length);
    reader.stop();
    await waitFor('it is gone', () => listeners.count() === 0);
    const missed = await dispatched();
    const back = await follow(OPERATOR, { 'last-event-id': reader.lastId! });
    await waitFor('it is told', () => told(back, missed).length === missed.ledger.length);
    expect(told(back, missed)).toEqual(typesOf(missed));
    expect(told(back, story)).toEqual([]);
  });

  test('many who listen cost one question, and whoever joins while changes come misses none and meets none twice', async () => {
    const first = await follow();
    const { lastId = '' } = first;
    const stories: Story[] = [];
    const readers: EventReader[] = [first];
    for (let n = 0; n < 6; n++) {
      stories.push(await dispatched(n % 2 === 0 ? CHENGGUAN : HUANBAO));
      readers.push(await follow(n === 3 ? UNIT : OPERATOR, { 'last-event-id': lastId }));
    }
    const all = stories.flatMap((story) => typesOf(story)).length;
    await waitFor('all are told', () => readers.every(({ events }, i) => i === 4 || events.length === all));
    const cursors = readers.map(({ events }) => events.map(({ id }) => id));
    for (const [i, met] of cursors.entries()) if (i !== 4) expect(met).toEqual(cursors[0]);
    const ofUnit = readers[4]!;
    const own = stories.filter((_, n) => n % 2 === 0);
    await waitFor('the unit is told', () => ofUnit.events.length === own.flatMap((it) => typesOf(it)).length);
    expect(new Set(ofUnit.events.map(({ data }) => (data as Page['items'][number]).ticket))).toEqual(
      new Set(own.map(({ ticket }) => ticket.id)),
    );
    await waitFor('the unit knows where it is', () => ofUnit.lastId === first.lastId);
    expect(listeners.count()).toBe(7);
    // Each look is one question, however many listen.
    [looked, asked] = [0, 0];
    await waitFor('some looks were made', () => looked >= 5);
    expect(asked).toBeLessThanOrEqual(looked + 1);
    expect(await service.ask('/metrics').then(({ body }) => String(body))).toMatch(
      /huiyin_change_listeners 7/,
    );
  });

  test('who is told nothing is told that the connection is alive', async () => {
    const reader = await follow(UNIT);
    clock += MINUTE;
    await waitFor('a comment came', () => reader.comments > 0);
    expect(reader.events).toEqual([]);
  });

  test('it ends when the token does', async () => {
    const reader = await follow(OPERATOR, {}, '1h');
    clock += HOUR - 2 * MINUTE;
    await waitFor('a comment came', () => reader.comments > 0);
    expect(reader.ended).toBe(false);
    clock += 3 * MINUTE;
    await waitFor('it has ended', () => reader.ended);
    await waitFor('it is counted no more', () => listeners.count() === 0);
  });

  test('it ends at once where the service stops, and nobody is taken any more', async () => {
    const reader = await follow();
    listeners.close();
    await waitFor('it has ended', () => reader.ended);
    expect(listeners.count()).toBe(0);
    expect((await follow()).status).toBe(503);
  });

  test('one account listens ten times at once at most', async () => {
    for (let n = 0; n < 10; n++) await follow();
    expect((await follow()).status).toBe(429);
    expect((await follow({ role: 'operator', sub: 'another' })).status).toBe(200);
  });

  test('a place that is not there is refused before anything is begun', async () => {
    for (const id of ['17', Buffer.from('9999999:1.00000000').toString('base64url')])
      expect((await follow(OPERATOR, { 'last-event-id': id })).status).toBe(422);
    expect(listeners.count()).toBe(0);
  });

  test('a question for the head alone begins nothing', async () => {
    const { status } = await ask(`${service.url}/v1/changes`, {
      method: 'HEAD',
      token: await token(OPERATOR),
      headers: { accept: 'text/event-stream' },
    });
    expect(status).toBe(200);
    expect(listeners.count()).toBe(0);
  });

  test('a database that is away ends nothing: what was missed is told when it is back', async () => {
    const reader = await follow();
    const away = jest.spyOn(store.feed, 'gather').mockRejectedValue(new Error('away'));
    const story = await dispatched();
    await waitFor('it was asked in vain', () => away.mock.calls.length > 2);
    expect(reader.events).toEqual([]);
    away.mockRestore();
    await waitFor('it is told', () => told(reader, story).length === story.ledger.length);
    expect(reader.ended).toBe(false);
  });
});

describe('what is told no longer', () => {
  /** The cursor before two changes, of which the first is forgotten. */
  async function tooOld(): Promise<{ old: string; story: Story }> {
    const { next: old } = await read('?after=now');
    await dispatched();
    await read('');
    const story = await dispatched();
    await read('');
    await store.feed.forget(instant(Date.now() + 365 * 24 * HOUR), 10_000);
    return { old, story };
  }

  test('a cursor that is too old is answered 410, and says from where to begin again', async () => {
    const { old, story } = await tooOld();
    const { status, body } = await service.ask(`/v1/changes?after=${old}`, { token: await token(OPERATOR) });
    expect([status, body.type]).toEqual([410, 'urn:huiyin:problem:gone']);
    expect(body.errors).toEqual([{ path: 'after', message: expect.stringContaining('after=now') }]);
    const { next } = await read('?after=now');
    const later_ = await dispatched();
    expect((await read(`?after=${next}`)).items.map(({ ticket }) => ticket)).toContain(later_.ticket.id);
    // Who names no place reads what is kept.
    expect((await read('')).items[0]?.ticket).toBe(story.ticket.id);
  });

  test('a stream is refused before it begins', async () => {
    const { old } = await tooOld();
    expect((await follow(OPERATOR, { 'Last-Event-ID': old })).status).toBe(410);
  });
});
