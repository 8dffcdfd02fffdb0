import { consequences } from '../../domain/telling/consequences';
import { type Foreseen, forecastOf, MOST_OF_A_TICKET } from '../../domain/forecast/forecast';
import { due } from '../../domain/ticket/due';
import { evolve } from '../../domain/ticket/evolve';
import type { Ticket } from '../../domain/ticket/ticket';
import { leftAlone, type Unattended, unattended } from '../../domain/ticket/unattended';
import { DAY, type Instant, instant, isoInstant } from '../../domain/time/instant';
import { always } from '../given/any-story';
import { CHENGGUAN, OPERATOR, ticketIn } from '../given/cities';
import { asUnit, at, command, dispatchTo } from '../given/story';

/** The ticket as it is kept: through JSON, and by the law that binds it. */
const kept = (ticket: Ticket): Ticket =>
  leftAlone(JSON.parse(JSON.stringify(unattended(ticket))) as Unattended, ticket.law);

/** What happens in one go where nobody does anything until then, and who is told. */
function happened(ticket: Ticket, until: Instant): unknown[] {
  let current = ticket;
  let planned: Instant | undefined;
  return due(ticket, until).flatMap((event) => {
    current = evolve(current, event);
    if ('fired' in event.data && event.data.fired) planned = event.data.fired.planned;
    const to = consequences(current, event).map((it) => it.to);
    return event.type in DOES ? [[planned, DOES[event.type as keyof typeof DOES], to]] : [];
  });
}

const DOES = {
  reminded: 'remind',
  urged: 'urge',
  supervised: 'supervise',
  'correction-ordered': 'correct',
  escalated: 'escalate',
  'referral-proposed': 'propose',
  referred: 'refer',
} as const;

const told = (items: readonly Foreseen[]): unknown[] =>
  items.map(({ at: when, does, to }) => [when, does, to]);

test('whatever its story, what is foretold of a ticket is what then happens if nobody acts', () => {
  let foretold = 0;
  always(({ ticket }) => {
    const until = instant(ticket.asOf + 20 * DAY);
    const { items, whole } = forecastOf(kept(ticket), ticket.asOf, until);
    expect(told(items)).toEqual(ticket.state === 'closed' ? [] : happened(ticket, until));
    expect(whole).toBe(true);
    foretold += items.length;
  }, 300);
  expect(foretold).toBeGreaterThan(20);
}, 60_000);

test('whatever its story, a shorter forecast is the beginning of a longer one', () => {
  always(({ ticket }) => {
    const until = (days: number) =>
      forecastOf(kept(ticket), ticket.asOf, instant(ticket.asOf + days * DAY)).items;
    const [short, long] = [until(4), until(9)];
    expect(long.slice(0, short.length)).toEqual(short);
    expect(long.slice(short.length).every((it) => it.at > ticket.asOf + 4 * DAY)).toBe(true);
  });
}, 30_000);

const spoken = ({ at: when, does, mode, level, to }: Foreseen): string =>
  [
    isoInstant(when).slice(5, 16),
    does,
    mode ?? level,
    to.map((it) => ('unit' in it ? it.unit : it.role)).join('+'),
  ]
    .filter((it) => it !== undefined)
    .join(' ');

test('WF-23: Weifang, dispatched before National Day: reminded before it, supervised and raised after it, and why', () => {
  const story = ticketIn('weifang', {
    receivedAt: at('2026-09-29 10:00'),
    registeredAt: at('2026-09-29 10:00'),
  });
  story
    .do(at('2026-09-29 10:00'), dispatchTo(CHENGGUAN))
    .do(at('2026-09-29 11:00'), command('sign', {}, asUnit(CHENGGUAN)));
  const { items } = forecastOf(kept(story.ticket), story.ticket.asOf, at('2026-10-14 12:00'));
  const handling = items.filter(({ clock }) => clock === 'handling');
  expect(handling.map(spoken)).toEqual([
    '10-10T09:00 remind chengguan',
    '10-13T00:00 supervise daily chengguan+hotline',
    '10-14T09:00 escalate 2 chengguan+hotline+office',
  ]);
  // Up to and including a moment.
  const midnight = at('2026-10-13 00:00');
  const upTo = (until: Instant) => forecastOf(kept(story.ticket), story.ticket.asOf, until).items.at(-1)?.at;
  expect(upTo(midnight)).toBe(midnight);
  expect(upTo(instant(midnight - 1))).toBeLessThan(midnight);
  expect(handling.map(({ why }) => why)).toEqual([
    expect.stringMatching(/^办理时限10月13日 00:00到期，到期前1个工作日的09:00，提醒承办单位/),
    expect.stringMatching(/^办理时限10月13日 00:00到期，到期时，列入日常督办（WF-26）$/),
    expect.stringMatching(/^办理时限10月13日 00:00到期，逾期后第2个工作日09:00，升级：市政府办公室研究$/),
  ]);
});

test('JE-19: a referral that three pressings set off is foretold, with whom it names and what was counted', () => {
  const from = at('2026-09-29 10:02');
  const story = ticketIn('jinan-enforcement', { receivedAt: from, registeredAt: from });
  story.do(from, dispatchTo(CHENGGUAN)).do(at('2026-09-29 10:40'), command('arrive', {}, asUnit(CHENGGUAN)));
  const { items } = forecastOf(kept(story.ticket), story.ticket.asOf, at('2026-10-06 10:00'));
  const referred = items.filter(({ does }) => does === 'refer');
  expect(referred).toMatchObject([{ at: at('2026-10-05 09:00'), unit: 'chengguan', clock: 'handling' }]);
  expect(referred[0]?.why).toMatch(/同一承办单位被.*催办、退办累计3次，移交问责.*（JE-19）$/);
});

test('what should have happened already happens at once, and is told at its planned moment', () => {
  const story = ticketIn('weifang', {
    receivedAt: at('2026-09-29 10:00'),
    registeredAt: at('2026-09-29 10:00'),
  });
  story.do(at('2026-09-29 10:00'), dispatchTo(CHENGGUAN));
  const now = at('2026-10-13 08:00');
  const { items } = forecastOf(kept(story.ticket), now, now);
  expect(items.filter(({ clock }) => clock === 'handling').map(spoken)).toContain(
    '10-13T00:00 supervise daily chengguan+hotline',
  );
});

test('of a closed ticket nothing is foretold', () => {
  const story = ticketIn('weifang').do(at('2026-09-29 11:00'), command('withdraw', {}, OPERATOR));
  expect(forecastOf(story.ticket, story.ticket.asOf, instant(story.ticket.asOf + 90 * DAY)).items).toEqual(
    [],
  );
});

test('a step that repeats without end is told a thousand times, and that this is not all', () => {
  const story = ticketIn('weifang').do(at('2026-09-29 11:00'), dispatchTo(CHENGGUAN));
  const { ticket } = story;
  const { handling } = ticket.law.rules.clocks;
  if (!handling) throw new Error('handling');
  const urge = { after: { minutes: 1 }, every: { minutes: 1 }, do: 'urge', to: ['unit'] } as const;
  const rules = {
    ...ticket.law.rules,
    clocks: { handling: { ...handling, ladder: [urge] } },
  };
  const pressed = leftAlone(unattended(ticket), { ...ticket.law, rules });
  const { items, whole } = forecastOf(pressed, ticket.asOf, instant(ticket.asOf + 30 * DAY));
  expect([items.length, whole]).toEqual([MOST_OF_A_TICKET, false]);
});
