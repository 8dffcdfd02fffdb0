import { mayKnowReferral, maySee, maySeeAddress, maySeeCaller, type Owned } from '../../api/requests/access';
import { type Subject, subjectReader } from '../../api/requests/subject';
import { COMMANDS, type CommandName, keysOf, ROLES } from '../../domain/words';
import { makeToken } from '../../dev/token';
import { JWT_SECRET } from '../given/http';
import { matter, partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';

let service: Service;
beforeAll(async () => {
  service = await serve();
});
afterAll(() => service.stop());

const TICKET = 'HY-0000-0000-0000';
const claimsOf = { unit: { unit: 'chengguan' }, caller: { ticket: TICKET } } as Record<string, object>;
const tokenOf = (role: string) => token({ role, ...claimsOf[role] });

describe('a request without a good token is 401 and says how to ask', () => {
  const cases: [string, () => Promise<string | undefined> | undefined][] = [
    ['no token', () => undefined],
    ['no JWT', async () => 'nonsense'],
    [
      'signed with another secret',
      () => token({ role: 'operator' }, 'another secret of more than thirty-two characters'),
    ],
    ['expired', () => token({ role: 'operator' }, JWT_SECRET, '-1h')],
    ['without an end', () => token({ role: 'operator' }, JWT_SECRET, null)],
    ['made for development', () => makeToken({ role: 'operator', sub: 'operator' }, JWT_SECRET, 1)],
    ['without a role', () => token({})],
    ['with an unknown role', () => token({ role: 'king' })],
    ['of nobody', () => token({ role: 'operator', sub: '' })],
    ['of a unit that it does not name', () => token({ role: 'unit' })],
    ['of a caller without a ticket', () => token({ role: 'caller' })],
    ['not signed at all', async () => `${part({ alg: 'none' })}.${part({ role: 'operator', sub: 'x' })}.`],
  ];
  test.each(cases)('%s', async (_what, make) => {
    const made = await make();
    const { status, headers, body } = await service.ask('/v1/units', { token: made });
    expect([status, body.type]).toEqual([401, 'urn:huiyin:problem:unauthenticated']);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer realm="huiyin"/);
  });

  test('before its body is read', async () => {
    expect((await service.ask('/v1/tickets', { raw: '{' })).status).toBe(401);
  });
});

test('in development the tokens that are made for it are taken, whatever else is expected of tokens', async () => {
  const parts = partsOnTheirOwn();
  const rules = { secret: JWT_SECRET, issuer: 'https://id.example', audience: 'hotline' };
  const made = `Bearer ${await makeToken({ role: 'operator', sub: 'me' }, JWT_SECRET, 1)}`;
  const read = subjectReader({ ...rules, development: true }, parts.callers);
  expect(await read(made)).toEqual({ role: 'operator', sub: 'me', exp: expect.any(Number) });
  await expect(subjectReader(rules, parts.callers)(made)).rejects.toMatchObject({ body: { status: 401 } });
  // A city’s own ones are by its issuer, and for us.
  for (const [claims, status] of [
    [{ iss: 'https://id.example', aud: 'hotline' }, undefined],
    [{ iss: 'https://id.example' }, 401],
    [{ aud: 'hotline' }, 401],
  ] as const) {
    const answer = await read(`Bearer ${await token({ role: 'operator', ...claims })}`).catch((it) => it);
    expect(answer.body?.status).toBe(status);
  }
});

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('live, metrics, document and page need no token', async () => {
  for (const path of ['/healthz', '/metrics', '/openapi.json', '/docs']) {
    expect([path, (await service.ask(path)).status]).toEqual([path, 200]);
  }
});

