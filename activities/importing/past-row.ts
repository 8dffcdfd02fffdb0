import { z } from 'zod';
import type { Config, LoadedRulebook } from '../../config/load';
import { unitRef } from '../../config/units-file';
import { PAST_OUTCOMES } from '../../domain/imports/past-ticket';
import type { UnitRef } from '../../domain/ticket/ticket';
import { type Instant, instant } from '../../domain/time/instant';
import {
  CHANNELS,
  ESCALATIONS,
  type Kind,
  KINDS,
  keysOf,
  type Level,
  MODES,
  OUTCOMES,
} from '../../domain/words';
import { mainlandNumber } from '../../keys/phone-number';

const LOCAL = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$/;

/** A moment with its offset, or as tables write it: `2025-03-01 09:30`, `2025/3/1 9:30:15`, in +08:00. */
export function momentIn(written: string): Instant | undefined {
  const local = LOCAL.exec(written);
  const iso = local
    ? `${local[1]}-${two(local[2])}-${two(local[3])}T${two(local[4])}:${local[5]}:${local[6] ?? '00'}+08:00`
    : /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(written)
      ? written
      : '';
  const at = Date.parse(iso);
  const isReal = !local || new Date(at + 8 * 3_600_000).getUTCDate() === Number(local[3]);
  return Number.isFinite(at) && isReal ? instant(at) : undefined;
}
const two = (digits = ''): string => digits.padStart(2, '0');

const moment = (now: Instant) =>
  z.string().transform((written, context): Instant => {
    const at = momentIn(written);
    if (at !== undefined && at >= Date.UTC(2000, 0) && at <= now) return at;
    context.addIssue({
      code: 'custom',
      message: 'expected a moment from 2000 to now, e.g. 2025-03-01 09:30',
    });
    return z.NEVER;
  });

/** One of some words, or what people read for it. */
const word = <W extends string>(words: Readonly<Record<W, string>>, among: readonly W[]) =>
  z.string().transform((written, context): W => {
    const found = among.find((it) => it === written || words[it] === written);
    if (found !== undefined) return found;
    context.addIssue({
      code: 'custom',
      message: `expected one of: ${among.map((it) => `${it} ${words[it]}`).join(', ')}`,
    });
    return z.NEVER;
  });

/** A unit by its id or its name. */
const unitIn = ({ units }: Pick<Config, 'units'>, isMeant: (unit: UnitRef) => boolean, what: string) =>
  z.string().transform((written, context): UnitRef => {
    const found = units.all.find((it) => (it.id === written || it.name === written) && isMeant(it));
    if (found) return unitRef(found);
    context.addIssue({ code: 'custom', message: `expected ${what}, by id or name` });
    return z.NEVER;
  });

const yes = z.string().transform((written, context): boolean => {
  if (['true', 'yes', '1', '是'].includes(written)) return true;
  if (['false', 'no', '0', '否'].includes(written)) return false;
  context.addIssue({ code: 'custom', message: 'expected 是 or 否' });
  return z.NEVER;
});

const text = (most: number) => z.string().trim().min(1).max(most);
const LEVELS = { 1: ESCALATIONS[1], 2: ESCALATIONS[2], 3: ESCALATIONS[3] } as const;

const ids = (known: readonly string[], what: string) =>
  z.string().refine((id) => known.includes(id), { error: `expected ${what}` });

/**
 * A row of a past ticket: every value a text, none where it says nothing.
 * @param rulebook whose tickets they are, where a row does not say
 * @param now nothing happened later
 */
