import { z } from 'zod';
import { dayOf, instant, parseDay, weekday, yearOf } from '../../domain/time/instant';
import { EVEN_IF_WRONG, text } from '../http/fields';

/** No year has more days than these. */
const MOST_DAYS = 366;

const thisYear = (): number => yearOf(dayOf(instant(Date.now())));

const day = z.strictObject({
  date: z
    .string()
    .refine((date) => parseDay(date) !== undefined, { error: 'expected a date, e.g. 2026-10-01' })
    .meta({ format: 'date', example: '2026-10-01' }),
  working: z.boolean(),
  name: text(50).meta({ example: '国庆节' }),
});

const source = text(200).meta({ description: 'Who published the days, and where' });

/** What a proposed and a published year have in common. The year before may still have to be put right, an older one no more. */
const shape = {
  year: z
    .int()
    .min(2000)
    .max(2099)
    .refine((year) => year >= thisYear() - 1, { error: 'expected last year or a later one' }),
  days: z
    .array(day)
    .max(MOST_DAYS)
    .meta({
      description:
        'Those that differ from Monday–Friday; any others are left out (T-6). ' +
        'Of a city: those that differ from the national calendar; any others are kept, and count where that changes',
    }),
};

type Days = z.infer<typeof shape.days>;

/** Every date lies in the year, and stands there once. */
function checkDates({ year, days }: { year: number; days: Days }, context: z.RefinementCtx): void {
  // Looked at also where a field is wrong by itself, so a day may be anything.
  const dates = Array.isArray(days) ? days.map((it): unknown => (it as Days[number] | null)?.date) : [];
  dates.forEach((date, index) => {
    if (typeof date !== 'string' || parseDay(date) === undefined) return;
    const wrong = (message: string): void =>
      context.addIssue({ code: 'custom', path: ['days', index, 'date'], message });
    if (Number.isInteger(year) && !date.startsWith(`${year}-`)) wrong(`expected a date in ${year}`);
    if (dates.indexOf(date) < index) wrong('expected each date only once');
  });
}

const inOrder = <T extends { days: Days }>(body: T): T => ({
  ...body,
  days: body.days.toSorted((a, b) => a.date.localeCompare(b.date)),
});

/** Only those that say something: a Monday on which one works need not be published. */
const differing = <T extends { days: Days }>(body: T): T => ({
  ...body,
  days: body.days.filter(({ date, working }) => {
    const day = parseDay(date);
    return day !== undefined && weekday(day) <= 5 !== working;
  }),
});

/**
 * The days of a city over a year's national ones. A Monday on which one works may say something here, and a Saturday off too;
 * and what says nothing today is kept, as the notice has it: the nation may publish its year anew below it.
 */
export const localCalendarBody = z
  .strictObject({ ...shape, source })
  .superRefine(checkDates, EVEN_IF_WRONG)
  .transform(inOrder);

/** A year's working days as they are published (T-6, T-7); all that is wrong is found at once. */
export const calendarBody = localCalendarBody.transform(differing).meta({ id: 'NewCalendar' });

/** The same before it is published: who publishes it may still be open. */
export const proposedCalendar = z
  .strictObject({ ...shape, source: source.optional() })
  .superRefine(checkDates, EVEN_IF_WRONG)
  .meta({ id: 'ProposedCalendar' });
