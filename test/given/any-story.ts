import fc from 'fast-check';
import { publishedCalendars } from '../../config/published-calendars';
import { effectOf, type Effect, type PreviewedTicket } from '../../domain/law/preview';
import { rebind, type Rebinding } from '../../domain/law/rebind';
import type { ClockRule, Law, Rules, Rung } from '../../domain/law/rules';
import type { Command } from '../../domain/procedures/command';
import { decide } from '../../domain/procedures/decide';
import type { Refusal } from '../../domain/procedures/refusal';
import { viewOf } from '../../domain/telling/view';
import { due } from '../../domain/ticket/due';
import type { TicketEvent } from '../../domain/ticket/event';
import { evolveAll } from '../../domain/ticket/evolve';
import { newTicket, register, type Registration } from '../../domain/ticket/register';
import type { Ticket } from '../../domain/ticket/ticket';
import { type CalendarYear, sliceCalendar, withYears } from '../../domain/time/calendar';
import { dayOf, type Instant, instant, isoDay, plusDays } from '../../domain/time/instant';
import { CHANNELS, type ClockName, KINDS, keysOf } from '../../domain/words';
import { type Dice, dice, drawCommand, UNITS } from './any-command';
import { ALL_CITIES, CITIES, type City, gradesOf, lawOf } from './cities';
import { matterOf } from './matter';
import { at } from './story';

/** A ticket of any city, kind and grade, from any channel, registered at once or a little late, now or before the New Year. */
const anyTicket = fc
  .tuple(
    fc.constantFrom(...ALL_CITIES),
    fc.record({
      kind: fc.constantFrom(...keysOf(KINDS)),
      channel: fc.constantFrom(...keysOf(CHANNELS)),
      wantsReply: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
      receivedAt: fc.constantFrom(at('2026-09-29 10:00'), at('2026-12-24 22:50')),
    }),
    fc.integer({ min: 0, max: 40 }),
    fc.nat(9),
  )
  .map(([city, { receivedAt, ...facts }, late, grade]) => {
    const grades = gradesOf(city);
    const urgency = grades[grade % (grades.length + 1)];
    const registeredAt = instant(receivedAt + late * 60_000);
    const matter = { ...facts, receivedAt, registeredAt, ...(urgency === undefined ? {} : { urgency }) };
    return { city, matter };
  });

/** Two units between which a matter mostly goes, by their places in {@link UNITS}; and those that never answer, as bits. */
const anyCast = fc.record({ first: fc.nat(7), second: fc.nat(6), silent: fc.constantFrom(0, 0, 0, 1, 2, 3) });

const MINUTES_OF_A_DAY = 24 * 60;
const anyPause = fc.oneof(
  fc.integer({ min: 0, max: 120 }),
  fc.integer({ min: 0, max: 2 * MINUTES_OF_A_DAY }),
  fc.integer({ min: 0, max: 12 * MINUTES_OF_A_DAY }),
);
const anyStep = fc.tuple(fc.noBias(fc.array(fc.nat(9_999), { minLength: 12, maxLength: 12 })), anyPause);

/** Whose story it is, and what was drawn for each of its steps. */
export const anyStory = fc.record({
  of: anyTicket,
  cast: anyCast,
  steps: fc.array(anyStep, { maxLength: 40, size: 'max' }),
});
export type AnyStory = typeof anyStory extends fc.Arbitrary<infer T> ? T : never;

/** One turn: something that was due; a command, or another calendar or rulebook, and what was due then. */
export interface Step {
  readonly before: Ticket;
  readonly after: Ticket;
  readonly events: readonly TicketEvent[];
  readonly now: Instant;
  readonly why: 'registered' | 'due' | 'command' | 'rebound';
}

/** A calendar or a rulebook that was applied: what was foretold of it, and what it did and what was due then. */
export interface Change {
  readonly before: Ticket;
  readonly to: Rebinding;
  readonly foretold: Effect;
  readonly done: readonly TicketEvent[];
  readonly madeUp: readonly TicketEvent[];
  readonly after: Ticket;
}

export interface Played {
  readonly matter: Registration;
  readonly law: Law;
  readonly steps: readonly Step[];
  readonly changes: readonly Change[];
  readonly refused: readonly { ticket: Ticket; command: Command; refusal: Refusal }[];
  readonly ledger: readonly TicketEvent[];
  readonly ticket: Ticket;
}

/** Plays what was drawn with pauses of so many minutes between, as the workflow would; refused commands change nothing. */
export function play({ of: { city, matter: facts }, cast, steps: drawn }: AnyStory): Played {
  const matter = matterOf(facts);
  const law = lawOf(city, matter);
  const units = castOf(cast);
  const silent = units.filter((_, index) => (cast.silent & (1 << index)) > 0).map(({ id }) => id);
  const ledger: TicketEvent[] = [];
  const steps: Step[] = [];
  const changes: Change[] = [];
  const refused: { ticket: Ticket; command: Command; refusal: Refusal }[] = [];
  let ticket = newTicket(matter, law);
  let now = matter.registeredAt;
  const take = (why: Step['why'], events: readonly TicketEvent[]): void => {
    if (events.length === 0) return;
    const after = evolveAll(ticket, events);
    steps.push({ before: ticket, after, events, now, why });
    ledger.push(...events);
    ticket = after;
  };
  take('registered', register(matter, law));
  drawn.forEach(([thrown, pause], index) => {
    now = instant(now + pause * 60_000);
    take('due', due(ticket, now));
    const by = dice(thrown);
    const to = drawChange(ticket, by, index + 1, city);
    if (to) {
      const before = ticket;
      const foretold = foretell(ticket, to, now);
      const done = rebind(ticket, to, now);
      const madeUp = due(evolveAll(ticket, done), now);
      take('rebound', [...done, ...madeUp]);
      changes.push({ before, to, foretold, done, madeUp, after: ticket });
      return;
    }
    const command = drawCommand(ticket, by, `c${index}`, units);
    if (command.actor.role === 'unit' && silent.includes(command.actor.unit)) return;
    const decision = decide(ticket, command, now);
    if (!decision.accepted) refused.push({ ticket, command, refusal: decision.refusal });
    else take('command', [...decision.events, ...due(evolveAll(ticket, decision.events), now)]);
  });
  return { matter, law, steps, changes, refused, ledger, ticket };
}

