import { parse } from 'yaml';
import { findingsIn } from '../../config/finding';
import { rulebookFile } from '../../config/rulebook-file';
import { bindRules } from '../../domain/law/bind-rules';
import { rulebookIn, SAMPLE } from '../given/law';

/** A small rulebook; a line that is given replaces the one of the same key. */
const book = (lines: Record<string, string> = {}): string =>
  Object.entries({
    id: 'town',
    version: '"1"',
    title: '镇规则',
    clocks: '{ handling: { limit: 5 workdays } }',
    ...lines,
  })
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n');

const handling = (clock: string): string => book({ clocks: `{ handling: { ${clock} } }` });
const rung = (words: string): string => handling(`limit: 5 workdays, ladder: [{ ${words} }]`);
const GRADES = '[{ id: fast, label: 急 }, { id: slow, label: 缓, default: true }]';

/** What a rulebook says of procedures that it does not mention. */
const DEFAULTS = {
  termination: [],
  dispatch: {},
  contribution: {},
  extension: { times: 1, longest: { workdays: 15 } },
  levels: {},
  deferral: { times: 2 },
  closure: {},
  archive: { after: { days: 365 } },
  triggers: [],
  briefing: [],
};

const problemsOf = (yaml: string): string[] => {
  const raw: unknown = parse(yaml);
  const result = rulebookFile(raw).safeParse(raw);
  return result.success
    ? []
    : findingsIn('f', result.error).map(({ path, expected }) => `${path}: ${expected}`);
};

