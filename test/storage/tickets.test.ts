import type { TicketId } from '../../domain/ids';
import type { Command } from '../../domain/procedures/command';
import type { Instant } from '../../domain/time/instant';
import type { ListedTicket, TicketFilter } from '../../storage/tickets/tickets';
import { LAW } from '../given/law';
import { aMatter, BODY } from '../given/matter';
import { asUnit, at, command, dispatchTo, PARKS, Story, WATER } from '../given/story';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, PHONE, turnOf } from '../given/stored-story';

let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const ids = (items: readonly ListedTicket[]): string[] => items.map(({ id }) => id);
/** With it, that as many are counted. */
async function list(filter: TicketFilter): Promise<string[]> {
  const { items } = await db.store.tickets.list(filter, undefined, 100);
  const count = await db.store.tickets.count(filter, 1_000);
  expect(count).toBe(filter.search?.by === 'words' ? undefined : items.length);
  if (count !== undefined && count > 1) expect(await db.store.tickets.count(filter, 1)).toBe(1);
  return ids(items);
}

describe('given a matter that was taken in', () => {
  test('before its workflow writes anything, readers see it as registered, with its clocks', async () => {
    const matter = aMatter();
    const stored = await db.store.tickets.add(intake(matter));
    expect(stored).toMatchObject({ id: matter.id, state: 'registered', seq: 0, started: false, matter });
    expect(stored.clocks).toMatchObject([{ name: 'dispatching', due: at('2026-09-29 14:00') }]);
    expect(await db.store.tickets.find(matter.id)).toEqual(stored);
  });

  test('taken in again, it stays as it was', async () => {
    const matter = aMatter();
    const first = await db.store.tickets.add(intake(matter));
    expect(await db.store.tickets.add(intake(matter, { title: '别的' }))).toEqual(first);
  });

  test('no phone, name or address can be read in the database, and its contact data is opened only when asked for', async () => {
    const matter = aMatter();
    await db.store.tickets.add(intake(matter));
    const raw = JSON.stringify(
      await db.connection.db?.collection('tickets').findOne({ 'matter.id': matter.id }),
    );
    for (const secret of [PHONE, BODY.caller.name, '泉城路 12 号']) expect(raw).not.toContain(secret);
    expect(await db.store.tickets.find(matter.id)).not.toHaveProperty('contact');
    expect(await db.store.tickets.contactOf(matter.id)).toEqual(intake(matter).contact);
  });
});

describe('given tickets of many kinds', () => {
  const mine: TicketId[] = [];
  beforeAll(async () => {
    const kinds = ['complaint', 'consultation', 'complaint'] as const;
    for (const [i, kind] of kinds.entries()) {
      const matter = aMatter({
        kind,
        receivedAt: at(`2026-09-2${i + 1} 10:00`),
        district: { id: 'shizhong', name: '市中区' },
      });
      mine.push(matter.id);
      const contact = { caller: { phone: i === 0 ? '0531-66601234' : PHONE } };
      await db.store.tickets.add(intake(matter, { title: `噪声 (${i}) 100%`, contact }));
    }
    const dispatched = new Story(LAW, aMatter({ id: mine[2], district: { id: 'shizhong', name: '市中区' } }));
    dispatched.do(at('2026-09-29 11:00'), dispatchTo(PARKS, [WATER])).until(at('2026-10-14 10:00'));
    await db.store.recordTurn(turnOf(dispatched), []);
  });
  const district = 'shizhong';

  test('they are found by what they are, newest first', async () => {
    expect(await list({ district })).toEqual(mine.toReversed());
    expect(await list({ district, kind: 'consultation' })).toEqual([mine[1]]);
    expect(await list({ district, state: 'handling' })).toEqual([mine[2]]);
    expect(await list({ district, state: 'closed' })).toEqual([]);
    expect(await list({ district, units: [WATER.id] })).toEqual([mine[2]]);
    expect(await list({ district, overdue: true, level: 2 })).toEqual([mine[2]]);
    expect(await list({ district, overdue: false })).toEqual([mine[1], mine[0]]);
    expect(await list({ district, rulebook: 'other' })).toEqual([]);
  });

  test('they are searched by number, and by whole phone number however it is written', async () => {
    const [first, second] = mine;
    expect(await list({ search: { by: 'id', id: second ?? '' } })).toEqual([second]);
    const phone = (written: string): TicketFilter => ({ district, search: { by: 'phone', phone: written } });
    expect(await list(phone('+86 531 6660 1234'))).toEqual([first]);
    expect(await list(phone('0531-6660'))).toEqual([]);
  });
});

