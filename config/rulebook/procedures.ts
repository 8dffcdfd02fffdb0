// What a rulebook says of the procedures: intake, orders, requests, closing, and what happens by itself.
import { z } from 'zod';
import { unitId } from '../../domain/ids';
import { COUNTABLES, type Levels, type Trigger } from '../../domain/law/rules';
import {
  CHANNELS,
  CONDITIONS,
  COORDINATIONS,
  keysOf,
  PRESSERS,
  REFERRED_TO,
  UNIT_LEVELS,
} from '../../domain/words';
import { distinct, id, listOf, mapOf, oneOf, text } from '../shape';
import {
  type Choice,
  distance,
  forWords,
  fromRule,
  isLong,
  level,
  longDistance,
  mode,
  recipient,
  recipients,
  sourced,
  wholeNumber,
  withSource,
  word,
} from './words';

/** What a refusal may need besides its reason; the body of the command `decline` has a field for each (DESIGN §4). */
const DECLINE_NEEDS = ['guidance', 'earlier'] as const;

/** Parts of a reply that a city may demand; the others are demanded of every one (DESIGN §4). */
const REPLY_PARTS = ['process', 'guidance', 'opinion'] as const;

const ground = mapOf({
  id,
  label: text,
  needs: distinct(listOf(oneOf(DECLINE_NEEDS)), (need) => need).default([]),
  instead: z.literal('answer', 'expected answer or nothing').optional(),
  ...withSource,
}).transform(sourced);

export const grounds = distinct(listOf(ground), ({ id: it }) => it, ['id']);

const furtherGround = mapOf({ id, label: text, ...withSource }).transform(sourced);
export const furtherGrounds = distinct(listOf(furtherGround), ({ id: it }) => it, ['id']);

const unit = id.transform(unitId);

const link = mapOf({ unit, copy: unit.optional(), assist: unit.optional(), ...withSource })
  .refine(
    ({ copy, assist }) => (copy === undefined) !== (assist === undefined),
    'expected either copy or assist',
  )
  .transform(sourced);

export const dispatch = mapOf({
  copyDistrict: fromRule.optional(),
  departmentLeads: fromRule.optional(),
  notPassedDown: fromRule.optional(),
  linked: listOf(link).optional(),
  coordination: mapOf({ how: oneOf(keysOf(COORDINATIONS)), ...withSource })
    .transform(sourced)
    .optional(),
  bodies: mapOf({ levels: distinct(listOf(oneOf(keysOf(UNIT_LEVELS)), 1), (it) => it), ...withSource })
    .transform(sourced)
    .optional(),
  handDown: mapOf({ byDuties: z.literal(true, 'expected true or nothing').optional(), ...withSource })
    .transform(sourced)
    .optional(),
  summon: fromRule.optional(),
});

export const contribution = mapOf({
  delays: wholeNumber(0, 10).optional(),
  share: wholeNumber(1, 100).optional(),
  ...withSource,
}).transform(sourced);

export const extension = mapOf({
  times: wholeNumber(0, 10),
  longest: longDistance,
  notified: z.literal(true, 'expected true or nothing').optional(),
  ...withSource,
}).transform(sourced);

export const returning = mapOf({ limit: longDistance, ...withSource }).transform(sourced);

export const deferral = mapOf({
  times: wholeNumber(0, 10),
  longest: longDistance.optional(),
  ...withSource,
}).transform(sourced);

export const decision = mapOf({ longest: longDistance, ...withSource }).transform(sourced);

export const lookBack = mapOf({
  modes: distinct(listOf(mode, 1), (it) => it),
  ...withSource,
}).transform(sourced);

const levelNamed = mapOf({ label: text, to: recipient.optional(), ...withSource }).transform(sourced);

/** The levels that a city has, each with its name. */
export const levels = mapOf({
  1: levelNamed.optional(),
  2: levelNamed.optional(),
  3: levelNamed.optional(),
}).transform((given) => given as Levels);

const replyParts = distinct(listOf(oneOf(REPLY_PARTS)), (part) => part).optional();

export const closure = mapOf({
  assisted: replyParts,
  explained: replyParts,
  told: fromRule.optional(),
  contact: mapOf({ attempts: wholeNumber(1, 10).optional(), ...withSource })
    .transform(sourced)
    .optional(),
  arrival: fromRule.optional(),
  ...withSource,
}).transform(sourced);

