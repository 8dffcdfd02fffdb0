import { createPublicKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { subjectReader } from '../../api/requests/subject';
import { apiSettings } from '../../api/settings';
import { type OpenIdProvider, startOpenIdProvider } from '../given/openid/provider';
import { ask } from '../given/http';
import { partsOnTheirOwn, serve, type Service } from '../given/servers/api-alone';

const AUDIENCE = 'https://12345.example';

/** The service with the settings that a city has with an OpenID provider of the shape of Keycloak. */
let provider: OpenIdProvider;
let service: Service;

async function serviceWith(change: Record<string, string> = {}): Promise<Service> {
  const parts = partsOnTheirOwn();
  const { tokens } = apiSettings({
    MONGODB_URI: 'mongodb://127.0.0.1/huiyin',
    HUIYIN_DATA_KEY: 'ab'.repeat(32),
    HUIYIN_MODE: 'development',
    HUIYIN_JWKS_URL: provider.jwksUrl,
    HUIYIN_JWT_ISSUER: provider.issuer,
    HUIYIN_JWT_AUDIENCE: AUDIENCE,
    HUIYIN_JWT_TYPE: 'at+jwt',
    HUIYIN_JWT_ROLE_CLAIM: 'realm_access.roles',
    HUIYIN_JWT_UNIT_CLAIM: 'groups',
    ...change,
  });
  return serve({ ...parts, readSubject: subjectReader(tokens, parts.callers) });
}

beforeAll(async () => {
  provider = await startOpenIdProvider();
  service = await serviceWith();
});
afterAll(async () => {
  await service.stop();
  await provider.stop();
});

/** The status, and what is said of a token that is refused. */
async function answered(token: string, path = '/v1/units', at = service) {
  const { status, headers } = await at.ask(path, { token });
  const said = /^Bearer realm="huiyin", error="invalid_token", error_description="([^"\\]+)"$/;
  return { status, why: said.exec(headers.get('www-authenticate') ?? '')?.[1] };
}
const ofClient = async (client: string, path?: string) =>
  answered(await provider.tokenOf(client, AUDIENCE), path);

test('of the roles that it lists the one that is ours counts, and of the groups the unit', async () => {
  expect(await ofClient('operator')).toEqual({ status: 200 });
  // 503: the door was open, the database is away.
  expect((await ofClient('operator', '/v1/tickets')).status).toBe(503);
  expect((await ofClient('clerk', '/v1/units/chengguan/notifications')).status).toBe(503);
  expect((await ofClient('clerk', '/v1/units/shuiwu/notifications')).status).toBe(403);
});

const ROLE =
  "The token's claims are not complete: realm_access.roles: " +
  'expected exactly one role: operator, unit, supervisor, caller, admin, auditor, leader or gateway';

test.each([
  ['that has no role of ours', 'guest', ROLE],
  ['that has two', 'both', ROLE],
  ['whose role stands where none is looked for', 'forger', ROLE],
  ['that has expired', 'expired', 'The token has expired.'],
  ['without an end', 'endless', 'The token has no exp.'],
])('a token %s is 401, and why', async (_what, client, why) => {
  expect(await ofClient(client)).toEqual({ status: 401, why });
});

test('a token for another audience is 401', async () => {
  const token = await provider.tokenOf('operator', 'https://another.example');
  expect(await answered(token)).toEqual({
    status: 401,
    why: 'The token is for another audience (aud).',
  });
});

test('a token of another type, or by another issuer that has the same keys, is 401', async () => {
  const token = await provider.tokenOf('operator', AUDIENCE);
  for (const [change, why] of [
    [{ HUIYIN_JWT_TYPE: 'JWT' }, 'The token is of another type (typ).'],
    [{ HUIYIN_JWT_ISSUER: 'https://id.example' }, 'The token is by another issuer (iss).'],
  ] as const) {
    const other = await serviceWith(change);
    expect(await answered(token, '/v1/units', other)).toEqual({ status: 401, why });
    await other.stop();
  }
});

describe('a token that anybody could make', () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = () => ({
    iss: provider.issuer,
    aud: AUDIENCE,
    sub: 'operator',
    exp: Math.floor(Date.now() / 1_000) + 3_600,
    realm_access: { roles: ['operator'] },
  });
  const ALG = { status: 401, why: 'The token is signed by an algorithm that is not taken (alg).' };

  test('is not signed: 401', async () => {
    for (const alg of ['none', 'None', ''])
      expect(await answered(`${part({ alg, typ: 'at+jwt' })}.${part(claims())}.`)).toMatchObject({
        status: 401,
      });
    expect(await answered(`${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims())}.`)).toEqual(ALG);
  });

  test('is signed by HS256 with the public key: 401', async () => {
    const { body } = await ask<{ keys: [{ kid: string }] }>(provider.jwksUrl);
    const [jwk] = body.keys;
    const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    for (const secret of [String(pem), JSON.stringify(jwk)]) {
      const token = await new SignJWT(claims())
        .setProtectedHeader({ alg: 'HS256', kid: jwk.kid, typ: 'at+jwt' })
        .sign(new TextEncoder().encode(secret));
      expect(await answered(token)).toEqual(ALG);
    }
  });

  test('was changed after it was signed: 401', async () => {
    const [head, , sign] = (await provider.tokenOf('operator', AUDIENCE)).split('.');
    expect(await answered([head, part(claims()), sign].join('.'))).toEqual({
      status: 401,
      why: "The token's signature is not right.",
    });
  });
});

test('a provider that takes another key while we run is followed, and the old key is out', async () => {
  const before = await provider.tokenOf('operator', AUDIENCE);
  expect((await answered(before)).status).toBe(200);
  await provider.rotate();
  const after = await provider.tokenOf('operator', AUDIENCE);
  // The keys are looked for anew 5 s after the last time; the clock is put there.
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 6_000);
  try {
    expect((await answered(after)).status).toBe(200);
    expect(await answered(before)).toEqual({
      status: 401,
      why: 'The token is signed by a key that is not published (kid, alg).',
    });
  } finally {
    clock.mockRestore();
  }
});
