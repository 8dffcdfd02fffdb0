import { canonical, type CalendarPart, type Finding, type Limit, type Line, type Pack } from './pack';

/**
 * Deadlines counted anew, by the rules T-1 to T-7 and T-10 as they are written, over dates as text: nothing of how the service counts
 * is used here. China has one zone, +08:00.
 */
interface Law {
  readonly dayEnds: number;
  readonly limits: Pack['law']['rules']['clocks'];
  readonly calendar: CalendarPart;
}

interface Due {
  readonly due: number;
  readonly provisional: boolean;
}

/** What a due moment is counted from. */
interface Basis {
  readonly from: number;
  readonly limit: Limit;
  readonly own?: boolean;
  readonly ordered?: number;
  readonly extensions?: readonly Limit[];
}

const ZONE = 8 * 3_600_000;

/** The date on which a moment lies in China. */
const dateOf = (at: number): string => new Date(at + ZONE).toISOString().slice(0, 10);

/** The moment at which a date ends for limits in days. @param dayEnds minutes after its 00:00 */
const endOf = (date: string, dayEnds: number): number =>
  Date.parse(`${date}T00:00:00+08:00`) + dayEnds * 60_000;

function plusDays(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

const isPublished = (date: string, calendar: CalendarPart): boolean =>
  calendar[date.slice(0, 4)]?.source !== undefined;

/** Monday to Friday, but for what is published (T-6), the city's days over the nation's. */
function isWorkday(date: string, calendar: CalendarPart): boolean {
  const year = calendar[date.slice(0, 4)];
  const word = date.slice(5).replace('-', '');
  for (const days of [year?.local, year]) {
    if (days?.off?.split(' ').includes(word)) return false;
    if (days?.on?.split(' ').includes(word)) return true;
  }
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** When a limit that starts at a moment ends (T-1 to T-5), and whether that leans on a year that is not published (T-7). */
export function counted(from: number, limit: Limit, { calendar, dayEnds }: Omit<Law, 'limits'>): Due {
  let date = dateOf(from);
  let provisional = false;
  const onward = (): boolean => {
    date = plusDays(date, 1);
    if (!isPublished(date, calendar)) provisional = true;
    return isWorkday(date, calendar);
  };
  if (limit.workdays !== undefined) {
    for (let left = limit.workdays; left > 0;) if (onward()) left--;
    return { due: endOf(date, dayEnds), provisional };
  }
  if (limit.days !== undefined) {
    // A promise that was approved after its day ended before it began (JN-4).
    date = plusDays(date, limit.days);
    if (limit.rollover) {
      provisional = !isPublished(date, calendar);
      if (!isWorkday(date, calendar)) while (!onward());
    }
    return { due: endOf(date, dayEnds), provisional };
  }
  if (limit.sameDay) return { due: endOf(date, 24 * 60), provisional };
  const seconds = (limit.hours ?? 0) * 3_600 + (limit.minutes ?? 0) * 60 + (limit.seconds ?? 0);
  return { due: from + seconds * 1_000, provisional };
}

/** The end of a clock: its limit, then each extension from the day (or moment) that it moved, and a working day at least after an order (T-10). */
function dueOf({ from, limit, extensions = [], ordered }: Basis, law: Law): Due {
  let end = counted(from, limit, law);
  for (const more of extensions) {
    const inDays = more.workdays ?? more.days ?? more.sameDay;
    // A day that ends at 24:00 is the day before that moment.
    const next = counted(inDays === undefined ? end.due : end.due - 1, more, law);
    end = { due: next.due, provisional: end.provisional || next.provisional };
  }
  if (ordered === undefined) return end;
  const least = counted(ordered, { workdays: 1 }, law);
  return least.due > end.due ? least : end;
}

/** The law that binds a ticket after a line of its ledger (T-7, T-9). */
function boundBy(law: Law, { type, data }: Line): Law {
  const { calendar, rules } = data as { calendar?: CalendarPart; rules?: Pack['law']['rules'] };
  if (type === 'calendar-bound' && calendar) return { ...law, calendar: { ...law.calendar, ...calendar } };
  if ((type === 'rulebook-bound' || type === 'amended') && rules)
    return { ...law, dayEnds: rules.dayEnds, limits: rules.clocks };
  return law;
}

const spoken = (at: number): string => `${new Date(at + ZONE).toISOString().replace(/\.000Z$|Z$/, '')}+08:00`;

/** Every due moment of a ledger, counted anew. */
export function deadlinesOf({ lines, law: { rules, calendar } }: Pack): Finding {
  const wrong: string[] = [];
  /** When each clock is due, as the ledger says so far. */
  const dues = new Map<string, number>();
  let law: Law = { dayEnds: rules.dayEnds, limits: rules.clocks, calendar };
  let count = 0;
  for (const line of lines) {
    law = boundBy(law, line);
    const { type, seq } = line;
    const data = line.data as unknown as Started & Moved;
    const where = `line ${seq}, clock ${data.clock}`;
    const compare = (basis: Basis, due: number, provisional: boolean): void => {
      count++;
      const own = dueOf(basis, law);
      if (own.due !== due) wrong.push(`${where}: due ${spoken(due)}, counted anew ${spoken(own.due)}`);
      if (own.provisional !== provisional)
        wrong.push(
          `${where}: ${provisional ? 'provisional' : 'not provisional'}, counted anew the contrary (T-7)`,
        );
      dues.set(data.clock, due);
    };
    if (type === 'clock-started') {
      compare(data, data.due, data.provisional);
      const ruled = law.limits[data.name]?.limit;
      if (!data.own && canonical(ruled) !== canonical(data.limit))
        wrong.push(`${where}: its limit is not that of its rulebook`);
    }
    if (type === 'clock-resumed') compare(data.basis, data.due, data.provisional);
    if (type === 'clock-moved') {
      if (dues.get(data.clock) !== data.before)
        wrong.push(`${where}: moved from ${spoken(data.before)}, where it was not`);
      compare(data.basis, data.after, data.provisional);
    }
    if (type === 'clock-breached') {
      if (dues.get(data.clock) !== data.due)
        wrong.push(`${where}: breached at ${spoken(data.due)}, where it was not due`);
      if (line.at < data.due) wrong.push(`${where}: breached before it was due`);
    }
  }
  return {
    of: 'deadlines',
    proven: [`${count} due moments counted anew, by the calendar and rules of their time`],
    wrong,
  };
}

interface Started extends Basis {
  readonly clock: string;
  readonly name: string;
  readonly due: number;
  readonly provisional: boolean;
}
interface Moved {
  readonly clock: string;
  readonly before: number;
  readonly after: number;
  readonly due: number;
  readonly provisional: boolean;
  readonly basis: Basis;
}