describe('a rulebook that says', () => {
  test('just what DESIGN §3 shows is complete', () => {
    expect(rulebookIn(SAMPLE)).toEqual({
      ...DEFAULTS,
      id: 'weifang',
      version: '2021-12-15',
      title: '潍坊市12345政务服务便民热线条例',
      dayEnds: 1440,
      kinds: ['consultation', 'help', 'complaint', 'report', 'suggestion'],
      urgency: [],
      decline: [
        {
          id: 'other-procedure',
          label: '应当通过诉讼、仲裁等程序解决',
          needs: ['guidance'],
          source: 'WF-19',
        },
      ],
      clocks: {
        handling: {
          limit: [{ limit: { workdays: 5 } }],
          source: 'WF-20',
          ladder: [
            { before: { workdays: 1 }, at: 540, do: 'remind', to: ['unit'] },
            {
              after: { seconds: 0 },
              do: 'supervise',
              mode: 'daily',
              to: ['unit', 'hotline'],
              source: 'WF-26',
            },
            {
              after: { workdays: 2 },
              at: 540,
              do: 'escalate',
              level: 2,
              to: ['unit', 'hotline', 'office'],
              source: 'WF-23',
            },
            {
              after: { workdays: 5 },
              at: 540,
              do: 'escalate',
              level: 3,
              to: ['unit', 'hotline', 'office', 'meeting'],
              source: 'WF-23',
            },
          ],
        },
      },
      callback: {
        scale: ['very-satisfied', 'satisfied', 'basically-satisfied', 'dissatisfied', 'very-dissatisfied'],
        dissatisfied: ['dissatisfied', 'very-dissatisfied'],
        rehandle: 2,
        attempts: 3,
      },
    });
  });

  test('only who it is and how long handling takes has a default for all else', () => {
    expect(rulebookIn(book())).toEqual({
      ...DEFAULTS,
      id: 'town',
      version: '1',
      title: '镇规则',
      dayEnds: 1440,
      kinds: ['consultation', 'help', 'complaint', 'report', 'suggestion'],
      urgency: [],
      decline: [],
      clocks: { handling: { limit: [{ limit: { workdays: 5 } }], ladder: [] } },
    });
  });

  test('`set: local` and notes anywhere keeps both, and what binds a ticket has neither', () => {
    const clocks = '{ handling: { limit: 20 seconds, set: local, note: 试行 } }';
    const { handling: clock } = rulebookIn(book({ clocks, note: '试用' })).clocks;
    expect(clock).toEqual({
      limit: [{ limit: { seconds: 20 } }],
      ladder: [],
      source: 'local',
      note: '试行',
    });
    const rules = bindRules(rulebookIn(book({ clocks })), {
      kind: 'help',
      channel: 'app',
      category: '市容环境/占道经营',
    });
    expect(rules.clocks.handling).toEqual({ limit: { seconds: 20 }, ladder: [] });
  });

  test('limits by kind binds each ticket to its own', () => {
    const given = rulebookIn(
      book({
        kinds: '[help, report]',
        clocks: '{ handling: { limit: { help: 2 days, report: same day } } }',
      }),
    );
    expect(
      bindRules(given, { kind: 'help', channel: 'app', category: '市容环境/占道经营' }).clocks.handling
        ?.limit,
    ).toEqual({ days: 2 });
    expect(
      bindRules(given, { kind: 'report', channel: 'app', category: '市容环境/占道经营' }).clocks.handling
        ?.limit,
    ).toEqual({
      sameDay: true,
    });
  });

  test('limits by urgency binds a ticket that names no grade to the default one, rungs likewise', () => {
    const clocks = `{ handling: { limit: { fast: 2 hours, slow: 7 days }, ladder: [
      { before: 30 minutes, do: remind, to: [unit], for: [fast] },
      { before: 1 days, at: "09:00", do: remind, to: [unit], for: [slow] } ] } }`;
    const given = rulebookIn(book({ urgency: GRADES, clocks }));
    const bound = (urgency?: string) =>
      bindRules(given, {
        kind: 'help',
        channel: 'app',
        category: '市容环境/占道经营',
        ...(urgency === undefined ? {} : { urgency }),
      }).clocks.handling;
    expect(bound('fast')).toEqual({
      limit: { hours: 2 },
      ladder: [{ before: { minutes: 30 }, do: 'remind', to: ['unit'] }],
    });
    expect(bound()).toEqual(bound('slow'));
    expect(bound()?.ladder).toEqual([{ before: { days: 1 }, at: 540, do: 'remind', to: ['unit'] }]);
  });

  test('a clock for some channels starts it for those only', () => {
    const clocks =
      '{ handling: { limit: 5 workdays }, registration: { limit: 10 minutes, channels: [app] } }';
    const given = rulebookIn(book({ clocks }));
    expect(
      bindRules(given, { kind: 'help', channel: 'app', category: '市容环境/占道经营' }).clocks.registration
        ?.limit,
    ).toEqual({
      minutes: 10,
    });
    expect(
      bindRules(given, { kind: 'help', channel: 'phone', category: '市容环境/占道经营' }).clocks.registration,
    ).toBeUndefined();
  });
});

const LENGTH = 'expected a length of time such as 5 workdays, 3 days, 2 hours, 60 minutes or 20 seconds';

