import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { EntryAnswer } from '../../../api/knowledge/answers';
import { queryOf, request } from '../../shared/request';
import type { KnowledgeSearch } from './search';

interface Entries {
  readonly items: readonly EntryAnswer[];
  readonly nextCursor: string | null;
}

const PAGE = 50;
const LARGEST_PAGE = 100;

/** Entries page by page; of a question those that answer it, the best first. */
export const entriesQuery = ({ q, show }: KnowledgeSearch) =>
  infiniteQueryOptions({
    queryKey: ['knowledge', 'list', q, show],
    enabled: show !== 'review',
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      request<Entries>(
        `/v1/knowledge${queryOf({
          q: show === undefined ? q : undefined,
          proposed: show === 'proposed' ? true : undefined,
          cursor: pageParam,
          limit: PAGE,
        })}`,
        { signal },
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** All entries, to find those that are due for review: the service lists them by when they were written. */
export const allEntriesQuery = (isWanted: boolean) =>
  queryOptions({
    queryKey: ['knowledge', 'all'],
    enabled: isWanted,
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const all: EntryAnswer[] = [];
      let cursor: string | undefined;
      do {
        const page: Entries = await request(`/v1/knowledge${queryOf({ cursor, limit: LARGEST_PAGE })}`, {
          signal,
        });
        all.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return all;
    },
  });

export const entryQuery = (id: string) =>
  queryOptions({
    queryKey: ['knowledge', 'entry', id],
    queryFn: ({ signal }) => request<EntryAnswer>(`/v1/knowledge/${id}`, { signal }),
  });

/** What it said before, the newest first. */
export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['knowledge', 'entry', id, 'versions'],
    queryFn: ({ signal }) =>
      request<{ items: readonly EntryAnswer[] }>(`/v1/knowledge/${id}/versions`, { signal }).then(
        ({ items }) => items,
      ),
  });
