import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isPassing, problemOf } from './problem';
import { sessionQuery } from './session';

/** What was read from the service, and when it is read anew. */
export function newQueries(): QueryClient {
  /** A session that has ended shows the way to a new one, wherever that is noticed. */
  const onError = (error: unknown): void => {
    if (problemOf(error)?.status === 401) void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
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