export function pastRow(config: Config, rulebook: string | undefined, now: Instant) {
  const at = moment(now);
  return z
    .strictObject({
      externalId: text(100),
      rulebook: ids([...config.rulebooks.keys()], 'the id of a rulebook').default(rulebook ?? ''),
      kind: word(KINDS, keysOf(KINDS)),
      category: ids(
        config.categories.all.map(({ id }) => id),
        'one of GET /v1/categories',
      ),
      title: text(100),
      content: text(5_000),
      channel: word(CHANNELS, keysOf(CHANNELS)).default('phone'),
      district: unitIn(config, ({ level }) => level === 'district', 'a district'),
      urgency: text(50).optional(),
      receivedAt: at,
      registeredAt: at.optional(),
      dispatchedAt: at.optional(),
      lead: unitIn(config, () => true, 'a unit').optional(),
      assist: z
        .string()
        .transform((written) => written.split(/[;；、]/).filter(Boolean))
        .pipe(z.array(unitIn(config, () => true, 'units, separated by `;`')).max(20))
        .default([]),
      signedAt: at.optional(),
      contactedAt: at.optional(),
      supervisedAt: at.optional(),
      mode: word(MODES, keysOf(MODES)).default('daily'),
      escalatedAt: at.optional(),
      level: word(LEVELS, ['1', '2', '3'] as never)
        .transform((it) => Number(it) as Level)
        .optional(),
      submittedAt: at.optional(),
      reply: text(5_000).optional(),
      closedAt: at.optional(),
      outcome: word(OUTCOMES, PAST_OUTCOMES).optional(),
      satisfaction: text(50).optional(),
      callerName: text(50).optional(),
      phone: z
        .string()
        .refine((it) => mainlandNumber(it) !== undefined, {
          error: 'expected a phone number of mainland China',
        })
        .optional(),
      address: text(200).optional(),
      confidential: yes.default(false),
      wantsReply: yes.default(true),
    })
    .superRefine((row, context) => {
      const wrong = (path: string, message: string): void =>
        context.addIssue({ code: 'custom', path: [path], message });
      if (row.dispatchedAt !== undefined && !row.lead)
        wrong('lead', 'expected the unit that it was dispatched to');
      if (row.lead && row.dispatchedAt === undefined)
        wrong('dispatchedAt', 'expected when it was dispatched');
      if (row.closedAt !== undefined && row.outcome === undefined)
        wrong('outcome', 'expected how it was closed');
      if (row.outcome !== undefined && row.closedAt === undefined)
        wrong('closedAt', 'expected when it was closed');
      if (row.escalatedAt !== undefined && row.level === undefined)
        wrong('level', 'expected the level that it rose to');
      if (row.reply !== undefined && row.submittedAt === undefined && row.closedAt === undefined)
        wrong('submittedAt', 'expected when the reply was given');
      const { dispatchedAt } = row;
      for (const name of NEEDS_ORDER)
        if (row[name] !== undefined && dispatchedAt === undefined)
          wrong('dispatchedAt', `expected when it was dispatched, since it has ${name}`);
      let last = row.receivedAt;
      for (const name of ORDER) {
        const when = row[name];
        if (when === undefined) continue;
        if (when < last) wrong(name, 'expected a moment that is not before what comes earlier');
        else last = when;
      }
      const book = config.rulebooks.get(row.rulebook);
      if (book) ruled(book, row, wrong);
    });
}

const NEEDS_ORDER = ['signedAt', 'contactedAt', 'supervisedAt', 'escalatedAt', 'submittedAt'] as const;
/** What comes after what. */
const ORDER = ['registeredAt', 'dispatchedAt', 'submittedAt', 'closedAt'] as const;

/** What the rulebook itself demands. */
function ruled(
  { id, kinds, urgency: grades, callback }: LoadedRulebook,
  {
    kind,
    urgency,
    satisfaction,
  }: {
    readonly kind: Kind;
    readonly urgency?: string | undefined;
    readonly satisfaction?: string | undefined;
  },
  wrong: (path: string, message: string) => void,
): void {
  if (!kinds.includes(kind))
    wrong('kind', `${id} does not take this kind; expected one of: ${kinds.join(', ')}`);
  if (urgency !== undefined && !grades.some((grade) => grade.id === urgency))
    wrong('urgency', `expected one of: ${grades.map((grade) => grade.id).join(', ')}`);
  if (satisfaction !== undefined && !callback?.scale.includes(satisfaction))
    wrong('satisfaction', `expected one of: ${callback?.scale.join(', ') ?? ''}`);
}

export type PastRow = z.output<ReturnType<typeof pastRow>>;
