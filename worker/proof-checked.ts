import type { DataConverter, Payload } from '@temporalio/common';
import type { InjectedSinks } from '@temporalio/worker';
import type { DataKeys } from '../keys/data-keys';
import { isProven, proven } from '../keys/proof';
import {
  NOTED,
  REFUSED,
  TO_BE_PROVEN,
  type Unproven,
  UNPROVEN,
  type UnprovenSinks,
} from '../workflows/unproven';

/**
 * For workers: notes on what workflows are sent whether it has no proof, since workflows see no key.
 * @param keys all of them count, so that what was proven by an older one is taken still
 * @param unproven what becomes of it
 */
export function proofChecked(keys: DataKeys, unproven: 'refused' | 'noted'): DataConverter {
  const mark = new Uint8Array([unproven === 'refused' ? REFUSED : NOTED]);
  return {
    payloadCodecs: [
      {
        encode: async (payloads, context) => {
          if (payloads[0]?.metadata?.[TO_BE_PROVEN] === undefined) return payloads;
          return proven(keys, withMetadata(payloads, { [TO_BE_PROVEN]: undefined }), context);
        },
        decode: async (payloads, context) => {
          // What comes from activities comes from our workers.
          if (context?.type !== 'workflow') return payloads;
          const isFine = isProven(keys, payloads, context.workflowId);
          return withMetadata(payloads, { [UNPROVEN]: isFine ? undefined : mark });
        },
      },
    ],
  };
}

/** The same payloads with other metadata of the first; what is undefined is taken away. */
function withMetadata(payloads: Payload[], changes: Record<string, Uint8Array | undefined>): Payload[] {
  const [first, ...rest] = payloads;
  if (!first) return payloads;
  const all = Object.entries({ ...first.metadata, ...changes });
  const metadata = Object.fromEntries(all.flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return [{ ...first, metadata }, ...rest];
}

/** Tells of what workflows were sent without a proof. */
export const unprovenTold = (
  tell: (workflow: string, what: Unproven, name: string) => void,
): InjectedSinks<UnprovenSinks> => ({
  unproven: {
    met: { fn: ({ workflowId }, what, name) => tell(workflowId, what, name), callDuringReplay: false },
  },
});