describe('a rulebook is refused, by path and with what was expected,', () => {
  test.each<[string, string, string]>([
    [
      'that is empty',
      '',
      ': expected a map of id, version, title, dayEnds, kinds, urgency, levels, decline, termination, clocks, callback, dispatch, contribution, extension, returning, deferral, decision, correction, lookBack, closure, archive, retention, intake, misuse, triggers, briefing, note',
    ],
    ['with an unknown key', book({ colour: 'red' }), 'colour: unknown key, expected only id, version, title'],
    [
      'with a version that is a number',
      book({ version: '2018' }),
      'version: expected a date or a number in quotes',
    ],
    ['with an id that is none', book({ id: '潍坊' }), 'id: expected an id of at most 40 letters'],
    ['with an unknown kind', book({ kinds: '[praise]' }), 'kinds[0]: expected one of consultation, help'],
    ['without a kind', book({ kinds: '[]' }), 'kinds: expected a list with at least 1'],
    ['whose day ends when it begins', book({ dayEnds: '"00:00"' }), 'dayEnds: expected a time after 00:00'],
    ['whose day ends at noon-ish', book({ dayEnds: '"12.30"' }), 'dayEnds: expected a time of day in quotes'],
    [
      'without handling',
      book({ clocks: '{}' }),
      'clocks.handling: expected a map of limit, channels, kinds, from, rollover, ladder',
    ],
    [
      'with an unknown clock',
      book({ clocks: '{ handling: { limit: 1 days }, tea: { limit: 1 days } }' }),
      'clocks.tea: unknown key, expected only registration',
    ],
    ['with a limit missing', handling('source: WF-20'), `clocks.handling.limit: ${LENGTH}`],
    [
      'with a limit of nothing',
      handling('limit: 0 seconds'),
      `clocks.handling.limit: ${LENGTH}, more than 0`,
    ],
    ['with a limit in weeks', handling('limit: 2 weeks'), `clocks.handling.limit: ${LENGTH}`],
    [
      'with a kind left without a limit',
      handling('limit: { help: 1 days, complaint: 1 days, report: 1 days, suggestion: 1 days }'),
      `clocks.handling.limit.consultation: ${LENGTH}`,
    ],
    [
      'with a limit for a kind unheard of',
      book({ kinds: '[help]', clocks: '{ handling: { limit: { help: 1 days, praise: 1 days } } }' }),
      'clocks.handling.limit.praise: unknown key, expected only help',
    ],
    [
      'with a grade left without a limit',
      book({ urgency: GRADES, clocks: '{ handling: { limit: { fast: 1 days } } }' }),
      `clocks.handling.limit.slow: ${LENGTH}`,
    ],
    [
      'with kinds and grades mixed',
      book({
        urgency: GRADES,
        clocks: '{ handling: { limit: { fast: 1 days, slow: 1 days, help: 1 days } } }',
      }),
      'clocks.handling.limit.help: unknown key, expected only fast, slow',
    ],
    [
      'with grades but no default',
      book({ urgency: '[{ id: fast, label: 急 }]' }),
      'urgency: expected default: true at exactly one grade',
    ],
    [
      'with a grade named like a kind',
      book({ urgency: '[{ id: help, label: 急, default: true }]' }),
      'urgency[0].id: expected an id that is not a kind',
    ],
    [
      'with a grade twice',
      book({ urgency: '[{ id: a, label: 急, default: true }, { id: a, label: 缓 }]' }),
      'urgency[1].id: expected each only once',
    ],
    [
      'with a decline ground twice',
      book({ decline: '[{ id: a, label: 甲 }, { id: a, label: 乙 }]' }),
      'decline[1].id: expected each only once, a stands here twice',
    ],
    [
      'with a need unheard of',
      book({ decline: '[{ id: a, label: 甲, needs: [tea] }]' }),
      'decline[0].needs[0]: expected one of guidance',
    ],
    [
      'with a source and `set: local`',
      handling('limit: 1 days, source: WF-20, set: local'),
      'clocks.handling.set: expected either source or set: local',
    ],
    [
      'with an unknown channel',
      handling('limit: 1 days, channels: [fax]'),
      'clocks.handling.channels[0]: expected one of phone',
    ],
    [
      'with a rung that does nothing known',
      rung('after: 0, do: dance, to: [unit]'),
      'clocks.handling.ladder[0].do: expected one of remind, urge, supervise, correct, escalate',
    ],
    [
      'with a rung nowhere',
      rung('do: urge, to: [unit]'),
      'clocks.handling.ladder[0]: expected either before or after',
    ],
    [
      'with a rung on both sides',
      rung('before: 1 hours, after: 0, do: urge, to: [unit]'),
      'clocks.handling.ladder[0]: expected either before or after',
    ],
    [
      'with a rung in days at no time',
      rung('after: 2 workdays, do: urge, to: [unit]'),
      'clocks.handling.ladder[0].at: expected a time of day such as "09:00", for 2 workdays',
    ],
    [
      'with a rung in hours at a time',
      rung('after: 2 hours, at: "09:00", do: urge, to: [unit]'),
      'clocks.handling.ladder[0].at: expected none',
    ],
    [
      'with a rung at half past nine, unquoted and wrong',
      rung('after: 1 days, at: 9.5, do: urge, to: [unit]'),
      'clocks.handling.ladder[0].at: expected a time of day in quotes such as "09:00"',
    ],
    [
      'with a rung at 24:00',
      rung('after: 1 days, at: "24:00", do: urge, to: [unit]'),
      'clocks.handling.ladder[0].at: expected a time before 24:00',
    ],
    [
      'with a rung 0 days after',
      rung('after: 0 days, at: "09:00", do: urge, to: [unit]'),
      'clocks.handling.ladder[0].after: expected at least 1',
    ],
    [
      'with a rung 0 hours before',
      rung('before: 0 hours, do: remind, to: [unit]'),
      'clocks.handling.ladder[0].before: expected more than 0',
    ],
    [
      'with a reminder that may come after the due moment',
      handling('limit: 2 hours, ladder: [{ before: 0 days, at: "09:00", do: remind, to: [unit] }]'),
      'clocks.handling.ladder[0].before: expected at least 1 days, since the limit is not in days',
    ],
    [
      'with a rung after the same day',
      rung('after: same day, do: urge, to: [unit]'),
      `clocks.handling.ladder[0].after: ${LENGTH}`,
    ],
    [
      'with a rung that repeats without end at once',
      rung('after: 0, every: 0 seconds, do: urge, to: [unit]'),
      'clocks.handling.ladder[0].every: expected at least 1 second',
    ],
    [
      'with a rung that repeats daily at no time',
      rung('after: 0, every: 1 workdays, do: urge, to: [unit]'),
      'clocks.handling.ladder[0].at: expected a time of day such as "09:00", for 1 workdays',
    ],
    [
      'with a supervision of no mode',
      rung('after: 0, do: supervise, to: [unit]'),
      'clocks.handling.ladder[0].mode: expected one of daily, listed, interview, on-site, key',
    ],
    [
      'with a mode where there is no supervision',
      rung('after: 0, do: urge, mode: daily, to: [unit]'),
      'clocks.handling.ladder[0].mode: unknown key',
    ],
    [
      'with an escalation to level 4',
      rung('after: 0, do: escalate, level: 4, to: [unit]'),
      'clocks.handling.ladder[0].level: expected 1, 2 or 3',
    ],
    [
      'with a rung to nobody',
      rung('after: 0, do: urge, to: []'),
      'clocks.handling.ladder[0].to: expected a list with at least 1',
    ],
    [
      'with a rung to someone unheard of',
      rung('after: 0, do: urge, to: [市长]'),
      'clocks.handling.ladder[0].to[0]: expected one of unit, district',
    ],
    [
      'with a rung for a grade unheard of',
      rung('after: 0, do: urge, to: [unit], for: [fast]'),
      'clocks.handling.ladder[0].for[0]: expected one of consultation',
    ],
    [
      'with a scale of one answer',
      book({ callback: '{ scale: [fine] }' }),
      'callback.scale: expected a list with at least 2',
    ],
    [
      'with a dissatisfied answer off the scale',
      book({ callback: '{ scale: [good, bad], dissatisfied: [worse] }' }),
      'callback.dissatisfied[0]: expected one of the scale: good, bad',
    ],
    [
      'with endless re-handling',
      book({ callback: '{ scale: [good, bad], rehandle: 11 }' }),
      'callback.rehandle: expected 0–10',
    ],
    [
      'with no attempt to call',
      book({ callback: '{ scale: [good, bad], attempts: 0 }' }),
      'callback.attempts: expected 1–10',
    ],
    ['with a level that has no name', book({ levels: '{ 2: { to: office } }' }), 'levels.2.label: expected'],
    [
      'with a level 4',
      book({ levels: '{ 4: { label: 省 } }' }),
      'levels.4: unknown key, expected only 1, 2, 3',
    ],
    [
      'with a rung to a level that is not named',
      book({
        levels: '{ 2: { label: 办公室 } }',
        clocks: '{ handling: { limit: 1 days, ladder: [{ after: 0, do: escalate, level: 3, to: [unit] }] } }',
      }),
      'clocks.handling.ladder[0].level: expected one of the levels that are named: 2',
    ],
    [
      'with a trigger to a level that is not named',
      book({
        levels: '{ 2: { label: 办公室 } }',
        triggers: '[{ on: rehandled, times: 2, do: escalate, level: 3, to: [unit] }]',
      }),
      'triggers[0].level: expected one of the levels that are named: 2',
    ],
    [
      'with a trigger on what nobody counts',
      book({ triggers: '[{ on: sneezed, times: 2, do: propose, to: [discipline] }]' }),
      'triggers[0].on: expected one of improper-return',
    ],
    [
      'with a trigger on an unknown condition',
      book({ triggers: '[{ on: pressed, times: 3, while: [angry], do: refer, to: [discipline] }]' }),
      'triggers[0].while[0]: expected one of supervised, overdue, daily',
    ],
    [
      'with a trigger pressed by somebody unheard of',
      book({ triggers: '[{ on: pressed, times: 3, by: [press], do: refer, to: [discipline] }]' }),
      'triggers[0].by[0]: expected one of hotline, system, caller',
    ],
    [
      'with a trigger that counts by something else than units',
      book({ triggers: '[{ on: pressed, times: 3, per: day, do: refer, to: [discipline] }]' }),
      'triggers[0].per: expected unit or nothing',
    ],
    [
      'with a trigger that does nothing known',
      book({ triggers: '[{ on: pressed, times: 3, do: dance, to: [unit] }]' }),
      'triggers[0].do: expected one of supervise, escalate, correct, propose, refer',
    ],
    [
      'with a referral to a unit at large',
      book({ triggers: '[{ on: pressed, times: 3, do: propose, to: [unit] }]' }),
      'triggers[0].to[0]: expected one of hotline, office, meeting, discipline',
    ],
    [
      'with an order to correct for what the hotline owes',
      book({
        clocks:
          '{ handling: { limit: 1 days }, callback: { limit: 1 days, ladder: [{ after: 0, do: correct, to: [hotline] }] } }',
      }),
      'clocks.callback.ladder[0].do: expected no order to correct: no unit owes what this clock counts down to',
    ],
    [
      'with an order to correct for those above',
      book({
        clocks:
          '{ handling: { limit: 1 days }, deciding: { limit: 1 days, ladder: [{ after: 0, do: correct, to: [office] }] } }',
      }),
      'clocks.deciding.ladder[0].do: expected no order to correct',
    ],
    [
      'with working days that roll over (T-3)',
      handling('limit: 5 workdays, rollover: true'),
      'clocks.handling.rollover: expected only where the limit is in days',
    ],
    [
      'with days that do not roll over, by that word (T-3)',
      handling('limit: 5 days, rollover: false'),
      'clocks.handling.rollover: expected true or nothing',
    ],
    [
      'with a limit from elsewhere than the receipt (HZ-1)',
      handling('limit: 5 days, from: dispatch'),
      'clocks.handling.from: expected receipt or nothing',
    ],
    [
      'with a rung while something unknown holds',
      rung('after: 0, do: urge, while: raining, to: [unit]'),
      'clocks.handling.ladder[0].while: expected decided or nothing',
    ],
    [
      'with a promise that has a limit of its own (JN-4)',
      book({ clocks: '{ handling: { limit: 1 days }, promise: { limit: 3 days } }' }),
      'clocks.promise.limit: unknown key',
    ],
    [
      'with call-backs at no distance (WF-25)',
      book({ callback: '{ scale: [good, bad], spacing: 0 hours }' }),
      'callback.spacing: expected more than 0',
    ],
    [
      'with more extensions than ten',
      book({ extension: '{ times: 11, longest: 1 days }' }),
      'extension.times: expected 0–10',
    ],
    ...['29 days', '20 workdays', '48 hours', 'same day'].map((after): [string, string, string] => [
      `that archives after ${after}`,
      book({ archive: `{ after: ${after} }` }),
      after === 'same day'
        ? `archive.after: ${LENGTH}`
        : 'archive.after: expected at least 30 days, such as 365 days',
    ]),
    ...['29 days', '11001 days', '20 workdays', 'same day', '3 years'].map(
      (after): [string, string, string] => [
        `that keeps personal data for ${after}`,
        book({ retention: `{ after: ${after} }` }),
        'retention.after: expected a number of days, 30–11000, such as 1095 days',
      ],
    ),
    [
      'with a look back at no mode (JE-17)',
      book({ lookBack: '{ modes: [] }' }),
      'lookBack.modes: expected a list with at least 1',
    ],
    [
      'with a limit for a kind that the clock is not for (JE-8)',
      book({
        clocks:
          '{ handling: { limit: 1 days }, arrival: { kinds: [complaint], limit: { complaint: 1 hours, help: 1 hours } } }',
      }),
      'clocks.arrival.limit.help: unknown key, expected only complaint',
    ],
  ])('%s', (_, yaml, problem) => {
    expect(problemsOf(yaml)).toEqual([expect.stringContaining(problem)]);
  });

  test('with all its problems at once', () => {
    const clocks = '{ handling: { limit: soon, ladder: [{ after: 1 days, do: urge, to: [] }] }, tea: {} }';
    expect(problemsOf(book({ id: '""', kinds: '[praise]', clocks })).map((it) => it.split(':')[0])).toEqual([
      'id',
      'kinds[0]',
      'clocks.handling.limit',
      'clocks.handling.ladder[0].to',
      'clocks.tea',
    ]);
  });
});

