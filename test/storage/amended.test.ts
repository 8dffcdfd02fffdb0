import { explainClocks } from '../../domain/telling/explain';
import { evolveAll } from '../../domain/ticket/evolve';
import { lawOf as lawOfInput } from '../../domain/ticket/input';
import { newTicket, type Registration } from '../../domain/ticket/register';
import { sliceCalendar } from '../../domain/time/calendar';
import { MINUTE, instant } from '../../domain/time/instant';
import { publishedCalendars } from '../../config/published-calendars';
import { CHENGGUAN, HUANBAO, lawOf, SUPERVISOR } from '../given/cities';
import { aMatter } from '../given/matter';
import { asUnit, at, command, dispatchTo, Story } from '../given/story';
import type { Search } from '../../storage/tickets/tickets';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';

/** What was taken down wrongly and is put right: readers see what it is now, its workflow was started with what it was then (T-9). */
let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const noon = at('2026-09-29 12:00');
const SHIZHONG_DISTRICT = { id: 'shizhong', name: '市中区' };

async function dispatched(): Promise<{ matter: Registration; story: Story }> {
  const matter = aMatter({ kind: 'consultation', registeredAt: at('2026-09-29 10:00') });
  const law = lawOf('huizhou', matter);
  const input = {
    matter,
    rules: law.rules,
    calendar: sliceCalendar(publishedCalendars(), matter.receivedAt),
  };
  const { matter: stored } = await db.store.tickets.add(intake(matter, { input }));
  const story = new Story(law, stored).do(at('2026-09-29 11:00'), dispatchTo(CHENGGUAN));
  await db.store.recordTurn(turnOf(story), []);
  return { matter: stored, story };
}

const amended = (matter: Registration) => {
  const to = { kind: 'complaint', category: '供热/停暖', district: SHIZHONG_DISTRICT } as const;
  return command('amend', { ...to, rules: lawOf('huizhou', { ...matter, ...to }).rules });
};

async function putRight(): Promise<{ matter: Registration; story: Story }> {
  const { matter, story } = await dispatched();
  const { seq } = story.ticket;
  story.do(noon, amended(matter));
  await db.store.recordTurn(turnOf(story, seq), []);
  return { matter, story };
}

const words = (word: string): Search => ({ by: 'words', words: [word] });
const listed = async (filter: object, id: string): Promise<boolean> =>
  (await db.store.tickets.list(filter, undefined, 100)).items.some((it) => it.id === id);

test('readers and lists see what it is now', async () => {
  const { matter } = await putRight();
  const { id } = matter;
  expect(await db.store.tickets.find(id)).toMatchObject({
    matter: { ...matter, kind: 'complaint', category: '供热/停暖', district: SHIZHONG_DISTRICT },
  });
  for (const filter of [{ kind: 'complaint' }, { district: 'shizhong' }, { search: words('停暖') }])
    expect([filter, await listed(filter, id)]).toEqual([filter, true]);
  for (const filter of [{ kind: 'consultation' }, { district: 'lixia' }, { search: words('占道') }])
    expect([filter, await listed(filter, id)]).toEqual([filter, 'search' in filter]);
});

test('what it was started with stays, so that its ledger gives the same ticket, and explains the same clocks', async () => {
  const { matter, story } = await putRight();
  const start = await db.store.tickets.startInput(matter.id);
  if (!start) throw new Error(matter.id);
  expect(start.matter).toEqual(matter);
  const lived = evolveAll(newTicket(start.matter, lawOfInput(start)), story.ledger);
  expect(lived.clocks).toEqual(story.ticket.clocks);
  const input = await db.store.rebuildInput(matter.id);
  const { law: _, ...facts } = story.ticket;
  expect(input?.carried?.ticket).toEqual(facts);
  const explained = explainClocks(start, story.ledger, () => undefined).find(
    ({ name }) => name === 'handling',
  );
  expect(explained).toMatchObject({
    limit: { workdays: 2 },
    due: story.clock('handling-1')?.due,
    moves: [{ cause: 'amendment' }],
  });
  expect(await db.store.tickets.find(matter.id)).toMatchObject({ matter: { kind: 'complaint' } });
});

