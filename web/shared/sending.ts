import { useCallback, useRef } from 'react';
import { isPassing } from './problem';
import { newKey, request } from './request';

/** Sends a POST. @throws as `request` does */
export type Send = <T>(path: string, body: unknown, ifMatch?: string) => Promise<T>;

/**
 * Sends what somebody does, once: tried again after nothing answered, the same act has the same key. A refusal is an answer, which the
 * service keeps under its key: what is sent after it is another act.
 */
export function useSending(): Send {
  const open = useRef<{ readonly what: string; readonly key: string } | undefined>(undefined);
  return useCallback(async (path, body, ifMatch) => {
    const what = JSON.stringify([path, body]);
    if (open.current?.what !== what) open.current = { what, key: newKey() };
    try {
      const answer = await request<never>(path, {
        body,
        key: open.current.key,
        ...(ifMatch === undefined ? {} : { ifMatch }),
      });
      open.current = undefined;
      return answer;
    } catch (error) {
      if (!isPassing(error)) open.current = undefined;
      throw error;
    }
  }, []);
}
