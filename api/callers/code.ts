import { z } from 'zod';
import { instant } from '../../domain/time/instant';
import { LAST_GENERATION } from '../../keys/caller-access';
import { orderedId } from '../../storage/ordered-id';
import type { Asked } from '../http/address';
import { freeText } from '../http/fields';
import { Problem } from '../http/problem';
import type { Parts } from '../parts';
import { noteAccess } from '../requests/accesses';
import type { FoundTicket } from '../tickets/visible-ticket';

export const codeBody = z
  .strictObject({
    reason: freeText.meta({ description: 'Why; it is noted with who asked, for auditors' }),
    anew: z.boolean().default(false).meta({
      description: 'Makes another code: the one before, its tokens and its links let nobody in from then on',
    }),
  })
  .meta({ id: 'CodeRequest' });

const noCode = (detail: string): Problem =>
  new Problem(409, 'no-code', 'There is no code that would let in', detail);

const over = (): Problem =>
  noCode(
    'The ticket was closed too long ago, or its personal data was erased: its code lets nobody in any more, nor would another.',
  );

/**
 * Shows a ticket's code, or makes it anew, for a reason (JN-1). Who asked and why is noted first: where that fails, nothing is shown. A
 * request that is repeated has the generation that its first try chose, so that it makes no second one and has the same answer.
 */
export const givingCode =
  ({ callers, claim }: Pick<Parts, 'callers' | 'claim'>) =>
  async ({
    subject,
    request,
    body,
    found: { store, ticket },
  }: Pick<
    Asked<unknown, unknown, z.output<typeof codeBody>, FoundTicket>,
    'subject' | 'request' | 'body' | 'found'
  >) => {
    const { reason, anew } = body;
    const { id } = ticket;
    const { target, answer, keep } = await claim(store, request, body, () => ({
      generation: String(ticket.codeGeneration + (anew ? 1 : 0)),
      access: orderedId(),
      ticket: id,
    }));
    const coded = { id, codeGeneration: Number(target.generation) };
    if (!answer) {
      if (callers.isOver(ticket, instant(Date.now()))) throw over();
      if (coded.codeGeneration > LAST_GENERATION)
        throw noCode(`A code is made anew ${LAST_GENERATION} times at most.`);
      const what = anew ? 'new-code' : 'code';
      await noteAccess(store, subject, [ticket], { id: target.access, what, callerShown: false, reason });
      if (anew && !(await store.tickets.raiseCode(coded))) throw over();
      await keep({ status: 200, body: {} });
    }
    return {
      json: { ticket: id, code: callers.codeOf(coded), generation: coded.codeGeneration },
      looked: 'nothing' as const,
    };
  };
