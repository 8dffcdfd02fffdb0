import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isPassing, problemOf } from '../shared/problem';

/** What was read of the ticket. @param onOut called when the service does not know the token any more */
export function callerQueries(onOut: () => void): QueryClient {
  const onError = (error: Error) => {
    if (problemOf(error)?.status === 401) onOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (tried, error) => isPassing(error) && tried < 2,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
