import { bindRules } from '../../domain/law/bind-rules';
import { calendarOf, type CalendarYear } from '../../domain/time/calendar';
import type { TicketEvent } from '../../domain/ticket/event';
import { type Instant, instant } from '../../domain/time/instant';
import { NATIONAL_DAY_2026 } from '../given/law';
import { matterOf } from '../given/matter';
import { SCENARIOS } from '../given/scenarios';
import { Story } from '../given/story';
import { type TestTicket, type TimeSkipping, timeSkipping } from '../given/servers/time-skipping';

/** A year to come in which every day of the scenarios is the weekday that it is in 2026; its calendar is published as that of 2026 was. */
const YEAR = 2037;
const published: CalendarYear = {
  ...NATIONAL_DAY_2026,
  year: YEAR,
  days: NATIONAL_DAY_2026.days.map((day) => ({ ...day, date: day.date.replace('2026', String(YEAR)) })),
};

const on = (moment: string): Instant => instant(Date.parse(`${YEAR}-${moment.replace(' ', 'T')}:00+08:00`));

let world: TimeSkipping;

beforeAll(async () => {
  world = await timeSkipping([published]);
});
afterAll(() => world?.stop());

/** Lets the engine's time pass up to a moment. */
async function until(moment: Instant): Promise<void> {
  const now = await world.now();
  if (moment > now) await world.env.sleep(moment - now);
}

/** A scenario as the domain alone tells it. */
function told(scenario: (typeof SCENARIOS)[string]): Story {
  return scenario({
    on,
    ticket: (city, facts = {}) => {
      const matter = matterOf({ receivedAt: on('09-29 10:00'), registeredAt: on('09-29 10:00'), ...facts });
      const book = world.config.rulebooks.get(city);
      if (!book) throw new Error(city);
      return new Story({ rules: bindRules(book, matter), calendar: calendarOf([published]) }, matter);
    },
  });
}

/** What happened: each event with what it says, at the moment when it was planned or done. */
const essence = (ledger: readonly TicketEvent[]): unknown[] =>
  ledger.map(({ type, data, at, actor }) => [
    type,
    'fired' in data && data.fired ? data.fired.planned : actor.role === 'system' ? undefined : at,
    { ...data, at: undefined, text: undefined, since: undefined },
  ]);

test('S-1 to S-25, where days pass: the engine does in a year to come what the domain says, to the minute', async () => {
  expect(new Date(on('09-29 12:00')).getUTCDay()).toBe(2);
  const stories = Object.entries(SCENARIOS).map(([id, scenario]) => ({ id, story: told(scenario) }));
  const tickets = new Map<string, TestTicket>();
  const steps = stories
    .flatMap(({ id, story }) => [
      { id, at: story.matter.registeredAt, story, command: undefined },
      ...story.acts.map(({ at, command }) => ({ id, at, story, command })),
    ])
    .sort((a, b) => a.at - b.at);
  for (const { id, at, story, command } of steps) {
    await until(at);
    if (!command) {
      const { id: _, ...matter } = story.matter;
      const book = world.config.rulebooks.get(story.ticket.law.rules.id);
      if (!book) throw new Error(id);
      tickets.set(id, await world.register(book, matter));
    } else await tickets.get(id)?.send({ ...command, at });
  }
  await until(instant(Math.max(...stories.map(({ story }) => story.ledger.at(-1)?.at ?? 0))));
  for (const { id, story } of stories) {
    const ticket = tickets.get(id);
    if (!ticket) throw new Error(id);
    const last = story.ledger.length;
    const ledger = (await world.ledger(ticket.input.matter.id)).slice(0, last);
    expect([id, essence(ledger)]).toEqual([id, essence(story.ledger)]);
    if (story.ticket.state !== 'closed') await ticket.handle.terminate();
  }
}, 240_000);
