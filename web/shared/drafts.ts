import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { DraftAnswer, DraftsAnswer, SavedDraftAnswer } from '../../api/desk/answers';
import { newKey, request } from './request';
import { noticeEnd } from './session';

export const draftsQuery = queryOptions({
  queryKey: ['drafts'],
  staleTime: Infinity,
  queryFn: ({ signal }) => request<DraftsAnswer>('/v1/drafts', { signal }).then(({ items }) => items),
});

/** So long (ms) after the last letter a draft is saved. */
const PAUSE = 1_000;

type Content = Readonly<Record<string, unknown>>;

/** What {@link useDraft} knows of a draft. */
export type Draft = ReturnType<typeof useDraft>;

/**
 * What somebody has begun to write, kept by the service under a key.
 * @param content what stands there now; undefined as long as nothing was changed
 */
export function useDraft(key: string, content: Content | undefined) {
  const queries = useQueryClient();
  const { data: saved } = useQuery(draftsQuery);
  const [savedAt, setSavedAt] = useState<string>();
  /** What stands in the form, and what of that the service has or is being told. */
  const newest = useRef<Content>(undefined);
  const told = useRef<Content>(undefined);
  const path = `/v1/drafts/${key}`;

  const tell = useCallback(
    (change: (all: readonly SavedDraftAnswer[]) => readonly SavedDraftAnswer[]) =>
      queries.setQueryData(draftsQuery.queryKey, (all) => (all ? [...change(all)] : undefined)),
    [queries],
  );
  const save = useCallback(
    async (isLeaving = false) => {
      const body = newest.current;
      if (body === undefined || body === told.current) return;
      told.current = body;
      const answer = await request<SavedDraftAnswer>(path, { method: 'PUT', body, isLeaving }).catch(
        (error: unknown) => noticeEnd(queries, error),
      );
      if (!answer) {
        // It is tried again with the next letter, and when who writes leaves, or has signed in again; the form itself still has it.
        if (told.current === body) told.current = undefined;
        return;
      }
      setSavedAt(answer.savedAt);
      tell((all) => [...all.filter((it) => it.key !== key), answer]);
    },
    [key, path, queries, tell],
  );

  useEffect(() => {
    if (content === undefined) return;
    newest.current = content;
    const timer = setTimeout(() => void save(), PAUSE);
    return () => clearTimeout(timer);
  }, [content, save]);
  // Who leaves within the pause, for another page, another window or altogether, loses nothing.
  useEffect(() => {
    const left = () => void save(true);
    const hidden = () => {
      if (document.visibilityState === 'hidden') left();
    };
    document.addEventListener('visibilitychange', hidden);
    window.addEventListener('pagehide', left);
    // What could not be saved while nobody was signed in.
    void save();
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      window.removeEventListener('pagehide', left);
      void save();
    };
  }, [save]);

  return {
    /** One from before, that may be gone on with. */
    earlier: content === undefined ? saved?.find((it) => it.key === key) : undefined,
    savedAt,
    read: () => request<DraftAnswer>(path).then((draft) => draft.content),
    async discard() {
      newest.current = undefined;
      setSavedAt(undefined);
      tell((all) => all.filter((it) => it.key !== key));
      await request(`${path}/discard`, { body: {}, key: newKey() }).catch(() => {
        // It goes with its time.
      });
    },
  };
}
