import { z } from 'zod';
import { at, count } from '../http/answer-fields';

const hash = z.string().meta({ description: 'SHA-256, as base64url', example: 'x'.repeat(43) });

export const checkpointAnswer = z
  .object({
    number: z.int().min(1),
    at,
    root: hash.meta({ description: 'Of the Merkle tree over the heads (RFC 6962)' }),
    count: count.meta({ description: 'Tickets that changed since the checkpoint before' }),
    before: hash.optional().meta({ description: 'The hash of the checkpoint before; none in the first' }),
    key: hash.meta({ description: 'The id of the key that signed it: its thumbprint (RFC 7638)' }),
    signature: z.string().meta({
      description: 'Ed25519, over `huiyin checkpoint 1`, a line feed, and the other fields as canonical JSON',
    }),
  })
  .meta({ id: 'Checkpoint' });

const head = z.object({
  ticket: z.string(),
  seq: z.int().min(1),
  hash: hash.meta({ description: 'Of the line of this `seq`' }),
  law: hash.meta({ description: 'Of the rules and calendar days that the ticket was started with' }),
});

export const wholeCheckpointAnswer = z
  .object({ ...checkpointAnswer.shape, heads: z.array(head) })
  .meta({ id: 'WholeCheckpoint' });

export const checkpointsAnswer = z
  .object({ items: z.array(checkpointAnswer), nextCursor: z.string().nullable() })
  .meta({ id: 'Checkpoints' });

export const keysAnswer = z
  .object({
    keys: z.array(
      z.object({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        x: z.string(),
        kid: hash,
        from: z.int().min(1).meta({ description: 'The first checkpoint that it signed' }),
        since: at,
      }),
    ),
  })
  .meta({ id: 'CheckpointKeys' });

/** Times within lines are ms since 1970, as they are hashed. */
const line = z.object({
  seq: z.int().min(1),
  at: z.int(),
  type: z.string(),
  actor: z.record(z.string(), z.unknown()),
  command: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
  before: hash.optional().meta({ description: 'The hash of the line before' }),
});

export const evidenceAnswer = z
  .object({
    format: z.literal('huiyin evidence 1'),
    ticket: z.string(),
    exportedAt: at,
    lines: z.array(line).meta({ description: 'As they are hashed; times in ms since 1970' }),
    superseded: z
      .array(z.object({ ...line.shape, decided: z.int(), by: z.int() }))
      .meta({ description: 'Lines that the engine had lost, and that gave way' }),
    law: z
      .object({ rules: z.record(z.string(), z.unknown()), calendar: z.record(z.string(), z.unknown()) })
      .meta({ description: 'What the ticket was started with' }),
    texts: z.array(
      z.object({
        of: z.string(),
        said: z.record(z.string(), z.string()).optional(),
        opener: z
          .string()
          .optional()
          .meta({ description: 'The key of its commitment (HMAC-SHA256); opens nothing that is sealed' }),
      }),
    ),
    inclusions: z.array(
      z.object({
        checkpoint: checkpointAnswer,
        head: head.omit({ ticket: true }),
        index: z.int().min(0),
        path: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'Evidence' });

export type EvidenceAnswer = z.infer<typeof evidenceAnswer>;
export type CheckpointAnswer = z.infer<typeof checkpointAnswer>;