test('a preview and a re-applied rulebook take it by what it is now, and by the rules that bind it', async () => {
  const { matter, story } = await putRight();
  expect(await db.store.openClocks.boundRules(matter.id)).toEqual(story.ticket.law.rules);
  const all = [];
  for await (const some of db.store.openClocks.all('huizhou')) all.push(...some);
  const now = { kind: 'complaint', category: '供热/停暖' };
  expect(all.find(({ id }) => id === matter.id)).toMatchObject(now);
  const bound = await db.store.tickets.boundToOthers(
    { rulebook: 'huizhou', hash: 'other', filter: { tickets: [matter.id] } },
    '',
    10,
  );
  expect(bound).toMatchObject([now]);
});

test('a rulebook is re-applied also where only the edition is another in which its file was compiled', async () => {
  const { matter } = await dispatched();
  const { hash = '' } = lawOf('huizhou', matter).rules;
  const filter = { tickets: [matter.id] };
  expect(await db.store.tickets.boundToOthers({ rulebook: 'huizhou', hash, filter }, '', 10)).toEqual([]);
  const { edition: _, ...before } = lawOf('huizhou', matter).rules;
  await db.store.tickets.showRules(matter.id, before, 1);
  expect(await db.store.tickets.boundToOthers({ rulebook: 'huizhou', hash, filter }, '', 10)).toHaveLength(1);
});

test('an amendment that the engine lost is none: the turn that was decided in its place shows the matter as it was', async () => {
  const { matter, story } = await dispatched();
  const { seq } = story.ticket;
  const lost = new Story(lawOf('huizhou', matter), matter)
    .do(at('2026-09-29 11:00'), dispatchTo(CHENGGUAN))
    .do(noon, amended(matter));
  await db.store.recordTurn(turnOf(lost, seq), []);
  const real = story.do(instant(noon + MINUTE), command('sign', {}, asUnit(CHENGGUAN)));
  await db.store.recordTurn(turnOf(real, seq), []);
  await db.store.recordTurn(turnOf(lost, seq), []);
  expect((await db.store.tickets.find(matter.id))?.matter).toEqual(matter);
  expect((await db.store.tickets.startInput(matter.id))?.matter).toEqual(matter);
});

test('JN-4: deferrals are listed by their promised day, earliest first, page by page', async () => {
  const promise = async (until: string): Promise<string> => {
    const matter = aMatter({ registeredAt: at('2026-09-29 10:00') });
    const law = lawOf('jinan', matter);
    await db.store.tickets.add(
      intake(matter, {
        input: { matter, rules: law.rules, calendar: sliceCalendar(publishedCalendars(), matter.receivedAt) },
      }),
    );
    const body = { outcome: 'unfinished', finished: false, told: { at: noon }, deferUntil: until } as const;
    const story = new Story(law, matter)
      .do(at('2026-09-29 11:00'), dispatchTo(HUANBAO))
      .do(noon, command('submit', body, asUnit(HUANBAO)))
      .do(instant(noon + MINUTE), command('review', { approve: true }, SUPERVISOR));
    await db.store.recordTurn(turnOf(story), []);
    return matter.id;
  };
  const [late, soon, same] = [
    await promise('2026-10-30'),
    await promise('2026-10-20'),
    await promise('2026-10-30'),
  ];
  const seen = [];
  let cursor: string | undefined;
  do {
    const page = await db.store.tickets.list({ state: 'deferred' }, cursor, 1);
    seen.push(...page.items.map(({ id, deferredUntil }) => [id, deferredUntil]));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(seen).toEqual([[soon, '2026-10-20'], ...[late, same].toSorted().map((id) => [id, '2026-10-30'])]);
});

test('WF-23: what waits for a decision above stands in the calendar of who decides, and in no unit’s', async () => {
  const { story } = await dispatched();
  const { seq, id } = story.ticket;
  story.do(noon, command('escalate', { level: 2 }, SUPERVISOR));
  await db.store.recordTurn(turnOf(story, seq), []);
  const owed = async (unit: { id: string; level: 'office' | 'meeting' | 'department' }) =>
    (await db.store.tickets.dueMomentsOf(unit as never, 100))
      .filter(({ ticket }) => ticket === id)
      .map(({ clock }) => clock.name);
  expect(await owed({ id: 'office', level: 'office' })).toEqual(['deciding']);
  expect(await owed({ id: 'meeting', level: 'meeting' })).toEqual([]);
  expect(await owed({ id: CHENGGUAN.id, level: 'department' })).toEqual(['signing', 'handling']);
});
