import { queryOptions } from '@tanstack/react-query';
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

/** Leaves for the page where one signs in, which leads back to where one is. */
export function signIn(): void {
  const here = `${location.pathname}${location.search}`;
  location.assign(`/auth/sign-in?return=${encodeURIComponent(here)}`);
}

export async function signOut(): Promise<void> {
  const answer = await request<{ to?: string } | undefined>('/auth/sign-out', { method: 'POST' });
  location.assign(answer?.to ?? location.pathname);
}

/** What is opened to dial a number: the browser's own way, or that of the city's telephone bar. */
export const dialAddress = (phone: string, link = 'tel:{phone}'): string =>
  link.replace('{phone}', phone.replaceAll(/[^\d+]/g, ''));

/** Where a ticket's workflow is looked into, by whoever does. */
export const workflowAddress = ({ workflowLink }: Session, ticket: string): string | undefined =>
  workflowLink?.replace('{ticket}', encodeURIComponent(ticket));
