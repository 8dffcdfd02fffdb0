import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { calendarOf } from '../../domain/time/calendar';
import { isoInstant } from '../../domain/time/instant';
import { bindRules } from '../../domain/law/bind-rules';
import type { Kind } from '../../domain/words';
import { dueOf } from '../given/cities';
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

/** What each rung did and by which clock, in order; of one that repeats only its first time. */
function course(story: Story): string[] {
  const seen = new Set<string>();
  return story.ledger.flatMap((event) => {
    const fired = 'fired' in event.data ? event.data.fired : undefined;
    if (!fired || seen.has(`${fired.clock} ${fired.rung}`)) return [];
    seen.add(`${fired.clock} ${fired.rung}`);
    const level = 'level' in event.data ? ` ${String(event.data.level)}` : '';
    const when = isoInstant(fired.planned).slice(0, 16).replace('T', ' ');
    return [`${when} ${fired.clock} ${event.type}${level}`];
  });
}

describe('dispatched on Tue 29 Sep 2026 at 10:00, before National Day, and left alone', () => {
  const before = '2026-09-29 10:00';

  test('JN-2, JN-6, JN-8, JN-10: in jinan not signed for, 5 workdays, ordered to correct, and up by those who do not decide', () => {
    const story = abandoned('jinan', before);
    expect(dueOf(story, 'handling-1')).toBe('2026-10-13 00:00');
    expect(course(story)).toEqual([
      '2026-10-08 09:00 signing-1 urged',
      '2026-10-09 09:00 signing-1 supervised',
      '2026-10-10 09:00 handling-1 reminded',
      '2026-10-10 09:00 reply-1 reminded',
      '2026-10-13 00:00 handling-1 supervised',
      '2026-10-13 09:00 reply-1 urged',
      '2026-10-14 09:00 handling-1 escalated 2',
      '2026-10-17 00:00 rectifying-1 correction-ordered',
      '2026-10-22 00:00 deciding-1 escalated 3',
      '2026-10-30 09:00 deciding-2 urged',
    ]);
  });

  test('WF-20, WF-23, WF-26, WF-33: in weifang 5 workdays, ordered to correct, to the office, and to the meeting by its silence', () => {
    const story = abandoned('weifang', before);
    expect(dueOf(story, 'handling-1')).toBe('2026-10-13 00:00');
    expect(course(story)).toEqual([
      '2026-10-08 09:00 signing-1 urged',
      '2026-10-09 09:00 signing-1 supervised',
      '2026-10-10 09:00 handling-1 reminded',
      '2026-10-13 00:00 handling-1 supervised',
      '2026-10-14 09:00 handling-1 escalated 2',
      '2026-10-17 00:00 rectifying-1 correction-ordered',
      '2026-10-20 00:00 deciding-1 escalated 3',
      '2026-10-26 09:00 deciding-2 urged',
    ]);
  });

  test.each<[Kind, string, readonly string[]]>([
    [
      'complaint',
      '2026-10-27 00:00',
      [
        '2026-10-08 09:00 signing-1 urged',
        '2026-10-09 09:00 signing-1 supervised',
        '2026-10-21 09:00 handling-1 reminded',
        '2026-10-23 09:00 handling-1 reminded',
        '2026-10-27 00:00 handling-1 supervised',
        '2026-10-28 09:00 handling-1 escalated 2',
        '2026-10-31 00:00 rectifying-1 correction-ordered',
        '2026-11-05 00:00 deciding-1 escalated 3',
        '2026-11-13 09:00 deciding-2 urged',
      ],
    ],
    [
      'help',
      '2026-10-20 00:00',
      [
        '2026-10-08 09:00 signing-1 urged',
        '2026-10-09 09:00 signing-1 supervised',
        '2026-10-14 09:00 handling-1 reminded',
        '2026-10-16 09:00 handling-1 reminded',
        '2026-10-20 00:00 handling-1 supervised',
        '2026-10-21 09:00 handling-1 escalated 2',
        '2026-10-24 00:00 rectifying-1 correction-ordered',
        '2026-10-29 00:00 deciding-1 escalated 3',
        '2026-11-06 09:00 deciding-2 urged',
      ],
    ],
    [
      'consultation',
      '2026-10-09 00:00',
      [
        '2026-09-30 09:00 handling-1 reminded',
        '2026-10-08 09:00 signing-1 urged',
        '2026-10-09 00:00 handling-1 supervised',
        '2026-10-09 09:00 signing-1 supervised',
        '2026-10-10 09:00 handling-1 escalated 2',
        '2026-10-14 00:00 rectifying-1 correction-ordered',
        '2026-10-17 00:00 deciding-1 escalated 3',
        '2026-10-26 09:00 deciding-2 urged',
      ],
    ],
  ])('HZ-1: in huizhou a %s is due %s', (kind, due, expected) => {
    const story = abandoned('huizhou', before, kind);
    expect(dueOf(story, 'handling-1')).toBe(due);
    expect(course(story)).toEqual(expected);
  });

  test('BJ-6, BJ-8: in beijing an ordinary matter has 7 natural days, contact and signing one workday', () => {
    const story = abandoned('beijing', before, 'complaint', 'ordinary');
    expect(dueOf(story, 'handling-1')).toBe('2026-10-07 00:00');
    expect(course(story)).toEqual([
      '2026-10-05 09:00 handling-1 reminded',
      '2026-10-07 00:00 handling-1 supervised',
      '2026-10-08 09:00 signing-1 urged', // due when 30 Sep ended
      '2026-10-08 09:00 contact-1 urged',
      '2026-10-08 09:00 handling-1 escalated 2',
      '2026-10-10 00:00 rectifying-1 correction-ordered',
      '2026-10-13 00:00 deciding-1 escalated 3',
      '2026-10-19 09:00 deciding-2 urged',
    ]);
  });

  test('BJ-6: in beijing a critical matter has 2 hours', () => {
    const story = abandoned('beijing', before, 'help', 'critical');
    expect(dueOf(story, 'handling-1')).toBe('2026-09-29 12:00');
    expect(course(story)).toEqual([
      '2026-09-29 10:15 signing-1 urged',
      '2026-09-29 10:30 contact-1 urged',
      '2026-09-29 11:30 handling-1 reminded',
      '2026-09-29 12:00 handling-1 supervised',
      '2026-09-30 09:00 handling-1 escalated 2',
      '2026-10-09 00:00 rectifying-1 correction-ordered',
      '2026-10-11 00:00 deciding-1 escalated 3',
      '2026-10-15 09:00 deciding-2 urged',
    ]);
  });

  test('JE-8, JE-10, JE-12, JE-18, JE-19, JE-23: in jinan-enforcement on the scene in 60 minutes, fed back in 3 natural days, up to the bureau chief', () => {
    const story = abandoned('jinan-enforcement', before);
    expect(dueOf(story, 'handling-1')).toBe('2026-10-03 00:00');
    expect(course(story)).toEqual([
      '2026-09-29 10:45 arrival-1 reminded',
      '2026-09-29 11:00 arrival-1 urged',
      '2026-09-29 11:30 arrival-1 supervised',
      '2026-10-02 09:00 handling-1 reminded',
      '2026-10-03 00:00 handling-1 supervised',
      '2026-10-03 09:00 handling-1 urged', // and daily from then on
      '2026-10-04 09:00 handling-1 escalated 2',
      '2026-10-07 00:00 rectifying-1 correction-ordered',
      '2026-10-08 00:00 deciding-1 escalated 3',
      '2026-10-12 09:00 deciding-2 urged',
    ]);
    const told = story.told('escalated');
    expect(told).toEqual(expect.arrayContaining(['chengguan-lingban', 'chengguan-xietiaohui']));
    expect(told).not.toContain('office');
    expect(told).not.toContain('meeting');
  });
});

