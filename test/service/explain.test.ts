import { readFile } from 'node:fs/promises';
import { calmRulebook } from '../given/servers/config-folder';
import { LEAD, SUPERVISOR, unit } from '../given/hotline';
import { ask } from '../given/http';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

interface Clock {
  readonly name: string;
  readonly due: string;
  readonly counted: readonly string[];
  readonly moves: readonly {
    readonly cause: string;
    readonly after: string;
    readonly by: { role: string };
  }[];
  readonly explanation: string;
}
interface Preview {
  readonly tickets: number;
  readonly clocks: { readonly moved: number; readonly later: number; readonly total: number };
  readonly examples: readonly { readonly ticket: string; readonly before: string; readonly after: string }[];
}

let service: WholeService;
let id: string;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
  const ticket = await service.hotline.dispatched({ rulebook: 'calm' });
  id = ticket.id;
});
afterAll(() => service?.stop());

async function handling(as: Parameters<typeof service.hotline.ask>[1] = {}): Promise<Clock> {
  const { status, body } = await service.hotline.ask<{ items: Clock[] }>(`/v1/tickets/${id}/deadlines`, as);
  expect(status).toBe(200);
  const found = body.items.find(({ name }) => name === 'handling');
  if (!found) throw new Error('no handling clock');
  return found;
}

test('T-8, T-9: GET deadlines: the first due moment, the extension that moved it, and by whom', async () => {
  const before = await handling();
  expect(before.counted).toHaveLength(5);
  expect(before.moves).toEqual([]);
  const lead = { as: unit(LEAD) };
  await service.hotline.command(
    id,
    'request-extension',
    { limit: '3 workdays', reason: '待检测', plan: '三日' },
    lead,
  );
  await service.hotline.order(
    id,
    'decide',
    { request: 'extension', approve: true, reason: '属实' },
    SUPERVISOR,
  );
  const after = await handling(lead);
  expect(after.counted).toEqual(before.counted);
  expect(after.moves).toEqual([
    expect.objectContaining({
      cause: 'extension',
      before: before.due,
      after: after.due,
      by: { role: 'supervisor' },
    }),
  ]);
  expect((await service.hotline.ask(`/v1/tickets/${id}/deadlines`, { as: unit('lixia') })).status).toBe(404);
});

test('POST preview: what a year of no rest for the ticket’s last day would do, and nothing happens', async () => {
  const { due } = await handling();
  const last = new Date(Date.parse(due) - 1 + 8 * 3_600_000).toISOString().slice(0, 10);
  const year = Number(last.slice(0, 4));
  const published = await service.hotline.ask<{ days: { date: string }[] }>(`/v1/calendars/${year}`);
  const kept = published.status === 200 ? published.body.days.filter(({ date }) => date !== last) : [];
  const days = [...kept, { date: last, working: false, name: '临时放假' }];
  const { status, body } = await service.hotline.ask<Preview>('/v1/calendars/preview', {
    as: SUPERVISOR,
    body: { year, days },
  });
  expect([status, body]).toEqual([200, expect.anything()]);
  expect(body.tickets).toBe(1);
  expect(body.clocks).toMatchObject({ moved: 1, later: 1 });
  expect(body.examples).toEqual([expect.objectContaining({ ticket: id, before: due })]);
  expect((await handling()).due).toBe(due);

  const longer = { ...calmRulebook('calm'), clocks: { handling: { limit: '10 workdays', set: 'local' } } };
  const book = await service.hotline.ask<Preview>('/v1/rulebooks/preview', { as: SUPERVISOR, body: longer });
  expect(book.body.clocks).toMatchObject({ moved: 1, later: 1 });
});

test('due.ics: a unit subscribes to what it is to do in time, by a link alone that stays out of the log', async () => {
  const { due } = await handling();
  const key = 'link-1';
  const asked = { as: unit(LEAD), method: 'POST', key };
  const link = await service.hotline.ask<{ url: string }>(`/v1/units/${LEAD}/link`, asked);
  expect(link.status).toBe(200);
  expect((await service.hotline.ask<{ url: string }>(`/v1/units/${LEAD}/link`, asked)).body).toEqual(
    link.body,
  );
  const address = new URL(link.body.url);
  const url = `${service.url}${address.pathname}${address.search}`;
  const response = await ask<string>(url);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/calendar; charset=utf-8',
  ]);
  expect(response.headers.get('cache-control')).toContain('private');
  const lines = response.body.replaceAll('\r\n ', '').split('\r\n');
  expect(lines).toContain(`DTEND:${new Date(due).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`);
  expect(lines).toContain(`SUMMARY:办理时限 · 投诉 · 市容环境/占道经营 · ${id}`);
  expect(lines.join('\n')).not.toMatch(/夜市|烧烤|张三|13800138000/);

  const known = { 'if-none-match': response.headers.get('etag') ?? '', 'cache-control': 'max-age=0' };
  const again = await ask(url, { headers: known });
  expect(again.status).toBe(304);
  expect((await ask(`${service.url}/v1/units/${LEAD}/due.ics?token=x`)).status).toBe(401);
  expect(await readFile(service.api.log, 'utf8')).not.toContain(address.searchParams.get('token'));

  await service.hotline.handleToTheEnd(id);
  expect((await ask(url)).body).not.toContain('VEVENT');
});
