import { Readable } from 'node:stream';
import {
  type Importer,
  importPast,
  type Imported,
  type Misfit,
  type Source,
} from '../../activities/importing/importing';
import { momentIn } from '../../activities/importing/past-row';
import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import type { TicketInput } from '../../domain/ticket/input';
import { openTicket, packed, unpacked } from '../../domain/ticket/input';
import { due } from '../../domain/ticket/due';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { at } from '../given/story';

const NOW = at('2026-11-20 10:00');
let db: TestDatabase;
let importer: Importer;
const started: TicketInput[] = [];
beforeAll(async () => {
  db = await startDatabase();
  importer = {
    config: loadConfig(),
    calendars: await db.store.changes.newestCalendars(publishedCalendars()),
    store: db.store,
    start: async (input) => void started.push(input),
  };
}, 60_000);
afterAll(() => db.stop());

async function take(
  text: string,
  from: Partial<Source> = {},
): Promise<Imported & { readonly misfits: readonly Misfit[] }> {
  const misfits: Misfit[] = [];
  const source = { format: 'csv', source: '旧热线', open: false, by: 'admin-1', now: NOW, ...from } as const;
  // In pieces, as a file comes.
  const bytes = Readable.from(
    (
      Buffer.from(text)
        .toString('latin1')
        .match(/[\s\S]{1,97}/g) ?? []
    ).map((it) => Buffer.from(it, 'latin1')),
  );
  const counts = await importPast(importer, { ...source, bytes }, (it) => misfits.push(it));
  return { ...counts, misfits };
}

const HEAD =
  '工单编号,规则,诉求类型,类别,标题,内容,区县,受理时间,派单时间,主办单位,签收时间,申请办结时间,答复内容,办结时间,办理结果,满意度,诉求人,电话';
const row = (number: string, changes: Record<string, string> = {}): string => {
  const values: Record<string, string> = {
    工单编号: number,
    规则: 'weifang',
    诉求类型: '投诉',
    类别: '市容环境/占道经营',
    标题: `第${number}件`,
    内容: '"人行道上,烧烤摊\n占道"',
    区县: '历下区人民政府',
    受理时间: '2026-03-02 09:00',
    派单时间: '2026/3/2 9:10',
    主办单位: 'chengguan',
    签收时间: '2026-03-02 09:30:00',
    申请办结时间: '2026-03-04 15:00',
    答复内容: '已清理',
    办结时间: '2026-03-05T10:00:00+08:00',
    办理结果: '已解决',
    满意度: 'satisfied',
    诉求人: '张三',
    电话: '13800138000',
    ...changes,
  };
  return HEAD.split(',')
    .map((column) => values[column] ?? '')
    .join(',');
};

const all = async (name: string): Promise<unknown[]> =>
  db.connection.collection(name).find().sort({ _id: 1 }).toArray();
const dump = async (): Promise<string> =>
  JSON.stringify(await Promise.all(['tickets', 'ledger', 'commands', 'outbox', 'open-clocks'].map(all)));

