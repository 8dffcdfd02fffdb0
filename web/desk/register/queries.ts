import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { EntryAnswer } from '../../../api/knowledge/answers';
import type { deadlineAnswer } from '../../../api/law/answers';
import type { LimitsAnswer } from '../../../api/law/limits-answer';
import type { RepeatsAnswer } from '../../../api/repeats/answers';
import type { RestrictionAnswer } from '../../../api/restrictions/answers';
import type { SuggestedUnitsAnswer } from '../../../api/suggestions/answers';
import type { z } from 'zod';
import type { TicketAnswer } from '../../../api/tickets/answers';
import { newKey, queryOf, request } from '../../shared/request';
import { mayBePhone, type Matter } from './matter';

export type Repeat = RepeatsAnswer['items'][number];

/** Which tickets the matter may repeat, as soon as enough of it is typed. */
export const repeatsQuery = ({
  category,
  title,
  content,
  district,
  address,
  phone,
}: Pick<Matter, 'category' | 'title' | 'content' | 'district' | 'address' | 'phone'>) => {
  const said = [title.trim(), content.trim()];
  const body = {
    category,
    // Either says what it is about; the other is written a moment later.
    title: (said[0] || said[1] || '').slice(0, 100),
    content: said[1] || said[0] || '',
    district,
    ...(address.trim() === '' ? {} : { address: address.trim() }),
    ...(mayBePhone(phone) ? { phone: phone.trim() } : {}),
  };
  return queryOptions({
    queryKey: ['repeats', body],
    enabled: category !== '' && district !== '' && body.content.length >= 4,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) => request<RepeatsAnswer>('/v1/repeats', { body, key: newKey(), signal }),
  });
};

/** What the knowledge base has for it. */
export const knowledgeFor = (asked: string) => {
  const q = asked.trim().slice(0, 200);
  return queryOptions({
    queryKey: ['knowledge', 'for', q],
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) =>
      request<{ items: EntryAnswer[] }>(`/v1/knowledge${queryOf({ q, limit: 5 })}`, { signal }),
  });
};

/** Restrictions of a number that stand now; a number that is none yet has none. */
export const restrictionsOf = (phone: string) =>
  queryOptions({
    queryKey: ['restrictions', phone],
    enabled: mayBePhone(phone),
    retry: false,
    queryFn: ({ signal }) =>
      request<{ items: readonly RestrictionAnswer[] }>(
        `/v1/restrictions${queryOf({ phone: phone.trim() })}`,
        { signal },
      ).then(({ items }) => items.filter(({ stands }) => stands)),
  });

export const limitsQuery = (rulebook: string | undefined, kind: string, category: string, urgency: string) =>
  queryOptions({
    queryKey: ['limits', rulebook, kind, category, urgency],
    enabled: rulebook !== undefined && kind !== '',
    staleTime: 60_000,
    retry: false,
    queryFn: ({ signal }) =>
      request<LimitsAnswer>(`/v1/rulebooks/${rulebook}/limits${queryOf({ kind, category, urgency })}`, {
        signal,
      }),
  });

/** When a limit ends that would begin now, or at the moment that is named. */
export const deadlineQuery = (rulebook: string | undefined, limit: string, from?: string) =>
  queryOptions({
    queryKey: ['deadline', rulebook, limit, from],
    enabled: rulebook !== undefined,
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      request<z.infer<typeof deadlineAnswer>>(`/v1/deadlines${queryOf({ rulebook, limit, from })}`, {
        signal,
      }),
  });

/** Units that such a matter may be for, each with why. */
export const suggestedUnits = ({
  rulebook,
  kind,
  category,
  district,
  title,
  content,
}: Pick<TicketAnswer, 'rulebook' | 'kind' | 'category' | 'district' | 'title' | 'content'>) => {
  const body = { rulebook: rulebook.id, kind, category, district, title, content };
  return queryOptions({
    queryKey: ['suggested-units', body],
    retry: false,
    queryFn: ({ signal }) =>
      request<SuggestedUnitsAnswer>('/v1/suggestions/units', { body, key: newKey(), signal }).then(
        ({ items }) => items,
      ),
  });
};
