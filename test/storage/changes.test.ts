import type { CalendarYear } from '../../domain/time/calendar';
import { evolveAll } from '../../domain/ticket/evolve';
import { rebind } from '../../domain/law/rebind';
import { loadConfig } from '../../config/load';
import { shortHash } from '../../domain/law/bind-rules';
import { publicationFor } from '../../storage/changes/changes';
import { aMatter } from '../given/matter';
import { LAW, NATIONAL_DAY_2026 } from '../given/law';
import { at, dispatchTo, PARKS, Story } from '../given/story';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';

let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const noon = at('2026-09-29 12:00');
const by = { at: noon, by: 'admin-1' };
const PACKAGED: CalendarYear = { year: 2030, source: 'package', days: [] };
const day = (date: string) => ({ date, working: false, name: '假日' });

test('changes published at the same moment get numbers one after the other, and each year its editions', async () => {
  const years = [2031, 2032, 2033, 2034, 2035, 2036];
  const published = await Promise.all(
    years.map((year) => db.store.changes.publish({ year, source: 's', days: [], ...by })),
  );
  const numbers = published.flatMap((it) => (it.is === 'new' ? [it.change.id] : []));
  expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
  const editions = ['a', 'b', 'c'].map((source) =>
    db.store.changes.publish({ year: 2040, source, days: [], ...by }),
  );
  await Promise.all(editions);
  expect((await db.store.changes.editionsOf(2040)).map(({ version }) => version)).toEqual([3, 2, 1]);
});

test('the same days and source once more are no new edition, be it of the package or published here', async () => {
  const year = { year: 2030, source: 'package', days: [], ...by };
  expect(await db.store.changes.publish(year, PACKAGED)).toMatchObject({
    is: 'known',
    known: { version: 1 },
  });
  const changed = { ...year, days: [day('2030-01-01')] };
  expect(await db.store.changes.publish(changed, PACKAGED)).toMatchObject({
    is: 'new',
    change: { version: 2 },
  });
  expect(await db.store.changes.publish(changed, PACKAGED)).toMatchObject({
    is: 'known',
    known: { version: 2 },
  });
  const { years, publication } = await db.store.changes.newestCalendars([PACKAGED]);
  expect(years.find((it) => it.year === 2030)?.days).toEqual(changed.days);
  expect((await db.store.changes.newestCalendars([PACKAGED], publication - 1)).years[0]).toEqual(PACKAGED);
});

test('an edition takes the place of the one that was seen; one that was replaced is published again only by who saw what replaced it', async () => {
  const [first, second] = [[], [day('2039-01-01')]].map((days) => ({ year: 2039, source: 's', days, ...by }));
  const { publish, editionsOf } = db.store.changes;
  const stale = (newest: number, says?: number) => expect.objectContaining({ newest, says });
  await expect(publish(first!, undefined, 1)).rejects.toEqual(stale(0));
  expect(await publish(first!, undefined, 0)).toMatchObject({ is: 'new' });
  expect(await publish(second!, undefined, 1)).toMatchObject({ is: 'new' });
  // The first one’s retry comes late, and so does another’s who had seen the first.
  await expect(publish(first!, undefined, 0)).rejects.toEqual(stale(2, 1));
  await expect(publish(first!)).rejects.toEqual(stale(2, 1));
  await expect(publish({ ...first!, source: 'x' }, undefined, 1)).rejects.toEqual(stale(2));
  expect(await publish(second!, undefined, 1)).toMatchObject({ is: 'known' });
  expect(await publish(first!, undefined, 2)).toMatchObject({ is: 'new', change: { version: 3 } });
  expect(await editionsOf(2039)).toHaveLength(3);
  // That of the package is an edition like others.
  const own = { ...first!, year: 2030, source: 'package' };
  await expect(publish(own, PACKAGED)).rejects.toEqual(stale(2, 1));
});