/** Who sends which command (DESIGN §4). */
const SENDERS: Record<CommandName, readonly string[]> = {
  answer: ['operator'],
  decline: ['operator'],
  dispatch: ['operator'],
  supplement: ['operator', 'caller'],
  withdraw: ['operator', 'caller'],
  urge: ['operator', 'supervisor', 'caller'],
  complain: ['operator', 'caller'],
  dispute: ['operator', 'caller'],
  sign: ['unit'],
  contact: ['unit'],
  arrive: ['unit'],
  progress: ['unit'],
  contribute: ['unit'],
  summon: ['unit'],
  'hand-down': ['unit'],
  release: ['operator', 'supervisor'],
  'request-return': ['unit'],
  'request-extension': ['unit'],
  'request-termination': ['unit'],
  'report-unsolvable': ['unit'],
  decide: ['supervisor'],
  submit: ['unit'],
  review: ['supervisor'],
  callback: ['operator'],
  evaluate: ['caller'],
  explain: ['operator', 'unit'],
  amend: ['operator', 'supervisor'],
  link: ['operator'],
  merge: ['operator'],
  split: ['operator'],
  supervise: ['supervisor'],
  'end-supervision': ['supervisor'],
  correct: ['supervisor'],
  escalate: ['supervisor'],
  'resolve-escalation': ['supervisor'],
  refer: ['supervisor'],
};

test('every role but a command’s own is refused with 403; its own gets as far as the database, which is away here', async () => {
  const asked = keysOf(COMMANDS).flatMap((name) =>
    keysOf(ROLES).map(async (role) => {
      const { status } = await service.ask(`/v1/tickets/${TICKET}/${name}`, {
        token: await tokenOf(role),
        body: {},
      });
      return [name, role, status];
    }),
  );
  const expected = keysOf(COMMANDS).flatMap((name) =>
    keysOf(ROLES).map((role) => [name, role, SENDERS[name].includes(role) ? 503 : 403]),
  );
  expect(await Promise.all(asked)).toEqual(expected);
});

/** Who does what about personal data (个人信息保护法 arts. 46, 47). */
const CARERS: readonly [method: string, path: string, body: object | undefined, roles: readonly string[]][] =
  [
    ['POST', `/v1/tickets/${TICKET}/erase`, { ground: 'unlawful', reason: '依法' }, ['supervisor']],
    ['POST', `/v1/tickets/${TICKET}/hold`, { reason: '依法' }, ['supervisor']],
    ['POST', `/v1/tickets/${TICKET}/hold/lift`, { reason: '依法' }, ['supervisor']],
    [
      'POST',
      `/v1/tickets/${TICKET}/rectify`,
      { address: '泉城路 1 号', reason: '误登' },
      ['operator', 'supervisor'],
    ],
    ['GET', `/v1/tickets/${TICKET}/data-acts`, undefined, ['supervisor', 'admin', 'auditor']],
    ['GET', '/v1/erasures', undefined, ['admin', 'auditor']],
  ];

test.each(CARERS)('%s %s is for its own roles alone', async (method, path, body, own) => {
  const asked = keysOf(ROLES).map(async (role) => {
    const { status } = await service.ask(path, { method, token: await tokenOf(role), body });
    return [role, status];
  });
  const expected = keysOf(ROLES).map((role) => [role, own.includes(role) ? 503 : 403]);
  expect(await Promise.all(asked)).toEqual(expected);
});

test.each(['unit', 'supervisor', 'caller', 'admin', 'auditor', 'leader', 'gateway'])(
  '%s registers no ticket',
  async (role) => {
    expect((await service.ask('/v1/tickets', { token: await tokenOf(role), body: matter })).status).toBe(403);
  },
);

test.each(['caller', 'admin', 'auditor', 'leader', 'gateway'])('%s lists no tickets', async (role) => {
  expect((await service.ask('/v1/tickets', { token: await tokenOf(role) })).status).toBe(403);
});

