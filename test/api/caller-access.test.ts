import { Writable } from 'node:stream';
import { pino } from 'pino';
import { MARKS, messageText } from '../../activities/texts';
import { evaluationJson } from '../../api/callers/evaluation';
import { erasable } from '../../api/tickets/kept-ticket';
import { faultOf } from '../../telemetry/fault';
import { subjectReader } from '../../api/requests/subject';
import { notificationJson } from '../../api/tickets/ticket-json';
import { DAY, HOUR, type Instant, instant } from '../../domain/time/instant';
import { COMMANDS, keysOf, type Outcome, ROLES, type TicketState } from '../../domain/words';
import { callerAccess, LAST_GENERATION } from '../../keys/caller-access';
import { dataKeys } from '../../keys/data-keys';
import { JWT_SECRET } from '../given/http';
import { partsOnTheirOwn, PUBLIC_URL, serve, type Service, token } from '../given/servers/api-alone';

const TICKET = 'HY-0000-0000-0000';
const OTHER = 'HY-1111-1111-1111';
/** A ticket whose code was made anew so often. */
const coded = (id: string, codeGeneration = 0) => ({ id, codeGeneration });
const NOON = instant(Date.parse('2026-09-29T12:00:00+08:00'));
const now = (): Instant => instant(Date.now());
const tokenOf = (link: string): string => link.split('#')[1] ?? '';

const parts = partsOnTheirOwn();
const { callers } = parts;
let service: Service;
beforeAll(async () => {
  service = await serve(parts);
});
afterAll(() => service.stop());

describe('WF-13: the code of a ticket', () => {
  const [old, fresh] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const codes = (...keys: [Buffer, ...Buffer[]]) => callerAccess(dataKeys(...keys), PUBLIC_URL, 90);

  test('is 8 digits, the same whenever it is asked for, and another for each ticket and key', () => {
    expect(codes(old).codeOf(coded(TICKET))).toMatch(/^\d{8}$/);
    expect(codes(old).codeOf(coded(TICKET))).toBe(codes(old).codeOf(coded(TICKET)));
    expect(codes(old).codeOf(coded(TICKET))).not.toBe(codes(old).codeOf(coded(OTHER)));
    expect(codes(old).codeOf(coded(TICKET))).not.toBe(codes(fresh).codeOf(coded(TICKET)));
  });

  test('opens its own ticket only, and still does when the key is changed', () => {
    const code = codes(old).codeOf(coded(TICKET));
    const rotated = codes(fresh, old);
    expect(rotated.generationsOf(TICKET, code)).toEqual([0]);
    expect(rotated.generationsOf(TICKET, rotated.codeOf(coded(TICKET)))).toEqual([0]);
    expect(rotated.generationsOf(OTHER, code)).toEqual([]);
    expect(codes(fresh).generationsOf(TICKET, code)).toEqual([]);
    for (const wrong of ['', code.slice(1), `${code}0`])
      expect(rotated.generationsOf(TICKET, wrong)).toEqual([]);
  });

  test('is another each time that it is made anew, up to twenty times', () => {
    const generations = Array.from({ length: LAST_GENERATION + 1 }, (_, i) => i);
    const made = generations.map((it) => codes(old).codeOf(coded(TICKET, it)));
    expect(new Set(made).size).toBe(21);
    expect(made.map((code) => codes(old).generationsOf(TICKET, code))).toEqual(generations.map((it) => [it]));
    const beyond = codes(old).codeOf(coded(TICKET, LAST_GENERATION + 1));
    expect(codes(old).generationsOf(TICKET, beyond)).toEqual([]);
  });

  test('is over so many days after the closure, to the moment, in the archive, and erased', () => {
    const closedAt = NOON;
    const { isOver } = codes(old);
    const end = instant(NOON + 90 * DAY);
    expect(isOver({}, end)).toBe(false);
    expect([isOver({ closedAt }, instant(end - 1)), isOver({ closedAt }, end)]).toEqual([false, true]);
    expect(isOver({ closedAt, archivedAt: NOON }, NOON)).toBe(true);
    expect(isOver({ closedAt, erasedAt: NOON }, NOON)).toBe(true);
  });

  test('is not kept with the answer to a request', () => {
    expect(JSON.stringify(erasable({ id: TICKET, code: '40718359' } as never))).not.toContain('40718359');
  });
});

