import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ViewsAnswer } from '../../../api/desk/answers';
import type { TicketAnswer, ticketsAnswer } from '../../../api/tickets/answers';
import { queryOf, request } from '../../shared/request';
import type { TicketsSearch } from './search';

export type TicketsPageAnswer = z.infer<typeof ticketsAnswer>;

const PAGE = 50;

/** The tickets that match, page by page. */
export const ticketsQuery = (search: TicketsSearch) =>
  infiniteQueryOptions({
    queryKey: ['tickets', 'list', search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      request<TicketsPageAnswer>(`/v1/tickets${queryOf({ ...search, cursor: pageParam, limit: PAGE })}`, {
        signal,
      }),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    // A long list is not read anew from its beginning, page by page, nor compared with itself, because somebody came back to it.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    structuralSharing: false,
  });

/** How many match, all pages together. */
export const countQuery = (search: TicketsSearch) =>
  queryOptions({
    queryKey: ['tickets', 'count', search],
    staleTime: 30_000,
    queryFn: ({ signal }) =>
      request<{ count?: number }>(`/v1/tickets${queryOf({ ...search, limit: 0, count: true })}`, {
        signal,
        byItself: true,
      }),
    select: ({ count }) => count,
  });

/** What one has kept under a name. */
export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: ({ signal }) => request<ViewsAnswer>('/v1/views', { signal }),
  select: ({ items }) => items,
});

export const ticketQuery = (id: string) =>
  queryOptions({
    queryKey: ['ticket', id],
    queryFn: ({ signal }) => request<TicketAnswer>(`/v1/tickets/${id}`, { signal }),
  });
