import { makeHotSpotActivities } from '../../activities/repeats/hot-spots';
import { DAY, instant } from '../../domain/time/instant';
import { ticketId } from '../../domain/ids';
import { aMatter } from '../given/matter';
import { command, dispatchTo, PARKS, Story } from '../given/story';
import { LAW } from '../given/law';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';

jest.mock('@temporalio/activity', () => ({ heartbeat: () => {} }));

let db: TestDatabase;
beforeEach(async () => {
  happened.mockReset();
  db = await startDatabase();
});
afterEach(() => db.stop());

const RULE = { callers: 5, within: 7 * DAY };
const log = { info: () => {} };
const happened = jest.fn(async () => {});
const look = () => makeHotSpotActivities({ store: db.store, rule: RULE, happened, log }).findHotSpots();
let phones = 0;
async function raise(
  daysAgo: number,
  phone = `138001380${String(++phones).padStart(2, '0')}`,
): Promise<string> {
  const matter = aMatter({ receivedAt: instant(Date.now() - daysAgo * DAY) });
  await db.store.tickets.add(intake(matter, { contact: { caller: { phone } } }));
  return matter.id;
}

describe('JE-13, JN-7, BJ-12: hot spots', () => {
  test('are found once, by the keyed phones of their callers; what follows joins the same', async () => {
    const ids = [await raise(6), await raise(5), await raise(4), await raise(3)];
    await raise(2, '13900139000');
    await raise(1, '13900139000');
    expect(await look()).toEqual({ found: 1 });
    const { items } = await db.store.hotSpots.list(undefined, 9);
    expect(items).toMatchObject([
      { category: '市容环境/占道经营', district: 'lixia', callers: 5, tickets: expect.arrayContaining(ids) },
    ]);
    expect(items[0]?.tickets).toHaveLength(6);
    expect(await look()).toEqual({ found: 0 });
    const more = await raise(0);
    expect(await look()).toEqual({ found: 0 });
    const [spot] = (await db.store.hotSpots.list(undefined, 9)).items;
    expect([spot?.tickets.length, spot?.tickets.includes(ticketId(more)), spot?.callers]).toEqual([
      7,
      true,
      6,
    ]);
    expect(JSON.stringify(await db.connection.collection('hot-spots').find().toArray())).not.toMatch(
      /138|139/,
    );
  });

  test('what was withdrawn does not count', async () => {
    for (let n = 0; n < 4; n++) await raise(1);
    const matter = aMatter({ receivedAt: instant(Date.now() - DAY) });
    await db.store.tickets.add(intake(matter, { contact: { caller: { phone: '13900139001' } } }));
    await db.store.recordTurn(
      turnOf(new Story(LAW, matter).do(instant(matter.registeredAt + 1), command('withdraw', {}))),
      [],
    );
    expect(await look()).toEqual({ found: 0 });
  });

  test('each is given to whoever owes something by it until that is on its way, and then never again', async () => {
    for (let n = 0; n < 5; n++) await raise(1);
    await look();
    const [spot] = await db.store.hotSpots.untaken(9);
    if (!spot) throw new Error('none was found');
    expect(await db.store.hotSpots.untaken(9)).toEqual([spot]);
    await db.store.hotSpots.take(spot.id);
    expect(await db.store.hotSpots.untaken(9)).toEqual([]);
    await raise(0);
    await look();
    expect(await db.store.hotSpots.untaken(9)).toEqual([]);
  });

  test('JN-7: the unit that handles the first of them owes its study, once; nobody while none was dispatched, nor is one lost that failed', async () => {
    for (let n = 0; n < 4; n++) await raise(1);
    const matter = aMatter({ receivedAt: instant(Date.now() - DAY) });
    await db.store.tickets.add(intake(matter, { contact: { caller: { phone: '13900139009' } } }));
    await look();
    expect(happened).not.toHaveBeenCalled();

    const dispatched = new Story(LAW, matter).do(instant(matter.registeredAt + 1), dispatchTo(PARKS));
    await db.store.recordTurn(turnOf(dispatched), []);
    happened.mockRejectedValueOnce(new Error('away'));
    await expect(look()).rejects.toThrow('away');
    await look();
    await look();
    const [spot] = (await db.store.hotSpots.list(undefined, 9)).items;
    const owed = {
      rulebook: 'test',
      on: 'hot-spot',
      about: { unit: PARKS.id, category: matter.category, district: matter.district.id },
      key: spot?.id.replace(':', '.'),
    };
    expect(happened.mock.calls).toMatchObject([[owed], [owed]]);
  });

  test('all tickets of the time are read, page by page', async () => {
    const ids = [await raise(1), await raise(2), await raise(3), await raise(30)];
    const since = instant(Date.now() - 7 * DAY);
    const first = await db.store.hotSpots.raisedSince(since, undefined, 2);
    const rest = await db.store.hotSpots.raisedSince(since, first.last, 2);
    expect([...first.raised, ...rest.raised].map(({ ticket }) => ticket)).toEqual(ids.slice(0, 3));
    expect(rest.last).toBeUndefined();
  });
});
