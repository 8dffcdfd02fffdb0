import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { unzipSync } from 'fflate';
import type { AttachmentAnswer } from '../../api/attachments/answers';
import { makeToken } from '../../dev/token';
import { JWT_SECRET } from '../given/http';
import { fileWithTraces, office, picture, recording, SAMPLES, STRANGERS, TRACE } from '../given/sample-files';
import { storedFiles } from '../given/servers/database-contents';
import { calmRulebook } from '../given/servers/config-folder';
import { LEAD, OPERATOR, SUPERVISOR, unit, untilTaken } from '../given/hotline';
import { waitFor } from '../given/wait-for';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

const MB = 1024 * 1024;
const OTHER = 'huanbao';
const COPIED = 'shuiwu';

let service: WholeService;
let id: string;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
  ({ id } = await service.hotline.register({ rulebook: 'calm' }));
  await service.hotline.order(id, 'dispatch', { lead: LEAD, copy: [COPIED] });
});
afterAll(() => service?.stop());

const callerOf = (ticket: string) => ({ role: 'caller', sub: 'its-caller', ticket }) as const;
const addressOf = ({ id: attachment }: AttachmentAnswer, ticket = id): string =>
  `/v1/tickets/${ticket}/attachments/${attachment}`;

async function listed(
  as: Parameters<typeof service.hotline.attach>[1],
  ticket = id,
): Promise<AttachmentAnswer[]> {
  const { body } = await service.hotline.ask<{ items: AttachmentAnswer[] }>(
    `/v1/tickets/${ticket}/attachments`,
    { as },
  );
  return body.items;
}

describe('BJ-1: given a voice that a caller attaches', () => {
  const voice = recording(100_000, 'voice');
  let attached: AttachmentAnswer;

  test('it is taken by its content, whatever its header says, and has an address', async () => {
    const { status, headers, body } = await service.hotline.attach(id, callerOf(id), voice, {
      name: '夜市录音',
      type: 'application/json',
    });
    expect(status).toBe(201);
    attached = body;
    expect(headers.get('location')).toBe(addressOf(attached));
    expect(attached).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      name: '夜市录音',
      type: 'audio/amr',
      size: voice.length,
      at: expect.stringMatching(/\+08:00$/) as string,
      by: { role: 'caller' },
    });
  });

  test('the same bytes once more are the same attachment', async () => {
    const before = await storedFiles(service);
    const { status, body } = await service.hotline.attach(id, callerOf(id), voice, { name: '又一次' });
    expect([status, body]).toEqual([200, attached]);
    expect(await storedFiles(service)).toEqual(before);
  });

  test('a unit that only gets a copy has no use for the caller’s voice', async () => {
    expect(await listed(unit(COPIED))).toEqual([]);
    expect((await service.hotline.ask(addressOf(attached), { as: unit(COPIED) })).status).toBe(404);
  });

  test('everybody who works on a plain matter lists it and gets it byte for byte', async () => {
    for (const as of [callerOf(id), OPERATOR, SUPERVISOR, unit(LEAD)]) {
      expect(await listed(as)).toEqual([attached]);
      const { status, headers, bytes } = await service.hotline.ask(addressOf(attached), { as });
      expect(status).toBe(200);
      expect(bytes.equals(voice)).toBe(true);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-type': 'audio/amr',
        'content-length': String(voice.length),
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('夜市录音.amr')}`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
    }
  });

  test('a part of it is given as it is asked for, and none beyond its end', async () => {
    const range = { range: 'bytes=300000-899999' };
    const { status, headers, bytes } = await service.hotline.ask(addressOf(attached), {
      as: OPERATOR,
      headers: range,
    });
    expect([status, headers.get('content-range')]).toEqual([206, `bytes 300000-899999/${voice.length}`]);
    expect(bytes.equals(voice.subarray(300_000, 900_000))).toBe(true);
    const beyond = await service.hotline.ask(addressOf(attached), {
      as: OPERATOR,
      headers: { range: 'bytes=99999999-' },
    });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${voice.length}`]);
  });

  test('a unit without a part, and the caller of another ticket, get 404; so does who asks under another ticket', async () => {
    const { id: another } = await service.hotline.register({ rulebook: 'calm' });
    for (const as of [unit(OTHER), callerOf(another)]) {
      for (const path of [addressOf(attached), `/v1/tickets/${id}/attachments`]) {
        expect((await service.hotline.ask(path, { as })).status).toBe(404);
      }
      expect((await service.hotline.attach(id, as, SAMPLES.gif)).status).toBe(404);
    }
    expect((await service.hotline.ask(addressOf(attached, another), { as: OPERATOR })).status).toBe(404);
  });
});

