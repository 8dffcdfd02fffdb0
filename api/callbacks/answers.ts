import { z } from 'zod';
import { at } from '../http/answer-fields';
import { summaryAnswer, ticketAnswer } from '../tickets/answers';

const heldUntil = at.meta({ description: 'Until then nobody else is given it' });

const held = z
  .object({ until: heldUntil, mine: z.boolean(), by: z.string().meta({ description: 'The account' }) })
  .meta({ id: 'Hold' });

export const waitingCallbackAnswer = z
  .object({
    ticket: summaryAnswer,
    callFrom: at
      .optional()
      .meta({ description: 'A call in vain before this moment would not count: so long it waits' }),
    held: held.optional().meta({ description: 'Who has it in hand' }),
  })
  .meta({ id: 'WaitingCallback' });

export const callbacksAnswer = z
  .object({
    items: z.array(waitingCallbackAnswer).meta({ description: 'What is due first, first' }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Callbacks' });

export const nextCallbackAnswer = z
  .object({ ticket: ticketAnswer.optional(), heldUntil: heldUntil.optional() })
  .meta({ id: 'NextCallback', description: 'Empty where no call-back waits that nobody holds' });

export const holdAnswer = z.object({ heldUntil }).meta({ id: 'HeldCallback' });

export const releasedAnswer = z.object({}).meta({ id: 'ReleasedCallback' });

export type WaitingCallbackAnswer = z.infer<typeof waitingCallbackAnswer>;
export type CallbacksAnswer = z.infer<typeof callbacksAnswer>;
export type NextCallbackAnswer = z.infer<typeof nextCallbackAnswer>;
export type HoldAnswer = z.infer<typeof holdAnswer>;
