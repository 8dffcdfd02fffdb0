import { takeIn } from '../../api/tickets/intake';
import { subjectReader } from '../../api/requests/subject';
import type { TicketBody } from '../../api/tickets/ticket-body';
import { lazyDatabase } from '../../api/database';
import { publishedCalendars } from '../../config/published-calendars';
import { commandId, ticketId, unitId } from '../../domain/ids';
import { lawOf } from '../../domain/ticket/input';
import { DAY, HOUR, instant } from '../../domain/time/instant';
import type { Engine } from '../../engine/commands';
import { dataKeys } from '../../keys/data-keys';
import { openStore, type Store } from '../../storage/store';
import { type Answered, JWT_SECRET } from '../given/http';
import { Hotline, OPERATOR, SUPERVISOR, unit } from '../given/hotline';
import { config, matter, partsOnTheirOwn, serve, type Service } from '../given/servers/api-alone';
import { SAMPLES } from '../given/sample-files';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { messageOf, turnOf } from '../given/stored-story';
import { asUnit, at, command, dispatchTo, Story } from '../given/story';

const LEAD = config.units.byId('chengguan')!;
const AUDITOR = { role: 'auditor', sub: 'auditor-1' } as const;
const ADMIN = { role: 'admin', sub: 'admin-1' } as const;
const STRANGER = unit('shuiwu');
const REPORT = 'HY-0000-0000-0001';
const PLAIN = 'HY-0000-0000-0002';
const TICKETS = [REPORT, PLAIN];
const caller = (ticket: string) => ({ role: 'caller', sub: 'caller-1', ticket }) as const;
const READERS = [OPERATOR, SUPERVISOR, unit(LEAD.id), STRANGER, AUDITOR, ADMIN];

const noon = at('2026-09-29 12:00');
const NEXT_YEAR = instant(noon + 366 * DAY);

/** Says that a workflow runs, as one does that was set back to before its end. */
const runs: Pick<Engine, 'isRunning' | 'close'> = { isRunning: async () => true, close: async () => {} };

let db: TestDatabase;
let store: Store;
let service: Service;
let hotline: Hotline;
beforeAll(async () => {
  db = await startDatabase();
  const keys = dataKeys(Buffer.alloc(32, 7));
  store = openStore(db.connection, keys);
  await closed(REPORT, { kind: 'report' });
  await closed(PLAIN, {});
  const database = lazyDatabase(db.uri, keys);
  const parts = partsOnTheirOwn();
  const readSubject = subjectReader({ secret: JWT_SECRET, development: true }, parts.callers);
  service = await serve({ ...parts, readSubject, database, engine: runs as Engine });
  hotline = new Hotline(service.url, JWT_SECRET);
});
afterAll(async () => {
  await service.stop();
  await db.stop();
});

/** A matter with a story: dispatched, signed, urged, withdrawn; with a text, an attachment, messages, and an evaluation after its end. */
async function closed(number: string, change: Partial<TicketBody>): Promise<void> {
  const id = ticketId(number);
  const calendars = { years: publishedCalendars(), local: new Map() };
  const body = { ...matter, ...change } as unknown as TicketBody;
  const taken = takeIn({ config, calendars }, body, { id, at: noon, subject: OPERATOR });
  await store.tickets.add(taken);
  const actor = { sub: 'op-7', role: 'operator' } as const;
  const put = (command: string, text: string) =>
    store.texts.put({ id: command, ticketId: id, name: 'urge', actor, texts: { text }, at: noon });
  await put(`urge-${id}`, '请尽快');
  await put(`withdraw-${id}`, '已经解决');
  const story = new Story(lawOf(taken.input), taken.input.matter)
    .do(noon, dispatchTo(LEAD))
    .do(instant(noon + HOUR), command('sign', {}, asUnit(LEAD)))
    .do(instant(noon + 2 * HOUR), command('urge', {}, { id: `urge-${id}`, parts: ['text'] }))
    .do(instant(noon + 3 * HOUR), command('withdraw', {}, { id: `withdraw-${id}`, parts: ['text'] }));
  const toLead = { to: LEAD.id, channel: 'outbox' } as const;
  await store.recordTurn(turnOf(story), [
    messageOf(id, noon, { id: `${id}:2:${LEAD.id}`, ...toLead }),
    messageOf(id, noon, { id: `${id}:9:caller`, to: 'caller', channel: 'outbox', text: '查询码12345678' }),
  ]);
  // All have read theirs, so that reading changes nothing any more.
  await store.outbox.markFetched([`${id}:2:${LEAD.id}`, `${id}:9:caller`], noon);
  await store.tickets.confirm(id, story.ticket.seq);
  await store.evaluations.keep(id, 'intake', {
    satisfaction: 'satisfied',
    command: commandId(`e-${id}`),
    sub: 'link',
    at: noon,
    comment: '接线员很耐心',
  });
  const file = await store.uploads.write(
    id,
    (async function* () {
      yield SAMPLES.png;
    })(),
    noon,
  );
  const by = { role: 'unit', unit: unitId(LEAD.id), sub: 'w' } as const;
  const described = {
    ticketId: id,
    name: '现场.png',
    type: 'image/png',
    size: SAMPLES.png.length,
    at: noon,
    by,
    file,
  };
  await store.attachments.attach({ id: attachmentOf(id), ...described });
}

