import { z } from 'zod';
import { text } from '../http/fields';
import { ticketsQuery } from '../tickets/reading';

/** Under what a draft is saved; it may begin with a ticket's number. */
export const draftPath = z.object({
  key: z
    .string()
    .regex(/^[\w.:-]{1,100}$/, {
      error:
        'expected 1 to 100 letters, digits or signs of `_ . : -`, e.g. register or HY-7K3M-9Q2X-4V1B:submit',
    })
    .meta({ example: 'HY-7K3M-9Q2X-4V1B:submit' }),
});

/** One that was saved: whatever else is named is not there. */
export const savedDraftPath = z.object({ key: z.string() });

/** A draft has at most so much (kB). */
export const MOST_OF_DRAFT = 64;

export const draftBody = z
  .record(z.string(), z.unknown())
  .meta({ id: 'DraftContent', description: 'Whatever the desk wants to find again; nobody reads it here' });

export const viewPath = z.object({ name: text(50).meta({ example: '本周到期' }) });

const LISTED = ticketsQuery.omit({ q: true, cursor: true, limit: true, count: true });

/** A list as it is asked for: the same schema checks it as checks the list itself. */
export const viewBody = z
  .strictObject({
    query: z
      .record(z.string(), z.string())
      .superRefine((query, context) => {
        const { q, ...filters } = query;
        if (q !== undefined)
          context.addIssue({
            code: 'custom',
            path: ['q'],
            message: 'expected none: what is searched may say who somebody is, and is kept nowhere',
            params: { rule: 'WF-11' },
          });
        for (const issue of LISTED.safeParse(filters).error?.issues ?? []) context.addIssue({ ...issue });
      })
      .meta({
        description:
          'As `GET /v1/tickets` takes it, without `q`, `cursor` and `limit`; nothing lists all tickets',
        example: { state: 'handling', overdue: 'true' },
      }),
  })
  .meta({ id: 'NewView' });