describe('dispatched on Wed 11 Feb 2026, before Spring Festival with its make-up Saturdays 14 and 28 Feb', () => {
  test.each([
    ['jinan', '2026-03-06 00:00', 'JN-2, JN-8'],
    ['weifang', '2026-03-04 00:00', 'WF-20, WF-23'],
  ])('%s rises to level 3 on %s (%s)', (city, meeting) => {
    const story = abandoned(city, '2026-02-11 10:00');
    expect(course(story).filter((it) => /handling|rectifying|deciding-1/.test(it))).toEqual([
      '2026-02-24 09:00 handling-1 reminded',
      '2026-02-26 00:00 handling-1 supervised',
      '2026-02-27 09:00 handling-1 escalated 2',
      '2026-03-03 00:00 rectifying-1 correction-ordered',
      `${meeting} deciding-1 escalated 3`,
    ]);
  });
});

test('T-10: each of a ladder’s rungs fires once, but those that repeat; a level that is reached is not told again', () => {
  for (const city of ['jinan', 'weifang', 'huizhou', 'beijing', 'jinan-enforcement']) {
    const story = abandoned(city, '2026-09-29 10:00');
    expect(story.facts('escalated').map(({ level }) => level)).toEqual([2, 3]);
  }
});

test('T-7: across the New Year into a year that is not published, the due moment is provisional', () => {
  expect(abandoned('huizhou', '2026-12-24 10:00').clock('handling-1')).toMatchObject({ provisional: true });
  expect(abandoned('weifang', '2026-12-24 10:00').clock('handling-1')).toMatchObject({ provisional: false });
});

test('glpi PR#22678: no reminder falls at night, and none above the hotline is roused at night but where its own time has passed', () => {
  for (const [city, { urgency }] of rulebooks) {
    if (city === 'demo') continue;
    for (const grade of urgency.length > 0 ? urgency.map(({ id }) => id) : [undefined]) {
      const rungs = course(abandoned(city, '2026-09-29 10:00', 'complaint', grade));
      for (const rung of rungs.filter(
        (it) => !/supervised|correction-ordered|deciding|escalated 1$/.test(it),
      ))
        expect(rung).toMatch(/ (0[89]|1\d|2[01]):/);
    }
  }
});