test('a table with Chinese names: tickets with their own moments, found as any other, that tell nobody and start nothing', async () => {
  const taken = await take(
    `\uFEFF${HEAD}\n${row('A-1')}\n${row('A-2', { 申请办结时间: '2026-04-20 15:00', 办结时间: '2026-04-21 10:00' })}\n`,
  );
  expect(taken).toEqual({ rows: 2, taken: 2, open: 0, known: 0, refused: 0, misfits: [] });
  const { items } = await db.store.tickets.list(
    { search: { by: 'words', words: ['第A-1件'.toLowerCase()] } },
    undefined,
    9,
  );
  expect(items).toMatchObject([{ state: 'closed', outcome: 'resolved', closedAt: at('2026-03-05 10:00') }]);
  const { items: ofCaller } = await db.store.tickets.list(
    { search: { by: 'phone', phone: '+86 138 0013 8000' } },
    undefined,
    9,
  );
  expect(ofCaller).toHaveLength(2);
  const found = await db.store.tickets.find(items[0]?.id ?? '');
  expect(found).toMatchObject({
    imported: { source: '旧热线', externalId: 'A-1' },
    title: '第A-1件',
    content: '人行道上,烧烤摊\n占道',
    matter: { receivedAt: at('2026-03-02 09:00') },
  });
  expect((await db.store.tickets.contactOf(found?.id ?? ''))?.caller).toEqual({
    name: '张三',
    phone: '13800138000',
  });
  const lines = await db.store.ledger.linesOf(found?.id ?? '');
  expect(lines.find(({ event }) => event.type === 'submitted')).toMatchObject({
    texts: { result: '已清理' },
    event: { at: at('2026-03-04 15:00') },
  });
  expect(lines.at(-1)?.event).toMatchObject({ type: 'imported', at: NOW });
  expect(await db.store.ledger.proofOf(found?.id ?? '')).toMatchObject({
    missing: [],
    broken: [],
    altered: [],
  });
  expect([await all('outbox'), await all('open-clocks'), started]).toEqual([[], [], []]);
  // Neither name nor phone, nor what they wrote, stands anywhere in clear.
  for (const text of ['张三', '13800138000', '烧烤', '已清理']) expect(await dump()).not.toContain(text);
  expect(await db.store.tickets.unanswered(at('2026-11-21 10:00'), '', 9)).toEqual([]);
  expect(await db.store.tickets.neverStarted(at('2026-11-21 10:00'), '', 9)).toEqual([]);
});

test('the same file once more changes nothing, also at another time and by another person', async () => {
  const before = await dump();
  const again = await take(`${HEAD}\n${row('A-1')}\n${row('A-2', { 标题: '改过' })}\n`, {
    now: at('2026-11-21 10:00'),
    by: 'admin-2',
  });
  expect(again).toEqual({ rows: 2, taken: 0, open: 0, known: 2, refused: 0, misfits: [] });
  expect(await dump()).toBe(before);
  // Another system may use the same numbers.
  expect(await take(`${HEAD}\n${row('A-1')}\n`, { source: '区热线' })).toMatchObject({ taken: 1, known: 0 });
});

test('one that broke off between its parts is made whole by the next time', async () => {
  const broken = { ...importer, store: { ...db.store, recordTurn: () => Promise.reject(new Error('away')) } };
  const whole = importer;
  importer = broken;
  await expect(take(`${HEAD}\n${row('A-9')}\n`)).rejects.toThrow('away');
  importer = whole;
  expect(await take(`${HEAD}\n${row('A-9')}\n`)).toMatchObject({ taken: 1, known: 0 });
  expect(await take(`${HEAD}\n${row('A-9')}\n`)).toMatchObject({ taken: 0, known: 1 });
});

test('what does not fit is listed with its line and column, without its value, and the rest is taken', async () => {
  const text = [
    HEAD,
    row('B-1', { 诉求类型: '表扬' }),
    row('B-2', { 受理时间: '2026-02-30 09:00' }),
    row('B-3', { 主办单位: '没有的局', 电话: '110' }),
    row('B-4', { 办结时间: '2026-03-01 10:00' }),
    row('B-5', { 办理结果: '' }),
    row('B-6', { 满意度: '好' }),
    row('B-7', { 办结时间: '', 办理结果: '', 申请办结时间: '', 答复内容: '', 满意度: '' }),
    row('B-8', { 受理时间: '2026-12-01 09:00' }),
    row('B-9'),
  ].join('\n');
  const before = (await all('tickets')).length;
  const { misfits, ...counts } = await take(text);
  expect(counts).toEqual({ rows: 9, taken: 1, open: 0, known: 0, refused: 8 });
  expect((await all('tickets')).length).toBe(before + 1);
  const at_ = (line: number): string[] => misfits.filter((it) => it.line === line).map(({ path }) => path);
  // A content of two lines makes a row of two.
  expect([3, 5, 7, 9, 11, 13, 15, 17].map(at_)).toEqual([
    ['kind'],
    ['receivedAt'],
    ['lead', 'phone'],
    ['closedAt'],
    ['outcome'],
    ['satisfaction'],
    ['closedAt'],
    expect.arrayContaining(['receivedAt']),
  ]);
  expect(JSON.stringify(misfits)).not.toMatch(/表扬|没有的局|13800138000/);
});

