import { z } from 'zod';
import { at } from '../http/answer-fields';

const saved = {
  key: z.string().meta({ example: 'HY-7K3M-9Q2X-4V1B:submit' }),
  savedAt: at,
  ends: at.meta({ description: 'It is gone then, unless it is saved again' }),
};

export const savedDraftAnswer = z.object(saved).meta({ id: 'SavedDraft' });

export const draftAnswer = z
  .object({ ...saved, content: z.record(z.string(), z.unknown()).meta({ description: 'As it was saved' }) })
  .meta({ id: 'Draft' });

export const draftsAnswer = z
  .object({ items: z.array(savedDraftAnswer).meta({ description: 'In the order of their keys' }) })
  .meta({ id: 'Drafts' });

export const viewAnswer = z
  .object({
    name: z.string(),
    query: z.record(z.string(), z.string()).meta({
      description: 'As `GET /v1/tickets` takes it',
      example: { state: 'handling', overdue: 'true' },
    }),
    savedAt: at,
  })
  .meta({ id: 'View' });

export const viewsAnswer = z
  .object({ items: z.array(viewAnswer).meta({ description: 'In the order of their names' }) })
  .meta({ id: 'Views' });

/** What a thing that is gone is answered with. */
export const discardedAnswer = z.object({}).meta({ id: 'Discarded' });

export type DraftAnswer = z.infer<typeof draftAnswer>;
export type SavedDraftAnswer = z.infer<typeof savedDraftAnswer>;
export type DraftsAnswer = z.infer<typeof draftsAnswer>;
export type ViewAnswer = z.infer<typeof viewAnswer>;
export type ViewsAnswer = z.infer<typeof viewsAnswer>;
