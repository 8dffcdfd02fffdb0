import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import type { CommandName } from '../../../../domain/words';
import { problemOf } from '../../../shared/problem';
import { useSending } from '../../../shared/sending';
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
  const send = useSending();
  const sending = useMutation({
    mutationFn: (body: object) =>
      send<TicketAnswer>(`/v1/tickets/${ticket.id}/${command}`, body, { ifMatch: seen }),
    async onSuccess(answer) {
      queries.setQueryData(ticketQuery(ticket.id).queryKey, answer);
      await onDone(ticket.seq);
      await Promise.all([
        queries.invalidateQueries({ queryKey: formsQuery(ticket.id).queryKey }),
        queries.invalidateQueries({ queryKey: ['tickets'] }),
      ]);
    },
    onError(error) {
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
