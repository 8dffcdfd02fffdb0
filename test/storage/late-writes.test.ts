import { DAY, HOUR, instant, MINUTE } from '../../domain/time/instant';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { at, command, dispatchTo, PARKS, Story } from '../given/story';
import { intake, messageOf, turnOf } from '../given/stored-story';

/** A write that hung on a slow database comes to its end after those that followed it. */
let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const noon = at('2026-09-29 12:00');
const later = (minutes: number) => instant(noon + minutes * MINUTE);

async function taken(): Promise<Story> {
  const matter = aMatter();
  await db.store.tickets.add(intake(matter));
  return new Story(LAW, matter);
}

async function openClocksOf(id: string): Promise<string[] | undefined> {
  for await (const page of db.store.openClocks.all())
    for (const ticket of page) if (ticket.id === id) return ticket.clocks.map((clock) => clock.id);
  return undefined;
}

/** The clocks of a turn written once more, as one does that found its turn shown and then hung. */
async function keptLate(story: Story, turn: ReturnType<typeof turnOf>): Promise<void> {
  const ticket = await db.store.tickets.find(story.ticket.id);
  if (!ticket) throw new Error('the ticket is missing');
  await db.store.openClocks.keep({ ...ticket, shows: 'this turn' }, turn);
}

describe('open clocks', () => {
  test('of an earlier turn that come late change nothing of a later turn’s', async () => {
    const story = await taken();
    const first = turnOf(story);
    await db.store.recordTurn(first, []);
    expect(await openClocksOf(story.ticket.id)).toEqual(['dispatching-1']);
    await db.store.recordTurn(turnOf(story.do(noon, dispatchTo(PARKS)), first.view.seq), []);
    const now = await openClocksOf(story.ticket.id);
    expect(now).not.toContain('dispatching-1');
    await keptLate(story, first);
    expect(await openClocksOf(story.ticket.id)).toEqual(now);
  });

  test('that come after the ticket was closed leave nothing behind', async () => {
    const story = await taken();
    const first = turnOf(story);
    await db.store.recordTurn(first, []);
    await db.store.recordTurn(turnOf(story.do(noon, command('withdraw', {})), first.view.seq), []);
    expect(await openClocksOf(story.ticket.id)).toBeUndefined();
    await keptLate(story, first);
    expect(await openClocksOf(story.ticket.id)).toBeUndefined();
  });
});

describe('a message', () => {
  async function put(): Promise<{ ticket: string; id: string }> {
    const ticket = aMatter().id;
    const message = messageOf(ticket, noon);
    await db.store.outbox.put(ticket, [message], noon);
    return { ticket, id: message.id };
  }

  test('that was sent stays sent, whatever an earlier try says of it afterwards', async () => {
    const { id } = await put();
    await db.store.outbox.markSent([id], 'webhook', later(1));
    await db.store.outbox.markFailed([id], 'no answer', later(2));
    expect(await db.store.outbox.find(id)).toEqual(
      expect.objectContaining({ status: 'sent', sentAt: later(1), attempts: 1 }),
    );
    expect(await db.store.outbox.find(id)).not.toHaveProperty('lastError');
  });

  test('is sent again by a ticket that is started anew, but where it was given up before', async () => {
    const [never, tried, givenUp] = [await put(), await put(), await put()];
    await db.store.outbox.markFailed([tried.id], 'no answer', later(30));
    await db.store.outbox.markFailed([givenUp.id], 'no answer', instant(noon + DAY - HOUR / 2));
    const aWeekLater = instant(noon + 7 * DAY);
    const undelivered = async ({ ticket }: { ticket: string }) =>
      (await db.store.outbox.undelivered(ticket, aWeekLater)).map(({ id }) => id);
    expect(await undelivered(never)).toEqual([never.id]);
    expect(await undelivered(tried)).toEqual([tried.id]);
    expect(await undelivered(givenUp)).toEqual([]);
    expect(await db.store.outbox.find(givenUp.id)).toMatchObject({ status: 'failed' });
  });
});