/** A month at least: until then a ticket's messages may be on their way, and requests that made it be repeated. */
const LEAST_KEPT = 30;

const keptFor = distance.transform((span, context): { readonly days: number } => {
  if ('days' in span && span.days >= LEAST_KEPT) return { days: span.days };
  context.addIssue({ code: 'custom', message: `expected at least ${LEAST_KEPT} days, such as 365 days` });
  return z.NEVER;
});

export const archive = mapOf({ after: keptFor, ...withSource }).transform(sourced);

/** Of personal data (days): longer than any limit runs, for records that a law wants kept for decades. */
const MOST_KEPT = 11_000;

const keptData = word(`expected a number of days, ${LEAST_KEPT}–${MOST_KEPT}, such as 1095 days`, (given) => {
  const days = Number(/^(\d{1,5}) days$/.exec(given)?.[1]);
  return days >= LEAST_KEPT && days <= MOST_KEPT ? { days } : undefined;
});

export const retention = mapOf({ after: keptData, ...withSource }).transform(sourced);

export const intake = mapOf({
  channels: distinct(listOf(oneOf(keysOf(CHANNELS)), 1), (it) => it),
  roundTheClock: fromRule.optional(),
  ...withSource,
}).transform(sourced);

/** Within 30 natural days, as the one text that knows a restriction says (HZ-4). */
const LONGEST_RESTRICTION = 30;

const restrictedFor = word(
  `expected a number of days, 1–${LONGEST_RESTRICTION}, such as 30 days`,
  (written) => {
    const days = Number(/^(\d{1,2}) days?$/.exec(written)?.[1]);
    return days >= 1 && days <= LONGEST_RESTRICTION ? { days } : undefined;
  },
);

export const misuse = mapOf({
  restriction: mapOf({ longest: restrictedFor, ...withSource })
    .transform(sourced)
    .optional(),
  ...withSource,
}).transform(sourced);

const counted = {
  on: oneOf(COUNTABLES),
  times: wholeNumber(1, 100),
  by: distinct(listOf(oneOf(keysOf(PRESSERS)), 1), (it) => it).optional(),
  while: distinct(listOf(oneOf(keysOf(CONDITIONS)), 1), (it) => it).optional(),
  per: z.literal('unit', 'expected unit or nothing').optional(),
  ...withSource,
};

const referredTo = distinct(listOf(oneOf(REFERRED_TO), 1), (it) => it);

export const trigger = z
  .discriminatedUnion(
    'do',
    [
      mapOf({ do: z.literal('supervise'), mode, to: recipients, ...counted }),
      mapOf({ do: z.literal('escalate'), level, to: recipients, ...counted }),
      mapOf({ do: z.literal('correct'), to: recipients, ...counted }),
      mapOf({ do: z.enum(['refer', 'propose']), to: referredTo, ...counted }),
    ],
    'expected one of supervise, escalate, correct, propose, refer',
  )
  .superRefine(({ on, by, while: conditions, per }, context) => {
    if (on !== 'repeated') return;
    for (const [path, it] of Object.entries({ by, while: conditions, per }))
      if (it !== undefined)
        context.addIssue({
          code: 'custom',
          path: [path],
          message: 'expected none: a matter is repeated by nobody of the ticket, and in no unit’s hands',
        });
  })
  .transform((given, context) => sourced(given, context) as Trigger);

export const briefingFor = (choice: Choice) =>
  mapOf({ to: recipients, mode: mode.optional(), for: forWords(choice), ...withSource }).transform(sourced);

const DISSATISFIED = ['dissatisfied', 'very-dissatisfied'];

export const callback = mapOf({
  scale: distinct(listOf(id, 2), (answer) => answer),
  dissatisfied: listOf(id).optional(),
  rehandle: wholeNumber(0, 10).default(2),
  attempts: wholeNumber(1, 10).default(3),
  spacing: distance.refine(isLong, 'expected more than 0').optional(),
  ...withSource,
}).transform((given, context) => {
  given.dissatisfied?.forEach((answer, i) => {
    if (!given.scale.includes(answer)) {
      const message = `expected one of the scale: ${given.scale.join(', ')}`;
      context.addIssue({ code: 'custom', path: ['dissatisfied', i], message });
    }
  });
  const dissatisfied = given.dissatisfied ?? given.scale.filter((answer) => DISSATISFIED.includes(answer));
  return sourced({ ...given, dissatisfied }, context);
});
