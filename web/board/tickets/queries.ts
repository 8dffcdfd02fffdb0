import { infiniteQueryOptions } from '@tanstack/react-query';
import type { BoardTicketsAnswer } from '../../../api/board/answers';
import type { BehindAnswer } from '../../../api/reports/answers';
import { queryOf, request } from '../../shared/request';
import { serverNow } from '../../shared/server-time';
import { dayOf } from '../../shared/times';
import type { Behind } from '../address';
import { hoursUntilEnd } from '../days';
import { figurePage, type Foretold, foretoldLine, isOn, type Page, ratePage } from './lines';

export type Part = 'numerator' | 'denominator';

/** Of which tickets a number is made. @property part of a rate */
export interface Asked {
  readonly behind: Behind;
  readonly district: string | undefined;
  readonly part: Part;
}

const PAGE = 100;
/** A day far ahead lies behind so many pages of a forecast at most; what lies further is left out, and that is said. */
const MOST_PAGES = 10;

export const behindQuery = (asked: Asked) =>
  infiniteQueryOptions({
    queryKey: ['behind', asked],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => pageOf(asked, pageParam, signal),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

function pageOf(
  { behind, district, part }: Asked,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page> {
  if ('of' in behind)
    return request<BoardTicketsAnswer>(figureAddress(behind, district, { cursor, limit: PAGE }), {
      signal,
    }).then(figurePage);
  if ('indicator' in behind) {
    const { indicator, month, rulebook } = behind;
    const query = queryOf({ rulebook, ...rowOf(district), indicator, part, cursor, limit: PAGE });
    return request<BehindAnswer>(`/v1/reports/${month}/tickets${query}`, { signal }).then(ratePage);
  }
  return 'day' in behind
    ? dayPage(behind.day, district, cursor, signal)
    : spotPage(behind.spot, cursor, signal);
}

/** Where the tickets of a figure are; all of them as a table, where no page is asked for. */
export const figureAddress = (
  { of, unit }: Extract<Behind, { of: string }>,
  district: string | undefined,
  page: { readonly cursor?: string | undefined; readonly limit?: number } = {},
): string => `/v1/board/tickets${queryOf({ of, district, unit, ...page })}`;

/** Where the rates of all units are, or of all districts where one was chosen. */
export const reportAddress = (
  { month, rulebook }: Extract<Behind, { indicator: string }>,
  district: string | undefined,
): string => `/v1/reports/${month}${queryOf({ rulebook, by: rowOf(district).by })}`;

const rowOf = (district: string | undefined) =>
  district === undefined ? { by: 'unit' } : { by: 'district', key: district };

interface ForecastPage {
  readonly items: readonly Foretold[];
  readonly nextCursor: string | null;
}

/** What happens on one day: a forecast tells all until then, the earliest first. */
async function dayPage(
  day: string,
  district: string | undefined,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page> {
  const now = serverNow();
  const [hours, today] = [hoursUntilEnd(day, now), dayOf(now)];
  let after = cursor;
  for (let read = 1; ; read++) {
    const query = queryOf({ hours, district, limit: 1_000, cursor: after });
    const { items, nextCursor } = await request<ForecastPage>(`/v1/forecast${query}`, { signal });
    const lines = items.filter((it) => isOn(it, day, today)).map(foretoldLine);
    if (lines.length > 0 || nextCursor === null || read === MOST_PAGES) return { lines, nextCursor };
    after = nextCursor;
  }
}

interface SpotsPage {
  readonly items: readonly {
    readonly id: string;
    readonly category: string;
    readonly district: string;
    readonly tickets: readonly string[];
  }[];
  readonly nextCursor: string | null;
}

async function spotPage(id: string, cursor: string | undefined, signal: AbortSignal): Promise<Page> {
  const { items, nextCursor } = await request<SpotsPage>(`/v1/hot-spots${queryOf({ cursor, limit: PAGE })}`, {
    signal,
  });
  const spot = items.find((it) => it.id === id);
  if (!spot) return { lines: [], nextCursor };
  const { category, district, tickets } = spot;
  return { lines: tickets.map((ticket) => ({ ticket, key: ticket, category, district })), nextCursor: null };
}
