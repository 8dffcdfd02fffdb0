import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { subjectReader } from '../../api/requests/subject';
import { callerAccess } from '../../keys/caller-access';
import { dataKeys } from '../../keys/data-keys';

const callers = callerAccess(dataKeys(Buffer.alloc(32, 7)), 'https://12345.example', 90);

/** Tokens that another service signs, whose keys it publishes (HUIYIN_JWKS_URL). */
let keys: Server;
let address: URL;
let pair: Awaited<ReturnType<typeof generateKeyPair>>;

beforeAll(async () => {
  pair = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' };
  keys = createServer((request, response) => {
    if (request.url !== '/keys') return void response.writeHead(502).end();
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => keys.once('listening', resolve));
  address = new URL(`http://127.0.0.1:${(keys.address() as AddressInfo).port}/keys`);
});
afterAll(async () => {
  keys.closeAllConnections();
  await new Promise((resolve) => keys.close(resolve));
});

const [issuer, audience] = ['https://id.example', 'https://12345.example'];
const reader = (jwksUrl = address, more = {}) =>
  subjectReader({ jwksUrl, issuer, audience, ...more }, callers);
const claims = (said: JWTPayload = { role: 'unit', unit: 'chengguan' }) =>
  new SignJWT({ sub: 'wang', iss: issuer, aud: audience, ...said }).setExpirationTime('1h');
const statusOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 200,
    ({ body }) => body?.status,
  );

test('a token signed by a published key says who asks', async () => {
  const token = await claims().setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(pair.privateKey);
  const subject = await reader()(`Bearer ${token}`);
  expect(subject).toEqual({ role: 'unit', sub: 'wang', unit: 'chengguan', exp: expect.any(Number) });
});

test('a public key is no shared secret: HS256 made with it is 401', async () => {
  const secret = new TextEncoder().encode(await exportSPKI(pair.publicKey));
  const token = await claims().setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(secret);
  expect(await statusOf(reader()(`Bearer ${token}`))).toBe(401);
});

test('a key that is not published is 401', async () => {
  const other = await generateKeyPair('ES256');
  for (const kid of ['one', 'two']) {
    const token = await claims().setProtectedHeader({ alg: 'ES256', kid }).sign(other.privateKey);
    expect(await statusOf(reader()(`Bearer ${token}`))).toBe(401);
  }
});

test('keys that can’t be had are 503, not the sender’s fault', async () => {
  const token = await claims().setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(pair.privateKey);
  for (const away of [new URL('http://127.0.0.1:1/keys'), new URL('/gone', address)]) {
    expect(await statusOf(reader(away)(`Bearer ${token}`))).toBe(503);
  }
});

describe('role and unit stand where a provider puts them', () => {
  const subjectOf = async (said: JWTPayload, roleClaim: string, unitClaim = 'unit') => {
    const token = await claims(said).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(pair.privateKey);
    return reader(address, { roleClaim, unitClaim })(`Bearer ${token}`);
  };
  const operator = { role: 'operator', sub: 'wang' };

  test.each<[string, JWTPayload, string]>([
    [
      'Keycloak, of a realm',
      { realm_access: { roles: ['offline_access', 'operator'] } },
      'realm_access.roles',
    ],
    [
      'Keycloak, of a client whose name has dots',
      { resource_access: { 'hotline.city': { roles: ['operator'] } } },
      'resource_access.hotline.city.roles',
    ],
    ['Entra', { roles: ['operator'] }, 'roles'],
    [
      'a claim whose name is an address',
      { 'https://12345.example/role': 'operator' },
      'https://12345.example/role',
    ],
    ['a plain claim', { role: 'operator' }, 'role'],
    ['the same role twice', { role: ['operator', 'operator'] }, 'role'],
  ])('%s', async (_what, said, place) => {
    expect(await subjectOf(said, place)).toEqual({ ...operator, exp: expect.any(Number) });
  });

  test('a unit may be the only one of a list', async () => {
    const said = { role: ['unit'], city: { units: ['chengguan'] } };
    expect(await subjectOf(said, 'role', 'city.units')).toEqual({
      role: 'unit',
      sub: 'wang',
      unit: 'chengguan',
      exp: expect.any(Number),
    });
  });

  test.each<[string, JWTPayload, string]>([
    ['no role', { roles: [] }, 'roles'],
    ['two', { roles: ['operator', 'supervisor'] }, 'roles'],
    ['none of ours', { roles: ['toString', 'king', 7, null] }, 'roles'],
    ['a place that is not there', { realm_access: { roles: ['operator'] } }, 'realm_access.role'],
    ['what every object has', {}, 'constructor.name'],
    ['two units', { role: 'unit', unit: ['chengguan', 'shuiwu'] }, 'role'],
  ])('401 for %s', async (_what, said, place) => {
    expect(await statusOf(subjectOf(said, place))).toBe(401);
  });
});
