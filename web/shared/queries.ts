import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isPassing } from './problem';
import { noticeEnd } from './session';

/** What was read from the service, and when it is read anew. */
export function newQueries(): QueryClient {
  const onError = (error: unknown) => noticeEnd(queries, error);
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (tried, error) => isPassing(error) && tried < 2,
        refetchOnWindowFocus: true,
      },
      // Whoever sends decides whether it is sent again: its key is the same then.
      mutations: { retry: false },
    },
  });
  return queries;
}
