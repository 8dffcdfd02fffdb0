import { queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { RulebookAnswer } from '../../api/law/rulebook-answer';
import type { EmergenciesAnswer } from '../../api/suggestions/answers';
import type { UnitLevel } from '../../domain/words';
import { request } from './request';

export interface UnitNamed {
  readonly id: string;
  readonly name: string;
  readonly level: UnitLevel;
  readonly parent?: string;
  /** It was merged, renamed or closed: nothing new goes to it. */
  readonly successor?: string;
}

/** What changes so seldom that a page reads it once. */
const SELDOM = 10 * 60_000;

export const unitsQuery = queryOptions({
  queryKey: ['units'],
  staleTime: SELDOM,
  queryFn: ({ signal }) =>
    request<{ items: readonly UnitNamed[] }>('/v1/units', { signal }).then(({ items }) => items),
});

/** What a unit is called; its id as long as that is not known. */
export function useUnitNames(): (id: string) => string {
  const { data } = useQuery(unitsQuery);
  return useCallback((id) => data?.find((it) => it.id === id)?.name ?? id, [data]);
}

export const rulebooksQuery = queryOptions({
  queryKey: ['rulebooks'],
  staleTime: SELDOM,
  queryFn: ({ signal }) =>
    request<{ items: readonly { readonly id: string; readonly title: string }[] }>('/v1/rulebooks', {
      signal,
    }).then(({ items }) => items),
});

/** One rulebook in its file's own words; nothing is asked while none is chosen. */
export const rulebookQuery = (id: string | undefined) =>
  queryOptions({
    queryKey: ['rulebook', id],
    staleTime: SELDOM,
    enabled: id !== undefined,
    queryFn: ({ signal }) => request<RulebookAnswer>(`/v1/rulebooks/${id}`, { signal }),
  });

/** By which words and categories one knows an emergency. */
export const emergenciesQuery = queryOptions({
  queryKey: ['emergencies'],
  staleTime: SELDOM,
  queryFn: ({ signal }) =>
    request<EmergenciesAnswer>('/v1/emergencies', { signal }).then(({ items }) => items),
});

export const categoriesQuery = queryOptions({
  queryKey: ['categories'],
  staleTime: SELDOM,
  queryFn: ({ signal }) =>
    request<{ items: readonly { readonly id: string; readonly code?: string }[] }>('/v1/categories', {
      signal,
    }).then(({ items }) => items),
});
