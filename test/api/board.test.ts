import { randomBytes } from 'node:crypto';
import { keptFor } from '../../api/board/kept';
import type { Database } from '../../api/database';
import { sharedCounts } from '../../api/requests/counts';
import { ticketId } from '../../domain/ids';
import { HOUR, instant, MINUTE } from '../../domain/time/instant';
import { publishedCalendars } from '../../config/published-calendars';
import { dataKeys } from '../../keys/data-keys';
import { openStore, type Store } from '../../storage/store';
import type { BoardAnswer } from '../../api/board/answers';
import { CHENGGUAN, HUANBAO, SUPERVISOR, ticketIn } from '../given/cities';
import { aMatter, BODY } from '../given/matter';
import { config, partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';
import { NOT_FAKED } from '../given/only-the-date';

const NOW = at('2026-10-13 12:00');

let database: TestDatabase;
let store: Store;
let service: Service;
let open: Story[];

/** In Weifang: tickets of two units, some overdue; two that were ended, in this month and in the one before; and a simulation. */
beforeAll(async () => {
  jest.useFakeTimers({ now: NOW, doNotFake: NOT_FAKED });
  database = await startDatabase();
  store = openStore(database.connection, dataKeys(randomBytes(32)));
  await store.assessments.keep(config.assessments.values(), NOW);
  open = [
    dispatched('2026-09-28 10:00').until(NOW),
    dispatched('2026-10-12 10:00').until(NOW),
    dispatched('2026-10-12 11:00', HUANBAO).until(NOW),
  ];
  for (const story of open) await recorded(story);
  await recorded(ended(dispatched('2026-10-08 10:00'), '2026-10-09'));
  await recorded(ended(dispatched('2026-09-22 10:00'), '2026-09-23'));
  await recorded(dispatched('2026-10-12 10:00', CHENGGUAN, true));
  const [first] = open;
  const spot = { category: BODY.category, district: 'lixia', since: NOW, until: NOW, callers: 5 };
  const closed = ticketId('T-closed');
  await store.hotSpots.keep({ key: 'open', ...spot, tickets: [first!.ticket.id, closed] }, NOW);
  await store.hotSpots.keep({ key: 'over', ...spot, category: 'x/y', tickets: [closed] }, NOW);
  const own = {
    store: async () => store,
    hindrance: async () => undefined,
    close: async () => {},
  } satisfies Database;
  const parts = partsOnTheirOwn();
  await parts.database.close();
  service = await serve({
    ...parts,
    database: own,
    counts: sharedCounts(Buffer.alloc(32, 7), own),
    calendars: { newest: async () => ({ years: publishedCalendars(), local: new Map() }) } as never,
  });
}, 120_000);
afterAll(async () => {
  await service.stop();
  await database.stop();
  jest.useRealTimers();
});

function dispatched(when: string, unit = CHENGGUAN, simulated = false): Story {
  const from = at(when);
  const matter = { ...aMatter(), registeredAt: from, receivedAt: from };
  const story = ticketIn('weifang', simulated ? { ...matter, simulated: true } : matter);
  return story.do(instant(from + MINUTE), dispatchTo(unit));
}

const ended = (story: Story, day: string): Story =>
  story
    .do(
      at(`${day} 09:00`),
      command(
        'request-termination',
        { ground: 'uncooperative' },
        { ...asUnit(CHENGGUAN), parts: ['reason'] },
      ),
    )
    .do(
      at(`${day} 10:00`),
      command('decide', { request: 'termination', approve: true }, { ...SUPERVISOR, parts: ['reason'] }),
    );

async function recorded(story: Story): Promise<void> {
  const { matter, ticket } = story;
  const plain = intake(matter);
  await store.tickets.add({ ...plain, input: { ...plain.input, rules: ticket.law.rules } });
  await store.recordTurn(turnOf(story), []);
}

const LEADER = { role: 'leader' };

async function board(query = ''): Promise<BoardAnswer> {
  const { status, body } = await service.ask(`/v1/board${query}`, { token: await token(LEADER) });
  expect(status).toBe(200);
  return body as BoardAnswer;
}

test('the hall sees what is open, due and overdue, by unit, and no simulation (JE-16)', async () => {
  const { load, ...figures } = await board();
  expect(figures).toMatchObject({
    at: '2026-10-13T12:00:00+08:00',
    today: '2026-10-13',
    open: 3,
    overdue: 1,
    level2: open.filter(({ ticket }) => ticket.level === 2).length,
  });
  expect(load).toEqual([
    { unit: CHENGGUAN.id, name: config.units.byId(CHENGGUAN.id)?.name, open: 2, overdue: 1 },
    { unit: HUANBAO.id, name: config.units.byId(HUANBAO.id)?.name, open: 1, overdue: 0 },
  ]);
});

test('a hot spot is shown while one of its tickets is open', async () => {
  const { hotSpots } = await board();
  expect(hotSpots).toEqual([
    expect.objectContaining({ id: 'open', category: BODY.category, callers: 5, tickets: 2, open: 1 }),
  ]);
});

test('BJ-13: the month’s rates stand against those of the month before, as the reports have them', async () => {
  const { months } = await board();
  expect(months.complete).toBe(true);
  const [its] = months.items;
  expect(its).toMatchObject({ rulebook: 'weifang', month: '2026-10', lastMonth: '2026-09' });
  for (const month of ['2026-10', '2026-09'] as const) {
    const { body } = await service.ask(`/v1/reports/${month}?rulebook=weifang`, {
      token: await token(LEADER),
    });
    for (const { id, value, lastMonth } of its!.indicators)
      expect([id, month === '2026-10' ? value : lastMonth]).toEqual([id, body.total[id].value]);
  }
  expect(its!.indicators.at(-1)?.id).toBe('overall');
  expect(its!.indicators.some(({ value }) => value !== null)).toBe(true);
  expect(its!.indicators.some(({ lastMonth }) => lastMonth !== null)).toBe(true);
});

test('what comes if nobody acts, by day, comes to what the forecast says', async () => {
  const { ahead } = await board();
  expect(ahead.complete).toBe(true);
  expect(ahead.days.map(({ day }) => day)).toEqual(Array.from({ length: 7 }, (_, n) => `2026-10-${13 + n}`));
  const { body } = await service.ask('/v1/forecast?hours=156&limit=1000', { token: await token(LEADER) });
  const told = (body.items as { at: string; does: string; ticket: string }[]).filter(
    ({ does }) => does !== 'refer' && does !== 'propose',
  );
  expect(told.length).toBeGreaterThan(0);
  for (const { day, count, remind, urge, supervise, correct, escalate } of ahead.days) {
    const its = told.filter((it) => it.at.startsWith(day));
    expect([day, count]).toEqual([day, its.length]);
    expect([remind, urge, supervise, correct, escalate]).toEqual(
      ['remind', 'urge', 'supervise', 'correct', 'escalate'].map(
        (word) => its.filter(({ does }) => does === word).length,
      ),
    );
  }
});

test('of a district it is the same, of that district', async () => {
  const own = await board('?district=lixia');
  expect(own).toMatchObject({ district: 'lixia', open: 3, overdue: 1 });
  expect(own.months.items[0]?.indicators.some(({ value }) => value !== null)).toBe(true);
  const other = await board('?district=tianqiao');
  expect(other).toMatchObject({ district: 'tianqiao', open: 0, overdue: 0, load: [], hotSpots: [] });
  expect(other.months.items).toEqual([]);
  expect(other.ahead.days.every(({ count }) => count === 0)).toBe(true);
});

test('the forecast of a district tells what its board counts, of no other district and of no simulation (JE-16)', async () => {
  const foretold = async (query: string): Promise<{ at: string; does: string; ticket: string }[]> =>
    (await service.ask(`/v1/forecast?hours=156&limit=1000${query}`, { token: await token(LEADER) })).body
      .items;
  const { ahead } = await board('?district=lixia');
  const its = await foretold('&district=lixia');
  expect(its.length).toBeGreaterThan(0);
  for (const { day, count } of ahead.days)
    expect([day, its.filter(({ at: when }) => when.startsWith(day)).length]).toEqual([day, count]);
  const all = await foretold('');
  const real = new Set<string>(open.map(({ ticket }) => ticket.id));
  expect(all.some(({ ticket }) => !real.has(ticket))).toBe(true);
  expect(its).toEqual(all.filter(({ ticket }) => real.has(ticket)));
  expect(await foretold('&district=tianqiao')).toEqual([]);
});

test('each number opens its tickets, as JSON and as a table', async () => {
  const ask = async (query: string, headers: Record<string, string> = {}) =>
    service.ask(`/v1/board/tickets${query}`, { token: await token(LEADER), headers });
  const { body } = await ask('?of=overdue');
  const [late] = open;
  expect(body).toEqual({
    items: [
      expect.objectContaining({
        id: late!.ticket.id,
        kind: 'complaint',
        category: BODY.category,
        district: 'lixia',
        unit: CHENGGUAN.id,
        state: 'handling',
        level: late!.ticket.level,
        overdue: true,
        due: expect.stringMatching(/\+08:00$/),
      }),
    ],
    nextCursor: null,
  });
  expect((await ask(`?of=open&unit=${HUANBAO.id}`)).body.items).toHaveLength(1);
  expect((await ask(`?of=overdue&unit=${HUANBAO.id}`)).body.items).toEqual([]);
  const pages: string[] = [];
  for (let query: string | undefined = '?of=open&limit=2'; query !== undefined;) {
    const table = await ask(query, { accept: 'text/csv' });
    expect(table.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(table.headers.get('content-disposition')).toContain('board-open-2026-10-13.csv');
    pages.push(String(table.body));
    query = /<\/v1\/board\/tickets(\?[^>]+)>; rel="next"/.exec(table.headers.get('link') ?? '')?.[1];
  }
  expect(pages).toHaveLength(2);
  for (const { ticket } of open) expect(pages.join('')).toContain(ticket.id);
  expect(pages[0]).toContain('工单编号,诉求类型,类别,区县,主办单位,状态,级别,最近到期,逾期');
  expect(pages.join('')).toContain(',投诉,市容环境/占道经营,历下区人民政府,');
  for (const word of [BODY.title, BODY.content, BODY.caller.phone, BODY.caller.name])
    expect(JSON.stringify([body, pages])).not.toContain(word);
});

test('it is for operators, supervisors, leaders and auditors, with all that it opens', async () => {
  for (const path of ['/v1/board', '/v1/board/tickets?of=open', '/v1/forecast', '/v1/hot-spots']) {
    for (const role of ['operator', 'supervisor', 'leader', 'auditor'])
      expect((await service.ask(path, { token: await token({ role }) })).status).toBe(200);
    for (const claims of [
      ...(path === '/v1/forecast' ? [] : [{ role: 'unit', unit: CHENGGUAN.id }]),
      { role: 'admin' },
      { role: 'gateway' },
    ])
      expect((await service.ask(path, { token: await token(claims) })).status).toBe(403);
  }
});

test.each([
  ['/v1/board?district=ghost', 'district', /id of a district/],
  ['/v1/board?unit=parks', 'unit', /unknown/],
  ['/v1/board/tickets', 'of', /open/],
  ['/v1/board/tickets?of=late', 'of', /open/],
  ['/v1/board/tickets?of=open&unit=ghost', 'unit', /id of a unit/],
  ['/v1/board/tickets?of=open&limit=10001', 'limit', /1 to 10000/],
  ['/v1/board/tickets?of=open&cursor=17', 'cursor', /nextCursor/],
])('%s is refused with its path', async (path, field, message) => {
  const { status, body } = await service.ask(path, { token: await token(LEADER) });
  expect(status).toBe(422);
  expect(body.errors).toContainEqual(
    expect.objectContaining({ path: field, message: expect.stringMatching(message) }),
  );
});

test('a list counts all that match where it is asked to, but not what is found by words', async () => {
  const ask = async (query: string) =>
    (await service.ask(`/v1/tickets${query}`, { token: await token({ role: 'operator' }) })).body;
  expect(await ask('?state=handling&limit=1&count=true')).toMatchObject({
    items: [expect.anything()],
    count: open.length + 1,
  });
  expect(await ask('?state=handling&limit=1')).not.toHaveProperty('count');
  // How many there are shows nothing of any: nobody has looked at a ticket.
  const lookCount = async () => (await database.connection.collection('accesses').find().toArray()).length;
  const looks = await lookCount();
  expect(await ask('?state=handling&limit=0&count=true')).toEqual({
    items: [],
    nextCursor: null,
    count: open.length + 1,
  });
  expect(await lookCount()).toBe(looks);
  expect(await ask(`?q=${encodeURIComponent('占道')}&count=true`)).not.toHaveProperty('count');
});

describe('what takes long to count', () => {
  const later = () => {
    let give!: (value: number) => void;
    let fail!: (error: unknown) => void;
    const made = new Promise<number>((resolve, reject) => ([give, fail] = [resolve, reject]));
    return { made, give, fail };
  };
  const none = () => Promise.reject(new Error('counted once more'));

  test('is counted once for all who ask at once, and not again while it is fresh', async () => {
    const of = keptFor<number>({ fresh: HOUR, most: 2 }, () => {});
    const first = later();
    const both = [of('a', () => first.made), of('a', none)];
    first.give(1);
    expect(await Promise.all(both)).toEqual([1, 1]);
    expect(await of('a', none, 0)).toBe(1);
  });

  test('is given as it was while it is counted anew', async () => {
    const of = keptFor<number>({ fresh: 0, most: 2 }, () => {});
    await of('a', async () => 1);
    const anew = later();
    expect(await of('a', () => anew.made)).toBe(1);
    anew.give(2);
    await anew.made;
    expect(await of('a', none)).toBe(2);
  });

  test('is not waited for longer than somebody has patience, and is there for who comes after', async () => {
    const of = keptFor<number>({ fresh: HOUR, most: 2 }, () => {});
    const slow = later();
    expect(await of('a', () => slow.made, 1)).toBeUndefined();
    slow.give(1);
    expect(await of('a', none)).toBe(1);
  });

  test('and can’t be counted is told of, and tried again', async () => {
    const failed = jest.fn();
    const of = keptFor<number>({ fresh: HOUR, most: 2 }, failed);
    expect(await of('a', none)).toBeUndefined();
    expect(failed).toHaveBeenCalledTimes(1);
    expect(await of('a', async () => 1)).toBe(1);
  });
});
