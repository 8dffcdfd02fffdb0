import express from 'express';
import type { AddressInfo } from 'node:net';
import { answerProblems } from '../../api/http/problem';
import { routerOf } from '../../api/http/router';
import { knownEntries } from '../../api/knowledge/known-entries';
import { publicAddresses } from '../../api/public/addresses';
import type { MonthOf } from '../../api/public/figures';
import type { FigureTicket } from '../../domain/publishing/figures';
import { dayOf, instant, plusDays } from '../../domain/time/instant';
import { unitId } from '../../domain/ids';
import type { WrittenEntry } from '../../storage/knowledge/knowledge';
import type { Store } from '../../storage/store';
import { ask } from '../given/http';
import { partsOnTheirOwn } from '../given/servers/api-alone';
import { at } from '../given/story';

const now = instant(Date.now());
const entry = (id: string, change: Partial<WrittenEntry> = {}): WrittenEntry => ({
  id,
  version: 1,
  question: '夜市占道经营由谁管',
  answer: '由区综合执法部门<b>巡查</b>处理。',
  owner: unitId('chengguan'),
  source: '城市市容和环境卫生管理条例',
  reviewOn: plusDays(dayOf(now), 9),
  at: now,
  by: { sub: 'clerk-of-chengguan', role: 'unit', unit: 'chengguan' },
  proposedFrom: 'HY-0000-0000-0000',
  ...change,
});
let entries: WrittenEntry[] = [];
let reads = 0;
const store = {
  knowledge: {
    list: async ({ since }: { since?: number }) => {
      reads++;
      return { items: entries.filter((it) => since === undefined || it.at >= since) };
    },
  },
};
const tickets: FigureTicket[] = [
  ...Array.from(
    { length: 40 },
    () => ({ kind: 'complaint', district: 'lixia', closedAt: at('2026-09-15 12:00'), inTime: true }) as const,
  ),
  {
    kind: 'report',
    district: 'lixia',
    closedAt: at('2026-09-16 12:00'),
    outcome: 'resolved',
    resolved: true,
  },
];
let counted = 0;
const monthOf: MonthOf = async (_store, rulebook, month) => {
  if (rulebook !== 'weifang') return undefined;
  counted++;
  const from = instant(Date.parse(`${month}-01T00:00:00+08:00`));
  return {
    from,
    to: month.startsWith('2099') ? instant(from + 30 * 86_400_000) : at('2026-10-01 00:00'),
    satisfied: ['satisfied'],
    tickets: (async function* () {
      for (const it of tickets) yield { counted: it };
    })(),
  };
};

let url: string;
let stop: () => Promise<unknown>;
beforeAll(async () => {
  const own = partsOnTheirOwn();
  const parts = { ...own, database: { ...own.database, store: async () => store as unknown as Store } };
  const app = express();
  app.use(
    routerOf(publicAddresses(parts, knownEntries(), monthOf), async () => {}),
    answerProblems,
  );
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    return Promise.all([own.engine.close(), own.database.close()]);
  };
});
afterAll(() => stop());

const page = async (path: string) => {
  const { status, headers, body } = await ask<string>(url + path, { headers: { accept: 'text/html' } });
  return { status, headers, body };
};
const json = async (path: string) => ask<any>(url + path); // oxlint-disable-line typescript/no-explicit-any -- what a client gets is not typed