test('WF-11: a unit lists its own tickets only, and never by a phone number', async () => {
  const asks = async (query: string) =>
    (await service.ask(`/v1/tickets?${query}`, { token: await tokenOf('unit') })).status;
  expect(await asks('unit=zhujian')).toBe(403);
  for (const phone of [
    '138 0013 8000',
    '13800138000x1',
    '１３８００１３８０００',
    '138‐0013—8000',
    '+86(138)00138000',
  ])
    expect([phone, await asks(`q=${encodeURIComponent(phone)}`)]).toEqual([phone, 422]);
  // Gets as far as the database, which is away here: words, whatever digits are in them, find no caller.
  expect(await asks(`q=${encodeURIComponent('12345 热线')}`)).toBe(503);
});

describe('who sees a ticket, and its caller', () => {
  const ticket = (kind: Owned['matter']['kind'], confidential: boolean): Owned => ({
    id: TICKET,
    matter: { kind, confidential },
    assignments: [
      { unit: 'chengguan', role: 'lead' },
      { unit: 'jiaotong', role: 'copy' },
    ],
  });
  const plain = ticket('complaint', false);
  const subjects: Record<string, Subject> = {
    operator: { role: 'operator', sub: 'o' },
    supervisor: { role: 'supervisor', sub: 's' },
    admin: { role: 'admin', sub: 'a' },
    auditor: { role: 'auditor', sub: 'a' },
    leader: { role: 'leader', sub: 'l' },
    'a gateway': { role: 'gateway', sub: 'g' },
    'its unit': { role: 'unit', sub: 'u', unit: 'chengguan' },
    'one that gets a copy': { role: 'unit', sub: 'u', unit: 'jiaotong' },
    'another unit': { role: 'unit', sub: 'u', unit: 'zhujian' },
    'its caller': { role: 'caller', sub: 'c', ticket: TICKET },
    'another caller': { role: 'caller', sub: 'c', ticket: 'HY-1111-1111-1111' },
  };
  const who = (may: (subject: Subject) => boolean) =>
    Object.keys(subjects).filter((name) => may(subjects[name] as Subject));

  test('the ticket: all but other units, other callers, leaders and gateways', () => {
    const seen = who((subject) => maySee(subject, plain));
    expect(seen).toEqual([
      'operator',
      'supervisor',
      'admin',
      'auditor',
      'its unit',
      'one that gets a copy',
      'its caller',
    ]);
  });

  test('its caller: who handles it, and the caller', () => {
    expect(who((subject) => maySeeCaller(subject, plain))).toEqual([
      'operator',
      'supervisor',
      'its unit',
      'its caller',
    ]);
  });

  test('BJ-8: where the matter is: who handles it, and who oversees; not who only gets a copy', () => {
    const seen = who((subject) => maySeeAddress(subject, plain));
    expect(seen).toEqual(['operator', 'supervisor', 'admin', 'auditor', 'its unit', 'its caller']);
    const whistleblower = who((subject) => maySeeAddress(subject, ticket('report', false)));
    expect(whistleblower).toEqual(['operator', 'supervisor', 'its caller']);
  });

  test('BJ-8: a unit that handles one matter and succeeds one that got a copy of it may contact its caller', () => {
    const successor = (unit: string, ...succeeds: string[]): Subject => ({
      role: 'unit',
      sub: 'u',
      unit,
      succeeds,
    });
    expect(maySeeCaller(successor('chengguan', 'jiaotong'), plain)).toBe(true);
    expect(maySeeCaller(successor('zhujian', 'jiaotong'), plain)).toBe(false);
  });

  test('JE-18, WF-33: a referral: the hotline, who oversees, and whom it was made to', () => {
    const hotline = ['operator', 'supervisor', 'admin', 'auditor'];
    expect(who((subject) => mayKnowReferral(subject, 'discipline'))).toEqual(hotline);
    expect(who((subject) => mayKnowReferral(subject, 'zhujian'))).toEqual([...hotline, 'another unit']);
  });

  test.each([ticket('report', false), ticket('complaint', true)])(
    'WF-11: of a report or a confidential matter: never a unit',
    (it) => {
      expect(who((subject) => maySeeCaller(subject, it))).toEqual(['operator', 'supervisor', 'its caller']);
    },
  );
});