const attachmentOf = (id: string): string => 'a'.repeat(63) + id.slice(-1);

const addressesOf = (id: string): string[] => {
  const ticket = `/v1/tickets/${id}`;
  const parts = ['events', 'notifications', 'attachments', 'deadlines', 'evaluation'];
  return [ticket, ...parts.map((it) => `${ticket}/${it}`), `${ticket}/attachments/${attachmentOf(id)}`];
};

/** What everybody is answered at every address of both tickets, byte by byte. */
async function everything(): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const id of TICKETS)
    for (const as of [...READERS, caller(id), caller('HY-9999-9999-9999')])
      await Promise.all(
        addressesOf(id).map(async (path) => {
          const { status, headers, bytes } = await hotline.ask(path, { as });
          const [type, etag] = ['content-type', 'etag'].map((it) => headers.get(it));
          all[`${as.role} ${as.sub} ${path}`] = `${status} ${type} ${etag} ${bytes.toString()}`;
        }),
      );
  return all;
}

const accesses = async (id: string): Promise<unknown[]> => {
  const { body } = await hotline.ask<{ items: unknown[] }>(`/v1/tickets/${id}/accesses?limit=100`, {
    as: AUDITOR,
  });
  return body.items;
};

describe('a ticket that went to the archive', () => {
  let before: Record<string, string>;
  const looked = new Map<string, unknown[]>();
  beforeAll(async () => {
    before = await everything();
    for (const id of TICKETS) looked.set(id, await accesses(id));
    for (const id of TICKETS) expect(await store.archive.put(id, NEXT_YEAR)).toBe(true);
  });

  test('answers everybody who may see it with the same bytes as before, and nobody else', async () => {
    const answers = Object.values(before).map((it) => it.slice(0, 3));
    for (const status of ['200', '404']) expect(answers).toContain(status);
    const after = await everything();
    // Whether it can be evaluated is what has changed.
    const said = (all: Record<string, string>) =>
      Object.fromEntries(
        Object.entries(all).map(([who, what]) => [who, what.replace(/"open":true/g, '"open":false')]),
      );
    expect(said(after)).toEqual(said(before));
    expect(before[`operator ${OPERATOR.sub} /v1/tickets/${PLAIN}`]).toContain('张三');
    expect(before[`operator ${OPERATOR.sub} /v1/tickets/${PLAIN}/events`]).toContain('已经解决');
  });

  test('has who looked at it before and after, in the same way', async () => {
    for (const id of TICKETS) {
      const [now, then] = [await accesses(id), looked.get(id) ?? []];
      expect(then.length).toBeGreaterThan(10);
      expect(now.length).toBe(2 * then.length);
      expect(now.slice(-then.length)).toEqual(then);
    }
  });

  const refusal = (answered: Answered<{ detail: string }>) => [answered.status, answered.body.detail];

  test('takes no command, though the engine says that it runs', async () => {
    expect(refusal(await hotline.command(PLAIN, 'urge', { text: '急' }))).toEqual([
      409,
      'The ticket is closed (已办结); nothing is possible any more.',
    ]);
    expect(await db.connection.collection('commands').countDocuments()).toBe(0);
    const raw = await hotline.attach(PLAIN, OPERATOR, SAMPLES.png);
    expect(raw.status).toBe(409);
  });

  test('takes no evaluation, which no rule says, and says that it is in the archive', async () => {
    const evaluate = (headers: Record<string, string> = {}) =>
      hotline.ask<{ detail: string }>(`/v1/tickets/${PLAIN}/evaluate`, {
        as: caller(PLAIN),
        body: { stage: 'handling', satisfaction: 'satisfied' },
        headers,
      });
    expect(refusal(await evaluate())[1]).toContain('in the archive');
    expect(refusal(await evaluate({ 'accept-language': 'zh-CN' }))).toEqual([
      409,
      '工单已经归档，不能再评价。',
    ]);
  });

  test('stands in no list, also not where its number is searched for', async () => {
    for (const query of ['', '?state=closed', `?q=${PLAIN}`, '?q=13800138000']) {
      const { body } = await hotline.ask<{ items: unknown[] }>(`/v1/tickets${query}`);
      expect(body.items).toEqual([]);
    }
  });
});