describe('what anybody may know', () => {
  test('WF-28, WF-17, JN-11: channels and procedure of each city, by its rulebook, each sentence with its source', async () => {
    const { body } = await json('/public');
    const jinan = body.items.find((it: { rulebook: string }) => it.rulebook === 'jinan');
    expect(jinan.channels).toEqual([
      { text: '可以通过电话、短信、市长信箱、微博、微信、手机应用提出诉求。', from: 'JN-11' },
      { text: '二十四小时受理，节假日不休。', from: 'JN-11' },
    ]);
    expect(jinan.steps.map(({ title }: { title: string }) => title)).toContain('办理时限');
    expect(body.items.map((it: { rulebook: string }) => it.rulebook)).not.toContain('demo');
    const { body: html } = await page('/public');
    expect(html).toContain('自派单到达主办单位起');
    expect(html).toContain('〔JN-11〕');
    expect(html).toMatch(/href="\/public\/figures\/20\d\d-\d\d"/);
  });

  test('WF-31: what answers best, without who wrote it or from which ticket; changed, over or a proposal it is found no more', async () => {
    entries = [
      entry('KB-1'),
      entry('KB-2', { question: '占道停车', proposed: true }),
      entry('KB-3', { question: '占道施工', validUntil: plusDays(dayOf(now), -1) }),
    ];
    const q = encodeURIComponent('占道 经营');
    const { body } = await json(`/public/knowledge?q=${q}`);
    expect(body.items).toEqual([
      {
        id: 'KB-1',
        question: '夜市占道经营由谁管',
        answer: '由区综合执法部门<b>巡查</b>处理。',
        owner: '市城市管理局',
        source: '城市市容和环境卫生管理条例',
        updatedOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      },
    ]);
    // Another process has changed it: it is seen at the next look.
    entries = [entry('KB-1', { version: 2, question: '路灯不亮', answer: '报修。' })];
    expect((await json(`/public/knowledge?q=${q}`)).body.items).toEqual([]);
    expect((await json(`/public/knowledge?q=${encodeURIComponent('路灯')}`)).body.items).toHaveLength(1);
    expect((await json('/public/knowledge')).body).toEqual({ items: [] });
    expect((await json(`/public/knowledge?q=${'长'.repeat(201)}`)).status).toBe(422);
    entries = [entry('KB-1', { version: 3 })];
    const { body: html } = await page(`/public/knowledge?q=${encodeURIComponent('"><script>占道')}`);
    expect(html).toContain('&#60;b&#62;巡查&#60;/b&#62;');
    expect(html).toContain('value="&#34;&#62;&#60;script&#62;占道"');
    for (const secret of ['clerk-of', 'HY-0000']) expect(html).not.toContain(secret);
    expect(reads).toBeGreaterThan(3);
  });

  test('BJ-15: figures of a month, without the single report; counted once, however often they are asked for', async () => {
    const { body } = await json('/public/figures/2026-09');
    expect(body).toMatchObject({ month: '2026-09', least: 5, items: [{ rulebook: 'weifang', closed: 41 }] });
    const [{ byKind, byDistrict, rates }] = body.items;
    expect(byKind.map(({ count }: { count: number | null }) => count)).toEqual([0, 0, null, null, 0]);
    expect(byDistrict).toContainEqual({ key: 'lixia', name: '历下区人民政府', count: 41 });
    expect(rates).toMatchObject([
      { id: 'in-time', percent: 100 },
      { id: 'resolved', percent: null },
    ]);
    const { body: html } = await page('/public/figures/2026-09');
    expect(html).toContain('<h1>2026年9月办理情况</h1>');
    expect(html).toContain('不公布');
    expect(counted).toBe(1);
  });

  test('an impossible month is refused with its path, one that is not over is not published', async () => {
    for (const month of ['2026-13', '2026-9', 'abc', '1999-01'])
      expect(await json(`/public/figures/${month}`)).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'month' }] },
      });
    expect((await json('/public/figures/2099-01')).status).toBe(404);
  });

  test.each(['/public', '/public/knowledge?q=%E5%8D%A0%E9%81%93', '/public/figures/2026-09'])(
    '%s is a page without script, that loads nothing but its style, says its language, and can be skipped through',
    async (path) => {
      const { status, headers, body } = await page(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/script-src|unsafe/);
      expect(headers.get('vary')).toBe('Accept');
      expect(body).not.toMatch(/<script|\sstyle=|\son\w+="/);
      expect(body).toMatch(/^<!doctype html>\n<html lang="zh-CN">/);
      for (const part of [
        '<a class="skip" href="#main">',
        '<main id="main">',
        '<nav aria-label=',
        'width=device-width',
      ])
        expect(body).toContain(part);
      expect(body.match(/<h1>/g)).toHaveLength(1);
    },
  );

  test('how often one address may ask is told, and limited, for what is looked up', async () => {
    const { headers } = await json('/public/knowledge?q=%E8%B7%AF');
    expect(headers.get('ratelimit-policy')).toContain('q=300; w=60');
  });
});
