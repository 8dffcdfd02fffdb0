import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import type { CommandName } from '../../../../domain/words';
import { isPassing, problemOf } from '../../../shared/problem';
import { newKey, request } from '../../../shared/request';
import { ticketQuery } from '../../tickets/queries';
import { formsQuery, seqOf } from '../queries';

/**
 * Gives a command to a ticket as it was seen when the form was opened, or looked at anew since.
 * @param onDone told the newest line of the story before it
 */
export function useAct(
  ticket: TicketAnswer,
  command: CommandName,
  onDone: (before: number) => Promise<void>,
) {
  const queries = useQueryClient();
  const [seen, setSeen] = useState(ticket.etag);
  const key = useRef(newKey());
  const sending = useMutation({
    mutationFn: (body: object) =>
      request<TicketAnswer>(`/v1/tickets/${ticket.id}/${command}`, { body, key: key.current, ifMatch: seen }),
    async onSuccess(answer) {
      queries.setQueryData(ticketQuery(ticket.id).queryKey, answer);
      await onDone(ticket.seq);
      await Promise.all([
        queries.invalidateQueries({ queryKey: formsQuery(ticket.id).queryKey }),
        queries.invalidateQueries({ queryKey: ['tickets'] }),
      ]);
    },
    onError(error) {
      // What may have arrived is sent again as the same; what was refused will be another when it is sent again.
      if (!isPassing(error)) key.current = newKey();
      const status = problemOf(error)?.status;
      if (status !== 412 && status !== 409) return;
      void queries.invalidateQueries({ queryKey: ticketQuery(ticket.id).queryKey, exact: true });
      void queries.invalidateQueries({ queryKey: formsQuery(ticket.id).queryKey });
    },
  });
  const isStale = problemOf(sending.error)?.status === 412;
  return {
    send: (body: object) => sending.mutate(body),
    isSending: sending.isPending,
    error: sending.error,
    /** What was typed was changed: what was said of it before is not true of it. */
    reset: () => {
      // A refusal that the ticket has moved on stays until somebody has looked.
      if (isStale || sending.isIdle || sending.isPending) return;
      if (isPassing(sending.error)) key.current = newKey();
      sending.reset();
    },
    /** The ticket had moved on. */
    isStale,
    /** It can't be sent before somebody has looked at what changed. */
    mustLook: seqOf(ticket.etag) > seqOf(seen) || isStale,
    seen: seqOf(seen),
    see: () => {
      setSeen(ticket.etag);
      sending.reset();
    },
  };
}