describe('the days of a city', () => {
  const notice = { year: 2041, source: 'notice', days: [day('2041-07-31')], ...by };
  const publish = async (rulebook?: string, days = notice.days) =>
    db.store.changes.publish({ ...notice, days, ...(rulebook === undefined ? {} : { rulebook }) });
  const idOf = (published: Awaited<ReturnType<typeof publish>>): number =>
    published.is === 'new' ? published.change.id : 0;

  test('T-7: have editions of their own, beside those of the nation and of other cities', async () => {
    const before = await db.store.changes.newestCalendars([]);
    const [own, others, national] = [await publish('jinan'), await publish('weifang'), await publish()];
    for (const it of [own, others, national]) expect(it).toMatchObject({ is: 'new', change: { version: 1 } });
    expect(await publish('jinan')).toMatchObject({ is: 'known', known: { id: idOf(own) } });
    const second = await publish('jinan', []);
    expect(second).toMatchObject({ is: 'new', change: { version: 2, rulebook: 'jinan' } });
    const versions = async (rulebook?: string) =>
      (await db.store.changes.editionsOf(2041, rulebook)).map(({ version }) => version);
    expect([await versions('jinan'), await versions('weifang'), await versions()]).toEqual([
      [2, 1],
      [1],
      [1],
    ]);

    const newest = await db.store.changes.newestCalendars([]);
    expect(newest.years).toEqual([...before.years, { year: 2041, source: 'notice', days: notice.days }]);
    expect(newest.local.get('jinan')).toEqual([{ year: 2041, source: 'notice', days: [] }]);
    const asOfFirst = await db.store.changes.newestCalendars([], idOf(own));
    expect(asOfFirst.local).toEqual(
      new Map([['jinan', [{ year: 2041, source: 'notice', days: notice.days }]]]),
    );
    expect(asOfFirst.years).toEqual(before.years);
  });

  test('T-7: are the newest for the tickets of their rulebook only, until the nation publishes again', async () => {
    const national = idOf(await publish(undefined, [day('2041-08-01')]));
    expect(await db.store.changes.newestPublications()).toEqual([{ id: national }]);
    const own = idOf(await publish('jinan', [day('2041-08-02')]));
    expect(await db.store.changes.newestPublications()).toEqual([
      { id: national },
      { id: own, rulebook: 'jinan' },
    ]);
    const newest = await db.store.changes.newestCalendars([]);
    const numbers = ['jinan', 'weifang', 'huizhou'].map((it) => publicationFor(newest, it));
    expect(numbers).toEqual([own, national, national]);
    const last = idOf(await publish(undefined, [day('2041-08-03')]));
    expect(await db.store.changes.newestPublications()).toEqual([{ id: last }]);
    expect(publicationFor(await db.store.changes.newestCalendars([]), 'jinan')).toBe(last);
  });

  test('leave no ticket of another rulebook behind', async () => {
    const matters = [aMatter(), aMatter()];
    for (const [index, matter] of matters.entries()) {
      const given = intake(matter);
      const rules = { ...given.input.rules, id: `city-${index}` };
      await db.store.tickets.add({ ...given, input: { ...given.input, rules, publication: 3 } });
      await db.store.tickets.markStarted(matter.id);
    }
    const all = await db.store.tickets.countBehind({ id: 4 });
    expect(all).toBeGreaterThanOrEqual(2);
    expect(await db.store.tickets.countBehind({ id: 4, rulebook: 'city-0' })).toBe(1);
    await db.store.tickets.showCalendar(matters[0]?.id ?? '', 4);
    expect(await db.store.tickets.countBehind({ id: 4, rulebook: 'city-0' })).toBe(0);
    expect(await db.store.tickets.countBehind({ id: 4 })).toBe(all - 1);
    const unbound = (rulebook?: string) =>
      db.store.tickets.unboundAmong(
        matters.map(({ id }) => id),
        { id: 4, ...(rulebook === undefined ? {} : { rulebook }) },
      );
    expect([await unbound(), await unbound('city-0'), await unbound('city-1')]).toEqual([
      [matters[1]?.id],
      [],
      [matters[1]?.id],
    ]);
  });
});

test('what a change did to a ticket is kept once, whoever writes its turn again; and the ticket counts as bound', async () => {
  const matter = aMatter({ wantsReply: false });
  await db.store.tickets.add(intake(matter));
  const story = new Story(LAW, matter).do(at('2026-09-29 10:00'), dispatchTo(PARKS));
  const before = turnOf(story);
  await db.store.recordTurn(before, []);
  const longer = [...NATIONAL_DAY_2026.days, day('2026-10-08')];
  const slice = {
    2026: {
      source: 's',
      off: longer
        .filter((it) => !it.working)
        .map(({ date }) => date.slice(5).replace('-', ''))
        .join(' '),
      on: '0920 1010',
    },
  };
  const events = rebind(story.ticket, { change: 9, calendar: slice }, noon);
  story.ticket = evolveAll(story.ticket, events);
  story.ledger.push(...events);
  const turn = turnOf(story, before.view.seq);
  const open = await db.store.tickets.countBehind({ id: 9 });
  await db.store.recordTurn(turn, []);
  await db.store.recordTurn(turn, []);
  expect(await db.store.effects.count(9)).toEqual({ done: 1, moved: 1 });
  expect(await db.store.effects.countAmong(9, [matter.id, 'T-other'])).toEqual({ done: 1, moved: 1 });
  expect(await db.store.effects.countAmong(9, ['T-other'])).toEqual({ done: 0, moved: 0 });
  expect(await db.store.tickets.countBehind({ id: 9 })).toBe(open - 1);
  const [effect, ...more] = await db.store.effects.movedBy(9, '', 10);
  expect(more).toEqual([]);
  expect(effect).toMatchObject({ ticket: matter.id, unit: 'parks', wantsReply: false, overdueBefore: false });
  expect(effect?.moved).toMatchObject([
    { name: 'handling', before: at('2026-10-13 00:00'), after: at('2026-10-14 00:00'), cause: 'calendar' },
  ]);
  expect(await db.store.effects.movedBy(9, matter.id, 10)).toEqual([]);
});

test('every file of a rulebook that was loaded is kept, once', async () => {
  const weifang = loadConfig().rulebooks.get('weifang');
  if (!weifang) throw new Error('weifang');
  await db.store.rulebooks.keep([weifang], noon);
  await db.store.rulebooks.keep([weifang, { ...weifang, hash: 'f'.repeat(64) }], at('2026-09-30 12:00'));
  const versions = await db.store.rulebooks.versionsOf('weifang');
  expect(versions.map(({ hash }) => hash)).toEqual(['f'.repeat(64), weifang.hash]);
  expect(await db.store.rulebooks.find('weifang', shortHash(weifang.hash))).toEqual(
    JSON.parse(JSON.stringify(weifang)),
  );
});
