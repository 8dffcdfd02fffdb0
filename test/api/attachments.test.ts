import type { Request } from 'express';
import { attachmentType, fileName } from '../../api/attachments/attachment-types';
import { attachmentQuery, maySeeAttachment } from '../../api/attachments/attachments';
import { rangeOf } from '../../api/attachments/giving';
import { LARGEST } from '../../api/attachments/upload-body';
import { Problem } from '../../api/http/problem';
import type { Subject } from '../../api/requests/subject';
import { office, SAMPLES, STRANGERS } from '../given/sample-files';
import { serve, type Service, token } from '../given/servers/api-alone';

describe('BJ-1: what may be attached is told by its content', () => {
  test.each<[keyof typeof SAMPLES, string]>([
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['gif', 'image/gif'],
    ['webp', 'image/webp'],
    ['heic', 'image/heic'],
    ['heic of another phone', 'image/heic'],
    ['mp3', 'audio/mpeg'],
    ['mp3 with a large cover', 'audio/mpeg'],
    ['m4a', 'audio/mp4'],
    ['aac', 'audio/aac'],
    ['wav', 'audio/wav'],
    ['ogg vorbis', 'audio/ogg'],
    ['ogg opus', 'audio/ogg'],
    ['amr', 'audio/amr'],
    ['mp4', 'video/mp4'],
    ['mov', 'video/quicktime'],
    ['webm', 'video/webm'],
    ['3gp', 'video/3gpp'],
    ['pdf', 'application/pdf'],
  ])('%s is %s', async (sample, type) => {
    expect(await attachmentType(SAMPLES[sample].subarray(0, 4_100))).toBe(type);
  });

  test.each([
    ['wordprocessingml.document', 'docx'],
    ['spreadsheetml.sheet', 'xlsx'],
    ['presentationml.presentation', 'pptx'],
  ])('a document of Office of type %s is a %s by all of it', async (form, ending) => {
    const type = `application/vnd.openxmlformats-officedocument.${form}`;
    const found = await attachmentType(office(`${type}.main+xml`));
    expect(found).toBe(type);
    expect(fileName('a', found!)).toBe(`a.${ending}`);
  });

  test.each(Object.entries(STRANGERS))('%s is not taken', async (_what, bytes) => {
    expect(await attachmentType(bytes)).toBeUndefined();
  });
});

test('a file is saved under a name that ends as its type does', () => {
  expect(fileName('夜市.jpg', 'image/jpeg')).toBe('夜市.jpg');
  expect(fileName('IMG_1.JPEG', 'image/jpeg')).toBe('IMG_1.JPEG');
  expect(fileName('录音', 'audio/amr')).toBe('录音.amr');
  expect(fileName('setup.exe', 'image/png')).toBe('setup.exe.png');
});

describe('a name', () => {
  const accepted = (name: string): boolean => attachmentQuery.safeParse({ name }).success;

  test.each(['夜市.jpg', 'a b (1).png', `${'长'.repeat(96)}.jpg`])('may be %s', (name) => {
    expect(accepted(name)).toBe(true);
  });

  test.each([
    ['a path', '../../etc/passwd'],
    ['a path of Windows', 'C:\\a.jpg'],
    ['a control character', 'a\r\nX-Evil: 1.jpg'],
    ['a turned reading direction', 'a\u202egpj.exe'],
    ['dots alone', '..'],
    ['nothing', '  '],
    ['more than 100 characters', 'a'.repeat(101)],
  ])('may not have %s', (_what, name) => {
    expect(accepted(name)).toBe(false);
  });
});

describe('one part of a file of 10 bytes', () => {
  // What express makes of the header; here it is enough to hand it over.
  const asked = (range: unknown): Pick<Request, 'range'> => ({ range: () => range as never });
  const part = (start: number, end: number) => Object.assign([{ start, end }], { type: 'bytes' });

  test('is given as it is asked for', () =>
    expect(rangeOf(asked(part(2, 4)), 10)).toEqual({ start: 2, end: 5 }));
  test('all of it, where none or several or another unit is asked for', () => {
    const several = Object.assign([...part(0, 1), ...part(4, 5)], { type: 'bytes' });
    const pages = Object.assign(part(0, 1), { type: 'pages' });
    for (const range of [undefined, -2, several, pages]) expect(rangeOf(asked(range), 10)).toBeUndefined();
  });
  test('is refused beyond its end', () => {
    expect(() => rangeOf(asked(-1), 10)).toThrow(Problem);
  });
});

