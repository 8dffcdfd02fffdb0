import type { AttachmentAnswer } from '../../api/attachments/answers';
import type { AccessAnswer, LookAnswer } from '../../api/accesses/answers';
import { SAMPLES } from '../given/sample-files';
import { calmRulebook } from '../given/servers/config-folder';
import { type Asked, LEAD, OPERATOR, SUPERVISOR, unit } from '../given/hotline';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

let service: WholeService;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
});
afterAll(() => service?.stop());

const AUDITOR = { role: 'auditor', sub: 'auditor-1' } as const;
const PHONE = '13712345678';
const callerOf = (ticket: string) => ({ role: 'caller', sub: 'its-caller', ticket }) as const;

async function accesses(id: string, as: Asked['as'] = AUDITOR, query = ''): Promise<AccessAnswer[]> {
  const { status, body } = await service.hotline.ask<{ items: AccessAnswer[] }>(
    `/v1/tickets/${id}/accesses${query}`,
    { as },
  );
  expect(status).toBe(200);
  return body.items;
}

/** What was noted since, oldest first, without its moment. */
async function notedBy(id: string, act: () => Promise<unknown>): Promise<Omit<AccessAnswer, 'at'>[]> {
  const before = (await accesses(id)).length;
  await act();
  const now = await accesses(id);
  return now
    .slice(0, now.length - before)
    .map(({ at: _, ...access }) => access)
    .toReversed();
}

