import { z } from 'zod';
import { keysOf, ROLES } from '../../domain/words';
import { at } from '../http/answer-fields';

const day = z.iso.date().meta({ example: '2027-03-31' });

const said = {
  id: z.string(),
  question: z.string(),
  answer: z.string(),
  owner: z.string(),
  source: z.string(),
  validUntil: day.optional(),
};

export const entryAnswer = z
  .object({
    ...said,
    version: z.int().min(1),
    reviewOn: day,
    good: z.boolean().meta({ description: 'It may be given as an answer, and cited by `answer`' }),
    proposed: z.literal(true).optional().meta({ description: 'It waits to be published' }),
    proposedFrom: z.string().optional(),
    at: at.meta({ description: 'When this version was written' }),
    by: z.enum(keysOf(ROLES)),
    etag: z.string(),
  })
  .meta({ id: 'Knowledge' });

export const entriesAnswer = z
  .object({ items: z.array(entryAnswer), nextCursor: z.string().nullable() })
  .meta({ id: 'KnowledgeList' });

export const versionsAnswer = z
  .object({ items: z.array(entryAnswer).meta({ description: 'The newest first' }) })
  .meta({ id: 'KnowledgeVersions' });

/** What anybody may read: without who wrote it, and from what. */
export const publicEntryAnswer = z
  .object({ ...said, owner: z.string().meta({ description: 'The unit by its name' }), updatedOn: day })
  .meta({ id: 'PublicKnowledge' });

export type PublicEntry = z.infer<typeof publicEntryAnswer>;
export type EntryAnswer = z.infer<typeof entryAnswer>;
