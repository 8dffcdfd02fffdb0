import { because, notNow, type Refusal } from '../procedures/refusal';
import type { Applied } from '../procedures/command';
import type { Rulebook } from '../law/rules';
import type { Calendar } from '../time/calendar';
import { deadline } from '../time/deadline';
import { type Instant, spokenInstant } from '../time/instant';
import { type Channel, CHANNELS, keysOf, type RestrictionEnd, type Role } from '../words';

/** The channel of which a restriction takes the use: the phone line, and no other (HZ-4: 限制占用12345电话资源). */
export const RESTRICTED: Channel = 'phone';

/** The channels that stay open to whoever is restricted. */
export const OPEN_CHANNELS: readonly Channel[] = keysOf(CHANNELS).filter((it) => it !== RESTRICTED);

/** What happened to a restriction after it was imposed. Who the caller is and what was said lie in the database only (DESIGN §6). */
export type RestrictionEvent = RestrictionFact & {
  readonly at: Instant;
  readonly actor: { readonly role: Role | 'system' };
  /** The command that it came by; its text lies in the database under this id. */
  readonly command?: string;
};

type RestrictionFact =
  { readonly type: 'appealed' | 'appeal-refused' } | { readonly type: 'ended'; readonly how: RestrictionEnd };

export type RestrictionCommand = {
  /** The same once more is the same command. */
  readonly id: string;
  readonly actor: { readonly role: Role };
} & ({ readonly name: 'appeal' | 'lift' } | { readonly name: 'decide'; readonly approve: boolean });

/** What the workflow of a restriction is started with. @property events those of before, where its workflow was ended from outside */
export interface RestrictionInput {
  readonly id: string;
  readonly rulebook: string;
  readonly at: Instant;
  /** The moment at which it ends by itself (HZ-4). */
  readonly until: Instant;
  /** The rule that it is by. */
  readonly source?: string;
  readonly events: readonly RestrictionEvent[];
}

/**
 * When a restriction ends at the latest: natural days, counted as every limit in days (T-3, HZ-4: 30个自然日内).
 * @param days 1 to the rulebook's most
 */
export const endOfRestriction = (
  at: Instant,
  days: number,
  calendar: Calendar,
  { dayEnds }: Pick<Rulebook, 'dayEnds'>,
): Instant => deadline(at, { days }, calendar, dayEnds).due;

export const endOf = (
  events: readonly RestrictionEvent[],
): (RestrictionEvent & { type: 'ended' }) | undefined =>
  events.find((it): it is RestrictionEvent & { type: 'ended' } => it.type === 'ended');

/** Whether an appeal waits for its decision. */
export const appealWaits = (events: readonly RestrictionEvent[]): boolean =>
  events.findLast(({ type }) => type !== 'ended')?.type === 'appealed' && endOf(events) === undefined;

/**
 * What a command does to a restriction: a supervisor lifts it, or decides on an appeal, which ends it early or leaves it.
 * @returns nothing new where it was done already
 */
export function decideRestriction(
  { until, events }: Pick<RestrictionInput, 'until' | 'events'>,
  command: RestrictionCommand,
  now: Instant,
): { readonly events: readonly RestrictionEvent[] } | { readonly refusal: Refusal } {
  const { id, actor, name } = command;
  if (events.some((it) => it.command === id)) return { events };
  // From that moment on nobody is restricted, whether or not its workflow has noted it by now.
  if (endOf(events) || now >= until) return { refusal: notNow(because('not-restricted-any-more'), []) };
  const after = (fact: RestrictionFact) => ({
    events: [...events, { ...fact, at: now, actor, command: id }],
  });
  switch (name) {
    case 'lift':
      return after({ type: 'ended', how: 'lifted' });
    case 'appeal':
      if (appealWaits(events)) return { refusal: notNow(because('appeal-waits'), []) };
      return after({ type: 'appealed' });
    case 'decide':
      if (!appealWaits(events)) return { refusal: notNow(because('no-appeal-waits'), []) };
      return after(command.approve ? { type: 'ended', how: 'appeal' } : { type: 'appeal-refused' });
  }
}

/** What time alone does: it ends by itself at its moment (HZ-4: freed by itself). */
export const endedByTime = (
  { until, events }: Pick<RestrictionInput, 'until' | 'events'>,
  now: Instant,
): readonly RestrictionEvent[] =>
  now < until || endOf(events)
    ? events
    : [...events, { type: 'ended', how: 'time', at: now, actor: { role: 'system' } }];

export const applied = (events: readonly RestrictionEvent[]): Applied => ({ seq: events.length });

/** What it is called in Temporal Web. */
export const restrictionTitle = ({ until }: Pick<RestrictionInput, 'until'>): string =>
  `限制占用电话资源 · 至${spokenInstant(until)}`;

export const spokenRestrictionEvent = (event: RestrictionEvent): string => {
  const when = spokenInstant(event.at);
  switch (event.type) {
    case 'appealed':
      return `${when} 提出申诉`;
    case 'appeal-refused':
      return `${when} 申诉未获支持，继续限制`;
    case 'ended':
      return `${when} ${ENDED[event.how]}`;
  }
};

const ENDED: Readonly<Record<RestrictionEnd, string>> = {
  time: '期满，自行解除',
  lifted: '督办人员解除',
  appeal: '申诉成立，提前解除',
};
