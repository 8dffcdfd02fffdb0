import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { calendarOf } from '../../domain/time/calendar';
import { deadline } from '../../domain/time/deadline';
import { instant, isoInstant } from '../../domain/time/instant';
import { plannedMoment } from '../../domain/law/ladder';
import { bindRules } from '../../domain/law/bind-rules';
import type { Rulebook, Rules, Rung } from '../../domain/law/rules';
import { spanText } from '../../domain/time/span';
import {
  type Channel,
  CHANNELS,
  type ClockName,
  type Kind,
  KINDS,
  keysOf,
  RECIPIENTS,
} from '../../domain/words';

const { rulebooks, units } = loadConfig();
const calendar = calendarOf(publishedCalendars());

const book = (id: string): Rulebook => {
  const found = rulebooks.get(id);
  if (!found) throw new Error(`no rulebook ${id}`);
  return found;
};

interface Facts {
  kind?: Kind;
  channel?: Channel;
  urgency?: string;
}
const bound = (id: string, facts: Facts = {}): Rules =>
  bindRules(book(id), { kind: 'complaint', channel: 'phone', category: '市容环境/占道经营', ...facts });

/** `2026-09-29 10:00`, in +08:00. */
const at = (text: string) => instant(Date.parse(`${text.replace(' ', 'T')}:00+08:00`));

/** Limit and source of a clock, as the rulebook says them. */
const limitOf = (id: string, clock: ClockName, facts?: Facts): string => {
  const rule = bound(id, facts).clocks[clock];
  return rule?.limit ? `${spanText(rule.limit)} (${rule.source ?? 'local'})` : 'none';
};

const actText = (rung: Rung): string =>
  rung.do === 'supervise'
    ? `supervise ${rung.mode}`
    : rung.do === 'escalate'
      ? `escalate ${rung.level}`
      : rung.do;

/** What a clock does by itself when it starts at `from` and nobody acts; a repeating rung is told once. */
function story(id: string, clock: ClockName, from: string, facts?: Facts): string[] {
  const rules = bound(id, facts);
  const { clocks, dayEnds } = rules;
  const rule = clocks[clock];
  if (!rule?.limit) return [];
  const { limit } = rule;
  const { due } = deadline(at(from), limit, calendar, dayEnds);
  const running = { due, basis: { from: at(from), limit } };
  const rungs = rule.ladder.map((rung) => ({
    rung,
    when: plannedMoment(rung, running, { rules, calendar }),
  }));
  return rungs
    .filter(({ when }) => when > at(from))
    .sort((a, b) => a.when - b.when)
    .map(
      ({ rung, when }) =>
        `${isoInstant(when).slice(0, -6).replace('T', ' ')} ${actText(rung)}: ${rung.to.join(', ')} (${rung.source ?? 'local'})`,
    );
}

test('the five cities and the demonstration are there, each in the version that came into force', () => {
  expect([...rulebooks.values()].map(({ id, version }) => `${id} ${version}`)).toEqual([
    'beijing 2021-09-24',
    'demo 1',
    'huizhou 2023-09-01',
    'jinan-enforcement 2010',
    'jinan 2018-09-01',
    'weifang 2021-12-15',
  ]);
  for (const { kinds, dayEnds } of rulebooks.values()) {
    expect(kinds).toEqual(keysOf(KINDS));
    expect(dayEnds).toBe(1440);
  }
});

