import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { backtest } from '../../activities/backtesting';
import { loadConfig, ownConfigDir } from '../../config/load';
import { unitRef } from '../../config/units-file';
import type { Rulebook } from '../../domain/law/rules';
import { sliceCalendar } from '../../domain/time/calendar';
import { publishedCalendars } from '../../config/published-calendars';
import { DAY, instant } from '../../domain/time/instant';
import { CHENGGUAN, OPERATOR, SUPERVISOR, ticketIn } from '../given/cities';
import { aMatter } from '../given/matter';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { serve, type Service, token } from '../given/servers/api-alone';
import { intake, turnOf } from '../given/stored-story';
import { asUnit, at, command, dispatchTo, type Story } from '../given/story';

let service: Service;
beforeAll(async () => {
  service = await serve();
});
afterAll(() => service.stop());

const weifang = parse(readFileSync(join(ownConfigDir(), 'rulebooks', 'weifang.yaml'), 'utf8')) as object;
const ask = async (body: unknown, role = 'admin') =>
  service.ask('/v1/rulebooks/backtest', { token: await token({ role }), body });
const year = { from: '2025-01-01', to: '2025-12-31' };

test.each([
  ['no rulebook', { ...year }, 'rulebook', /.+/],
  ['a day that is none', { rulebook: weifang, ...year, from: '2025-02-30' }, 'from', /expected a date/],
  [
    'an end before the beginning',
    { rulebook: weifang, from: '2025-02-01', to: '2025-01-01' },
    'to',
    /not before/,
  ],
  ['an unknown field', { rulebook: weifang, ...year, speed: 1 }, 'speed', /unknown/],
  [
    'a city that is not there',
    { rulebook: { ...weifang, id: 'atlantis' }, ...year },
    'rulebook.id',
    /weifang/,
  ],
  [
    'a limit that is none',
    { rulebook: { ...weifang, clocks: { handling: { limit: 'soon' } } }, ...year },
    'rulebook.clocks.handling.limit',
    /length/,
  ],
])('%s is refused with its path', async (_what, body, path, message) => {
  const { status, body: answered } = await ask(body);
  expect(status).toBe(422);
  expect(answered.errors).toContainEqual(
    expect.objectContaining({ path, message: expect.stringMatching(message) }),
  );
});

test('it is for admins', async () => {
  for (const role of ['operator', 'supervisor', 'leader', 'auditor'])
    expect((await ask({ rulebook: weifang, ...year }, role)).status).toBe(403);
  expect((await ask({ rulebook: weifang, ...year })).status).toBe(503);
});

describe('over tickets that stand and tickets in the archive', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await startDatabase();
  }, 60_000);
  afterAll(() => db.stop());

  const { rulebooks, units } = loadConfig();
  const book = rulebooks.get('weifang') as Rulebook;
  const limitOf = (workdays: number): Rulebook => ({
    ...book,
    version: 'next',
    clocks: {
      ...book.clocks,
      handling: {
        ...book.clocks.handling,
        limit: [{ limit: { workdays } }],
      } as Rulebook['clocks']['handling'],
    },
  });
  const from = at('2026-03-01 00:00');
  const to = at('2026-04-01 00:00');
  const now = at('2026-09-01 00:00');
  const tried = (proposed: Rulebook, period = { from, to }) =>
    backtest(db.store, { book: proposed, units: units.all.map(unitRef) }, period, now);

  /** Received on a day of March, answered after so many days. */
  async function lived(day: number, days: number): Promise<string> {
    const begun = at(`2026-03-${String(day).padStart(2, '0')} 09:00`);
    const matter = aMatter({ receivedAt: begun, registeredAt: begun });
    const story: Story = ticketIn('weifang', matter);
    const done = instant(begun + days * DAY);
    story
      .do(begun, dispatchTo(CHENGGUAN))
      .do(instant(begun + 60_000), command('sign', {}, asUnit(CHENGGUAN)));
    story.do(done, command('submit', { outcome: 'resolved', told: { at: done } }, asUnit(CHENGGUAN)));
    story.do(instant(done + 60_000), command('review', { approve: true }, SUPERVISOR));
    story.do(instant(done + 120_000), command('callback', { reached: true, resolved: true }, OPERATOR));
    const { rules } = story.ticket.law;
    const calendar = sliceCalendar(publishedCalendars(), begun);
    await db.store.tickets.add(intake(matter, { input: { matter, rules, calendar } }));
    await db.store.recordTurn(turnOf(story), []);
    await db.store.tickets.confirm(matter.id, story.ticket.seq);
    return matter.id;
  }

  test('each is tried once, wherever it lies, and none that came before or after', async () => {
    const ids = [];
    for (let index = 0; index < 104; index++)
      ids.push(await lived(1 + (index % 28), index % 2 === 0 ? 5 : 20));
    const before = await tried(limitOf(10));
    expect(before).toMatchObject({ tickets: 104, imported: 0, was: { late: 52 }, would: { late: 52 } });
    for (const id of ids.slice(0, 12)) expect(await db.store.archive.put(id, now)).toBe(true);
    expect(await tried(limitOf(10))).toEqual(before);
    expect(await tried(limitOf(2))).toMatchObject({ tickets: 104, was: { late: 52 }, would: { late: 104 } });
    expect(await tried(limitOf(40))).toMatchObject({
      was: { late: 52 },
      would: { late: 0, supervised: 0, escalated: 0 },
    });
    expect(
      (await tried(limitOf(2), { from: at('2026-03-10 00:00'), to: at('2026-03-11 00:00') })).tickets,
    ).toBe(ids.filter((_, index) => 1 + (index % 28) === 10).length);
    expect(await tried({ ...limitOf(2), id: 'jinan' })).toMatchObject({ tickets: 0 });
  }, 120_000);
});
