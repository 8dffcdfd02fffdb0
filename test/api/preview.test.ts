import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { calendarText } from '../../api/units/due-feed';
import { calendarBody } from '../../api/law/calendar-body';
import { ownConfigDir } from '../../config/load';
import { instant } from '../../domain/time/instant';
import type { DueMoment } from '../../storage/tickets/tickets';
import { serve, type Service, token } from '../given/servers/api-alone';

let service: Service;
let admin: string;
beforeAll(async () => {
  service = await serve();
  admin = await token({ role: 'admin' });
});
afterAll(() => service.stop());

const YEAR = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear() + 1;
const day = (date: string) => ({ date, working: false, name: '节日' });
const preview = (what: string, body: unknown, as = admin) =>
  service.ask(`/v1/${what}/preview`, { token: as, body });
const weifang = parse(readFileSync(join(ownConfigDir(), 'rulebooks', 'weifang.yaml'), 'utf8')) as object;

describe('a proposed year', () => {
  test.each([
    ['a date of another year', { days: [day(`${YEAR + 1}-01-01`)] }, 'days.0.date', /expected a date in/],
    ['a date that is not there', { days: [day(`${YEAR}-02-30`)] }, 'days.0.date', /expected a date, e\.g\./],
    ['a date twice', { days: [day(`${YEAR}-05-03`), day(`${YEAR}-05-03`)] }, 'days.1.date', /only once/],
    ['a year before the last', { year: YEAR - 3, days: [] }, 'year', /last year/],
    ['an unknown field', { note: 1 }, 'note', /unknown field/],
    [
      'more days than a year has',
      { days: Array.from({ length: 367 }, (_, i) => day(String(i))) },
      'days',
      /366/,
    ],
  ])('%s is refused with its path', async (_what, change, path, message) => {
    const { status, body } = await preview('calendars', { year: YEAR, days: [], ...change });
    expect(status).toBe(422);
    expect(body.errors).toContainEqual(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });

  test('everything that is wrong is told at once', async () => {
    const { body } = await preview('calendars', {
      year: YEAR,
      source: '',
      days: [day('soon'), { ...day(`${YEAR + 1}-01-01`), working: 1 }],
    });
    const paths = body.errors.map(({ path }: { path: string }) => path).toSorted();
    expect(paths).toEqual(['days.0.date', 'days.1.date', 'days.1.working', 'source']);
  });

  test('needs no source until it is published, and keeps only days that differ from Monday–Friday', async () => {
    expect((await preview('calendars', { year: YEAR, days: [] })).status).toBe(503);
    expect(calendarBody.safeParse({ year: YEAR, days: [] }).success).toBe(false);
    const dates = Array.from({ length: 7 }, (_, i) => day(`${YEAR}-03-0${i + 1}`)).toReversed();
    const { days } = calendarBody.parse({ year: YEAR, source: '通知', days: dates });
    expect(days).toHaveLength(5);
    expect(days.map(({ date }) => date)).toEqual(days.map(({ date }) => date).toSorted());
  });

  test.each(['operator', 'auditor'])('is not for %s', async (role) => {
    expect((await preview('calendars', { year: YEAR, days: [] }, await token({ role }))).status).toBe(403);
  });
});

describe('a proposed rulebook', () => {
  test('one as its file says it is taken', async () => {
    expect((await preview('rulebooks', weifang)).status).toBe(503);
  });

  test.each([
    ['an unknown id', { ...weifang, id: 'atlantis' }, 'id', /weifang/],
    [
      'a limit that is none',
      { ...weifang, clocks: { handling: { limit: 'soon' } } },
      'clocks.handling.limit',
      /length/,
    ],
    ['an unknown key', { ...weifang, clock: {} }, 'clock', /unknown/],
    [
      'a unit unheard of',
      { ...weifang, briefing: [{ to: ['unit', 'ghost'] }] },
      'briefing.0.to.1',
      /ghost is none/,
    ],
  ])('%s is refused with its path', async (_what, body, path, message) => {
    const answered = await preview('rulebooks', body);
    expect(answered.status).toBe(422);
    expect(answered.body.errors).toContainEqual(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });

  test.each([[[]], ['text'], [null]])('%j is refused', async (body) => {
    expect([400, 422]).toContain((await preview('rulebooks', body)).status);
  });

  test('more than 100 kB is too much', async () => {
    expect((await preview('rulebooks', { ...weifang, note: 'x'.repeat(110_000) })).status).toBe(413);
  });
});

describe('the iCalendar of a unit', () => {
  const moment = (name: DueMoment['clock']['name'], due: string): DueMoment =>
    ({
      ticket: 'HY-7K3M-9Q2X-4V1B',
      kind: 'complaint',
      category: '市容环境/占道经营',
      changed: instant(0),
      clock: {
        id: `${name}-1`,
        name,
        startedAt: instant(Date.UTC(2026, 8, 29)),
        due: instant(Date.parse(due)),
      },
    }) as never;
  /** Its lines, put together again where they were folded. */
  const linesOf = (text: string): string[] => text.replaceAll('\r\n ', '').split('\r\n');

  test('has an entry for each due moment of the unit, which ends at that moment', () => {
    const due = '2026-10-13T00:00:00+08:00';
    const text = calendarText({ name: '市城市管理局' }, [moment('handling', due)]);
    const lines = linesOf(text);
    expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1);
    expect(lines).toEqual(
      expect.arrayContaining([
        'UID:HY-7K3M-9Q2X-4V1B-handling-1@huiyin',
        'SUMMARY:办理时限 · 投诉 · 市容环境/占道经营 · HY-7K3M-9Q2X-4V1B',
        'DTEND:20261012T160000Z',
        'X-WR-TIMEZONE:Asia/Shanghai',
        'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
        'X-PUBLISHED-TTL:PT15M',
      ]),
    );
    expect(text).not.toContain('VALARM');
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  test('has at most 1,000 entries, those due first, and is the same while nothing changes', () => {
    const many = Array.from({ length: 1_200 }, (_, index) =>
      moment('handling', new Date(Date.UTC(2026, 9, 1, 0, 1_200 - index)).toISOString()),
    );
    const text = calendarText({ name: '局' }, many);
    expect(text.split('BEGIN:VEVENT')).toHaveLength(1_001);
    expect(calendarText({ name: '局' }, many)).toBe(text);
  });
});
