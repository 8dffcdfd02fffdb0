import { DAY, HOUR, instant } from '../../domain/time/instant';
import { BEGINNING, type Place } from '../../storage/feed/block';
import { ForgottenPlace, NoSuchPlace } from '../../storage/feed/feed';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { at, command, Story } from '../given/story';
import { intake, turnOf } from '../given/stored-story';

/** The feed does not grow for ever: what is old is forgotten, and whoever was there is told so. */
let db: TestDatabase;
/** The places behind each day's block. */
let places: Place[];
const noon = at('2026-10-12 12:00');
const DAYS = 6;
const day = (n: number) => instant(noon + n * DAY);

beforeEach(async () => {
  db = await startDatabase();
  const matter = { ...aMatter(), receivedAt: noon, registeredAt: noon };
  const story = new Story(LAW, matter);
  await db.store.tickets.add(intake(matter));
  places = [];
  for (let n = 0; n < DAYS; n++) {
    const before = n === 0 ? 0 : story.ticket.seq;
    await db.store.recordTurn(turnOf(story.do(instant(day(n) + HOUR), command('urge', {})), before), []);
    await db.store.feed.gather();
    places.push(await db.store.feed.end());
  }
});
afterEach(() => db.stop());

const feed = () => db.store.feed;
const numbers = async (): Promise<number[]> =>
  (await db.connection.collection('feed').find().sort({ _id: 1 }).toArray()).map(({ _id }) => Number(_id));
const blocksBehind = async (place: Place): Promise<number[]> => [
  ...new Set((await feed().after(place, 1_000)).changes.map((it) => it.place.block)),
];

test('what is old is forgotten, and no more; the same again forgets nothing', async () => {
  expect(await feed().beginning()).toEqual(BEGINNING);
  expect(await feed().forget(day(2), 100)).toBe(2);
  expect(await feed().forget(day(2), 100)).toBe(0);
  expect(await numbers()).toEqual([3, 4, 5, 6]);
  expect(await blocksBehind(await feed().beginning())).toEqual([3, 4, 5, 6]);
});

test('whoever was at a place behind which something is forgotten is told so, and nobody else', async () => {
  await feed().forget(day(2), 100);
  const [first, second, third, fourth] = places as [Place, Place, Place, Place];
  for (const place of [BEGINNING, first])
    await expect(feed().after(place, 1)).rejects.toThrow(ForgottenPlace);
  // Nothing behind it is forgotten; but it can't be told from the place of another feed any more.
  await expect(feed().after(second, 1)).rejects.toThrow(ForgottenPlace);
  expect(await blocksBehind(third)).toEqual([4, 5, 6]);
  expect(await blocksBehind(fourth)).toEqual([5, 6]);
  const ahead = { ...places.at(-1)!, block: 7 };
  await expect(feed().after(ahead, 1)).rejects.toThrow(NoSuchPlace);
});

test('the newest is never forgotten, so that numbers go on', async () => {
  expect(await feed().forget(day(100), 100)).toBe(DAYS - 1);
  expect(await numbers()).toEqual([DAYS]);
  expect(await blocksBehind(places.at(-1)!)).toEqual([]);
  const matter = aMatter();
  await db.store.tickets.add(intake(matter));
  await db.store.recordTurn(turnOf(new Story(LAW, matter)), []);
  await feed().gather();
  expect(await blocksBehind(places.at(-1)!)).toEqual([DAYS + 1]);
});

test('so many at once as is asked', async () => {
  expect(await feed().forget(day(4), 3)).toBe(3);
  expect(await feed().forget(day(4), 3)).toBe(1);
  expect(await numbers()).toEqual([5, 6]);
});

test('ended half-way it leaves no gap that nobody is told of, and the next run goes on', async () => {
  // As a database may do it that is ended in the middle of its deletion.
  await db.connection.collection('feed').deleteOne({ _id: 2 as never });
  await expect(feed().after(places[0]!, 1_000)).rejects.toThrow(ForgottenPlace);
  await expect(feed().after(BEGINNING, 1_000)).rejects.toThrow(ForgottenPlace);
  await feed().forget(day(3), 100);
  expect(await numbers()).toEqual([4, 5, 6]);
});

test('the sweep forgets what was told for thirty days', async () => {
  await db.store.removeLeftovers(day(30));
  expect(await numbers()).toEqual([1, 2, 3, 4, 5, 6]);
  await db.store.removeLeftovers(day(32));
  expect(await numbers()).toEqual([3, 4, 5, 6]);
});