test('a file whose first line is not one of names is refused whole', async () => {
  await expect(take(`编号,姓名\nA,B\n`)).rejects.toThrow(/Unknown columns: 编号, 姓名/);
});

test('a file that breaks off is told of, whatever its format, and a line without an end is held no longer than a row', async () => {
  const broken = () =>
    Readable.from(
      (async function* () {
        yield Buffer.from(`${HEAD}\n${row('E-1')}\n`);
        throw new Error('broke off');
      })(),
    );
  for (const format of ['csv', 'json-lines'] as const) {
    const from = { format, source: '断', open: false, by: 'admin-1', now: NOW, bytes: broken() };
    await expect(importPast(importer, from, () => {})).rejects.toThrow('broke off');
  }
  const { misfits } = await take('x'.repeat(300_000), { format: 'json-lines' });
  expect(misfits).toMatchObject([{ line: 1, message: expect.stringMatching(/at most 100000/) }]);
});

test('lines of JSON are the same; one that is none is listed', async () => {
  const ticket = {
    externalId: 'C-1',
    rulebook: 'beijing',
    kind: 'help',
    category: '供热/停暖',
    title: '停暖',
    content: '家里没有暖气',
    district: 'lixia',
    receivedAt: '2026-01-05T09:00:00+08:00',
    dispatchedAt: '2026-01-05T09:10:00+08:00',
    lead: '',
    assist: ['huanbao'],
    closedAt: '2026-01-07T09:00:00+08:00',
    outcome: 'resolved',
    phone: '13800138000',
    urgency: 'ordinary',
  };
  const units = importer.config.units.all;
  const lines = [
    JSON.stringify({ ...ticket, lead: units.find(({ level }) => level === 'department')?.name }),
    '{',
    '[1]',
    JSON.stringify({ ...ticket, externalId: 'C-2', colour: 'red' }),
  ];
  const { misfits, ...counts } = await take(lines.join('\n'), { format: 'json-lines' });
  expect(misfits.map(({ line, message }) => `${line} ${message}`)).toEqual([
    '2 expected an object of JSON',
    '3 expected an object of JSON',
    '4 unknown fields: colour',
  ]);
  expect(counts).toMatchObject({ rows: 4, taken: 1, refused: 3 });
});

test('one that is open is taken where that is asked for, and its workflow goes on from there: nothing of years ago fires', async () => {
  const open = row('D-1', { 办结时间: '', 办理结果: '', 申请办结时间: '', 答复内容: '', 满意度: '' });
  expect(await take(`${HEAD}\n${open}\n`, { open: true })).toMatchObject({ taken: 1, open: 1 });
  expect(started).toHaveLength(1);
  const sent = JSON.parse(JSON.stringify(packed(started[0] as TicketInput))) as ReturnType<typeof packed>;
  const { ticket, events } = openTicket(unpacked(sent));
  expect(events).toEqual([]);
  expect(ticket).toMatchObject({ state: 'handling', receivedAt: at('2026-03-02 09:00'), level: 0 });
  expect(due(ticket, NOW)).toEqual([]);
  const lived = await db.store.openClocks.lived(ticket.id);
  expect(lived?.clocks).toEqual(ticket.clocks);
  expect((await db.store.openClocks.boundRules(ticket.id))?.clocks.handling?.ladder.length).toBeGreaterThan(
    0,
  );
});

test('moments are read as tables write them, and only real ones', () => {
  expect(
    ['2025-03-01 09:30', '2025/3/1 9:30', '2025-03-01T09:30:00+08:00', '2025-03-01 09:30:00'].map(momentIn),
  ).toEqual(Array.from({ length: 4 }, () => at('2025-03-01 09:30')));
  for (const text of ['2025-02-30 09:30', '2025-03-01', 'gestern', ''])
    expect(momentIn(text)).toBeUndefined();
});