describe.each([...rulebooks.values()])('$id', (given) => {
  /** The ids of RULES.md that a value of a city may cite. */
  const KNOWN: Record<string, number[]> = {
    JN: Array.from({ length: 11 }, (_, i) => i + 1),
    JE: Array.from({ length: 22 }, (_, i) => i + 1),
    WF: [7, 11, 13, 14, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 33, 34, 39],
    HZ: Array.from({ length: 14 }, (_, i) => i + 1),
    BJ: Array.from({ length: 15 }, (_, i) => i + 1),
  };
  const CITY: Record<string, string> = {
    jinan: 'JN',
    'jinan-enforcement': 'JE',
    weifang: 'WF',
    huizhou: 'HZ',
    beijing: 'BJ',
  };

  test('every limit, rung, ground, grade and scale cites a rule of its own city or is set locally', () => {
    const clocks = Object.entries(given.clocks);
    const values: [string, string | undefined][] = [
      ...clocks.map(([name, clock]): [string, string | undefined] => [name, clock.source]),
      ...clocks.flatMap(([name, { ladder }]) =>
        ladder.map((rung, i): [string, string | undefined] => [`${name}[${i}]`, rung.source]),
      ),
      ...given.decline.map((ground): [string, string | undefined] => [ground.id, ground.source]),
      ...given.urgency.map((grade): [string, string | undefined] => [grade.id, grade.source]),
      ['callback', given.callback?.source],
      ...[...given.termination, ...given.triggers, ...given.briefing].map(
        (it, i): [string, string | undefined] => [`procedure ${i}`, it.source],
      ),
      ...Object.entries(given.dispatch).flatMap(([name, rule]) =>
        [rule].flat().map((it): [string, string | undefined] => [name, it.source]),
      ),
      ['contribution', given.contribution.source],
      ['extension', given.extension.source],
    ];
    const city = CITY[given.id] ?? '';
    const good = ['local', ...(KNOWN[city] ?? []).map((n) => `${city}-${n}`)];
    expect(values.filter(([, source]) => !source || !good.includes(source))).toEqual([]);
  });

  test('what binds one ticket is at most 3.2 kB, for every kind, channel and grade', () => {
    for (const kind of given.kinds)
      for (const channel of keysOf(CHANNELS))
        for (const urgency of [undefined, ...given.urgency.map(({ id }) => id)]) {
          const rules = JSON.stringify(
            bindRules(given, {
              kind,
              channel,
              category: '市容环境/占道经营',
              ...(urgency === undefined ? {} : { urgency }),
            }),
          );
          expect(Buffer.byteLength(rules)).toBeLessThanOrEqual(3_200);
        }
  });

  test('left alone, handling is reminded, supervised, and rises to office and meeting, in this order', () => {
    for (const kind of given.kinds)
      for (const urgency of [undefined, ...given.urgency.map(({ id }) => id)]) {
        const acts = story(given.id, 'handling', '2026-03-04 10:00', { kind, urgency }).map(
          (line) => line.slice(20).split(':')[0],
        );
        const once = acts.filter((act, i) => act !== 'urge' && acts.indexOf(act) === i);
        expect(once).toEqual(['remind', 'supervise daily', 'escalate 2', 'escalate 3']);
      }
  });

  test('whoever a rung names is among our units', () => {
    const named = new Set(
      Object.values(given.clocks).flatMap(({ ladder }) => ladder.flatMap(({ to }) => to)),
    );
    for (const recipient of keysOf(RECIPIENTS)) {
      if (!named.has(recipient) || recipient === 'unit' || recipient === 'caller') continue;
      expect(units.ofLevel(recipient)).not.toEqual([]);
    }
  });

  test('no rung that is counted in days falls between 20:01 and 08:59', () => {
    for (const { ladder } of Object.values(given.clocks))
      for (const { at: time } of ladder)
        if (time !== undefined) {
          expect(time).toBeGreaterThanOrEqual(9 * 60);
          expect(time).toBeLessThanOrEqual(20 * 60);
        }
  });
});

describe('jinan', () => {
  test('JN-2: handling takes 5 workdays', () =>
    expect(limitOf('jinan', 'handling')).toBe('5 workdays (JN-2)'));
  test('JN-6: the outcome reaches the caller within 5 workdays', () =>
    expect(limitOf('jinan', 'feedback')).toBe('5 workdays (JN-6)'));
  test('JN-8: across National Day, what nobody settles rises to the office and to the executive meeting', () =>
    expect(story('jinan', 'handling', '2026-09-29 10:00')).toEqual([
      '2026-10-10 09:00:00 remind: unit (local)',
      '2026-10-13 00:00:00 supervise daily: unit, hotline (local)',
      '2026-10-14 09:00:00 escalate 2: unit, hotline, office (JN-8)',
      '2026-10-19 09:00:00 escalate 3: unit, hotline, office, meeting (JN-8)',
    ]));
  test('JN-10: nothing is refused but emergencies, which are shown where to go', () =>
    expect(bound('jinan').decline).toEqual([{ id: 'emergency', needs: ['guidance'] }]));
});

