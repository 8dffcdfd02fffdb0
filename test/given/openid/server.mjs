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
/** Programs with which people sign in: how long their access tokens are good (s), and whether they can have new ones. */
const DESKS = { desk: { lasts: 300, renewed: true }, short: { lasts: 300 }, long: { lasts: 50_000 } };
/** Where `test/given/servers/api-alone.ts` is reached. */
const PUBLIC_URL = 'https://12345.example';
/** People, by what they are called at the sign-in. */
const accounts = {
  wang: { name: '王芳', realm_access: { roles: ['operator'] } },
  li: { name: '李强', realm_access: { roles: ['unit'] }, groups: ['chengguan'] },
  zhao: { name: '赵敏', realm_access: { roles: ['supervisor'] }, far_role: 'leader' },
  nobody: { name: '无名', realm_access: { roles: ['offline_access'] } },
  machine: { realm_access: { roles: ['gateway'] } },
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
    clients: [
      ...Object.keys(CLIENTS).map((name) => ({
        client_id: name,
        client_secret: SECRET,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
      })),
      ...Object.entries(DESKS).map(([name, { renewed }]) => ({
        client_id: name,
        // `long` is a public client, which PKCE keeps safe.
        ...(name === 'long' ? { token_endpoint_auth_method: 'none' } : { client_secret: SECRET }),
        grant_types: ['authorization_code', ...(renewed ? ['refresh_token'] : [])],
        response_types: ['code'],
        redirect_uris: [`${PUBLIC_URL}/auth/callback`],
        post_logout_redirect_uris: [`${PUBLIC_URL}/desk/`],
      })),
    ],
    claims: { openid: ['sub', 'realm_access', 'groups'], profile: ['name', 'far_role'] },
    findAccount: (_context, id) =>
      accounts[id] && { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) },
    // Nobody is asked whether this program may know who they are.
    async loadExistingGrant({ oidc: { provider, client, session } }) {
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    // Each is good for one use; a second one takes back all that was given.
    rotateRefreshToken: true,
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    ttl: {
      AccessToken: (_context, _token, { clientId }) => DESKS[clientId]?.lasts ?? HOUR,
      IdToken: (_context, _token, { clientId }) => Math.max(DESKS[clientId]?.lasts ?? 0, HOUR),
    },
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
  const provider = await providerAt(issuer);
  const callback = provider.callback();
  answer = async (request, response) => {
    if (!request.url.startsWith('/interaction/')) return callback(request, response);
    // Whoever the page that asks for the sign-in hints at has the right password.
    const { params } = await provider.interactionDetails(request, response);
    await provider.interactionFinished(request, response, { login: { accountId: params.login_hint } });
  };
  process.send({ issuer, secret: SECRET });
};
process.on('message', (said) => {
  if (said === 'rotate') return void begin();
  // What is true of somebody from now on; nothing of one who is gone.
  accounts[said.account] = said.claims;
  process.send('told');
});
process.on('disconnect', () => process.exit());
await begin();
