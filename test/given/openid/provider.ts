import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ask } from '../http';

/** A running OpenID provider (`oidc-provider`), and a client of it. */
export interface OpenIdProvider {
  readonly issuer: string;
  /** Where it says that it publishes its keys. */
  readonly jwksUrl: string;
  /** An access token by the client-credentials flow. @param client one of those in `server.mjs` */
  tokenOf(client: string, audience: string): Promise<string>;
  /** What every client is known by. */
  readonly secret: string;
  /** What is true of an account from now on; nothing where it is gone. */
  tell(account: string, claims?: object): Promise<void>;
  /** Signs with another key from now on, and publishes that alone. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const child = fork(join(__dirname, 'server.mjs'), {
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ready = async (): Promise<{ issuer: string; secret: string }> => (await once(child, 'message'))[0];
  const { issuer, secret } = await ready();
  const found = await ask<{ jwks_uri: string; token_endpoint: string }>(
    `${issuer}/.well-known/openid-configuration`,
  );
  return {
    issuer,
    jwksUrl: found.body.jwks_uri,
    secret,
    async tell(account, claims) {
      const told = once(child, 'message');
      child.send({ account, claims });
      await told;
    },
    async tokenOf(client, audience) {
      const asked = { grant_type: 'client_credentials', resource: audience, scope: 'api' };
      const { status, body } = await ask<{ access_token: string }>(found.body.token_endpoint, {
        raw: new URLSearchParams(asked).toString(),
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `Basic ${Buffer.from(`${client}:${encodeURIComponent(secret)}`).toString('base64')}`,
        },
      });
      if (status !== 200) throw new Error(`no token: ${status} ${JSON.stringify(body)}`);
      return body.access_token;
    },
    async rotate() {
      const done = ready();
      child.send('rotate');
      await done;
    },
    async stop() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
