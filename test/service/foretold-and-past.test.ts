import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../dev/cache';
import { DAY } from '../../domain/time/instant';
import { atTheTop, rungsIn } from '../given/climbed-ladder';
import { LEAD, OPERATOR, SUPERVISOR, unit } from '../given/hotline';
import { ladderInSeconds } from '../given/servers/config-folder';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

const ADMIN = { role: 'admin', sub: 'admin-1' } as const;
const LEADER = { role: 'leader', sub: 'leader-1' } as const;
const quick = ladderInSeconds('quick', { limit: 8, remindBefore: 4, second: 2, third: 4 });

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [quick] });
});
afterAll(() => service?.stop());

interface Forecast {
  readonly items: readonly {
    readonly at: string;
    readonly ticket: string;
    readonly does: string;
    readonly level?: number;
    readonly to: readonly string[];
    readonly why: string;
  }[];
  readonly load: readonly { readonly day: string; readonly unit: string; readonly count: number }[];
  readonly total: number;
}

test('what is foretold of a ticket that nobody works on is what then happens; each reader sees what is theirs', async () => {
  const { hotline } = service;
  const { id } = await hotline.dispatched();
  const read = async (query: string, as: Parameters<typeof hotline.ask>[1] = {}) =>
    (await hotline.ask<Forecast>(`/v1/forecast?hours=24${query}`, as)).body;
  const foretold = await read(`&ticket=${id}`);
  const [all, led, own, others] = [
    await read('', { as: SUPERVISOR }),
    await read('', { as: LEADER }),
    await read('', { as: unit(LEAD) }),
    await read('', { as: unit('huanbao') }),
  ];
  const { ledger, outbox } = await atTheTop(hotline, id);
  const happened = rungsIn(ledger).map(({ seq, type, data }) => ({
    at: Date.parse(String(data.planned)),
    does: { reminded: 'remind', supervised: 'supervise', escalated: 'escalate' }[type],
    to: outbox
      .filter((it) => it.id.startsWith(`${id}:${seq}:`))
      .map(({ to }) => to)
      .toSorted(),
  }));
  const said = ({ items }: Forecast) =>
    items
      .filter(({ ticket }) => ticket === id)
      .map(({ at, does, to }) => ({ at: Date.parse(at), does, to: to.toSorted() }));
  expect(said(foretold)).toEqual(happened);
  expect([said(all), said(led)]).toEqual([happened, happened]);
  expect(said(own)).toEqual(happened.filter(({ to }) => to.includes(LEAD)));
  expect(others).toMatchObject({ items: [], load: [], total: 0 });
  expect((await hotline.ask('/v1/forecast?ticket=HY-0000-0000-0000')).status).toBe(404);
  expect((await hotline.ask(`/v1/forecast?ticket=${id}`, { as: unit('huanbao') })).status).toBe(404);
  expect(await read(`&ticket=${id}`)).toMatchObject({ items: [], total: 0 });
}, 180_000);

test('past tickets are put in by address and by command, once; an open one goes on; and a rulebook is tried on them', async () => {
  const { hotline, dir, env } = service;
  const received = new Date(Date.now() - 40 * DAY).toISOString();
  const after = (days: number) => new Date(Date.parse(received) + days * DAY).toISOString();
  const past = (externalId: string, more: object) =>
    JSON.stringify({
      externalId,
      kind: '投诉',
      category: '市容环境/占道经营',
      title: `旧件${externalId}`,
      content: '占道',
      district: 'lixia',
      receivedAt: received,
      dispatchedAt: received,
      lead: LEAD,
      phone: '13800138000',
      ...more,
    });
  const lines = [
    past('P-1', { closedAt: after(2), outcome: 'resolved', reply: '已清理' }),
    past('P-2', { closedAt: after(30), outcome: '已解决' }),
    past('P-3', {}),
    past('P-4', { kind: '表扬', closedAt: after(1), outcome: 'resolved' }),
  ].join('\n');
  const send = (raw: string) =>
    hotline.ask<{ taken: number; open: number; misfits: { line: number; path: string }[] }>(
      '/v1/imports?source=%E6%97%A7%E7%83%AD%E7%BA%BF&rulebook=weifang&open=true',
      { as: ADMIN, raw, headers: { 'content-type': 'application/x-ndjson' }, seconds: 30 },
    );
  expect((await send(lines)).body).toMatchObject({
    rows: 4,
    taken: 3,
    open: 1,
    known: 0,
    refused: 1,
    misfits: [{ line: 4, path: 'kind' }],
  });
  const { body } = await hotline.ask<{ items: { id: string; state: string }[] }>(
    `/v1/tickets?q=${encodeURIComponent('旧件')}`,
  );
  expect(body.items.map(({ state }) => state).toSorted()).toEqual(['closed', 'closed', 'handling']);
  const open = body.items.find(({ state }) => state === 'handling')?.id ?? '';
  const shown = await hotline.ticket(open);
  expect(shown).toMatchObject({ externalId: 'P-3', source: '旧热线', level: 0, counts: { reminded: 0 } });
  expect((await hotline.outbox(open)).length).toBe(0);
  // Its workflow takes commands as any other.
  expect(await hotline.order(open, 'sign', {}, unit(LEAD))).toMatchObject({ state: 'handling' });
  // A closed one takes the caller's word, and no command.
  const closed = body.items.find(({ state }) => state === 'closed')?.id ?? '';
  expect((await hotline.command(closed, 'urge', { text: '急' }, { as: OPERATOR })).status).toBe(409);

  const file = join(dir, 'past.jsonl');
  await writeFile(file, lines);
  const run = async (script: string, ...args: string[]) =>
    promisify(execFile)('node', [join(projectRoot, 'dist', 'worker', 'past', `${script}.js`), ...args], {
      env,
    }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
    );
  const again = await run('import', file, '--source', '旧热线', '--rulebook', 'weifang', '--open');
  expect(again.code).toBe(1);
  expect(
    again.stdout
      .trim()
      .split('\n')
      .map((it) => JSON.parse(it) as object),
  ).toEqual([
    expect.objectContaining({ line: 4, path: 'kind' }),
    { rows: 4, taken: 0, open: 0, known: 3, refused: 1 },
  ]);

  const rulebook = (await hotline.ask<object>('/v1/rulebooks/weifang')).body;
  const day = (moment: number): string => new Date(moment).toISOString().slice(0, 10);
  const period = { from: day(Date.parse(received) - DAY), to: day(Date.now()) };
  const tried = await run(
    'backtest',
    join(projectRoot, 'config', 'rulebooks', 'weifang.yaml'),
    '--from',
    period.from,
    '--to',
    period.to,
  );
  expect(JSON.parse(tried.stdout)).toMatchObject({
    tickets: 3,
    imported: 3,
    was: { late: 2, supervised: 0 },
    would: { late: 2 },
  });
  expect(Object.keys(rulebook)).toContain('id');
  for (const id of [open]) await service.engine.workflow.getHandle(id).terminate();
}, 180_000);
