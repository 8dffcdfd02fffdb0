import type { LookupAddress, LookupAllOptions } from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { guardedAgents, type Reach } from '../../activities/channels/guarded-agents';
import { openWebhooks, signature } from '../../activities/channels/webhook';
import type { Unit } from '../../config/units-file';
import { unitId } from '../../domain/ids';
import { webhookSecrets } from '../../keys/webhook-secrets';
import { startReceiver } from '../given/servers/receiver';

const [KEY, OTHER_KEY] = [Buffer.alloc(32, 5), Buffer.alloc(32, 6)];
const MESSAGE = { id: 'HY-1:3:parks', text: '请及时签收' };
const HERE = ['127.0.0.0/8', '::1'];

const unitWith = (secretGenerations?: readonly number[]): Unit => ({
  id: unitId('parks'),
  name: '园林局',
  level: 'department',
  ...(secretGenerations ? { contact: { secretGenerations } } : {}),
});

let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

interface Sending extends Partial<Reach> {
  readonly url?: string;
  readonly unit?: Unit;
  readonly keys?: readonly Buffer[];
  readonly sharedKey?: string;
}

async function send({ url = receiver.url, unit = unitWith(), ...more }: Sending = {}): Promise<void> {
  const webhooks = openWebhooks({ keys: [KEY], allowed: HERE, ...more });
  try {
    await webhooks.post({ unit, url }, MESSAGE);
  } finally {
    webhooks.close();
  }
}

/** Whether a receiver with this secret takes what came, by the library that receivers use. */
function takes(secret: string | undefined, changed: { body?: string; id?: string } = {}): boolean {
  const { headers, body } = receiver.received[0]!;
  const given = { ...headers, ...(changed.id ? { 'webhook-id': changed.id } : {}) };
  try {
    const read = new Webhook(secret!).verify(changed.body ?? body, given as Record<string, string>);
    expect(read).toEqual(MESSAGE);
    return true;
  } catch {
    return false;
  }
}

describe('a webhook is signed as Standard Webhooks say', () => {
  test('its unit takes it by the public library, no other unit does, and nothing of it can be changed', async () => {
    await send();
    const [own] = webhookSecrets([KEY], 'parks');
    expect(receiver.received[0]?.headers['webhook-id']).toBe(MESSAGE.id);
    expect(takes(own)).toBe(true);
    expect(takes(webhookSecrets([KEY], 'water')[0])).toBe(false);
    expect(takes(own, { id: 'another' })).toBe(false);
    expect(takes(own, { body: JSON.stringify({ ...MESSAGE, text: '' }) })).toBe(false);
  });

  test('a unit’s secret is the same for ever: 32 bytes, made from key, unit and generation', () => {
    expect(webhookSecrets([KEY], 'parks')).toEqual(webhookSecrets([KEY], 'parks', [1]));
    expect(webhookSecrets([KEY], 'parks', [1, 2])).toEqual([
      'whsec_PKhuh/sj79WPXIzXYdpDYbv5zFlJKTA/B71RBsPPqPM=',
      'whsec_n6o+Krf3ihGQL9rsZc05LMdYxgqtSh+8RA++0V6QeeY=',
    ]);
  });

  test('while a unit takes a new secret, the old one is good too; then only the new one', async () => {
    const [first, second] = webhookSecrets([KEY], 'parks', [1, 2]);
    await send({ unit: unitWith([1, 2]) });
    expect([takes(first), takes(second)]).toEqual([true, true]);
    receiver.received.length = 0;
    await send({ unit: unitWith([2]) });
    expect([takes(first), takes(second)]).toEqual([false, true]);
  });

  test('while the key itself is replaced, secrets made from the one before are good too', async () => {
    const [before, after] = [webhookSecrets([KEY], 'parks')[0], webhookSecrets([OTHER_KEY], 'parks')[0]];
    await send({ keys: [OTHER_KEY, KEY] });
    expect([takes(before), takes(after)]).toEqual([true, true]);
  });

  test('receivers of before find their own header, where there are any', async () => {
    await send({ sharedKey: 'known to all of them' });
    await send();
    const [old, now] = receiver.received;
    expect(old?.headers['x-huiyin-signature']).toBe(signature(old?.body ?? '', 'known to all of them'));
    expect(now?.headers).not.toHaveProperty('x-huiyin-signature');
  });
});

const PRIVATE = 'webhook: an address that is neither public nor named by HUIYIN_WEBHOOK_ALLOW';
const BY_HTTP = 'webhook: http is only for what HUIYIN_WEBHOOK_ALLOW names';

