import { z } from 'zod';
import { spoken, type Why } from '../../domain/telling/reasons';
import { DAY, type Instant, instant } from '../../domain/time/instant';
import { parseSpan } from '../../domain/time/span';
import { mainlandNumber } from '../../keys/phone-number';

/**
 * A text that says something: trimmed, not empty, at most `most` characters.
 * @param unless `abort`, where what else is checked makes no sense of another length
 */
export const text = (most: number, unless: { readonly abort?: true } = {}) =>
  z.string().trim().min(1, unless).max(most, unless);

/** What is wrong with a field by a reason of the domain: the answer says it in the reader's language. */
export const issueOf = (why: Why) =>
  ({ code: 'custom', message: spoken(why, 'en'), params: { why } }) as const;

/** A free text of a command: a reply, a reason, a note. */
export const freeText = text(2_000);

/** A reply to the caller, or what a matter is about. */
export const longText = text(5_000);

export const phone = text(40)
  .refine((written) => mainlandNumber(written) !== undefined, {
    error: 'expected a mobile or landline number of mainland China, e.g. 13800138000 or 0531-66601234',
  })
  .meta({ description: 'Mainland mobile or landline', example: '13800138000' });

export const email = z
  .string()
  .trim()
  .max(200)
  .pipe(z.email('expected an address for e-mail, e.g. zhangsan@example.com'))
  .meta({ example: 'zhangsan@example.com' });

/** A moment with its offset, within a century in which the rules can mean it. */
export const moment = z.iso
  .datetime({ offset: true, error: 'expected a moment with offset, e.g. 2026-09-29T10:00:00+08:00' })
  .transform((written): Instant => instant(Date.parse(written)))
  .refine((at) => at >= Date.UTC(2000, 0) && at < Date.UTC(2100, 0), {
    error: 'expected a moment from 2000 to 2099',
  });

/** Matters are registered late when a channel was down, not after years. */
const OLDEST = 731 * DAY;

export const arrival = moment
  .refine((at) => at <= Date.now(), { error: 'expected a moment that is not in the future' })
  .refine((at) => at >= Date.now() - OLDEST, { error: 'expected a moment of the last two years' })
  .meta({
    description: 'When the matter arrived, where that was before now',
    example: '2026-09-29T10:00:00+08:00',
  });

export const span = z
  .string()
  .trim()
  .transform((written, context) => {
    const found = parseSpan(written);
    if (found) return found;
    context.addIssue({
      code: 'custom',
      message: 'expected e.g. `5 workdays`, `3 days`, `2 hours`, `60 minutes`, `30 seconds` or `same day`',
    });
    return z.NEVER;
  })
  .meta({
    description: 'A length of time',
    example: '5 workdays',
    pattern: '^(\\d{1,8} (workday|day|hour|minute|second)s?|same day)$',
  });

/**
 * One of a city's own ids; the message and the OpenAPI document list them.
 * @param whyNot says of some ids why they are none any more
 */
export const oneOf = (
  ids: readonly string[],
  what: string,
  whyNot: (id: string) => Why | undefined = () => undefined,
) =>
  z
    .string()
    .superRefine((id, context) => {
      if (ids.includes(id)) return;
      const why = whyNot(id);
      const message = `expected ${what}, one of: ${ids.join(', ')}`;
      context.addIssue(why ? issueOf(why) : { code: 'custom', message });
    })
    .meta(ids.length > 0 ? { enum: [...ids] } : {});

/** A body that says nothing. */
export const noFields = z.strictObject({}).meta({ id: 'NoFields' });

/** For rules about several fields together: they are checked also where a field is wrong by itself, so that all is found at once. */
export const EVEN_IF_WRONG = {
  when: ({ value }: { value: unknown }): boolean =>
    typeof value === 'object' && value !== null && !Array.isArray(value),
};