describe('given a picture that says where and by whom it was taken', () => {
  const photo = fileWithTraces('photo.jpg');
  const AUDITOR = { role: 'auditor', sub: 'auditor-1' } as const;
  let address: string;
  beforeAll(async () => {
    const { status, body } = await service.hotline.attach(id, callerOf(id), photo, { name: '门前.jpg' });
    expect([status, body.size]).toEqual([201, photo.length]);
    address = addressOf(body);
  });

  test('everybody is given a copy that says neither, in part too', async () => {
    for (const as of [callerOf(id), OPERATOR, unit(LEAD), SUPERVISOR, AUDITOR]) {
      const { status, headers, bytes } = await service.hotline.ask(address, { as });
      expect([as.role, status, headers.get('content-length')]).toEqual([as.role, 200, String(bytes.length)]);
      expect(bytes.length).toBeGreaterThan(1_000);
      expect(bytes.includes(TRACE)).toBe(false);
      const part = await service.hotline.ask(address, { as, headers: { range: 'bytes=100-199' } });
      expect([part.status, part.bytes.equals(bytes.subarray(100, 200))]).toEqual([206, true]);
    }
  });

  test('the original is given to supervisors and auditors alone, byte for byte, and it is noted', async () => {
    const original = `${address}/original`;
    for (const as of [callerOf(id), OPERATOR, unit(LEAD)])
      expect([as.role, (await service.hotline.ask(original, { as })).status]).toEqual([as.role, 403]);
    for (const as of [SUPERVISOR, AUDITOR]) {
      const { status, bytes } = await service.hotline.ask(original, { as });
      expect([status, bytes.equals(photo)]).toEqual([200, true]);
      const { body } = await service.hotline.ask<{ items: object[] }>(`/v1/tickets/${id}/accesses`, { as });
      expect(body.items[0]).toMatchObject({
        what: 'original',
        role: as.role,
        sub: as.sub,
        callerShown: true,
      });
    }
  });
});

test('a file that no copy can be made of is refused, and nothing of it is left', async () => {
  const before = await storedFiles(service);
  const { status, body } = await service.hotline.attach(id, OPERATOR, SAMPLES.mp4);
  expect([status, body.errors?.[0]?.message]).toEqual([422, expect.stringContaining('place and device')]);
  expect(await storedFiles(service)).toEqual(before);
});

test('a document of Office is taken, and given as a file to be saved', async () => {
  const document = office(undefined, { 'docProps/core.xml': `<creator>${TRACE}</creator>` });
  const { status, body } = await service.hotline.attach(id, unit(LEAD), document, { name: '答复' });
  expect(status).toBe(201);
  const { headers, bytes } = await service.hotline.ask(addressOf(body), { as: OPERATOR });
  expect(headers.get('content-disposition')).toBe(
    `attachment; filename*=UTF-8''${encodeURIComponent('答复.docx')}`,
  );
  expect(Object.keys(unzipSync(bytes))).toContain('main.xml');
});

test('a key stands for one request: the same again is answered the same, another body is refused and not stored', async () => {
  const first = await service.hotline.attach(id, OPERATOR, SAMPLES.png, { key: 'png-1', name: 'a.png' });
  const again = await service.hotline.attach(id, OPERATOR, SAMPLES.png, { key: 'png-1', name: 'a.png' });
  expect([again.status, again.body]).toEqual([201, first.body]);
  const before = await storedFiles(service);
  expect(
    (await service.hotline.attach(id, OPERATOR, SAMPLES.gif, { key: 'png-1', name: 'a.png' })).status,
  ).toBe(422);
  expect(await storedFiles(service)).toEqual(before);
});

test('a unit that only gets a copy attaches nothing', async () => {
  expect((await service.hotline.attach(id, unit(COPIED), SAMPLES.webp)).status).toBe(403);
  expect((await service.hotline.attach(id, unit(LEAD), SAMPLES.webp)).body.by).toEqual({
    role: 'unit',
    unit: LEAD,
  });
});

