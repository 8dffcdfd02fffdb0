// A real OpenID provider in a process of its own: it is published as an ES module only, which jest does not load.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

/** Its clients, which are asked for by name: what their tokens say of somebody, or where they differ from good ones. */
const CLIENTS = {
  operator: { realm_access: { roles: ['offline_access', 'operator', 'uma_authorization'] } },
  clerk: { realm_access: { roles: ['unit'] }, groups: ['chengguan'] },
  guest: { realm_access: { roles: ['offline_access'] } },
  both: { realm_access: { roles: ['operator', 'admin'] } },
  // A claim that anybody may set where roles are looked for elsewhere.
  forger: { role: 'admin' },
  expired: { realm_access: { roles: ['operator'] } },
  endless: { realm_access: { roles: ['operator'] } },
};
const SECRET = 'the secret of every client of this provider';
const HOUR = 3_600;

let generation = 0;
async function newKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: `key-${++generation}` };
}

async function providerAt(issuer) {
  return new Provider(issuer, {
    clients: Object.keys(CLIENTS).map((name) => ({
      client_id: name,
      client_secret: SECRET,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    })),
    jwks: { keys: [await newKey()] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, audience) => ({
          audience,
          scope: 'api',
          accessTokenTTL: HOUR,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    extraTokenClaims: (_context, { clientId }) => CLIENTS[clientId],
    formats: {
      customizers: {
        jwt: (_context, { clientId }, { payload }) => {
          if (clientId === 'expired') payload.exp -= 2 * HOUR;
          if (clientId === 'endless') delete payload.exp;
        },
      },
    },
  });
}

let answer;
const server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;
const begin = async () => {
  answer = (await providerAt(issuer)).callback();
  process.send({ issuer, secret: SECRET });
};
// Whatever is said means: other keys.
process.on('message', () => void begin());
process.on('disconnect', () => process.exit());
await begin();
