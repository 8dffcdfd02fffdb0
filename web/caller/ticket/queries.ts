import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { attachmentsAnswer } from '../../../api/attachments/answers';
import type { EvaluationAnswer } from '../../../api/callers/answers';
import type { FormsAnswer } from '../../../api/forms/answers';
import type { RestrictionAnswer } from '../../../api/restrictions/answers';
import type {
  EventAnswer,
  ExplainedAnswer,
  NotificationAnswer,
  TicketAnswer,
} from '../../../api/tickets/answers';
import type { UnitNamed } from '../../shared/reference';
import { request } from '../../shared/request';
import type { Access } from '../access/fragment';

export type AttachmentsAnswer = z.infer<typeof attachmentsAnswer>;

interface Items<T> {
  readonly items: readonly T[];
}

/** Everything that is read of a ticket lies under this, so that an act can have all of it read anew. */
export const ticketKey = (ticket: string) => ['my', ticket] as const;

/** Something of a ticket, by what lets its caller in. The token is in no key: who comes in anew reads the same. */
const read = <T>({ ticket, token }: Access, what: string) =>
  queryOptions({
    queryKey: [...ticketKey(ticket), what],
    queryFn: ({ signal }) =>
      request<T>(`/v1/tickets/${ticket}${what === '' ? '' : `/${what}`}`, { token, signal }),
  });

export const ticketQuery = (access: Access) => read<TicketAnswer>(access, '');
export const deadlinesQuery = (access: Access) => read<Items<ExplainedAnswer>>(access, 'deadlines');
export const eventsQuery = (access: Access) => read<Items<EventAnswer>>(access, 'events');
export const messagesQuery = (access: Access) => read<Items<NotificationAnswer>>(access, 'notifications');
export const evaluationQuery = (access: Access) => read<EvaluationAnswer>(access, 'evaluation');
export const attachmentsQuery = (access: Access) => read<AttachmentsAnswer>(access, 'attachments');
/** What the caller can do now, with the reason where not. */
export const formsQuery = (access: Access) => read<FormsAnswer>(access, 'forms');

export const restrictionsQuery = ({ ticket, token }: Access) =>
  queryOptions({
    queryKey: [...ticketKey(ticket), 'restrictions'],
    queryFn: ({ signal }) => request<Items<RestrictionAnswer>>('/v1/restrictions', { token, signal }),
  });

export const unitsQuery = ({ token }: Access) =>
  queryOptions({
    queryKey: ['my', 'units'],
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      request<Items<UnitNamed>>('/v1/units', { token, signal }).then(({ items }) => items),
  });