/** A request that has sent the first half of its body, of which something is stored. */
async function halfSent(bytes: Buffer): Promise<ClientRequest> {
  const before = await storedFiles(service);
  const sending = request(`${service.url}/v1/tickets/${id}/attachments`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await makeToken(OPERATOR, JWT_SECRET, 1)}`,
      'content-length': bytes.length,
    },
  });
  sending.on('error', () => {});
  sending.write(bytes.subarray(0, bytes.length / 2));
  await waitFor('some of it was stored', async () => {
    return ((await storedFiles(service))['attachments.chunks'] ?? 0) > (before['attachments.chunks'] ?? 0);
  });
  return sending;
}

describe('refused, and nothing of it is left', () => {
  const refusal = async (...sent: [bytes: Parameters<typeof service.hotline.attach>[2], name?: string]) => {
    const before = await storedFiles(service);
    const { status, headers, body } = await service.hotline.attach(id, OPERATOR, sent[0], { name: sent[1] });
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(await storedFiles(service)).toEqual(before);
    return { status, detail: body.detail, errors: body.errors };
  };

  test('an attachment of more than 20 MB, by its Content-Length', async () => {
    expect(await refusal(picture(21 * MB))).toMatchObject({ status: 413, detail: /20 MB/ });
  });

  test('one whose size shows only as it comes', async () => {
    async function* coming(): AsyncGenerator<Uint8Array> {
      const whole = picture(21 * MB);
      for (let start = 0; start < whole.length; start += MB) {
        yield new Uint8Array(whole.subarray(start, start + MB));
      }
    }
    expect((await refusal(coming())).status).toBe(413);
  });

  test.each(Object.entries(STRANGERS))('%s, with what is taken', async (_what, bytes) => {
    const { status, detail } = await refusal(bytes, '照片.jpg');
    expect(status).toBe(415);
    expect(detail).toContain('audio/amr');
  });

  test('an empty body', async () => {
    expect((await refusal(Buffer.alloc(0))).status).toBe(422);
  });

  test('a name that is a path', async () => {
    const { status, errors } = await refusal(SAMPLES.gif, '../a.gif');
    expect([status, errors?.map(({ path }) => path)]).toEqual([422, ['name']]);
  });

  test('an upload that breaks off', async () => {
    const before = await storedFiles(service);
    const sending = await halfSent(picture(4 * MB, 'broken'));
    sending.destroy();
    await waitFor('nothing of it is left', async () => {
      return JSON.stringify(await storedFiles(service)) === JSON.stringify(before);
    });
  });
});

test('a ticket has twenty at most; the twentieth may be sent again', async () => {
  const { id: full } = await service.hotline.register({ rulebook: 'calm' });
  for (let i = 1; i <= 20; i++) {
    expect((await service.hotline.attach(full, OPERATOR, picture(100, `${i}`))).status).toBe(201);
  }
  const { status, body } = await service.hotline.attach(full, OPERATOR, picture(100, '21'));
  expect([status, body.errors?.[0]?.message]).toEqual([409, expect.stringContaining('20')]);
  expect((await service.hotline.attach(full, OPERATOR, picture(100, '20'))).status).toBe(200);
  expect(await listed(OPERATOR, full)).toHaveLength(20);
});

test('a closed ticket takes no more, and still shows what it has', async () => {
  const { id: closed } = await service.hotline.register({ rulebook: 'calm' });
  const { body: attached } = await service.hotline.attach(closed, callerOf(closed), SAMPLES.jpeg);
  await service.hotline.order(closed, 'withdraw', { text: '不用了' });
  const { status, body } = await service.hotline.attach(closed, OPERATOR, SAMPLES.png);
  expect([status, body.allowed]).toEqual([409, []]);
  expect((await service.hotline.attach(closed, callerOf(closed), SAMPLES.jpeg)).status).toBe(200);
  expect(await listed(callerOf(closed), closed)).toEqual([attached]);
});

test('a database that goes away half-way is a 503, and the same upload succeeds when it is back', async () => {
  const bytes = picture(4 * MB, 'interrupted');
  const sending = await halfSent(bytes);
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  await service.database.kill();
  sending.end(bytes.subarray(bytes.length / 2));
  const [{ statusCode, headers }] = await answered;
  expect([statusCode, headers['retry-after']]).toEqual([503, '5']);
  await service.standUp();
  const { status, body } = await untilTaken('the service takes it', () =>
    service.hotline.attach(id, OPERATOR, bytes),
  );
  expect(status).toBe(201);
  expect((await service.hotline.ask(addressOf(body), { as: OPERATOR })).bytes.equals(bytes)).toBe(true);
});

test('names and bytes stand in no log and no metric (DESIGN §6)', async () => {
  const { body: metrics } = await service.hotline.ask<string>('/metrics', { as: null });
  for (const text of [await service.logs(), metrics]) {
    expect(text).not.toMatch(/夜市录音|%E5%A4%9C%E5%B8%82/);
  }
});
