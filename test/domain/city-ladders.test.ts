import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { calendarOf } from '../../domain/time/calendar';
import { isoInstant } from '../../domain/time/instant';
import { bindRules } from '../../domain/law/bind-rules';
import type { Kind } from '../../domain/words';
import { matterOf } from '../given/matter';
import { at, dispatchTo, PARKS, Story } from '../given/story';

const { rulebooks } = loadConfig();
const calendar = calendarOf(publishedCalendars());

/** A ticket of a city, received, registered and dispatched at once; then nobody does anything. */
function abandoned(city: string, from: string, kind: Kind = 'complaint', urgency?: string): Story {
  const book = rulebooks.get(city);
  if (!book) throw new Error(`no rulebook ${city}`);
  const rules = bindRules(book, {
    kind,
    channel: 'phone',
    category: '市容环境/占道经营',
    ...(urgency === undefined ? {} : { urgency }),
  });
  const start = at(from);
  const matter = matterOf({ kind, urgency, receivedAt: start });
  return new Story({ rules, calendar }, matter).do(start, dispatchTo(PARKS)).until(at('2027-06-01 00:00'));
}

const dueOf = (story: Story): string => isoInstant(story.clock('handling-1')?.due ?? at('1970-01-01 00:00'));

describe('dispatched on Tue 29 Sep 2026 at 10:00, before National Day, and left alone', () => {
  const before = '2026-09-29 10:00';

  test.each(['jinan', 'weifang'])(
    'JN-2, JN-8, WF-20, WF-23, WF-26: in %s 5 workdays, then up to the executive meeting',
    (city) => {
      const story = abandoned(city, before);
      expect(dueOf(story)).toBe('2026-10-13T00:00:00+08:00');
      expect(story.rungs()).toEqual([
        '2026-10-10 09:00 reminded',
        '2026-10-13 00:00 supervised',
        '2026-10-14 09:00 escalated 2',
        '2026-10-19 09:00 escalated 3',
      ]);
    },
  );

  test('HZ-1: in huizhou a complaint has 15 workdays', () => {
    const story = abandoned('huizhou', before, 'complaint');
    expect(dueOf(story)).toBe('2026-10-27T00:00:00+08:00');
    expect(story.rungs()).toEqual([
      '2026-10-21 09:00 reminded',
      '2026-10-23 09:00 reminded',
      '2026-10-27 00:00 supervised',
      '2026-10-28 09:00 escalated 2',
      '2026-11-02 09:00 escalated 3',
    ]);
  });

  test('HZ-1: in huizhou a request for help has 10 workdays', () => {
    const story = abandoned('huizhou', before, 'help');
    expect(dueOf(story)).toBe('2026-10-20T00:00:00+08:00');
    expect(story.rungs()).toEqual([
      '2026-10-14 09:00 reminded',
      '2026-10-16 09:00 reminded',
      '2026-10-20 00:00 supervised',
      '2026-10-21 09:00 escalated 2',
      '2026-10-26 09:00 escalated 3',
    ]);
  });

  test('HZ-1: in huizhou a consultation has 2 workdays', () => {
    const story = abandoned('huizhou', before, 'consultation');
    expect(dueOf(story)).toBe('2026-10-09T00:00:00+08:00');
    expect(story.rungs()).toEqual([
      '2026-09-30 09:00 reminded',
      '2026-10-09 00:00 supervised',
      '2026-10-10 09:00 escalated 2',
      '2026-10-14 09:00 escalated 3',
    ]);
  });

  test('BJ-6, BJ-8: in beijing an ordinary matter has 7 natural days, contact one workday', () => {
    const story = abandoned('beijing', before, 'complaint', 'ordinary');
    expect(dueOf(story)).toBe('2026-10-07T00:00:00+08:00');
    expect(story.rungs()).toEqual([
      '2026-10-05 09:00 reminded',
      '2026-10-07 00:00 supervised',
      '2026-10-08 09:00 urged', // contact, due when 30 Sep ended
      '2026-10-08 09:00 escalated 2',
      '2026-10-10 09:00 escalated 3',
    ]);
  });

  test('BJ-6: in beijing a critical matter has 2 hours', () => {
    const story = abandoned('beijing', before, 'help', 'critical');
    expect(dueOf(story)).toBe('2026-09-29T12:00:00+08:00');
    expect(story.rungs()).toEqual([
      '2026-09-29 10:30 urged',
      '2026-09-29 11:30 reminded',
      '2026-09-29 12:00 supervised',
      '2026-09-30 09:00 escalated 2',
      '2026-10-09 09:00 escalated 3',
    ]);
  });

  test('JE-8, JE-10, JE-12, JE-19: in jinan-enforcement on the scene in 60 minutes, fed back in 3 natural days', () => {
    const story = abandoned('jinan-enforcement', before);
    expect(dueOf(story)).toBe('2026-10-03T00:00:00+08:00');
    expect(story.rungs().slice(0, 10)).toEqual([
      '2026-09-29 10:45 reminded',
      '2026-09-29 11:00 urged',
      '2026-09-29 11:30 supervised',
      '2026-10-02 09:00 reminded',
      '2026-10-03 00:00 supervised',
      '2026-10-03 09:00 urged',
      '2026-10-04 09:00 urged',
      '2026-10-04 09:00 escalated 2',
      '2026-10-05 09:00 urged',
      '2026-10-06 09:00 urged',
    ]);
    expect(story.rungs()[10]).toBe('2026-10-06 09:00 escalated 3');
  });
});

describe('dispatched on Wed 11 Feb 2026, before Spring Festival with its make-up Saturdays 14 and 28 Feb', () => {
  test.each(['jinan', 'weifang'])('%s', (city) => {
    expect(abandoned(city, '2026-02-11 10:00').rungs()).toEqual([
      '2026-02-24 09:00 reminded',
      '2026-02-26 00:00 supervised',
      '2026-02-27 09:00 escalated 2',
      '2026-03-03 09:00 escalated 3',
    ]);
  });
});

test('T-7: across the New Year into a year that is not published, the due moment is provisional', () => {
  expect(abandoned('huizhou', '2026-12-24 10:00').clock('handling-1')).toMatchObject({ provisional: true });
  expect(abandoned('weifang', '2026-12-24 10:00').clock('handling-1')).toMatchObject({ provisional: false });
});

test('glpi PR#22678: no reminder and no escalation in days falls at night', () => {
  for (const [city, { urgency }] of rulebooks) {
    if (city === 'demo') continue;
    for (const grade of urgency.length > 0 ? urgency.map(({ id }) => id) : [undefined]) {
      const rungs = abandoned(city, '2026-09-29 10:00', 'complaint', grade).rungs();
      for (const rung of rungs.filter((it) => !it.includes('supervised')))
        expect(rung).toMatch(/ (0[89]|1\d|2[01]):/);
    }
  }
});