describe.each([
  ['a report', { kind: 'report', caller: { phone: PHONE } }],
  ['a matter whose caller wants to stay unknown', { caller: { phone: PHONE, confidential: true } }],
])('WF-7, WF-11, JE-20: given %s', (_what, change) => {
  let id: string;
  let path: string;
  let voice: AttachmentAnswer;
  let evidence: AttachmentAnswer;

  beforeAll(async () => {
    ({ id } = await service.hotline.dispatched({ rulebook: 'calm', ...change }));
    path = `/v1/tickets/${id}`;
    ({ body: voice } = await service.hotline.attach(id, callerOf(id), SAMPLES.amr, { name: '我的声音' }));
    await service.hotline.attach(id, OPERATOR, SAMPLES.mp3, { name: '通话录音' });
    ({ body: evidence } = await service.hotline.attach(id, unit(LEAD), SAMPLES.jpeg, { name: '现场' }));
  });

  const list = async (as: Asked['as']): Promise<(string | undefined)[]> => {
    const { body } = await service.hotline.ask<{ items: AttachmentAnswer[] }>(`${path}/attachments`, { as });
    return body.items.map(({ name }) => name);
  };

  test('BJ-2, WF-11: its unit neither lists nor gets what came from the caller or the hotline', async () => {
    expect(await list(unit(LEAD))).toEqual(['现场']);
    expect((await service.hotline.ask(`${path}/attachments/${voice.id}`, { as: unit(LEAD) })).status).toBe(
      404,
    );
    const own = await service.hotline.ask(`${path}/attachments/${evidence.id}`, { as: unit(LEAD) });
    expect(own.bytes.equals(SAMPLES.jpeg)).toBe(true);
  });

  test('a unit that attaches the very bytes that the caller attached learns nothing by it', async () => {
    const { status, body } = await service.hotline.attach(id, unit(LEAD), SAMPLES.amr);
    expect([status, body.by, body.name]).toEqual([201, { role: 'unit', unit: LEAD }, undefined]);
    expect(body.id).not.toBe(voice.id);
  });

  test('the hotline gets all of it; the caller the own, and what the unit attached', async () => {
    expect(await list(OPERATOR)).toEqual(['我的声音', '通话录音', '现场', undefined]);
    expect(await list(callerOf(id))).toEqual(['我的声音', '现场', undefined]);
    const own = await service.hotline.ask(`${path}/attachments/${voice.id}`, { as: callerOf(id) });
    expect(own.bytes.equals(SAMPLES.amr)).toBe(true);
  });

  test('every look is noted: who, when, what, and whether the caller was shown', async () => {
    const from = Date.now();
    const noted = await notedBy(id, async () => {
      await service.hotline.ask(path, { as: OPERATOR });
      await service.hotline.ask(path, { as: unit(LEAD) });
      await service.hotline.ask(path, { as: AUDITOR });
      await service.hotline.ask(`${path}/events`, { as: SUPERVISOR });
      await service.hotline.ask(`${path}/notifications`, { as: unit(LEAD) });
      await list(OPERATOR);
      await list(unit(LEAD));
      await service.hotline.ask(`${path}/attachments/${voice.id}`, { as: SUPERVISOR });
      await service.hotline.ask(`${path}/attachments/${evidence.id}`, { as: unit(LEAD) });
    });
    const clerk = { ticket: id, sub: unit(LEAD).sub, role: 'unit', unit: LEAD };
    const operator = { ticket: id, ...OPERATOR };
    const supervisor = { ticket: id, ...SUPERVISOR };
    expect(noted).toEqual([
      { ...operator, what: 'ticket', callerShown: true },
      { ...clerk, what: 'ticket', callerShown: false },
      { ticket: id, ...AUDITOR, what: 'ticket', callerShown: false },
      { ...supervisor, what: 'events', callerShown: false },
      { ...clerk, what: 'notifications', callerShown: false },
      { ...operator, what: 'attachments', callerShown: true },
      { ...clerk, what: 'attachments', callerShown: false },
      { ...supervisor, what: 'attachment', attachment: voice.id, callerShown: true },
      { ...clerk, what: 'attachment', attachment: evidence.id, callerShown: false },
    ]);
    const [newest] = await accesses(id);
    const at = Date.parse(newest?.at ?? '');
    expect(at >= from && at <= Date.now()).toBe(true);
  });

  test('the answer to a command, and to its repetition, is a look too', async () => {
    const urge = () => service.hotline.command(id, 'urge', { text: '请尽快' }, { key: `urge-${id}` });
    const look = { ticket: id, ...OPERATOR, what: 'ticket', callerShown: true };
    expect(await notedBy(id, urge)).toEqual([look]);
    expect(await notedBy(id, urge)).toEqual([look]);
  });

  test('so is finding it by its caller’s phone number', async () => {
    const find = () => service.hotline.ask(`/v1/tickets?q=${PHONE}`, { as: OPERATOR });
    expect(await notedBy(id, find)).toEqual([{ ticket: id, ...OPERATOR, what: 'caller', callerShown: true }]);
    const searchByTitle = () => service.hotline.ask('/v1/tickets?q=%E5%A4%9C%E5%B8%82', { as: OPERATOR });
    expect(await notedBy(id, searchByTitle)).toEqual([
      { ticket: id, ...OPERATOR, what: 'search', callerShown: false },
    ]);
  });

  test('the caller’s own look is not noted, nor one that shows nothing: another unit gets 404', async () => {
    const noted = await notedBy(id, async () => {
      for (const what of ['', '/events', '/notifications', '/attachments']) {
        expect((await service.hotline.ask(path + what, { as: callerOf(id) })).status).toBe(200);
        expect((await service.hotline.ask(path + what, { as: unit('huanbao') })).status).toBe(404);
      }
      expect((await service.hotline.ask(`${path}/attachments/${voice.id}`, { as: unit(LEAD) })).status).toBe(
        404,
      );
    });
    expect(noted).toEqual([]);
  });

  test('who looked is listed newest first, in pages, for those who oversee', async () => {
    const all = await accesses(id);
    for (const as of [SUPERVISOR, { role: 'admin', sub: 'admin-1' } as const]) {
      expect(await accesses(id, as)).toEqual(all);
    }
    const seen: AccessAnswer[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const { body } = await service.hotline.ask<{ items: AccessAnswer[]; nextCursor: string | null }>(
        `${path}/accesses?limit=4${cursor ? `&cursor=${cursor}` : ''}`,
        { as: AUDITOR },
      );
      seen.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(all);
    expect(
      all
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    ).toEqual(all.map(({ at }) => at));
    for (const as of [OPERATOR, unit(LEAD), callerOf(id)]) {
      expect((await service.hotline.ask(`${path}/accesses`, { as })).status).toBe(403);
    }
  });
});

describe('WF-7, JE-20: of every other matter too', () => {
  let id: string;
  beforeAll(async () => {
    ({ id } = await service.hotline.dispatched({ rulebook: 'calm' }));
  });

  const looks = async (query: string, as: Asked['as'] = AUDITOR) => {
    const { status, body } = await service.hotline.ask<{ items: LookAnswer[] }>(`/v1/accesses?${query}`, {
      as,
    });
    return { status, items: body.items };
  };

  test('each look is noted, also by lists; and what was sent is no look', async () => {
    const clerk = { ticket: id, sub: unit(LEAD).sub, role: 'unit', unit: LEAD };
    const noted = await notedBy(id, async () => {
      await service.hotline.ask(`/v1/tickets/${id}`, { as: unit(LEAD) });
      await service.hotline.ask('/v1/tickets?limit=100', { as: unit(LEAD) });
      await service.hotline.ask(`/v1/units/${LEAD}/notifications?limit=100`, { as: unit(LEAD) });
      await service.hotline.attach(id, unit(LEAD), SAMPLES.png);
    });
    expect(noted).toEqual([
      { ...clerk, what: 'ticket', callerShown: true },
      { ...clerk, what: 'list', callerShown: false },
      { ...clerk, what: 'messages', callerShown: false },
    ]);
  });

  test('auditors ask by person, time and what was shown, in pages; nobody else does', async () => {
    const curious = { role: 'supervisor', sub: 'curious' } as const;
    const from = new Date().toISOString();
    await service.hotline.ask(`/v1/tickets/${id}`, { as: curious });
    await service.hotline.ask(`/v1/tickets/${id}/events`, { as: curious });
    const { items } = await looks('person=curious');
    expect(items).toMatchObject([
      { tickets: [id], sub: 'curious', role: 'supervisor', what: 'events' },
      { tickets: [id], what: 'ticket', callerShown: true },
    ]);
    const moment = (at: string) => encodeURIComponent(at);
    expect((await looks(`person=curious&from=${moment(from)}&what=ticket&ticket=${id}`)).items).toEqual(
      items.slice(1),
    );
    expect((await looks(`person=curious&to=${moment(from)}`)).items).toEqual([]);
    expect((await looks(`from=${moment(items[1]?.at ?? '')}&limit=100`)).items.slice(-2)).toEqual(items);
    expect((await looks('person=curious&limit=1')).items).toEqual(items.slice(0, 1));
    for (const wrong of ['what=gossip', 'from=yesterday', 'q=13800138000'])
      expect([wrong, (await looks(wrong)).status]).toEqual([wrong, 422]);
    for (const as of [OPERATOR, SUPERVISOR, unit(LEAD), callerOf(id), { role: 'admin', sub: 'a' } as const])
      expect((await looks('person=curious', as)).status).toBe(403);
  });

  test('what was searched stands in no note, nor does a phone number', async () => {
    const before = new Date().toISOString();
    for (const q of ['13800138000', '夜市占道', id])
      await service.hotline.ask(`/v1/tickets?q=${encodeURIComponent(q)}`, { as: OPERATOR });
    const { items } = await looks(`person=${OPERATOR.sub}&from=${encodeURIComponent(before)}`);
    expect(items.map(({ what }) => what)).toEqual(['search', 'search', 'caller']);
    expect(JSON.stringify(items)).not.toMatch(/13800138000|夜市/);
  });
});
