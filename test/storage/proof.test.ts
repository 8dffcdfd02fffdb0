import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { dataKeys } from '../../keys/data-keys';
import { isProven, proving } from '../../keys/proof';

const [older, newer] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const workflow = (workflowId: string) => ({ type: 'workflow' as const, namespace: 'default', workflowId });
const payloads = (...values: unknown[]): Payload[] =>
  values.map((value) => defaultPayloadConverter.toPayload(value));

/** As a client with this key sends it. */
const sent = async (key: Buffer, of: string, ...values: unknown[]): Promise<Payload[]> => {
  const [codec] = proving(dataKeys(key)).payloadCodecs ?? [];
  return codec!.encode(payloads(...values), workflow(of));
};

test('what is sent with the key is proven for its workflow and no other, and stays readable', async () => {
  const command = { name: 'urge', actor: { role: 'operator' } };
  const [first, ...rest] = await sent(newer, 'HY-1', command, 7);
  expect(defaultPayloadConverter.fromPayload(first!)).toEqual(command);
  expect(isProven(dataKeys(newer), [first!, ...rest], 'HY-1')).toBe(true);
  expect(isProven(dataKeys(newer), [first!, ...rest], 'HY-2')).toBe(false);
});

test('a proof holds for all that was sent, in this order, and for nothing else', async () => {
  const [first, second] = await sent(newer, 'HY-1', { to: 'one' }, 7);
  const other = (given: Payload[]) => isProven(dataKeys(newer), given, 'HY-1');
  const [changed, seven, eight] = payloads({ to: 'two' }, 7, 8);
  expect(other([{ ...changed!, metadata: first!.metadata }, second!])).toBe(false);
  expect(other([first!])).toBe(false);
  expect(other([first!, eight!])).toBe(false);
  expect(other([first!, seven!])).toBe(true);
  expect(other([{ ...first!, metadata: { ...first!.metadata, proof: new Uint8Array(16) } }, second!])).toBe(
    false,
  );
  expect(other([{ ...first!, metadata: { ...first!.metadata, proof: new Uint8Array() } }, second!])).toBe(
    false,
  );
  expect(other(payloads({ to: 'one' }, 7))).toBe(false);
});

test('after a rotation what the older key proved is proven still; without that key it is not', async () => {
  const before = await sent(older, 'HY-1', { to: 'one' });
  expect(isProven(dataKeys(newer, older), before, 'HY-1')).toBe(true);
  expect(isProven(dataKeys(newer), before, 'HY-1')).toBe(false);
});

test('one from before is longer, and holds; a shorter one proves nothing', async () => {
  const [first, second] = payloads({ to: 'one' }, 7);
  const before = Buffer.from('29d18de5320a6b0c75c784da3b865bfe', 'hex');
  const holds = (proof: Uint8Array) =>
    isProven(dataKeys(newer), [{ ...first!, metadata: { ...first!.metadata, proof } }, second!], 'HY-1');
  expect(holds(before)).toBe(true);
  expect(holds(before.subarray(0, 12))).toBe(true);
  expect(holds(before.subarray(0, 11))).toBe(false);
  expect(holds(Buffer.concat([before, Buffer.alloc(1)]))).toBe(false);
});

test('texts that are only shown go without', async () => {
  expect((await sent(newer, 'HY-1', '投诉'))[0]?.metadata).not.toHaveProperty('proof');
});
