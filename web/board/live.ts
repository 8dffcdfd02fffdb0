import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useChanges } from '../shared/changes';

/** Changes come by the dozen: the figures are asked for no sooner than this after the last time (ms). */
const LEAST = 5_000;

/**
 * Asks anew for what a query read as soon as some ticket changes. Where changes can't be followed (a leader may not, or the connection
 * is away), the query's own interval goes on alone.
 */
export function useLive(queryKey: readonly string[], mayFollow: boolean): void {
  const queries = useQueryClient();
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useChanges(mayFollow, () => {
    if (waiting.current !== undefined) return;
    const since = Date.now() - (queries.getQueryState(queryKey)?.dataUpdatedAt ?? 0);
    waiting.current = setTimeout(
      () => {
        waiting.current = undefined;
        void queries.invalidateQueries({ queryKey });
      },
      Math.max(0, LEAST - since),
    );
  });
  useEffect(() => () => clearTimeout(waiting.current), []);
}