describe('WF-11: who sees what was attached', () => {
  const ticket = (kind: 'complaint' | 'report', confidential = false, role: 'lead' | 'copy' = 'lead') => ({
    id: 'HY-0000-0000-0000',
    matter: { kind, confidential },
    assignments: [{ unit: 'chengguan', role }],
  });
  const unit: Subject = { role: 'unit', sub: 'u', unit: 'chengguan' };
  const caller: Subject = { role: 'caller', sub: 'c', ticket: 'HY-0000-0000-0000' };
  const seenBy = (subject: Subject, it: ReturnType<typeof ticket>): string[] =>
    (['caller', 'operator', 'unit'] as const).filter((role) =>
      maySeeAttachment(subject, it, { by: { role, sub: 'x' } }),
    );

  test('of a plain matter a unit sees all', () => {
    expect(seenBy(unit, ticket('complaint'))).toEqual(['caller', 'operator', 'unit']);
  });

  test('a unit that only gets a copy sees what units attached: a voice is a contact too', () =>
    expect(seenBy(unit, ticket('complaint', false, 'copy'))).toEqual(['unit']));

  test.each([
    ['a report', ticket('report')],
    ['a confidential matter', ticket('complaint', true)],
  ])('of %s those who may not know the caller see only what units attached', (_what, it) => {
    for (const role of ['admin', 'auditor'] as const)
      expect(seenBy({ role, sub: 'x' }, it)).toEqual(['unit']);
    expect(seenBy(unit, it)).toEqual(['unit']);
    for (const role of ['operator', 'supervisor'] as const)
      expect(seenBy({ role, sub: 'x' }, it)).toHaveLength(3);
  });

  test('a caller sees the own and those of units', () => {
    expect(seenBy(caller, ticket('report'))).toEqual(['caller', 'unit']);
  });
});

describe('the addresses, while engine and database are away', () => {
  let service: Service;
  beforeAll(async () => {
    service = await serve();
  });
  afterAll(() => service.stop());
  const path = '/v1/tickets/HY-0000-0000-0000/attachments';
  const headers = { 'content-type': 'image/jpeg' };

  test('need a token, and a role that attaches', async () => {
    expect((await service.ask(path, { raw: 'x', headers })).status).toBe(401);
    for (const role of ['supervisor', 'admin', 'auditor']) {
      const { status } = await service.ask(path, { token: await token({ role }), raw: 'x', headers });
      expect([role, status]).toEqual([role, 403]);
    }
  });

  test('take bytes of any type past the parser of JSON, and say 503 and nothing is known', async () => {
    for (const type of ['image/jpeg', 'application/json', 'text/html']) {
      const asked = { token: await token({ role: 'operator' }), raw: '{', headers: { 'content-type': type } };
      const { status, headers: answered } = await service.ask(path, asked);
      expect([type, status, answered.get('retry-after')]).toEqual([type, 503, '5']);
    }
  });

  test('name their methods', async () => {
    const asked = { token: await token({ role: 'operator' }), method: 'DELETE' };
    expect((await service.ask(path, asked)).headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await service.ask(`${path}/${'0'.repeat(64)}`, asked)).headers.get('allow')).toBe('GET, HEAD');
  });

  test('who looked is told to supervisors, auditors and admins alone', async () => {
    const accesses = '/v1/tickets/HY-0000-0000-0000/accesses';
    for (const role of ['operator', 'unit', 'caller']) {
      const claims = { role, unit: 'chengguan', ticket: 'HY-0000-0000-0000' };
      expect((await service.ask(accesses, { token: await token(claims) })).status).toBe(403);
    }
    expect((await service.ask(accesses, { token: await token({ role: 'auditor' }) })).status).toBe(503);
  });

  test('stand in the OpenAPI document, with their types and limits', async () => {
    const { body } = await service.ask('/openapi.json');
    const { post } = body.paths['/v1/tickets/{id}/attachments'];
    expect(Object.keys(post.requestBody.content)).toContain('audio/amr');
    expect(post.description).toContain(`${LARGEST / 1024 / 1024} MB`);
    expect(Object.keys(post.responses)).toEqual(
      expect.arrayContaining(['200', '201', '409', '413', '415', '422']),
    );
    expect(body.paths['/v1/tickets/{id}/attachments/{attachment}'].get.responses).toHaveProperty('416');
    expect(body.paths['/v1/tickets/{id}/accesses'].get).toBeDefined();
  });
});
