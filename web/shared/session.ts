import { type QueryClient, queryOptions, useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect } from 'react';
import type { SessionAnswer } from '../../api/sign-in/answers';
import { problemOf } from './problem';
import { request } from './request';

/** Who is signed in. */
export type Session = SessionAnswer;

/** Nobody, where nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 60_000,
  queryFn: ({ signal }) =>
    request<Session>('/v1/session', { signal }).catch((error: unknown) => {
      if (problemOf(error)?.status === 401) return null;
      throw error;
    }),
});

/** A session that has ended shows the way to a new one, wherever that is noticed. */
export function noticeEnd(queries: QueryClient, error: unknown): void {
  if (problemOf(error)?.status === 401) void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
}

/** Whose work is on the page, also while the session has ended and they sign in again. */
export const SessionContext = createContext<Session | undefined>(undefined);

/** @throws outside of a {@link SessionContext} */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('nobody is signed in here');
  return session;
}

/** Leaves for the page where one signs in, which leads back to where one is. */
export function signIn(): void {
  const here = `${location.pathname}${location.search}`;
  location.assign(`/auth/sign-in?return=${encodeURIComponent(here)}`);
}

/** Where one signs in beside a page that has something of theirs, in a tab of its own. */
export const SIGN_IN_BESIDE = `/auth/sign-in?return=${encodeURIComponent('/desk/signed-in')}`;

export async function signOut(): Promise<void> {
  const answer = await request<{ to?: string } | undefined>('/auth/sign-out', { method: 'POST' });
  tellOtherPages();
  location.assign(answer?.to ?? location.pathname);
}

/** The pages of one browser have one session: what one of them learns of it, the others hear. */
const CHANNEL = 'huiyin:session';

function tellOtherPages(): void {
  const channel = new BroadcastChannel(CHANNEL);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no origin but its own
  channel.postMessage('changed');
  channel.close();
}

/** Signed in or out in one page of a browser, one is so at once in the others. @param sub who is signed in here */
export function useSameInAllPages(sub: string | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.addEventListener(
      'message',
      () => void queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    );
    return () => channel.close();
  }, [queries]);
  useEffect(() => {
    if (sub !== undefined) tellOtherPages();
  }, [sub]);
}

/** What is opened to dial a number: the browser's own way, or that of the city's telephone bar. */
export const dialAddress = (phone: string, link = 'tel:{phone}'): string =>
  link.replace('{phone}', phone.replaceAll(/[^\d+]/g, ''));

/** Where a ticket's workflow is looked into, by whoever does. */
export const workflowAddress = ({ workflowLink }: Session, ticket: string): string | undefined =>
  workflowLink?.replace('{ticket}', encodeURIComponent(ticket));
