import { z } from 'zod';
import type { Config, LoadedRulebook } from '../../config/load';
import { END_OF_DAY, narrateDeadline } from '../../domain/time/deadline';
import { type Day, instant, isoDay, isoInstant, timeText } from '../../domain/time/instant';
import { calendarFor, layeredDays } from '../../domain/time/local-days';
import { moment, oneOf, span } from '../http/fields';
import type { Parts } from '../parts';
import type { RulebookAnswer } from './rulebook-answer';

/** A `+` that nobody encoded arrives as a blank; an offset can't be written with one, so it is read as what was meant. */
const fromAddress = z.preprocess(
  (written) => (typeof written === 'string' ? written.trim().replace(/ (\d{2}:\d{2})$/, '+$1') : written),
  moment,
);

export const deadlineQuery = ({ rulebooks }: Config) =>
  z.strictObject({
    rulebook: oneOf([...rulebooks.keys()], 'the id of a rulebook')
      .optional()
      .meta({
        description:
          'Whose end of day and whose city’s days count; 24:00 and the national calendar without it',
      }),
    from: fromAddress.optional().meta({
      description: 'Start of the limit; now without it',
      example: '2026-09-29T10:00:00+08:00',
      type: 'string',
      format: 'date-time',
    }),
    limit: span,
  });

/** When a limit ends, and why (T-8). */
export const countingDeadline =
  ({ config, calendars }: Pick<Parts, 'config' | 'calendars'>) =>
  async ({ query }: { query: z.output<ReturnType<typeof deadlineQuery>> }) => {
    const { rulebook, from = instant(Date.now()), limit } = query;
    const dayEnds =
      rulebook === undefined ? END_OF_DAY : (config.rulebooks.get(rulebook)?.dayEnds ?? END_OF_DAY);
    const published = await calendars.lately();
    const days = layeredDays(published, rulebook);
    const nameOf = (day: Day): string | undefined => {
      const named = days.get(isoDay(day));
      return named && `${named.name}，${named.source}`;
    };
    const { due, provisional, counted, skipped, explanation } = narrateDeadline(
      from,
      limit,
      calendarFor(published, rulebook),
      dayEnds,
      nameOf,
    );
    const told = { counted: [...counted], skipped: [...skipped], explanation };
    return { json: { due: isoInstant(due), provisional, ...told } };
  };

/** A rulebook in its file's own words, with what holds where the file says nothing of its kinds and the end of a day. */
export const rulebookJson = ({ dayEnds, kinds, hash }: LoadedRulebook, written: unknown): RulebookAnswer =>
  ({
    // What the schema of the file has read is a map of its keys.
    ...(written as Omit<RulebookAnswer, 'hash'>),
    dayEnds: timeText(dayEnds),
    kinds: [...kinds],
    hash,
  }) satisfies RulebookAnswer;
