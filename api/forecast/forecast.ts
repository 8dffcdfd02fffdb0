import { readersOf } from '../../activities/addressees';
import type { Units } from '../../config/units-file';
import { type Does, type Foreseen, forecastOf } from '../../domain/forecast/forecast';
import type { Law, Rules } from '../../domain/law/rules';
import { leftAlone } from '../../domain/ticket/unattended';
import type { Ticket } from '../../domain/ticket/ticket';
import type { Calendar } from '../../domain/time/calendar';
import { dayOf, type Instant, isoDay } from '../../domain/time/instant';
import { calendarFor, type PublishedCalendars } from '../../domain/time/local-days';
import { cursorText, type Position } from '../../storage/page';
import type { Store } from '../../storage/store';
import type { FiringTicket } from '../../storage/tickets/firing';
import { alike } from '../../storage/tickets/open-clocks';

/** With whom things are foretold. */
export interface Foretelling {
  readonly store: {
    readonly openClocks: Pick<Store['openClocks'], 'firing' | 'lived' | 'isBehind' | 'boundRules'>;
  };
  /** What every open ticket counts by. */
  readonly calendars: PublishedCalendars;
  readonly units: Pick<Units, 'today' | 'ofLevel'>;
  readonly now: Instant;
}

/** What is asked. */
export interface Question {
  readonly until: Instant;
  /** Only what one of these units is told. */
  readonly told?: readonly string[];
  /** Only tickets in which one of these units has a part. */
  readonly partOf?: readonly string[];
  /** Only tickets of this district that are in figures. */
  readonly district?: string;
  /** One ticket only. */
  readonly ticket?: string;
  /** Whether the asker may know of it. */
  readonly mayKnow?: (item: Foretold) => boolean;
  /** Only what comes after this, and so much of it. */
  readonly after?: Position;
  readonly limit: number;
}

/** One thing that will happen, with the units that are told by their ids, or `caller`. */
export interface Foretold extends Omit<Foreseen, 'to'> {
  readonly to: readonly string[];
}

export interface Forecast {
  /** In the order of their moments. */
  readonly items: readonly Foretold[];
  /** How many of all a unit is told on a day. */
  readonly load: readonly { readonly day: string; readonly unit: string; readonly count: number }[];
  /** How many of all there are on a day, by what they do. */
  readonly days: readonly { readonly day: string; readonly does: Readonly<Partial<Record<Does, number>>> }[];
  /** How many there are in all, on whatever page. */
  readonly total: number;
  /** Not all was looked at: a rung repeats without end, or open tickets of before are not made ready yet. */
  readonly truncated: boolean;
  /** There are more items after these. */
  readonly nextCursor?: string;
}

/**
 * What happens by itself if nobody acts. It goes through the open tickets to which something happens in that time, some at once, and
 * keeps of what it finds no more than it answers with.
 */
export async function forecast(by: Foretelling, question: Question): Promise<Forecast> {
  const { until, told, partOf, district, ticket, mayKnow = () => true, after, limit } = question;
  const { store, now } = by;
  const found = gathering(after, limit);
  const take = (of: Ticket): void => {
    const { items, whole } = forecastOf(of, now, until);
    if (!whole) found.leaveOut();
    for (const item of items) {
      const to = [
        ...new Set(item.to.flatMap((it) => readersOf({ to: it }, by.units).map((reader) => reader.to))),
      ];
      const foretold = { ...item, to };
      if (mayKnow(foretold) && (!told || to.some((it) => told.includes(it)))) found.add(foretold, told);
    }
  };
  if (ticket !== undefined) {
    const lived = await store.openClocks.lived(ticket);
    if (lived && (district === undefined || isOf(lived, district))) take(lived);
    return found.sum();
  }
  if (await store.openClocks.isBehind()) found.leaveOut();
  const lawFor = laws(by);
  for await (const tickets of store.openClocks.firing(until, partOf, district)) {
    for (const it of tickets) {
      const standing = it.facts ? leftAlone(it.facts, await lawFor(it)) : await store.openClocks.lived(it.id);
      if (standing) take(standing);
    }
  }
  return found.sum();
}

/** As it is found among all: see `firing`. */
const isOf = ({ district, simulated }: Ticket, id: string): boolean => district.id === id && !simulated;

/** A ticket's rules are far larger than what is kept of it here, and the same for all that a rulebook binds alike: they are read once for these. */
function laws({ store, calendars }: Foretelling): (ticket: FiringTicket) => Promise<Law> {
  const known = new Map<string, Promise<Rules>>();
  const counting = new Map<string, Calendar>();
  const rulesOf = async (id: string): Promise<Rules> => {
    const rules = await store.openClocks.boundRules(id);
    if (!rules) throw new Error(`the ticket ${id} has open clocks, and no rules`);
    return rules;
  };
  return async (ticket) => {
    const key = alike(ticket);
    const rules = known.get(key) ?? rulesOf(ticket.id);
    known.set(key, rules);
    const { id } = ticket.rulebook;
    const calendar = counting.get(id) ?? calendarFor(calendars, id);
    counting.set(id, calendar);
    return { rules: await rules, calendar };
  };
}

const positionOf = ({ at, ticket, place }: Foretold): Position => ({
  at,
  // In its order, as a text.
  id: `${ticket}:${String(place).padStart(4, '0')}`,
});
const compared = (a: Position, b: Position): number =>
  a.at - b.at || (a.id < b.id ? -1 : Number(a.id > b.id));

/** Sums what is found, in memory that grows with the answer alone. */
function gathering(after: Position | undefined, limit: number) {
  let kept: { readonly item: Foretold; readonly at: Position }[] = [];
  let [total, truncated, more] = [0, false, false];
  const load = new Map<string, { day: string; unit: string; count: number }>();
  const days = new Map<string, Partial<Record<Does, number>>>();
  const cut = (): void => {
    kept.sort((a, b) => compared(a.at, b.at));
    more ||= kept.length > limit;
    kept = kept.slice(0, limit);
  };
  return {
    leaveOut(): void {
      truncated = true;
    },

    /** @param told units by which alone it is counted; by all where it is left out */
    add(item: Foretold, told: readonly string[] | undefined): void {
      total++;
      const day = isoDay(dayOf(item.at));
      const does = days.get(day) ?? {};
      days.set(day, { ...does, [item.does]: (does[item.does] ?? 0) + 1 });
      for (const unit of item.to) {
        if (unit === 'caller' || (told && !told.includes(unit))) continue;
        const known = load.get(`${day} ${unit}`) ?? { day, unit, count: 0 };
        known.count++;
        load.set(`${day} ${unit}`, known);
      }
      const at = positionOf(item);
      if (after && compared(at, after) <= 0) return;
      kept.push({ item, at });
      if (kept.length >= 2 * limit + 1_000) cut();
    },

    sum(): Forecast {
      cut();
      const last = kept.at(-1);
      return {
        items: kept.map(({ item }) => item),
        load: [...load].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
        days: [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, does]) => ({ day, does })),
        total,
        truncated,
        ...(more && last ? { nextCursor: cursorText(last.at) } : {}),
      };
    },
  };
}
