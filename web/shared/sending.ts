import { useState } from 'react';
import { problemOf } from './problem';
import { newKey, request, type Sent } from './request';

/** Sends a POST, as it was seen where it leans on that, and of a caller with a token. @throws as `request` does */
export type Send = <T>(path: string, body: unknown, how?: Pick<Sent, 'ifMatch' | 'token'>) => Promise<T>;

/**
 * Sends what somebody does, once: tried again after no answer, or after a fault that may have come when it was done, the same act has the
 * same key; other words are another act. A refusal is an answer, which the service keeps under its key: what is sent after it is another act.
 */
export function sendingOnce(): Send {
  let open: { readonly what: string; readonly key: string } | undefined;
  return async (path, body, how) => {
    const what = JSON.stringify([path, body]);
    if (open?.what !== what) open = { what, key: newKey() };
    try {
      const answer = await request<never>(path, { body, key: open.key, ...how });
      open = undefined;
      return answer;
    } catch (error) {
      if ((problemOf(error)?.status ?? 500) < 500) open = undefined;
      throw error;
    }
  };
}

/** The same for as long as what it is used in is on the page. */
export const useSending = (): Send => useState(sendingOnce)[0];
