import { createHmac } from 'node:crypto';
import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { Webhook } from 'standardwebhooks';
import type { Unit } from '../../config/units-file';
import { type WebhookKeys, webhookSecrets } from '../../keys/webhook-secrets';
import { DeliveryFailure } from './delivery-failure';
import { AddressRefused, type GuardedAgents, guardedAgents, type Reach } from './guarded-agents';

/** Time in ms that a receiver has for its answer. */
export const PATIENCE = 10_000;
/** So much of an answer (bytes) is read, to use its connection again; what it says counts for nothing. */
const READ = 65_536;

/** @property id the same on a try again: a receiver takes each once */
export interface WebhookMessage {
  readonly id: string;
}

/** Where a webhook goes: to a unit, whose secrets are made for it, or to the city's gateway to callers, which has one that was set. */
export type Receiver = { readonly url: string } & ({ readonly unit: Unit } | { readonly secret: string });

/** Posts messages to receivers. */
export interface Webhooks {
  /** @throws DeliveryFailure */
  post(to: Receiver, message: WebhookMessage): Promise<void>;
  close(): void;
}

/**
 * @param keys what units' secrets are made from
 * @param sharedKey what receivers of before check `X-Huiyin-Signature` with, all of them
 */
export function openWebhooks({
  keys,
  sharedKey,
  ...reach
}: Reach & { readonly keys: WebhookKeys; readonly sharedKey?: string | undefined }): Webhooks {
  const agents = guardedAgents(reach);
  return {
    post: (to, message) =>
      'unit' in to
        ? postWebhook(
            agents,
            to.url,
            webhookSecrets(keys, to.unit.id, to.unit.contact?.secretGenerations),
            message,
            sharedKey,
          )
        : postWebhook(agents, to.url, [to.secret], message),
    close: agents.close,
  };
}

/** `sha256=<hex HMAC of the body>`, which receivers of before check. */
export const signature = (body: string, key: string): string =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

/**
 * Posts a message as Standard Webhooks have it, signed with each of the secrets. 2xx is success; redirects are not followed, since the
 * address is the receiver's own word.
 * @param secrets `whsec_…`, as the receiver has one of them
 * @param sharedKey what a receiver of before checks `X-Huiyin-Signature` with
 * @throws DeliveryFailure
 */
export async function postWebhook(
  agents: GuardedAgents,
  url: string,
  secrets: readonly string[],
  message: WebhookMessage,
  sharedKey?: string,
): Promise<void> {
  const [body, now] = [JSON.stringify(message), new Date()];
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'webhook-id': message.id,
    'webhook-timestamp': Math.floor(now.getTime() / 1_000),
    'webhook-signature': secrets.map((it) => new Webhook(it).sign(message.id, now, body)).join(' '),
    ...(sharedKey === undefined ? {} : { 'x-huiyin-signature': signature(body, sharedKey) }),
  };
  const signal = AbortSignal.timeout(PATIENCE);
  let status: number;
  try {
    const to = new URL(url);
    status = await answered(to, { method: 'POST', headers, agent: agents.to(to), signal }, body);
  } catch (error) {
    throw new DeliveryFailure(
      `webhook: ${signal.aborted ? 'no answer in time' : reason(error)}`,
      signal.aborted,
    );
  }
  if (status >= 300 && status <= 399)
    throw new DeliveryFailure(`webhook: HTTP ${status}, redirects are not followed`);
  if (status < 200 || status > 299) throw new DeliveryFailure(`webhook: HTTP ${status}`);
}

/** @returns the status of the answer; the rest of it is read, up to a limit, while nobody waits */
const answered = (url: URL, options: RequestOptions, body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const taken = (response: IncomingMessage): void => {
      let read = 0;
      response
        .on('data', ({ length }: Buffer) => {
          read += length;
          if (read > READ) response.destroy();
        })
        .on('error', () => {});
      resolve(response.statusCode ?? 0);
    };
    (url.protocol === 'https:' ? https : http).request(url, options, taken).on('error', reject).end(body);
  });

/** What went wrong, without the message of the error: it may quote the address, and that may hold a secret. */
function reason(error: unknown): string {
  if (error instanceof AddressRefused) return error.message;
  const { name, code } = error as { name?: string; code?: string };
  return code ?? name ?? 'failed';
}