const castOf = ({ first, second }: AnyStory['cast']) => {
  const working = UNITS.slice(0, 8);
  const [a] = working.splice(first, 1);
  const [b] = working.splice(second, 1);
  return [a, b].flatMap((unit) => unit ?? []);
};

const preview = (ticket: Ticket): PreviewedTicket =>
  JSON.parse(JSON.stringify({ id: ticket.id, ...viewOf(ticket) })) as PreviewedTicket;

function foretell(ticket: Ticket, to: Rebinding, now: Instant): Effect {
  const { law } = ticket;
  const proposed =
    'rules' in to
      ? { ...law, rules: to.rules }
      : { ...law, calendar: withYears(law.calendar, to.calendar), publication: to.change };
  return effectOf(
    preview(ticket),
    { cause: 'rules' in to ? 'rulebook' : 'calendar', present: law, proposed },
    now,
  );
}

/** Now and then another calendar or another version of a rulebook; mostly none. */
function drawChange(ticket: Ticket, by: Dice, change: number, city: City): Rebinding | undefined {
  const which = by.of(16);
  if (which === 0) return { change, calendar: drawCalendar(ticket, by) };
  return which === 1 ? { change, rules: drawRules(ticket, by, city) } : undefined;
}

/** A year as it is published, or empty, with some days around now turned over. */
function drawCalendar({ asOf }: Ticket, by: Dice) {
  const today = dayOf(asOf);
  const year = Number(isoDay(plusDays(today, by.of(30))).slice(0, 4));
  const known = by.of(3) > 0 ? (publishedCalendars().find((it) => it.year === year)?.days ?? []) : [];
  const turned = Array.from({ length: by.of(12) }, (_, index) => ({
    date: isoDay(plusDays(today, index * by.of(3) - 6 + by.of(8))),
    working: by.of(2) > 0,
    name: '调整',
  })).filter(({ date }) => date.startsWith(String(year)));
  const days = new Map([...known, ...turned].map((day) => [day.date, day]));
  const published: CalendarYear = { year, source: 'test', days: [...days.values()] };
  return sliceCalendar([published], at(`${year}-01-01 00:00`));
}

const CHANGED: readonly ClockName[] = ['handling', 'assist', 'deciding', 'rectifying', 'reply', 'promise'];

/** The ticket's rulebook as shipped, or another city's, or with another limit or another ladder of a clock. */
function drawRules(ticket: Ticket, by: Dice, city: City): Rules {
  const how = by.of(6);
  const other = how === 0 && city !== 'demo' ? by.pick(CITIES) : city;
  const { rules } = lawOf(other, { ...ticket, ...(other === city ? {} : { urgency: undefined }) });
  const name = by.pick(CHANGED);
  const clock = rules.clocks[name];
  if (how < 2 || !clock) return rules;
  return { ...rules, version: `${how}`, clocks: { ...rules.clocks, [name]: changedClock(clock, how, by) } };
}

function changedClock(clock: ClockRule, how: number, by: Dice): ClockRule {
  const { ladder } = clock;
  switch (how) {
    case 2:
      return clock.limit ? { ...clock, limit: { workdays: 1 + by.of(12) } } : clock;
    case 3:
      return { ...clock, ladder: ladder.filter((_, index) => index !== by.of(5)) };
    case 4:
      return { ...clock, ladder: [...ladder.slice(1), ...ladder.slice(0, 1)] };
    default:
      return { ...clock, ladder: [by.pick(MORE_RUNGS), ...ladder, by.pick(MORE_RUNGS)] };
  }
}

const MORE_RUNGS: readonly Rung[] = [
  { before: { workdays: 2 }, at: 600, do: 'remind', to: ['unit'] },
  { after: { workdays: 1 }, at: 600, do: 'supervise', mode: 'listed', to: ['unit', 'hotline'] },
  { after: { workdays: 1 }, at: 600, do: 'escalate', level: 2, to: ['unit', 'office'] },
  { after: { workdays: 3 }, at: 600, do: 'escalate', level: 3, to: ['unit', 'meeting'] },
];

/** Checks something that must hold in every story; it stops after so long, also while it looks for the shortest story that fails. */
export const always = (check: (played: Played, story: AnyStory) => void, numRuns = 100): void =>
  fc.assert(
    fc.property(anyStory, (story) => check(play(story), story)),
    { numRuns, interruptAfterTimeLimit: 20_000 },
  );