describe('limits by several words', () => {
  const lines = (...all: readonly string[]): string => handling(`limit: [${all.join(', ')}]`);
  const withGrades = (...all: readonly string[]): string =>
    book({ urgency: GRADES, clocks: `{ handling: { limit: [${all.join(', ')}] } }` });
  const limitIn = (yaml: string, facts: Partial<Parameters<typeof bindRules>[1]>) => {
    const plain = { kind: 'help', channel: 'app', category: '市容环境/占道经营' } as const;
    return bindRules(rulebookIn(yaml), { ...plain, ...facts }).clocks.handling;
  };
  const days = (yaml: string, facts: Partial<Parameters<typeof bindRules>[1]>) => limitIn(yaml, facts)?.limit;

  test('HZ-1, BJ-6, WF-20: of those that fit the one with the most words decides', () => {
    const yaml = withGrades(
      '{ limit: 1 days }',
      '{ for: { kind: complaint }, limit: 2 days }',
      '{ for: { kind: complaint, urgency: fast }, limit: 3 days }',
      '{ for: { kind: complaint, urgency: fast, category: 供热 }, limit: 4 days }',
      '{ for: { kind: complaint, urgency: fast, category: 供热, level: province }, limit: 5 days }',
    );
    const heating = { kind: 'complaint', urgency: 'fast', category: '供热/停暖' } as const;
    expect(days(yaml, {})).toEqual({ days: 1 });
    expect(days(yaml, { kind: 'complaint' })).toEqual({ days: 2 });
    expect(days(yaml, { kind: 'complaint', urgency: 'fast' })).toEqual({ days: 3 });
    expect(days(yaml, heating)).toEqual({ days: 4 });
    expect(days(yaml, { ...heating, origin: 'province' })).toEqual({ days: 5 });
  });

  test.each([
    ['category', 'urgency', '{ category: 供热 }', '{ urgency: fast }'],
    ['category', 'kind', '{ category: 供热 }', '{ kind: complaint }'],
    ['category', 'level', '{ category: 供热 }', '{ level: province }'],
    ['urgency', 'kind', '{ urgency: fast }', '{ kind: complaint }'],
    ['urgency', 'level', '{ urgency: fast }', '{ level: province }'],
    ['kind', 'level', '{ kind: complaint }', '{ level: province }'],
  ])(
    'HZ-1, BJ-6, WF-20: of one word each, %s decides before %s, wherever they stand',
    (_, __, first, second) => {
      const facts = {
        kind: 'complaint',
        urgency: 'fast',
        category: '供热/停暖',
        origin: 'province',
      } as const;
      const [one, two] = [`{ for: ${first}, limit: 1 days }`, `{ for: ${second}, limit: 2 days }`];
      expect(days(withGrades('{ limit: 9 days }', one, two), facts)).toEqual({ days: 1 });
      expect(days(withGrades('{ limit: 9 days }', two, one), facts)).toEqual({ days: 1 });
    },
  );

  test('a 大类/小类 decides before its 大类; what fits a 大类 fits its 小类', () => {
    const yaml = lines(
      '{ limit: 3 days }',
      '{ for: { category: 供热 }, limit: 2 days }',
      '{ for: { category: 供热/停暖 }, limit: 1 days }',
    );
    expect(days(yaml, { category: '供热/停暖' })).toEqual({ days: 1 });
    expect(days(yaml, { category: '供热/温度不达标' })).toEqual({ days: 2 });
    expect(days(yaml, { category: '供水/停水' })).toEqual({ days: 3 });
  });

  test('WF-20: a matter of no level that is told is of the city', () => {
    const yaml = lines(
      '{ for: { level: city }, limit: 5 days }',
      '{ for: { level: [province, state] }, limit: 2 days }',
    );
    expect(days(yaml, {})).toEqual({ days: 5 });
    expect(days(yaml, { origin: 'state' })).toEqual({ days: 2 });
  });

  test('a line that cites its own rule is cited by it; one that cites none by the clock', () => {
    const yaml = handling(
      'limit: [{ limit: 5 days }, { for: { kind: help }, limit: 2 days, source: HZ-1 }], source: JN-2',
    );
    expect(limitIn(yaml, { kind: 'help' })?.source).toBe('HZ-1');
    expect(limitIn(yaml, { kind: 'report' })?.source).toBe('JN-2');
  });

  test.each<[string, string, string]>([
    [
      'two lines that decide the same',
      lines(
        '{ limit: 1 days }',
        '{ for: { kind: help }, limit: 2 days }',
        '{ for: { kind: help }, limit: 3 days }',
      ),
      'clocks.handling.limit[2].for: expected each sort of ticket once; a line before decides the same',
    ],
    [
      'two lines for all',
      lines('{ limit: 1 days }', '{ limit: 2 days }'),
      'clocks.handling.limit[1].for: expected each sort of ticket once',
    ],
    [
      'two lines that decide the same, their words in another order',
      lines(
        '{ limit: 1 days }',
        '{ for: { kind: [help, report] }, limit: 2 days }',
        '{ for: { kind: [report, help] }, limit: 3 days }',
      ),
      'clocks.handling.limit[2].for: expected each sort of ticket once',
    ],
    [
      'two lines of which each could decide the same ticket as well as the other',
      lines(
        '{ limit: 1 days }',
        '{ for: { kind: [help, report] }, limit: 2 days }',
        '{ for: { kind: [help, complaint] }, limit: 3 days }',
      ),
      'clocks.handling.limit[2].for: expected each sort of ticket once',
    ],
    [
      'a line that no ticket reaches',
      withGrades(
        '{ for: { urgency: fast }, limit: 1 days }',
        '{ for: { urgency: slow }, limit: 2 days }',
        '{ limit: 3 days }',
      ),
      'clocks.handling.limit[2]: expected a line that some ticket reaches',
    ],
    [
      'a gap',
      lines('{ for: { kind: [help, report, complaint, suggestion] }, limit: 1 days }'),
      'clocks.handling.limit: expected a line for every ticket; none fits consultation',
    ],
    [
      'a gap at one level',
      lines('{ for: { level: [city, province] }, limit: 1 days }'),
      'clocks.handling.limit: expected a line for every ticket; none fits consultation, state',
    ],
    [
      'a kind that is none',
      lines('{ limit: 1 days }', '{ for: { kind: praise }, limit: 2 days }'),
      'clocks.handling.limit[1].for.kind[0]: expected one of consultation',
    ],
    [
      'a grade that is none',
      withGrades('{ limit: 1 days }', '{ for: { urgency: soon }, limit: 2 days }'),
      'clocks.handling.limit[1].for.urgency[0]: expected one of fast, slow',
    ],
    [
      'a level that is none',
      lines('{ limit: 1 days }', '{ for: { level: village }, limit: 2 days }'),
      'clocks.handling.limit[1].for.level[0]: expected one of city, province, state',
    ],
    [
      'a word that is none',
      lines('{ limit: 1 days }', '{ for: { colour: red }, limit: 2 days }'),
      'clocks.handling.limit[1].for: unknown key, expected only kind, urgency, category, level',
    ],
    ['a line without a limit', lines('{ for: { kind: help } }'), `clocks.handling.limit[0].limit: ${LENGTH}`],
    ['no line', handling('limit: []'), 'clocks.handling.limit: expected a list with at least 1'],
    [
      'a line for a kind that the clock is not for (JE-8)',
      book({
        clocks:
          '{ handling: { limit: 1 days }, arrival: { kinds: [complaint], limit: [{ limit: 1 hours }, { for: { kind: help }, limit: 2 hours }] } }',
      }),
      'clocks.arrival.limit[1].for.kind[0]: expected one of complaint',
    ],
  ])('are refused, by path, with %s', (_, yaml, problem) => {
    expect(problemsOf(yaml)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('a clock', () => {
  const plain = { channel: 'app', category: '市容环境/占道经营' } as const;

  test('T-3: in natural days may roll over; each of its lines then does', () => {
    const yaml = handling(
      'limit: { consultation: 1 days, help: 2 days, complaint: 3 days, report: 3 days, suggestion: 3 days }, rollover: true',
    );
    expect(bindRules(rulebookIn(yaml), { ...plain, kind: 'help' }).clocks.handling?.limit).toEqual({
      days: 2,
      rollover: true,
    });
  });

  test('HZ-1: counts from the receipt where its rulebook says so', () => {
    const yaml = handling('limit: 3 days, from: receipt');
    expect(bindRules(rulebookIn(yaml), { ...plain, kind: 'help' }).clocks.handling?.from).toBe('receipt');
  });

  test('JE-8: is for the kinds that it names, and has limits for those alone', () => {
    const yaml = book({
      clocks:
        '{ handling: { limit: 1 days }, arrival: { kinds: [complaint, report], limit: { complaint: 1 hours, report: 2 hours } } }',
    });
    const limit = (kind: 'complaint' | 'report' | 'help') =>
      bindRules(rulebookIn(yaml), { ...plain, kind }).clocks.arrival?.limit;
    expect([limit('complaint'), limit('report'), limit('help')]).toEqual([
      { hours: 1 },
      { hours: 2 },
      undefined,
    ]);
  });

  test('JN-4: of a promise has no limit, and binds with its ladder all the same', () => {
    const yaml = book({
      clocks: '{ handling: { limit: 1 days }, promise: { ladder: [{ after: 0, do: urge, to: [unit] }] } }',
    });
    expect(bindRules(rulebookIn(yaml), { ...plain, kind: 'help' }).clocks.promise).toEqual({
      ladder: [{ after: { seconds: 0 }, do: 'urge', to: ['unit'] }],
    });
  });
});