describe('POST /v1/tickets/{id}/access', () => {
  const ask = (id: string, body: object = { code: callers.codeOf(coded(TICKET)) }) =>
    service.ask(`/v1/tickets/${id}/access`, { body });

  test('a wrong code, an unknown ticket and what is no number are the same 403', async () => {
    const wrong = await ask('HY-2222-2222-2222', { code: '00000000' });
    expect([wrong.status, wrong.body.type]).toEqual([403, 'urn:huiyin:problem:wrong-code']);
    for (const id of ['HY-3333-3333-3333', 'nonsense', '%00']) {
      const { status, body } = await ask(id);
      expect([id, status, body]).toEqual([id, 403, wrong.body]);
    }
  });

  test('the right code, also written in groups, asks the database whether there is such a ticket', async () => {
    const code = callers.codeOf(coded(TICKET));
    const grouped = `${code.slice(0, 4)} ${code.slice(4)}`;
    const asked = await Promise.all([code, grouped].map((written) => ask(TICKET, { code: written })));
    expect(asked.map(({ status }) => status)).toEqual([503, 503]);
  });

  test('what can’t be a code is 422 and never repeated', async () => {
    const { status, body } = await ask(OTHER, { code: '13800138000' });
    expect([status, body.errors[0].path]).toEqual([422, 'code']);
    expect(JSON.stringify(body)).not.toContain('13800138000');
  });

  test('is asked by POST', async () => {
    expect((await service.ask(`/v1/tickets/${TICKET}/access`)).status).toBe(405);
  });
});

describe('a caller’s own token', () => {
  const read = subjectReader({ secret: JWT_SECRET }, callers);
  const withToken = (made: string) => read(`Bearer ${made}`);
  const statusOf = (asked: Promise<unknown>) =>
    asked.then(
      () => 200,
      ({ body }) => body?.status,
    );

  test('is for one ticket, for an hour', async () => {
    const at = now();
    const { what, expiresAt } = await callers.token(coded(TICKET), at);
    const exp = Math.floor((at + HOUR) / 1_000);
    const read = { role: 'caller', sub: `code:${TICKET}`, ticket: TICKET, exp };
    expect(await withToken(what)).toEqual({ ...read, generation: 0 });
    const third = await callers.token(coded(TICKET, 3), at);
    expect(await withToken(third.what)).toEqual({ ...read, generation: 3 });
    expect(expiresAt).toBe(Math.floor(at / 1_000) * 1_000 + HOUR);
    const stale = await callers.token(coded(TICKET), instant(at - 2 * HOUR));
    expect(await statusOf(withToken(stale.what))).toBe(401);
  });

  test('is good also where accounts are checked by published keys', async () => {
    const keys = { jwksUrl: new URL('http://127.0.0.1:1/keys'), issuer: 'id', audience: 'hotline' };
    const published = subjectReader(keys, callers);
    const { what } = await callers.token(coded(TICKET), now());
    expect(await published(`Bearer ${what}`)).toMatchObject({ role: 'caller', ticket: TICKET });
  });

  test.each([
    [
      'signed with the secret of accounts',
      () => token({ role: 'caller', ticket: TICKET, aud: 'huiyin:caller' }),
    ],
    ['for other audiences too', () => token({ role: 'operator', aud: ['city', 'huiyin:caller'] })],
    [
      'signed with another data key',
      async () =>
        (await callerAccess(dataKeys(Buffer.alloc(32, 9)), '', 90).token(coded(TICKET), now())).what,
    ],
    [
      'changed after it was signed',
      async () => {
        const [head, body = '', sign] = (await callers.token(coded(TICKET), now())).what.split('.');
        const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
        const other = Buffer.from(JSON.stringify({ ...claims, ticket: OTHER })).toString('base64url');
        return [head, other, sign].join('.');
      },
    ],
  ])('%s, it is 401', async (_what, make) => {
    expect(await statusOf(withToken(await make()))).toBe(401);
  });

  test('an account’s token keeps to what its own city means by a scope', async () => {
    const made = await token({ role: 'caller', ticket: TICKET, scope: 'evaluate', aud: 'city' });
    expect(await withToken(made)).toEqual({
      role: 'caller',
      sub: 'somebody',
      ticket: TICKET,
      exp: expect.any(Number),
    });
  });
});

