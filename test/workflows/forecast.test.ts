import { Readable } from 'node:stream';
import { importPast } from '../../activities/importing/importing';
import { forecast } from '../../api/forecast/forecast';
import type { CalendarYear } from '../../domain/time/calendar';
import { DAY, type Instant, instant } from '../../domain/time/instant';
import { NATIONAL_DAY_2026 } from '../given/law';
import { CHENGGUAN, CITIES, HUANBAO } from '../given/cities';
import { startTicket } from '../../engine/start-ticket';
import { asUnit, command, dispatchTo } from '../given/story';
import { type TestTicket, type TimeSkipping, timeSkipping } from '../given/servers/time-skipping';

/** A year to come in which every day is the weekday that it is in 2026, with the same National Day. */
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

async function until(moment: Instant): Promise<void> {
  const now = await world.now();
  if (moment > now) await world.env.sleep(moment - now);
}

/** Whatever happened by itself: its place, its planned moment, what it was, and by the outbox who was told. */
async function happenedTo(id: string, from: Instant): Promise<string[]> {
  const outbox = await world.store.outbox.of(id);
  let planned = from;
  let clock = '';
  return (await world.ledger(id)).flatMap((event) => {
    if (event.at < from || event.actor.role !== 'system') return [];
    if ('fired' in event.data && event.data.fired) {
      planned = event.data.fired.planned;
      clock = event.data.fired.clock.replace(/-\d+$/, '');
    }
    const does = DOES[event.type];
    if (does === undefined) return [];
    const to = outbox.filter((it) => it.id.startsWith(`${id}:${event.seq}:`)).map((it) => it.to);
    const mode = 'mode' in event.data ? event.data.mode : undefined;
    const level = 'level' in event.data ? event.data.level : undefined;
    return [said({ ticket: id, clock, at: planned, does, mode, level, to })];
  });
}

const DOES: Readonly<Record<string, string>> = {
  reminded: 'remind',
  urged: 'urge',
  supervised: 'supervise',
  'correction-ordered': 'correct',
  escalated: 'escalate',
  'referral-proposed': 'propose',
  referred: 'refer',
};

const said = (it: {
  ticket: string;
  clock: string;
  at: number;
  does: string;
  mode?: string | undefined;
  level?: number | undefined;
  to: readonly string[];
}): string =>
  [
    new Date(it.at).toISOString(),
    it.ticket,
    it.clock,
    it.does,
    it.mode,
    it.level,
    it.to.toSorted().join('+'),
  ].join(' ');

test('across National Day, what is foretold of tickets of every city is what then happens, to the minute, and to whom', async () => {
  await until(on('09-29 10:00'));
  const tickets: TestTicket[] = [];
  for (const city of CITIES) {
    const book = world.config.rulebooks.get(city);
    if (!book) throw new Error(city);
    // One that nobody dispatches, one that nobody signs, one with an assisting unit that is signed for.
    tickets.push(await world.register(book));
    const silent = await world.register(book);
    await silent.send(dispatchTo(CHENGGUAN));
    const two = await world.register(book, { kind: 'help' });
    await two.send(dispatchTo(HUANBAO, [CHENGGUAN]));
    await two.send(command('sign', {}, asUnit(HUANBAO)));
    tickets.push(silent, two);
  }
  const now = await world.now();
  const ahead = instant(now + 7 * DAY);
  const years = [published];
  const ask = (from: Instant, to: Instant) =>
    forecast(
      { store: world.store, calendars: { years, local: new Map() }, units: world.config.units, now: from },
      { until: to, limit: 1_000 },
    );
  const week = await ask(now, ahead);
  const month = await ask(now, instant(now + 30 * DAY));
  expect(week.truncated || month.truncated).toBe(false);
  await until(instant(ahead + 60_000));
  const happened = async (): Promise<string[]> =>
    (await Promise.all(tickets.map(({ input }) => happenedTo(input.matter.id, now)))).flat().toSorted();
  const foretold = ({ items }: typeof week): string[] => items.map(said).toSorted();
  expect(await happened()).toEqual(foretold(week));
  expect(week.items.length).toBeGreaterThan(30);
  // And on to the first weeks after the holiday, with what then began by itself.
  await until(instant(now + 30 * DAY + 60_000));
  expect(await happened()).toEqual(foretold(month));
  expect(new Set(month.items.map(({ does }) => does)).size).toBeGreaterThanOrEqual(6);
  for (const { handle } of tickets) await handle.terminate();
}, 240_000);

test('open tickets of another system go on from where they are: what lies behind never fires, what is foretold does', async () => {
  await until(on('10-29 10:00'));
  const now = await world.now();
  const rows = [
    '工单编号,规则,诉求类型,类别,标题,内容,区县,受理时间,派单时间,主办单位',
    `X-1,weifang,投诉,市容环境/占道经营,占道,占道,lixia,${YEAR}-10-26 09:00,${YEAR}-10-26 09:10,chengguan`,
    `X-2,weifang,投诉,市容环境/占道经营,占道,占道,lixia,${YEAR}-09-28 09:00,${YEAR}-09-28 09:10,chengguan`,
  ].join('\n');
  const { config, store, env } = world;
  const calendars = { years: [published], local: new Map(), publication: 0, localPublications: new Map() };
  const started: string[] = [];
  const start = async (input: Parameters<typeof startTicket>[1]): Promise<void> => {
    started.push(input.matter.id);
    await startTicket(env.client, input);
  };
  const counts = await importPast(
    { config, calendars, store, start },
    { bytes: Readable.from([rows]), format: 'csv', source: '旧热线', open: true, by: 'admin', now },
    (misfit) => {
      throw new Error(JSON.stringify(misfit));
    },
  );
  expect(counts).toMatchObject({ taken: 2, open: 2 });
  const ahead = instant(now + 8 * DAY);
  const { items } = await forecast(
    { store, calendars: { years: [published], local: new Map() }, units: config.units, now },
    { until: ahead, limit: 1_000 },
  );
  await until(instant(ahead + 60_000));
  const happened = (await Promise.all(started.map((id) => happenedTo(id, now)))).flat().toSorted();
  const own = items.filter(({ ticket }) => started.includes(ticket));
  expect(happened).toEqual(own.map(said).toSorted());
  // The first is reminded of and supervised; of the second nothing that lay behind was made up.
  const [first = '', second = ''] = started;
  expect(happened.filter((it) => it.includes(first)).length).toBeGreaterThanOrEqual(2);
  const late = await world.ledger(second);
  expect(late.filter(({ type }) => type === 'clock-breached').length).toBeGreaterThan(0);
  expect(
    late.some((event) => 'fired' in event.data && event.data.fired && event.data.fired.planned < now),
  ).toBe(false);
  for (const id of started) await env.client.workflow.getHandle(id).terminate();
}, 120_000);
