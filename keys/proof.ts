import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DataConverter, Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import type { DataKeys } from './data-keys';

// What tells a workflow of the service from a console: whoever reaches Temporal may send a workflow anything, but only whoever has the
// data key proves it. What is sent stays readable, so that Temporal Web shows it.

/** Where in the metadata of the first payload the proof of all of them lies. */
const PROOF = 'proof';
/** Bytes: to guess one takes 2⁹⁵ tries, and every command's history holds one. Those from before have up to {@link LONGEST}. */
const LENGTH = 12;
const LONGEST = 16;
const QUOTE = '"'.charCodeAt(0);

/** For clients of the service: proves what they send a workflow. Bare texts are only shown, and go without. */
export const proving = (keys: DataKeys): DataConverter => ({ payloadCodecs: [provingCodec(keys)] });

const provingCodec = (keys: DataKeys): PayloadCodec => ({
  encode: async (payloads, context) => (isBareText(payloads) ? payloads : proven(keys, payloads, context)),
  decode: async (payloads) => payloads,
});

const isBareText = ([first]: readonly Payload[]): boolean => first?.data?.[0] === QUOTE;

/** The same payloads with a proof, by the newest key, that they are for this workflow. */
export function proven([newest]: DataKeys, payloads: Payload[], context?: SerializationContext): Payload[] {
  const [first, ...rest] = payloads;
  if (!first || context?.type !== 'workflow') return payloads;
  const metadata = { ...first.metadata, [PROOF]: proofOf(newest.proving, payloads, context.workflowId) };
  return [{ ...first, metadata }, ...rest];
}

/** Whether payloads have a proof, by any of the keys, that they are for this workflow. */
export function isProven(keys: DataKeys, payloads: readonly Payload[], workflowId: string): boolean {
  const proof = payloads[0]?.metadata?.[PROOF];
  if (proof === undefined || proof.length < LENGTH || proof.length > LONGEST) return false;
  return keys.some(({ proving }) =>
    timingSafeEqual(proof, proofOf(proving, payloads, workflowId, proof.length)),
  );
}

/** Each part goes in with its length, so that no two lists read the same. */
function proofOf(key: Buffer, payloads: readonly Payload[], workflowId: string, bytes = LENGTH): Uint8Array {
  const hmac = createHmac('sha256', key);
  const parts = payloads.flatMap(({ metadata, data }) => [metadata?.encoding, data]);
  for (const part of [Buffer.from(workflowId), ...parts]) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part?.length ?? 0);
    hmac.update(length).update(part ?? Buffer.alloc(0));
  }
  return new Uint8Array(hmac.digest().subarray(0, bytes));
}