describe('HZ-10: an evaluation link', () => {
  test('is the same for the same moment, and good for 30 days', async () => {
    const first = await callers.link(coded(TICKET), NOON);
    expect(await callers.link(coded(TICKET), NOON)).toEqual(first);
    expect(first.what.startsWith(`${PUBLIC_URL}/evaluate#`)).toBe(true);
    expect(first.expiresAt).toBe(NOON + 30 * DAY);
    expect((await callers.link(coded(OTHER), NOON)).what).not.toBe(first.what);
  });

  test('lets evaluate and read the evaluation, and is 403 for all else', async () => {
    const linked = tokenOf((await callers.link(coded(TICKET), now())).what);
    const asked = async (method: string, path: string) =>
      (await service.ask(path, { token: linked, method, ...(method === 'POST' ? { body: {} } : {}) })).status;
    // The database is away: 503 says that the door was open.
    expect(await asked('GET', `/v1/tickets/${TICKET}/evaluation`)).toBe(503);
    expect(await asked('POST', `/v1/tickets/${TICKET}/evaluate`)).toBe(503);
    const commands = keysOf(COMMANDS).filter((name) => name !== 'evaluate');
    const closed = [
      ...commands.map((name) => ['POST', `/v1/tickets/${TICKET}/${name}`] as const),
      ...['', '/events', '/notifications', '/attachments', '/accesses', '/evaluate'].map(
        (rest) => ['GET', `/v1/tickets/${TICKET}${rest}`] as const,
      ),
      ['POST', '/v1/tickets'],
      ['POST', `/v1/tickets/${TICKET}/attachments`],
      ['POST', `/v1/tickets/${TICKET}/code`],
      ['POST', `/v1/tickets/${TICKET}/evaluation`],
      ['GET', `/v1/tickets/${TICKET}/attachments/evaluation`],
      ['GET', '/v1/tickets'],
      ['GET', '/v1/units'],
      ['GET', '/v1/rulebooks'],
      ['GET', '/v1/nothing'],
    ] as const;
    for (const [method, path] of closed)
      expect([method, path, await asked(method, path)]).toEqual([method, path, 403]);
  });

  test('operators and supervisors ask for a code; they and the caller read an evaluation', async () => {
    const asked = keysOf(ROLES).map(async (role) => {
      const made = await token({ role, unit: 'chengguan', ticket: TICKET });
      const [code, read] = await Promise.all([
        service.ask(`/v1/tickets/${TICKET}/code`, { token: made, body: { reason: '来电询问' } }),
        service.ask(`/v1/tickets/${TICKET}/evaluation`, { token: made }),
      ]);
      return [role, code.status, read.status];
    });
    expect(await Promise.all(asked)).toEqual([
      ['operator', 503, 503],
      ['unit', 403, 403],
      ['supervisor', 503, 503],
      ['caller', 403, 503],
      ['admin', 403, 403],
      ['auditor', 403, 403],
      ['leader', 403, 403],
      ['gateway', 403, 403],
    ]);
  });
});

