import { z } from 'zod';
import { keysOf, STATES } from '../../domain/words';
import { at } from '../http/answer-fields';

export const changeAnswer = z
  .object({
    cursor: z.string().meta({ description: 'Its place: `after` and `Last-Event-ID` go on behind it' }),
    at: at.meta({
      description: 'When it happened; in the order of `cursor` it may lie before an earlier one',
    }),
    ticket: z.string().meta({ example: 'HY-7K3M-9Q2X-4V1B' }),
    seq: z.int().min(1).meta({
      description:
        'Its place in the ledger. One that comes again stands for what that place and all later ones of the ticket said before: the engine had lost it',
    }),
    type: z.string().meta({ description: 'As in the ledger', example: 'dispatched' }),
    state: z
      .enum(keysOf(STATES))
      .meta({ description: 'The ticket’s, when all was done that this belongs to' }),
    level: z.int().min(0).max(3).meta({ description: 'The same' }),
  })
  .meta({ id: 'TicketChange' });
export type ChangeAnswer = z.infer<typeof changeAnswer>;

export const changesAnswer = z
  .object({
    items: z.array(changeAnswer),
    next: z.string().meta({
      description: '`after` of the next question; the same again where nothing came. There may be more',
    }),
  })
  .meta({ id: 'TicketChanges' });
export type ChangesAnswer = z.infer<typeof changesAnswer>;
