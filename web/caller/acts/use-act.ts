import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useSending } from '../../shared/sending';
import type { Access } from '../access/fragment';
import { ticketKey } from '../ticket/queries';

/**
 * Sends something of the caller's. After it, and where the service says that the ticket has moved on, all of the ticket is read anew.
 * @param path below `/v1`
 * @param etag the ticket as it was seen, where the act leans on that
 */
export function useAct(
  access: Access,
  path: string,
  etag?: string,
): UseMutationResult<unknown, Error, object> {
  const queries = useQueryClient();
  const send = useSending();
  return useMutation({
    mutationFn: (body: object) =>
      send(path, body, { token: access.token, ...(etag === undefined ? {} : { ifMatch: etag }) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ticketKey(access.ticket) }),
  });
}
