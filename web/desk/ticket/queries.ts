import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { AccessAnswer } from '../../../api/accesses/answers';
import type { AttachmentAnswer } from '../../../api/attachments/answers';
import type { FormAnswer, FormsAnswer } from '../../../api/forms/answers';
import type { DataActsAnswer } from '../../../api/personal-data/answers';
import type { EventAnswer, ExplainedAnswer, NotificationAnswer } from '../../../api/tickets/answers';
import type { ClockName, Role } from '../../../domain/words';
import { rulebookQuery, useUnitNames } from '../../shared/reference';
import { queryOf, request } from '../../shared/request';
import { ticketQuery } from '../tickets/queries';
import { type Names, namesFrom } from './story/names';

interface Items<T> {
  readonly items: readonly T[];
}

/** What of a ticket is read beside it. Each look is noted, so that it is read anew when something happened, and not by the clock. */
const beside = <T>(id: string, what: string, path = what) =>
  queryOptions({
    queryKey: ['ticket', id, what],
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      request<Items<T>>(`/v1/tickets/${id}/${path}`, { signal }).then(({ items }) => items),
  });

export const eventsQuery = (id: string) => beside<EventAnswer>(id, 'events');
export const clocksQuery = (id: string) => beside<ExplainedAnswer>(id, 'deadlines');
export const messagesQuery = (id: string) => beside<NotificationAnswer>(id, 'notifications');
export const attachmentsQuery = (id: string) => beside<AttachmentAnswer>(id, 'attachments');
export const accessesQuery = (id: string) => beside<AccessAnswer>(id, 'accesses', 'accesses?limit=100');

export const dataActsQuery = (id: string) =>
  queryOptions({
    queryKey: ['ticket', id, 'data-acts'],
    staleTime: Infinity,
    queryFn: ({ signal }) => request<DataActsAnswer>(`/v1/tickets/${id}/data-acts`, { signal }),
  });

/** What happens by itself within so many hours. */
const AHEAD = 168;

export interface Foreseen {
  readonly at: string;
  readonly clock: ClockName;
  readonly does: string;
  readonly to: readonly string[];
  readonly why: string;
}

export const forecastQuery = (id: string) =>
  queryOptions({
    queryKey: ['ticket', id, 'forecast'],
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      request<Items<Foreseen>>(`/v1/forecast${queryOf({ ticket: id, hours: AHEAD, limit: 20 })}`, {
        signal,
      }).then(({ items }) => items),
  });

const LOOKS = 15_000;

/** What the asker may do. It shows nothing of anybody, so that asking for it again and again is no look that is noted. */
export const formsQuery = (id: string) =>
  queryOptions({
    queryKey: ['ticket', id, 'forms'],
    refetchInterval: LOOKS,
    queryFn: ({ signal }) => request<FormsAnswer>(`/v1/tickets/${id}/forms`, { signal, byItself: true }),
  });

export const formQuery = (id: string, command: string) =>
  queryOptions({
    queryKey: ['ticket', id, 'form', command],
    staleTime: Infinity,
    queryFn: ({ signal }) => request<FormAnswer>(`/v1/tickets/${id}/forms/${command}`, { signal }),
  });

/** Who acts on tickets; others look on. */
export const acts = (role: Role): boolean => role === 'operator' || role === 'unit' || role === 'supervisor';
export const audits = (role: Role): boolean =>
  role === 'supervisor' || role === 'auditor' || role === 'admin';

/** The ticket, kept as new as it is: where what may be done is said of a newer one, all of it is read anew. */
export function useTicket(id: string, role: Role) {
  const queries = useQueryClient();
  const ticket = useQuery({ ...ticketQuery(id), staleTime: acts(role) ? Infinity : 5_000 });
  const forms = useQuery({ ...formsQuery(id), enabled: acts(role) });
  const [shown, said] = [ticket.data?.etag, forms.data?.etag];
  useEffect(() => {
    if (shown === undefined || said === undefined || seqOf(said) <= seqOf(shown)) return;
    // What stands beside it follows, once it is known that it is newer.
    void queries.invalidateQueries({ queryKey: ['ticket', id], exact: true });
  }, [queries, id, shown, said]);
  const seq = ticket.data?.seq;
  useEffect(() => {
    if (seq === undefined) return;
    // What was read of an older one: of an auditor’s look back at the window, too.
    const events = queries.getQueryData(eventsQuery(id).queryKey);
    if (events && (events.at(-1)?.seq ?? 0) < seq)
      void queries.invalidateQueries({
        queryKey: ['ticket', id],
        predicate: ({ queryKey }) => queryKey.length > 2 && queryKey[2] !== 'forms',
      });
  }, [queries, id, seq]);
  return { ticket, forms };
}

/** `"7"` is of event 7. */
export const seqOf = (etag: string): number => Number(etag.replaceAll('"', ''));

/** What units, grounds and levels are called in a ticket's city. */
export function useNames(rulebook: string | undefined): Names {
  const unit = useUnitNames();
  const { data } = useQuery(rulebookQuery(rulebook));
  return namesFrom(unit, data);
}
