import { createHmac } from 'node:crypto';
import { DeliveryFailure } from './delivery-failure';

/** Time in ms that a receiver has for its answer. */
const PATIENCE = 10_000;

/** `sha256=<hex HMAC of the body>`, which proves to a unit that the message is ours (DESIGN §4). */
export const signature = (body: string, key: string): string =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

/**
 * Posts a message to a unit's receiver. 2xx is success; redirects are not followed, since the address is the unit's own word.
 * @throws DeliveryFailure
 */
export async function postWebhook(
  send: typeof fetch,
  url: string,
  key: string,
  message: object,
): Promise<void> {
  const body = JSON.stringify(message);
  let status: number;
  try {
    const response = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-huiyin-signature': signature(body, key) },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    });
    status = response.status;
    await response.body?.cancel();
  } catch (error) {
    throw new DeliveryFailure(`webhook: ${reason(error)}`, hung(error));
  }
  if (status < 200 || status > 299) throw new DeliveryFailure(`webhook: HTTP ${status}`);
}

const hung = (error: unknown): boolean => (error as { name?: string }).name === 'TimeoutError';

/** What went wrong, without the message of the error: it may quote the address, and that may hold a secret. */
function reason(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return name === 'TimeoutError' ? 'no answer in time' : (cause?.code ?? name ?? 'failed');
}
