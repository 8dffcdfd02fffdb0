import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Role } from '../../../domain/words';
import { useChanges } from '../../shared/changes';

/** Who may follow changes (`GET /v1/changes`). */
const FOLLOWERS: readonly Role[] = ['operator', 'supervisor', 'unit', 'auditor'];

/** Changes come by the dozen: what they concern is read anew together, so long after the first (ms). */
const OF_TICKETS = 2_000;
/** Each queue is counted for each who looks at it: seldom enough that a busy day's changes cost the database little (ms). */
const OF_QUEUES = 15_000;

/**
 * What others change is known on the screen within seconds: what may be done with a ticket that is open here, by which the rest of it follows, and
 * that a list is no more the newest; a little later how many each queue has. The list itself stays: it would jump under whoever reads it, and
 * each time that it is read is noted as a look.
 */
export function useFollowing(role: Role): void {
  const queries = useQueryClient();
  /** With `undefined` in it: any. */
  const changed = useRef(new Set<unknown>());
  const renewTickets = useGathered(OF_TICKETS, () => {
    const has = (id: unknown): boolean => changed.current.has(id) || changed.current.has(undefined);
    void queries.invalidateQueries({
      predicate: ({ queryKey: [of, id, what] }) => of === 'ticket' && what === 'forms' && has(id),
    });
    changed.current.clear();
    void queries.invalidateQueries({ queryKey: ['tickets', 'list'], refetchType: 'none' });
  });
  const renewCounts = useGathered(
    OF_QUEUES,
    () => void queries.invalidateQueries({ queryKey: ['tickets', 'count'] }),
  );
  useChanges(FOLLOWERS.includes(role), (change) => {
    changed.current.add(change?.ticket);
    renewTickets();
    renewCounts();
  });
}

/** @returns asks for something to be done, once for all who ask within so long (ms) */
function useGathered(within: number, run: () => void): () => void {
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  return () => {
    waiting.current ??= setTimeout(() => {
      waiting.current = undefined;
      run();
    }, within);
  };
}