describe('jinan-enforcement', () => {
  test('JE-2, JE-4: three grounds, each with the way to go, and two that are answered instead', () =>
    expect(bound('jinan-enforcement').decline).toEqual([
      { id: 'military-judicial', needs: ['guidance'], source: 'JE-2' },
      { id: 'decided-in-court', needs: ['guidance'], source: 'JE-2' },
      { id: 'emergency', needs: ['guidance'], source: 'JE-2' },
      { id: 'repeat', needs: [], instead: 'answer', source: 'JE-4' },
      { id: 'clear-rule', needs: [], instead: 'answer', source: 'JE-4' },
    ]));
  test('JE-1: consultation, help, complaint, report and suggestion are all taken', () =>
    expect(rulebooks.get('jinan-enforcement')?.kinds).toEqual(keysOf(KINDS)));
  test('JE-3: what comes in other than by phone is registered within 10 minutes', () => {
    for (const channel of keysOf(CHANNELS)) {
      const expected = channel === 'phone' ? 'none' : '10 minutes (JE-3)';
      expect(limitOf('jinan-enforcement', 'registration', { channel })).toBe(expected);
    }
  });
  test('JE-5: dispatched within 5 minutes', () =>
    expect(limitOf('jinan-enforcement', 'dispatching')).toBe('5 minutes (JE-5)'));
  test('JE-8: on the scene within 60 minutes', () => {
    expect(limitOf('jinan-enforcement', 'arrival')).toBe('60 minutes (JE-8)');
    expect(story('jinan-enforcement', 'arrival', '2026-11-22 23:30')).toEqual([
      '2026-11-23 00:15:00 remind: unit (local)',
      '2026-11-23 00:30:00 urge: unit, hotline (local)',
      '2026-11-23 01:00:00 supervise on-site: unit, hotline (local)',
    ]);
  });
  test('JE-10: fed back within 3 days, rest days included', () =>
    expect(limitOf('jinan-enforcement', 'handling')).toBe('3 days (JE-10)'));
  test('JE-12, JE-19: overdue, it is pressed every day, and after three times it is referred for accountability', () => {
    expect(story('jinan-enforcement', 'handling', '2026-10-01 09:00')).toEqual([
      '2026-10-04 09:00:00 remind: unit (local)',
      '2026-10-05 00:00:00 supervise daily: unit, hotline (local)',
      '2026-10-05 09:00:00 urge: unit, hotline (JE-12)',
      '2026-10-06 09:00:00 escalate 2: unit, hotline, office (JE-12)',
      '2026-10-08 09:00:00 escalate 3: unit, hotline, office, meeting (local)',
    ]);
    expect(bound('jinan-enforcement').triggers).toContainEqual({
      on: 'pressed',
      times: 3,
      do: 'refer',
      to: ['discipline'],
      source: 'JE-19',
    });
    const urge = bound('jinan-enforcement').clocks.handling?.ladder.find((rung) => rung.do === 'urge');
    expect(urge?.every).toEqual({ days: 1 });
  });
  test('JE-11: the caller is told the same day, and the hotline is reminded of it in the evening', () => {
    expect(limitOf('jinan-enforcement', 'feedback')).toBe('same day (JE-11)');
    expect(story('jinan-enforcement', 'feedback', '2026-11-22 10:00')[0]).toBe(
      '2026-11-22 20:00:00 remind: hotline (local)',
    );
    expect(story('jinan-enforcement', 'feedback', '2026-11-22 23:50')).toEqual([
      '2026-11-23 09:00:00 urge: hotline (local)',
    ]);
  });
});

describe('weifang', () => {
  test('WF-19, WF-39: five grounds, the first with the proper route; emergencies are shown where to go', () =>
    expect(bound('weifang').decline).toEqual([
      { id: 'other-procedure', needs: ['guidance'], source: 'WF-19' },
      { id: 'petition', needs: [], source: 'WF-19' },
      { id: 'secrets', needs: [], source: 'WF-19' },
      { id: 'settled', needs: [], source: 'WF-19' },
      { id: 'other-law', needs: [], source: 'WF-19' },
      { id: 'emergency', needs: ['guidance'], source: 'WF-39' },
    ]));
  test('WF-20: handling takes 5 workdays', () =>
    expect(limitOf('weifang', 'handling')).toBe('5 workdays (WF-20)'));
  test('WF-26, WF-23: across Spring Festival, overdue it is supervised, then goes to the office and to the executive meeting', () =>
    expect(story('weifang', 'handling', '2026-02-12 10:00')).toEqual([
      '2026-02-25 09:00:00 remind: unit (local)',
      '2026-02-27 00:00:00 supervise daily: unit, hotline (WF-26)',
      '2026-02-28 09:00:00 escalate 2: unit, hotline, office (WF-23)',
      '2026-03-04 09:00:00 escalate 3: unit, hotline, office, meeting (WF-23)',
    ]));
});