describe('a webhook goes where it may', () => {
  test.each([300, 301, 302, 303, 307, 308])(
    'a redirect (%s) to a private address is not followed, and is told as such',
    async (status) => {
      const inside = await startReceiver();
      Object.assign(receiver.answer, { status, headers: { location: inside.url } });
      await expect(send()).rejects.toThrow(`webhook: HTTP ${status}, redirects are not followed`);
      expect([receiver.received.length, inside.received.length]).toEqual([1, 0]);
      await inside.stop();
    },
  );

  test.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '0.0.0.0',
    '[::]',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.100.100.200',
    '169.254.169.254',
    '168.63.129.16',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[fec0::1]',
    '[64:ff9b::a00:1]',
    '[2002:a00:1::]',
    '224.0.0.1',
    '255.255.255.255',
  ])('https://%s is refused, where nothing is allowed', async (host) => {
    await expect(send({ url: `https://${host}/hook`, allowed: [] })).rejects.toThrow(PRIVATE);
  });

  test('what is public is reached by https, and not by http', () => {
    const agents = guardedAgents({ allowed: ['10.0.0.0/8'] });
    for (const host of ['8.8.8.8', '[2606:4700::1111]', '[::ffff:8.8.8.8]', '10.1.2.3', 'unit.example'])
      expect(agents.to(new URL(`https://${host}`))).toBeDefined();
    for (const host of ['8.8.8.8', '[2606:4700::1111]', '11.0.0.1', '[::ffff:8.8.8.8]'])
      expect(() => agents.to(new URL(`http://${host}`))).toThrow();
    for (const host of ['10.1.2.3', '[::ffff:10.1.2.3]'])
      expect(agents.to(new URL(`http://${host}`))).toBeDefined();
  });

  test('a name that resolves to this machine is refused, by https and by http, and names no address', async () => {
    const url = receiver.url.replace('127.0.0.1', 'localhost');
    await expect(send({ url, allowed: [] })).rejects.toThrow(BY_HTTP);
    await expect(send({ url: url.replace('http', 'https'), allowed: [] })).rejects.toThrow(PRIVATE);
    expect(receiver.received).toEqual([]);
    await send({ url });
    await send({ url, allowed: [], anywhere: true });
    expect(receiver.received).toHaveLength(2);
  });

  test('a name is checked by the very answer that is connected to: changed in between, it is refused', async () => {
    const url = receiver.url.replace('127.0.0.1', 'unit.example');
    const answers = [['127.0.0.1'], ['127.0.0.1']];
    const lookup = resolving(() => answers.shift() ?? ['10.0.0.1']);
    await send({ url, lookup });
    expect(answers).toHaveLength(1);
    answers.length = 0;
    await expect(send({ url, lookup })).rejects.toThrow(BY_HTTP);
    await expect(send({ url: url.replace('http', 'https'), lookup })).rejects.toThrow(PRIVATE);
    expect(receiver.received).toHaveLength(1);
  });

  test('of several addresses of a name only those are tried that may be reached', async () => {
    const url = new URL(receiver.url);
    const tried = jest.fn();
    const other = createServer(tried).listen(Number(url.port), '127.0.0.2');
    await once(other, 'listening');
    const lookup = resolving(() => ['127.0.0.2', '127.0.0.1']);
    url.hostname = 'unit.example';
    await send({ url: url.href, lookup, allowed: ['127.0.0.1'] });
    expect(receiver.received).toHaveLength(1);
    expect(tried).not.toHaveBeenCalled();
    other.close();
  });

  test('https is https: what does not speak it gets nothing', async () => {
    await expect(send({ url: receiver.url.replace('http', 'https') })).rejects.toThrow('webhook: EPROTO');
    expect(receiver.received).toEqual([]);
  });
});

test('an answer without an end is read no further than a limit', async () => {
  let sent = 0;
  const ended = new Promise<void>((resolve) => {
    const server = createServer((_request, response) => {
      const go = (): void => {
        sent += 16_384;
        if (response.write(Buffer.alloc(16_384))) setImmediate(go);
      };
      response.on('drain', go).on('close', () => server.close(() => resolve()));
      go();
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const webhooks = openWebhooks({ keys: [KEY], allowed: HERE });
      void webhooks.post({ unit: unitWith(), url: `http://127.0.0.1:${port}` }, MESSAGE);
    });
  });
  await ended;
  // What lay between both is sent too.
  expect(sent).toBeLessThan(16 * 1_048_576);
});

/** A resolver that answers every name so, as `dns.lookup` with `all` does. */
function resolving(answer: () => string[]): NonNullable<Reach['lookup']> {
  const lookup = (
    _host: string,
    _options: LookupAllOptions,
    done: (error: null, found: LookupAddress[]) => void,
  ): void => {
    const found = answer().map((address) => ({ address, family: 4 }));
    setImmediate(() => done(null, found));
  };
  return lookup as unknown as NonNullable<Reach['lookup']>;
}
