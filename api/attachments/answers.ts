import { z } from 'zod';
import { keysOf, ROLES } from '../../domain/words';
import { ATTACHMENT_TYPES } from './media-types';
import { at } from '../http/answer-fields';

export const attachmentAnswer = z
  .object({
    id: z.string().meta({ description: 'The same bytes from the same role have the same id' }),
    name: z.string().optional().meta({ description: 'As who attached it calls it' }),
    type: z
      .string()
      .meta({ description: 'By its content', enum: Object.keys(ATTACHMENT_TYPES), example: 'audio/amr' }),
    size: z
      .int()
      .min(1)
      .meta({ description: 'In bytes, of what was attached; what is given may have fewer' }),
    at,
    by: z.object({ role: z.enum(keysOf(ROLES)), unit: z.string().optional() }),
  })
  .meta({ id: 'Attachment' });

export const attachmentsAnswer = z.object({ items: z.array(attachmentAnswer) }).meta({ id: 'Attachments' });

export type AttachmentAnswer = z.infer<typeof attachmentAnswer>;
