import { infiniteQueryOptions } from '@tanstack/react-query';
import type { CallbacksAnswer } from '../../../api/callbacks/answers';
import { queryOf, request } from '../../shared/request';

const PAGE = 50;

/** Who waits to be called back, whose promise ends first, first. */
export const callbacksQuery = infiniteQueryOptions({
  queryKey: ['callbacks'],
  initialPageParam: undefined as string | undefined,
  // Others take some meanwhile.
  refetchInterval: 30_000,
  queryFn: ({ pageParam, signal }) =>
    request<CallbacksAnswer>(`/v1/callbacks${queryOf({ cursor: pageParam, limit: PAGE })}`, {
      signal,
      byItself: true,
    }),
  getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
});