describe('what the caller is told', () => {
  const ticket = {
    id: TICKET,
    kind: 'complaint',
    category: '市容环境/占道经营',
    district: { name: '历下区' },
  } as const;
  const keys = { code: '40718359', link: `${PUBLIC_URL}/evaluate#a.b.c` };
  const text = (template: 'registered' | 'approved' | 'closed', own?: typeof keys) =>
    messageText(ticket, { template, facts: { outcome: 'resolved' }, at: NOON }, own);

  test('at registration the code, with the result the link; a unit is told neither', () => {
    expect(text('registered', keys)).toMatch(/已登记，可凭工单编号和查询码40718359查询办理进展。$/);
    expect(text('approved', keys)).toMatch(/请评价：https:\/\/12345\.example\/evaluate#a\.b\.c$/);
    expect(text('closed', keys)).toMatch(
      /已办结（已解决）。请评价：https:\/\/12345\.example\/evaluate#a\.b\.c$/,
    );
    for (const template of ['registered', 'approved', 'closed'] as const)
      expect(text(template)).not.toMatch(/查询码|https/);
  });

  test.each(['registered', 'approved', 'closed'] as const)(
    '%s: code and link are made for the caller who reads; whoever else reads it, finds neither',
    (template) => {
      const shown = (kept: typeof keys, own?: typeof keys) => {
        const message = {
          id: 'm',
          ticketId: TICKET,
          at: NOON,
          to: 'caller',
          template,
          text: text(template, kept),
        };
        const sent = { channel: 'outbox', status: 'sent', attempts: 0, summary: '' } as const;
        return notificationJson({ ...message, ...sent }, own).text;
      };
      expect(shown(MARKS, keys)).toBe(text(template, keys));
      expect(shown(MARKS)).toBe(text(template, MARKS));
      // One that a worker from before wrote.
      expect(shown(keys)).toBe(text(template, MARKS));
    },
  );
});

describe('HZ-10: what can be evaluated', () => {
  const matter = { kind: 'complaint', confidential: false, category: '市容环境/占道经营' };
  const shown = (
    state: TicketState,
    outcome?: Outcome,
    evaluations: readonly { stage: 'intake' | 'handling'; satisfaction: string }[] = [],
    change: object = {},
    scale: readonly string[] = ['very-satisfied', 'dissatisfied', 'own-word'],
  ) =>
    evaluationJson(
      { id: TICKET, matter: { ...matter, ...change }, assignments: [], state, outcome, evaluations } as never,
      { scale },
      {},
    );
  const open = (...asked: Parameters<typeof shown>) =>
    shown(...asked).stages.flatMap((it) => (it.open ? [it.stage] : []));

  test('the intake at any time, once; the handling while its result is there', () => {
    const none = undefined;
    for (const state of ['registered', 'handling', 'submitted'] as const)
      expect([state, open(state)]).toEqual([state, ['intake']]);
    expect(open('callback')).toEqual(['intake', 'handling']);
    expect(open('handling', none, [{ stage: 'intake', satisfaction: 'very-satisfied' }])).toEqual([]);
    // Handled again after it was evaluated, it is evaluated again.
    expect(open('callback', none, [{ stage: 'handling', satisfaction: 'dissatisfied' }])).toContain(
      'handling',
    );
  });

  test('of a closed ticket the handling only where there was a result, and once', () => {
    for (const outcome of ['answered', 'resolved', 'explained', 'terminated'] as const)
      expect([outcome, open('closed', outcome)]).toEqual([outcome, ['intake', 'handling']]);
    for (const outcome of ['declined', 'withdrawn', 'merged'] as const)
      expect([outcome, open('closed', outcome)]).toEqual([outcome, ['intake']]);
    expect(open('closed', 'resolved', [{ stage: 'handling', satisfaction: 'dissatisfied' }])).toEqual([
      'intake',
    ]);
  });

  test('on the rulebook’s own scale, its words in Chinese; without a scale nothing is', () => {
    expect(shown('callback')).toMatchObject({
      ticket: TICKET,
      category: '市容环境/占道经营',
      stages: [
        { stage: 'intake', label: '受理环节' },
        { stage: 'handling', label: '办理环节' },
      ],
      scale: [
        { id: 'very-satisfied', label: '非常满意' },
        { id: 'dissatisfied', label: '不满意' },
        { id: 'own-word', label: 'own-word' },
      ],
    });
    expect(open('callback', undefined, [], {}, [])).toEqual([]);
  });

  test('WF-11: of a report or a confidential ticket it says not even what it is about', () => {
    for (const change of [{ kind: 'report' }, { confidential: true }])
      expect(shown('callback', undefined, [], change)).not.toHaveProperty('category');
  });
});

describe('the page of a link', () => {
  test('is in Chinese and needs nothing from elsewhere, nor any script but its own', async () => {
    const { status, headers, body } = await service.ask('/evaluate');
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split(';').toSorted()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      'img-src data:',
      "script-src 'self'",
      "style-src 'self'",
    ]);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(body).toContain('<html lang="zh-CN">');
    expect(body).not.toMatch(/<script>|<style>|style="|\son\w+="/);
    const files = [...String(body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '');
    const local = files.filter((file) => !file.startsWith('data:'));
    expect(local).toEqual(['/evaluate/evaluate.css', '/evaluate/evaluate.js']);
    for (const file of local) {
      const got = await service.ask(file);
      expect([file, got.status, got.headers.get('content-type')]).toEqual([
        file,
        200,
        expect.stringContaining(file.endsWith('css') ? 'text/css' : 'javascript'),
      ]);
    }
  });

  test('serves nothing but its files', async () => {
    for (const path of ['/evaluate/index.html', '/evaluate/..%2Fapp.ts', '/evaluate/x'])
      expect([path, (await service.ask(path)).status]).toEqual([path, 404]);
    expect((await service.ask('/evaluate', { method: 'POST' })).status).toBe(405);
  });
});

test('the OpenAPI document has every address for callers; the code needs no token', async () => {
  const { body } = await service.ask('/openapi.json');
  const { [`/v1/tickets/{id}/access`]: access, ...paths } = body.paths;
  expect(access.post.security).toEqual([]);
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining(['/v1/tickets/{id}/evaluation', '/v1/tickets/{id}/code']),
  );
  expect(body.components.schemas.Ticket.properties).toHaveProperty('code');
});

test('the log has neither code nor token nor ticket', async () => {
  let lines = '';
  const sink = new Writable({ write: (chunk, _encoding, done) => ((lines += String(chunk)), done()) });
  const own = await serve({ ...partsOnTheirOwn(), log: pino({ serializers: { err: faultOf } }, sink) });
  try {
    const code = callers.codeOf(coded(TICKET));
    const linked = tokenOf((await callers.link(coded(TICKET), now())).what);
    await Promise.all([
      own.ask(`/v1/tickets/${TICKET}/access`, { body: { code } }),
      own.ask(`/v1/tickets/${TICKET}/access`, { body: { code: '12345678' } }),
      own.ask(`/v1/tickets/${TICKET}/evaluation`, { token: linked }),
      own.ask(`/v1/tickets/${TICKET}/evaluate`, { token: linked, body: { stage: 'intake' } }),
    ]);
    expect(lines).toContain('"route":"/v1/tickets/:id/access"');
    for (const word of [code, '12345678', linked.slice(0, 30), linked.slice(-20), TICKET])
      expect(lines).not.toContain(word);
  } finally {
    await own.stop();
  }
});
