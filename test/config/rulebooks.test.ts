import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { calendarOf, sliceCalendar } from '../../domain/time/calendar';
import { deadline } from '../../domain/time/deadline';
import { instant, isoInstant } from '../../domain/time/instant';
import { plannedMoment } from '../../domain/law/ladder';
import { bindRules } from '../../domain/law/bind-rules';
import { packRules, type PackedRules, unpackRules } from '../../domain/law/packed';
import { ticketId } from '../../domain/ids';
import { packed } from '../../domain/ticket/input';
import { matterOf } from '../given/matter';
import type { Rulebook, Rules, Rung } from '../../domain/law/rules';
import { type Span, spanText } from '../../domain/time/span';
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

/**
 * What a clock does by itself when it starts at `from` and nobody acts; a repeating rung is told once.
 * @param facts with `decided`: its limit was set by those above
 */
function story(
  id: string,
  clock: ClockName,
  from: string,
  facts?: Facts & { decided?: true; promised?: Span },
): string[] {
  const rules = bound(id, facts);
  const { clocks, dayEnds } = rules;
  const rule = clocks[clock];
  const limit = facts?.promised ?? rule?.limit;
  if (!rule || !limit) return [];
  const { due } = deadline(at(from), limit, calendar, dayEnds);
  const running = { due, basis: { from: at(from), limit } };
  const rungs = rule.ladder.map((rung) => ({
    rung,
    when: plannedMoment(rung, running, { rules, calendar }),
  }));
  return rungs
    .filter(({ when, rung }) => when > at(from) && (rung.while === undefined || facts?.decided === true))
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
    JE: Array.from({ length: 24 }, (_, i) => i + 1),
    WF: [7, 8, 9, 11, 13, 14, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 33, 34, 35, 39],
    HZ: Array.from({ length: 14 }, (_, i) => i + 1),
    BJ: Array.from({ length: 16 }, (_, i) => i + 1),
  };
  const CITY: Record<string, string> = {
    jinan: 'JN',
    'jinan-enforcement': 'JE',
    weifang: 'WF',
    huizhou: 'HZ',
    beijing: 'BJ',
  };

  /** Every value that a city chose, by its place; where its limit goes by lines that cite nothing, the clock does. */
  const valuesOf = (): [string, string | undefined][] => {
    const own = (name: string, it?: { readonly source?: string }): [string, string | undefined][] =>
      it ? [[name, it.source]] : [];
    return [
      ...Object.entries(given.clocks).flatMap(([name, clock]) => [
        ...own(name, clock),
        ...clock.ladder.flatMap((rung, i) => own(`${name}[${i}]`, rung)),
        ...own(`${name}.onTheSpot`, clock.onTheSpot),
        ...own(`${name}.renewedByProgress`, clock.renewedByProgress),
      ]),
      ...[...given.decline, ...given.urgency, ...given.termination].flatMap((it) => own(it.id, it)),
      ...[...given.triggers, ...given.briefing].flatMap((it, i) => own(`procedure ${i}`, it)),
      ...Object.entries(given.dispatch).flatMap(([name, rule]) =>
        [rule].flat().flatMap((it) => own(name, it)),
      ),
      ...Object.entries(given.levels).flatMap(([level, it]) => own(`level ${level}`, it)),
      ...own('callback', given.callback),
      ...own('contribution', given.contribution),
      ...own('extension', given.extension),
      ...own('decision', given.decision),
      ...own('returning', given.returning),
      ...own('correction', given.correction),
      ...own('lookBack', given.lookBack),
      ...(given.id === 'demo' ? [] : own('deferral', given.deferral)),
      ...own('closure.told', given.closure.told),
      ...own('closure.contact', given.closure.contact),
      ...own('closure.arrival', given.closure.arrival),
    ];
  };

  test('every value cites a rule of its own city or is set locally', () => {
    const city = CITY[given.id] ?? '';
    const good = ['local', ...(KNOWN[city] ?? []).map((n) => `${city}-${n}`)];
    expect(valuesOf().filter(([, source]) => !source || !good.includes(source))).toEqual([]);
  });

  /** As it binds a ticket of every kind, channel and grade. */
  const everyTicket = () =>
    given.kinds.flatMap((kind) =>
      keysOf(CHANNELS).flatMap((channel) =>
        [undefined, ...given.urgency.map(({ id }) => id)].map((urgency) => ({
          kind,
          channel,
          ...(urgency === undefined ? {} : { urgency }),
        })),
      ),
    );

  test('what binds one ticket, with two years of days and the matter, is at most 4 kB as it is sent (DESIGN §8)', () => {
    const published = publishedCalendars().slice(-2);
    const days = sliceCalendar(published, at(`${published[0]?.year}-01-01 00:00`));
    expect(Object.keys(days)).toHaveLength(2);
    const most = Math.max(
      ...everyTicket().map((facts) => {
        const sent = packed({
          matter: matterOf({ ...facts, id: ticketId('HY-2026-0929-0001') }),
          rules: bindRules(given, { ...facts, category: '市容环境/占道经营' }),
          calendar: days,
          publication: 12,
        });
        return Buffer.byteLength(JSON.stringify(sent));
      }),
    );
    expect(most).toBeLessThanOrEqual(4_096);
  });

  test('what is sent binds the ticket as the rulebook does, and so does what was sent unpacked before', () => {
    for (const facts of everyTicket()) {
      const rules = bindRules(given, { ...facts, category: '市容环境/占道经营' });
      expect(unpackRules(JSON.parse(JSON.stringify(packRules(rules))) as PackedRules)).toEqual(rules);
      expect(unpackRules(rules)).toEqual(rules);
    }
  });

  test('left alone, handling is reminded, supervised, and rises to level 2, in this order; by itself no further', () => {
    for (const kind of given.kinds)
      for (const urgency of [undefined, ...given.urgency.map(({ id }) => id)]) {
        const acts = story(given.id, 'handling', '2026-03-04 10:00', { kind, urgency }).map(
          (line) => line.slice(20).split(':')[0],
        );
        const once = acts.filter((act, i) => act !== 'urge' && acts.indexOf(act) === i);
        const mode = given.id === 'jinan-enforcement' ? 'key' : 'daily';
        const further = given.id === 'demo' ? ['escalate 3'] : [];
        expect(once).toEqual(['remind', `supervise ${mode}`, 'escalate 2', ...further]);
      }
  });

  test('WF-23, JN-8, JE-23: level 3 follows where those of level 2 do not decide in time, or their decision is not kept', () => {
    if (given.id === 'demo') return;
    const acts = (clock: ClockName, more: { decided?: true } = {}): string[] =>
      story(given.id, clock, '2026-03-04 10:00', more).map((line) => line.slice(20).split(':')[0] ?? '');
    expect(acts('deciding')).toEqual(['escalate 3', 'urge']);
    expect(acts('handling', { decided: true })).toContain('escalate 3');
    expect(acts('handling')).not.toContain('escalate 3');
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
  test('JN-6: within 5 workdays the unit has told the caller; no closure without', () => {
    expect(limitOf('jinan', 'reply')).toBe('5 workdays (JN-6)');
    expect(bound('jinan').closure?.told).toEqual({ source: 'JN-6' });
  });
  test('JN-8: across National Day, what nobody settles rises to the office; that lateness leads there is set locally', () =>
    expect(story('jinan', 'handling', '2026-09-29 10:00')).toEqual([
      '2026-10-10 09:00:00 remind: unit (local)',
      '2026-10-13 00:00:00 supervise daily: unit, hotline (local)',
      '2026-10-14 09:00:00 escalate 2: unit, hotline, office (local)',
    ]));
  test('JN-8: what the office does not settle, or what drags on, goes to the executive meeting', () => {
    expect(story('jinan', 'deciding', '2026-10-14 09:00')[0]).toBe(
      '2026-10-22 00:00:00 escalate 3: unit, hotline, office, meeting (local)',
    );
    expect(story('jinan', 'overall', '2026-09-29 10:00')).toEqual([
      '2026-11-03 00:00:00 escalate 1: unit, hotline (local)',
      '2026-11-16 09:00:00 escalate 3: unit, hotline, office, meeting (JN-8)',
    ]);
  });
  test('JN-8: raised repeatedly, it goes to the executive meeting; JN-10: a return in vain is a proposal, decided by a person', () => {
    expect(bound('jinan').triggers?.find(({ on }) => on === 'rehandled')).toMatchObject({
      do: 'escalate',
      level: 3,
      source: 'JN-8',
    });
    expect(bound('jinan').triggers?.find(({ on }) => on === 'improper-return')).toMatchObject({
      do: 'propose',
      per: 'unit',
      to: ['office'],
      source: 'JN-10',
    });
  });
  test('JN-4: a promised day has its reminders, and is supervised and raised when it has passed', () =>
    expect(story('jinan', 'promise', '2026-10-12 16:00', { promised: { days: 18 } })).toEqual([
      '2026-10-27 09:00:00 remind: unit (local)',
      '2026-10-29 09:00:00 remind: unit, hotline (local)',
      '2026-10-31 00:00:00 supervise daily: unit, hotline (local)',
      '2026-11-03 09:00:00 escalate 2: unit, hotline, office (local)',
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
  test('JE-8: a complaint and a report have a scene; a consultation, a suggestion and a call for help have none', () => {
    for (const kind of keysOf(KINDS))
      expect([kind, limitOf('jinan-enforcement', 'arrival', { kind }) !== 'none']).toEqual([
        kind,
        kind === 'complaint' || kind === 'report',
      ]);
  });
  test('JE-10: three reports of progress renew it; how often is set locally', () =>
    expect(bound('jinan-enforcement').clocks.handling?.renewedByProgress).toEqual({ times: 3 }));
  test('JE-12, JE-19: overdue, it is under key supervision and pressed every day; three times so, and it is referred', () => {
    expect(story('jinan-enforcement', 'handling', '2026-10-01 09:00')).toEqual([
      '2026-10-04 09:00:00 remind: unit (local)',
      '2026-10-05 00:00:00 supervise key: unit, hotline (local)',
      '2026-10-05 09:00:00 urge: unit, hotline (local)',
      '2026-10-06 09:00:00 escalate 2: unit, hotline, chengguan-lingban (local)',
    ]);
    expect(bound('jinan-enforcement').triggers).toContainEqual({
      on: 'pressed',
      by: ['hotline', 'system'],
      while: ['key', 'overdue'],
      per: 'unit',
      times: 3,
      do: 'refer',
      to: ['discipline'],
      source: 'JE-19',
    });
    const urge = bound('jinan-enforcement').clocks.handling?.ladder.find((rung) => rung.do === 'urge');
    expect(urge?.every).toEqual({ days: 1 });
  });
  test('JE-23: its levels are the bureau’s, by name and by unit, and what rises is told them', () => {
    expect(bound('jinan-enforcement').levels).toEqual({
      1: { label: '指挥中心协调', to: 'hotline' },
      2: { label: '局领导小组办公室协调', to: 'chengguan-lingban', source: 'JE-23' },
      3: { label: '局长协调会', to: 'chengguan-xietiaohui', source: 'JE-23' },
    });
    const told = Object.values(book('jinan-enforcement').clocks).flatMap(({ ladder }) =>
      ladder.flatMap(({ to }) => to),
    );
    expect(told).not.toContain('office');
    expect(told).not.toContain('meeting');
  });
  test('JE-17: on-site supervision ends with a look back; JE-18: an order to correct comes before a referral', () => {
    expect(bound('jinan-enforcement').lookBack).toEqual({ modes: ['on-site'], source: 'JE-17' });
    expect(bound('jinan-enforcement').correction).toEqual({ source: 'JE-18' });
    expect(story('jinan-enforcement', 'rectifying', '2026-10-05 00:00')).toEqual([
      '2026-10-09 00:00:00 correct: unit, hotline (JE-18)',
    ]);
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
  test('WF-26, WF-23: across Spring Festival, overdue it is supervised, then goes to the office', () =>
    expect(story('weifang', 'handling', '2026-02-12 10:00')).toEqual([
      '2026-02-25 09:00:00 remind: unit (local)',
      '2026-02-27 00:00:00 supervise daily: unit, hotline (WF-26)',
      '2026-02-28 09:00:00 escalate 2: unit, hotline, office (local)',
    ]));
  test('WF-23: what the office does not decide goes to the executive meeting, which is pressed every working day', () =>
    expect(story('weifang', 'deciding', '2026-02-28 09:00')).toEqual([
      '2026-03-05 00:00:00 escalate 3: unit, hotline, office, meeting (local)',
      '2026-03-05 09:00:00 urge: meeting (local)',
    ]));
  test('WF-20: the article knows no extension; objective conditions mean a promised day', () => {
    expect(bound('weifang').extension).toMatchObject({ times: 0, source: 'WF-20' });
    expect(bound('weifang').deferral).toMatchObject({ times: 2, source: 'WF-20' });
  });
  test('WF-33: not put right in time it is ordered to correct, by itself; a referral is only proposed', () => {
    expect(story('weifang', 'rectifying', '2026-10-13 00:00')).toEqual([
      '2026-10-17 00:00:00 correct: unit, hotline (WF-33)',
    ]);
    expect(bound('weifang').triggers?.filter(({ do: does }) => does === 'refer')).toEqual([]);
    expect(bound('weifang').triggers).toContainEqual(
      expect.objectContaining({
        do: 'propose',
        while: ['supervised', 'overdue'],
        per: 'unit',
        source: 'WF-33',
      }),
    );
  });
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
    ]));
  test('HZ-1: a complaint is reminded three workdays before and once more on the last but one', () =>
    expect(story('huizhou', 'handling', '2026-09-14 10:00').slice(0, 3)).toEqual([
      '2026-09-30 09:00:00 remind: unit (local)',
      '2026-10-09 09:00:00 remind: unit (local)',
      '2026-10-11 00:00:00 supervise daily: unit, hotline (local)',
    ]));
  test('HZ-3: seven grounds, a repeat with the ticket that it repeats; emergencies go to 110, 119 and 120', () =>
    expect(bound('huizhou').decline.map(({ id, needs, source }) => [id, ...needs, source].join(' '))).toEqual(
      [
        'outside-jurisdiction HZ-3',
        'other-procedure HZ-3',
        'petition HZ-3',
        'secrets HZ-3',
        'improper HZ-3',
        'repeat earlier HZ-3',
        'other-law HZ-3',
        'emergency guidance ',
      ],
    ));
  test('HZ-10: five answers, of which the last two are no satisfaction; handled anew twice, called three times (local)', () => {
    expect(bound('huizhou').callback).toMatchObject({
      scale: ['very-satisfied', 'satisfied', 'basically-satisfied', 'dissatisfied', 'very-dissatisfied'],
      dissatisfied: ['dissatisfied', 'very-dissatisfied'],
      rehandle: 2,
      attempts: 3,
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
    expect(limitOf('beijing', 'handling', { urgency })).toBe(`${limit} (local)`),
  );

  test('BJ-6: every order has a limit, also one whose grade nobody named', () =>
    expect(limitOf('beijing', 'handling')).toBe('7 days (local)'));
  test('BJ-3: the district of a street is told whenever its handling is pressed', () => {
    const pressed = bound('beijing').clocks.handling?.ladder.filter((rung) => rung.do !== 'remind') ?? [];
    expect(pressed.map(actText)).toEqual(['supervise daily', 'escalate 3', 'escalate 2']);
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
    ]));
  test('BJ-9: an extension is notified, not asked for; BJ-11, BJ-3: streets summon, districts hand down', () => {
    expect(bound('beijing').extension).toMatchObject({ times: 1, notified: true, source: 'BJ-9' });
    expect(bound('beijing').dispatch).toMatchObject({
      summon: { source: 'BJ-11' },
      handDown: { source: 'BJ-3' },
    });
  });
  test('BJ-8, BJ-10: no closure without the lead’s contact and the caller told; BJ-14: corrected before referred', () => {
    expect(bound('beijing').closure).toEqual({
      contact: { attempts: 3, source: 'BJ-8' },
      told: { source: 'BJ-10' },
    });
    expect(bound('beijing').correction).toEqual({ source: 'BJ-14' });
  });
});

test('JN-11: six channels, and at any hour', () =>
  expect(book('jinan').intake).toEqual({
    channels: ['phone', 'sms', 'mailbox', 'weibo', 'wechat', 'app'],
    roundTheClock: { source: 'JN-11' },
    source: 'JN-11',
  }));
test.each([
  ['WF-17', 'weifang'],
  ['HZ-2', 'huizhou'],
])('%s: matters are taken at any hour, holidays included, in %s', (source, city) =>
  expect(book(city).intake?.roundTheClock).toEqual({ source }),
);
test('WF-34: misuse is recorded and handed on; the text knows no restriction', () =>
  expect(book('weifang').misuse).toEqual({ source: 'WF-34' }));
test('JE-6: matters of weight, and criticism of staff and of their work, are grades of their own', () =>
  expect(book('jinan-enforcement').urgency).toMatchObject([
    { id: 'ordinary', default: true },
    { id: 'major', source: 'JE-6' },
    { id: 'staff', source: 'JE-6' },
    { id: 'media', source: 'JE-17' },
  ]));

test('demo: a whole ladder is over 40 seconds after dispatch', () =>
  expect(story('demo', 'handling', '2026-11-22 10:00')).toEqual([
    '2026-11-22 10:00:12 remind: unit (local)',
    '2026-11-22 10:00:20 supervise daily: unit, hotline (local)',
    '2026-11-22 10:00:30 escalate 2: unit, hotline, office (local)',
    '2026-11-22 10:00:40 escalate 3: unit, hotline, office, meeting (local)',
  ]));
