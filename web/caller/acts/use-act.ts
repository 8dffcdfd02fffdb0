import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { problemOf } from '../../shared/problem';
import { newKey, request } from '../../shared/request';
import type { Access } from '../access/fragment';
import { ticketKey } from '../ticket/queries';

/**
 * Sends something of the caller's. The same words sent again after an answer that was lost are one act; other words are another.
 * After it, and where the service says that the ticket has moved on, all of the ticket is read anew.
 * @param path below `/v1`
 * @param etag the ticket as it was seen, where the act leans on that
 */
export function useAct(
  access: Access,
  path: string,
  etag?: string,
): UseMutationResult<unknown, Error, object> {
  const queries = useQueryClient();
  const sent = useRef({ body: '', key: '' });
  return useMutation({
    mutationFn: (body: object) => {
      const text = JSON.stringify(body);
      if (sent.current.body !== text) sent.current = { body: text, key: newKey() };
      return request(path, {
        body,
        key: sent.current.key,
        token: access.token,
        ...(etag === undefined ? {} : { ifMatch: etag }),
      });
    },
    // What was answered is over: its key would bring the same answer again, also a refusal that holds no more.
    onSettled: (_data, error) => {
      if (!error || (problemOf(error)?.status ?? 500) < 500) sent.current = { body: '', key: '' };
      return queries.invalidateQueries({ queryKey: ticketKey(access.ticket) });
    },
  });
}