test('pages neither skip nor repeat tickets that were received at the same moment, also when new ones arrive meanwhile', async () => {
  const district = { id: 'licheng', name: '历城区' };
  const matters = Array.from({ length: 7 }, (_, i) =>
    aMatter({ district, receivedAt: at(i < 6 ? '2026-09-01 08:00' : '2026-09-01 07:00') }),
  );
  for (const matter of matters) await db.store.tickets.add(intake(matter));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await db.store.tickets.list({ district: district.id }, cursor, 2);
    seen.push(...ids(page.items));
    cursor = page.nextCursor;
    await db.store.tickets.add(intake(aMatter({ district, receivedAt: at('2026-09-02 08:00') })));
  } while (cursor);
  expect(seen).toEqual(
    matters
      .map(({ id }) => id)
      .toSorted((a, b) => (a < b ? 1 : -1))
      .toSorted((a, b) => Number(a === matters[6]?.id) - Number(b === matters[6]?.id)),
  );
});

test('a queue has what is due first before the rest, page by page, and nothing of which nothing is due', async () => {
  const district = { id: 'tianqiao', name: '天桥区' };
  const dispatched = async (moment: string, ...more: readonly [Instant, Command][]): Promise<string> => {
    const matter = aMatter({ district, receivedAt: at('2026-09-29 10:00') });
    await db.store.tickets.add(intake(matter));
    const story = new Story(LAW, matter).do(at(moment), dispatchTo(PARKS));
    for (const [when, what] of more) story.do(when, what);
    await db.store.recordTurn(turnOf(story), []);
    return matter.id;
  };
  const [last, first, asked] = [
    await dispatched('2026-09-30 13:00'),
    await dispatched('2026-09-29 11:00'),
    await dispatched('2026-09-29 12:00', [
      at('2026-09-29 12:30'),
      command('request-return', {}, asUnit(PARKS)),
    ]),
  ];
  await dispatched('2026-09-29 11:00', [at('2026-09-29 12:00'), command('withdraw', {})]);
  const queue = { district: district.id, order: 'due' } as const;
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await db.store.tickets.list(queue, cursor, 1);
    seen.push(...ids(page.items));
    cursor = page.nextCursor;
  } while (cursor);
  // Of what is due at the same moment the smaller number comes first.
  expect(seen).toEqual([first, asked, last]);
  expect(await list({ ...queue, state: 'handling' })).toEqual([first, asked, last]);
  // Of one state also those come that have no limit, before the rest, page by page.
  const timeless = async (): Promise<string> => {
    const id = await dispatched('2026-09-29 11:00');
    await db.connection.collection('tickets').updateOne({ _id: id as never }, { $unset: { 'view.due': '' } });
    return id;
  };
  const [one, other] = [await timeless(), await timeless()].toSorted();
  const ofState: (string | undefined)[] = [];
  do {
    const page = await db.store.tickets.list({ ...queue, state: 'handling' }, cursor, 1);
    ofState.push(...ids(page.items));
    cursor = page.nextCursor;
  } while (cursor);
  expect(ofState).toEqual([one, other, first, asked, last]);
  expect(await list(queue)).toEqual([first, asked, last]);
  expect(await list({ district: district.id, pending: 'return' })).toEqual([asked]);
  expect(await list({ district: district.id, pending: 'extension' })).toEqual([]);
});

test('a cursor that was not given out is refused', async () => {
  await expect(db.store.tickets.list({}, 'x', 10)).rejects.toThrow(RangeError);
});
