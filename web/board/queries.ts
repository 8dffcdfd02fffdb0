import { queryOptions } from '@tanstack/react-query';
import type { BoardAnswer } from '../../api/board/answers';
import { queryOf, request } from '../shared/request';
import { serverNow } from '../shared/server-time';

/** How often the figures are asked for where nothing tells that they changed (ms). */
const EVERY = 15_000;
/** The service answers with what it last counted, and counts anew behind that: figures older than this (ms) are asked for once more, so soon. */
const BEHIND = 3_000;
const AGAIN = 2_000;

/**
 * After how long (ms) the figures are asked for again.
 * @param age how old they were when they came (ms); nothing where none came
 */
export const pauseAfter = (age: number | undefined): number =>
  age !== undefined && age > BEHIND ? AGAIN : EVERY;

/** The board's figures. @param district of one; of all without it */
export const boardQuery = (district: string | undefined) =>
  queryOptions({
    queryKey: district === undefined ? ['board'] : ['board', district],
    queryFn: ({ signal }) =>
      request<BoardAnswer>(`/v1/board${queryOf({ district })}`, {
        // A question that hangs must not hold up the next.
        signal: AbortSignal.any([signal, AbortSignal.timeout(EVERY)]),
      }),
    refetchInterval: ({ state: { data, dataUpdatedAt, status } }) =>
      pauseAfter(
        data && status === 'success'
          ? dataUpdatedAt + serverNow() - Date.now() - Date.parse(data.at)
          : undefined,
      ),
    // A wall is looked at though nobody touches its window.
    refetchIntervalInBackground: true,
    // It is told that a network is gone, and not only waited for it.
    networkMode: 'always',
    retry: false,
  });