describe('huizhou', () => {
  test.each<[Kind, string]>([
    ['consultation', '2 workdays'],
    ['help', '10 workdays'],
    ['suggestion', '10 workdays'],
    ['complaint', '15 workdays'],
    ['report', '15 workdays'],
  ])('HZ-1: %s takes %s', (kind, limit) =>
    expect(limitOf('huizhou', 'handling', { kind })).toBe(`${limit} (HZ-1)`),
  );

  test('HZ-1: a consultation of the eve of National Day is reminded once, on the first workday after it', () =>
    expect(story('huizhou', 'handling', '2026-09-30 16:00', { kind: 'consultation' })).toEqual([
      '2026-10-08 09:00:00 remind: unit (local)',
      '2026-10-10 00:00:00 supervise daily: unit, hotline (local)',
      '2026-10-12 09:00:00 escalate 2: unit, hotline, office (local)',
      '2026-10-15 09:00:00 escalate 3: unit, hotline, office, meeting (local)',
    ]));
  test('HZ-1: a complaint is reminded three workdays before and once more on the last but one', () =>
    expect(story('huizhou', 'handling', '2026-09-14 10:00').slice(0, 3)).toEqual([
      '2026-09-30 09:00:00 remind: unit (local)',
      '2026-10-09 09:00:00 remind: unit (local)',
      '2026-10-11 00:00:00 supervise daily: unit, hotline (local)',
    ]));
  test('HZ-3: seven grounds; HZ-14: emergencies go to 110, 119 and 120', () =>
    expect(bound('huizhou').decline.map(({ id, needs, source }) => [id, ...needs, source].join(' '))).toEqual(
      [
        'outside-jurisdiction HZ-3',
        'other-procedure HZ-3',
        'petition HZ-3',
        'secrets HZ-3',
        'improper HZ-3',
        'repeat HZ-3',
        'other-law HZ-3',
        'emergency guidance HZ-14',
      ],
    ));
  test('HZ-10: five answers, of which the last two are no satisfaction', () => {
    expect(bound('huizhou').callback).toMatchObject({
      scale: ['very-satisfied', 'satisfied', 'basically-satisfied', 'dissatisfied', 'very-dissatisfied'],
      dissatisfied: ['dissatisfied', 'very-dissatisfied'],
      source: 'HZ-10',
    });
  });
});

describe('beijing', () => {
  test.each([
    ['critical', '2 hours'],
    ['urgent', '24 hours'],
    ['ordinary', '7 days'],
    ['complex', '15 days'],
  ])('BJ-6: %s takes %s', (urgency, limit) =>
    expect(limitOf('beijing', 'handling', { urgency })).toBe(`${limit} (BJ-6)`),
  );

  test('BJ-6: every order has a limit, also one whose grade nobody named', () =>
    expect(limitOf('beijing', 'handling')).toBe('7 days (BJ-6)'));
  test('BJ-3: the district of a street is told whenever its handling is pressed', () => {
    const pressed = bound('beijing').clocks.handling?.ladder.filter((rung) => rung.do !== 'remind') ?? [];
    expect(pressed).toHaveLength(3);
    for (const { to } of pressed) expect(to).toContain('district');
  });
  test('BJ-7: an assisting unit is due before the lead', () => {
    for (const { id: urgency } of book('beijing').urgency) {
      const { handling, assist } = bound('beijing', { urgency }).clocks;
      const due = (limit = handling?.limit) =>
        limit ? deadline(at('2026-03-04 10:00'), limit, calendar).due : Number.NaN;
      expect(due(assist?.limit)).toBeLessThan(due());
    }
  });
  test('BJ-8: the caller is contacted promptly', () => {
    expect(limitOf('beijing', 'contact', { urgency: 'critical' })).toBe('30 minutes (local)');
    expect(limitOf('beijing', 'contact')).toBe('1 workdays (local)');
  });
  test('BJ-6: two hours of an evening are supervised at night, but no office is roused before morning', () =>
    expect(story('beijing', 'handling', '2026-09-30 22:00', { urgency: 'critical' })).toEqual([
      '2026-09-30 23:30:00 remind: unit (local)',
      '2026-10-01 00:00:00 supervise daily: unit, district, hotline (local)',
      '2026-10-08 09:00:00 escalate 2: unit, district, hotline, office (local)',
      '2026-10-10 09:00:00 escalate 3: unit, district, hotline, office, meeting (local)',
    ]));
});

test('demo: a whole ladder is over 40 seconds after dispatch', () =>
  expect(story('demo', 'handling', '2026-11-22 10:00')).toEqual([
    '2026-11-22 10:00:12 remind: unit (local)',
    '2026-11-22 10:00:20 supervise daily: unit, hotline (local)',
    '2026-11-22 10:00:30 escalate 2: unit, hotline, office (local)',
    '2026-11-22 10:00:40 escalate 3: unit, hotline, office, meeting (local)',
  ]));
