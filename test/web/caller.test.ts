import fc from 'fast-check';
import { ticketNumber } from '../../domain/ids';
import { instant } from '../../domain/time/instant';
import { CLOCKS, keysOf, OUTCOMES, STATES } from '../../domain/words';
import { accessBy, fragmentOf } from '../../web/caller/access/fragment';
import { codeFault, codeIn, numberFault, numberIn } from '../../web/caller/access/number';
import { textFault } from '../../web/caller/words/acts';
import { dayText, endText, limitText } from '../../web/caller/words/deadline';
import { nextSteps, type Told, whySentences } from '../../web/caller/words/next-step';
import { notLetIn, refusedText } from '../../web/caller/words/refused';
import { placeOf, type Standing, standingOf, WAY } from '../../web/caller/words/standing';
import { storyOf } from '../../web/caller/words/story';
import { AwayError, limitsIn, ProblemError } from '../../web/shared/problem';

const NOW = Date.parse('2026-11-26T16:40:00+08:00');
const unitName = (id: string) => ({ cg: '市城管局', ga: '市公安局' })[id] ?? id;

describe('a number and a code as callers write them', () => {
  const number = fc
    .tuple(
      fc.integer({ min: 1_577_836_800_000, max: 4_000_000_000_000 }),
      fc.array(fc.nat(31), { minLength: 9, maxLength: 9 }),
    )
    .map(([at, draws]) => {
      let i = 0;
      return ticketNumber(instant(at), () => draws[i++] as number);
    });
  const full = (text: string) =>
    text.replaceAll(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
  const written = [
    (it: string) => it,
    (it: string) => it.toLowerCase(),
    (it: string) => it.replaceAll('-', ''),
    (it: string) => ` ${it.replaceAll('-', ' ')} `,
    (it: string) => it.replaceAll('-', '—'),
    (it: string) => it.slice(3),
    full,
    (it: string) => `HY${it.slice(2).replaceAll('0', 'o').replaceAll('1', 'l')}`,
  ];

  test('are the same number, however it is written', () => {
    fc.assert(
      fc.property(number, fc.constantFrom(...written), (it, as) => {
        expect(numberIn(as(it))).toBe(it);
        expect(numberFault(as(it))).toBeUndefined();
      }),
    );
  });

  test('what is none is told before it is sent', () => {
    expect(numberFault('')).toMatch(/工单编号/);
    expect(numberFault('HY-2ETZ-HEVY')).toBeDefined();
    expect(codeIn('1234 ５６７８')).toBe('12345678');
    expect(codeFault('1234 5678')).toBeUndefined();
    expect(codeFault('1234567')).toMatch(/8位/);
    expect(codeFault('1234567a')).toBeDefined();
  });
});

describe('what an address lets in by', () => {
  const token = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

  test('a link for the evaluation lets evaluate and nothing else (HZ-10)', () => {
    const link = token({ ticket: 'HY-2ETZ-HEVY-F4V0', scope: 'evaluate' });
    expect(fragmentOf(`#${link}`).access).toEqual({
      ticket: 'HY-2ETZ-HEVY-F4V0',
      token: link,
      evaluatesOnly: true,
    });
    expect(accessBy(token({ ticket: 'T' }))?.evaluatesOnly).toBe(false);
  });

  test('a number is a number, and anything else is nothing', () => {
    expect(fragmentOf('#HY-2ETZ-HEVY-F4V0')).toEqual({ number: 'HY-2ETZ-HEVY-F4V0' });
    expect(fragmentOf('')).toEqual({});
    fc.assert(fc.property(fc.string(), (it) => expect(fragmentOf(`#${it}x`).access).toBeUndefined()));
  });
});

describe('moments as a caller is told them', () => {
  test('midnight is the end of the day before it', () => {
    expect(endText('2026-12-01T00:00:00+08:00', NOW)).toBe('11月30日（周一）24:00');
    expect(endText('2026-11-30T16:30:00+08:00', NOW)).toBe('11月30日（周一）16:30');
    expect(endText('2026-11-30T08:30:00Z', NOW)).toBe('11月30日（周一）16:30');
    expect(endText('2027-01-01T00:00:00+08:00', NOW)).toBe('12月31日（周四）24:00');
    expect(dayText('2027-01-04', NOW)).toBe('2027年1月4日（周一）');
  });

  test('limits are told as people say them', () => {
    expect(['5 workdays', '24 hours', '30 minutes', '3 days', 'same day'].map(limitText)).toEqual([
      '5个工作日',
      '24小时',
      '30分钟',
      '3天',
      '当日',
    ]);
  });
});

const standing = (some: Partial<Standing> = {}): Standing => ({
  state: 'handling',
  assignments: [{ unit: 'cg', role: 'lead', state: 'signed' }],
  level: 0,
  supervision: [],
  pending: [],
  ...some,
});

describe('how a matter stands', () => {
  test('every state and outcome has words of its own, and a place on the way', () => {
    const said = keysOf(STATES).map((state) => standingOf(standing({ state }), unitName, NOW).headline);
    expect(new Set(said).size).toBe(said.length);
    const closed = keysOf(OUTCOMES).map(
      (outcome) => standingOf(standing({ state: 'closed', outcome }), unitName, NOW).headline,
    );
    expect(new Set(closed).size).toBe(closed.length);
    for (const state of keysOf(STATES)) expect(WAY[placeOf(standing({ state }))]).toBeDefined();
  });

  test('says who has it, and whether they know it', () => {
    expect(standingOf(standing(), unitName, NOW).headline).toBe('市城管局正在办理');
    const sent = standing({ assignments: [{ unit: 'cg', role: 'lead', state: 'dispatched' }] });
    expect(standingOf(sent, unitName, NOW).headline).toBe('已交给市城管局');
    expect(placeOf(sent)).toBe(1);
    expect(standingOf(standing({ assignments: [] }), unitName, NOW).headline).toBe('正在重新安排');
  });

  test('what could not be solved is not called solved', () => {
    for (const outcome of ['unresolved', 'unfinished', 'terminated', 'declined'] as const)
      expect(standingOf(standing({ state: 'closed', outcome }), unitName, NOW).headline).not.toMatch(
        /已解决|已经办结/,
      );
  });

  test('says what presses: supervision that goes on, the level it has risen to, a longer time that is asked for', () => {
    const { also } = standingOf(
      standing({
        level: 2,
        levelName: '市政府办公厅研究',
        supervision: [{ mode: 'daily', since: '2026-11-26T00:00:00+08:00' }],
        pending: [{ request: 'extension', unit: 'cg', since: '2026-11-26T00:00:00+08:00' }],
      }),
      unitName,
      NOW,
    );
    expect(also).toEqual([
      '承办单位申请延长时间，热线还没有决定。',
      '热线正在督办这件事。',
      '这件事已经报到上一级：市政府办公厅研究。',
    ]);
    const ended = [
      { mode: 'daily', since: '2026-11-25T00:00:00+08:00', endedAt: '2026-11-26T00:00:00+08:00' },
    ] as const;
    expect(standingOf(standing({ supervision: [...ended] }), unitName, NOW).also).toEqual([]);
  });

  test('a promise is told with its day', () => {
    expect(
      standingOf(standing({ state: 'deferred', deferredUntil: '2027-03-01' }), unitName, NOW).text,
    ).toContain('2027年3月1日（周一）前解决');
  });
});

const clock = (some: Partial<Told> = {}): Told => ({
  clock: 'handling-1',
  name: 'handling',
  state: 'running',
  due: '2026-12-01T00:00:00+08:00',
  limit: '5 workdays',
  provisional: false,
  counted: [],
  skipped: [],
  moves: [],
  ...some,
});

describe('what happens next', () => {
  test('the earliest first and the whole of it last, each with who owes it and by when', () => {
    const steps = nextSteps(
      [
        clock({ clock: 'o', name: 'overall', due: '2026-11-27T00:00:00+08:00' }),
        clock(),
        clock({ clock: 's', name: 'signing', unit: 'ga', due: '2026-11-28T00:00:00+08:00' }),
      ],
      'cg',
      unitName,
      NOW,
    );
    expect(steps.map(({ text, by }) => `${text} ${by}`)).toEqual([
      '市公安局签收 最晚11月27日（周五）24:00',
      '市城管局办完并报来结果 最晚11月30日（周一）24:00',
      '整件事办结 最晚11月26日（周四）24:00',
    ]);
  });

  test('what is over and still owed is said to be over; what ended is owed no more', () => {
    const due = '2026-11-25T00:00:00+08:00';
    const [late] = nextSteps([clock({ state: 'breached', due })], 'cg', unitName, NOW);
    expect(late).toMatchObject({ isOver: true, by: '原定最晚11月24日（周二）24:00，已经超期' });
    expect(nextSteps([clock({ state: 'breached', due, endedAt: due })], 'cg', unitName, NOW)).toEqual([]);
    expect(nextSteps([clock({ state: 'met' }), clock({ state: 'stopped' })], 'cg', unitName, NOW)).toEqual(
      [],
    );
  });

  test('an explanation of the hotline’s own service is owed by the hotline (JN-1), of a result by the unit (WF-14)', () => {
    const text = (it: Partial<Told>) =>
      nextSteps([clock({ name: 'explanation', ...it })], 'cg', unitName, NOW)[0]?.text;
    expect(text({})).toBe('热线向您作出说明');
    expect(text({ unit: 'cg' })).toBe('市城管局向您作出说明');
  });

  test('every limit but that between units has words', () => {
    const silent = keysOf(CLOCKS).filter(
      (name) => nextSteps([clock({ name })], 'cg', unitName, NOW).length === 0,
    );
    expect(silent).toEqual(['assist']);
  });

  test('working days are explained by the days themselves, without the ids of rules', () => {
    const said = whySentences(
      clock({
        provisional: true,
        counted: ['2026-11-27', '2026-11-30'],
        skipped: [
          { date: '2026-11-26', why: '起算当日不计入（T-1）' },
          { date: '2026-11-28', why: '周六休息' },
        ],
        moves: [
          {
            at: '2026-11-27T00:00:00+08:00',
            before: '2026-11-30T00:00:00+08:00',
            after: '2026-12-01T00:00:00+08:00',
            cause: 'extension',
            causeText: '批准延期',
            by: { role: 'supervisor' },
          },
        ],
      }),
      NOW,
    );
    expect(said).toEqual([
      '期限是5个工作日，周末和节假日不算，调休上班的日子算。',
      '算的日子：11月27日（周五）、11月30日（周一），共2天。',
      '不算的日子：11月26日（周四） 起算当日不计入、11月28日（周六）。',
      '因为批准延期，改为11月30日（周一）24:00。',
      '有的年份的节假日安排还没有公布，公布后这个日子可能变动。',
    ]);
    expect(whySentences(clock({ limit: '24 hours' }), NOW)).toEqual(['期限是24小时。']);
  });
});

describe('what happened, as its caller hears it', () => {
  const event = (seq: number, type: string, data: Record<string, unknown> = {}, role = 'unit') => ({
    seq,
    at: '2026-11-26T10:00:00+08:00',
    type,
    actor: { role: role as 'unit' },
    data,
  });

  test('the newest first, in plain words, without what is the hotline’s own', () => {
    const story = storyOf(
      [
        event(1, 'registered', {}, 'operator'),
        event(2, 'clock-started', { name: 'handling' }, 'system'),
        event(3, 'dispatched', { lead: 'cg', assist: [] }, 'operator'),
        event(4, 'contacted', { unit: 'cg', attempts: 2 }),
        event(5, 'reminded', {}, 'system'),
        event(6, 'urged', { text: '快一点' }, 'caller'),
        event(7, 'urged', {}, 'system'),
        event(8, 'something-new', {}, 'system'),
      ],
      unitName,
      NOW,
    );
    expect(story.map(({ text }) => text)).toEqual([
      '热线催办了一次',
      '您催问了进度',
      '市城管局联系您2次，没有接通',
      '热线把这件事交给市城管局办理',
      '热线收到并登记了您的诉求',
    ]);
    expect(story[1]?.written).toEqual([{ label: '内容', text: '快一点' }]);
  });

  test('a reply is told part by part, in the order in which it is read', () => {
    const [said] = storyOf(
      [
        event(9, 'submitted', {
          unit: 'cg',
          outcome: 'resolved',
          method: '现场执法',
          result: '已清理',
          response: '您好',
        }),
      ],
      unitName,
      NOW,
    );
    expect(said?.written.map(({ label }) => label)).toEqual(['答复', '办理结果', '处理方式']);
  });

  test('an extension tells the new end; a calendar that moves it does not pass for one', () => {
    const moved = (cause: string) =>
      storyOf(
        [
          event(1, 'clock-moved', {
            name: 'handling',
            before: 'a',
            after: '2026-12-01T00:00:00+08:00',
            cause,
          }),
        ],
        unitName,
        NOW,
      ).map(({ text }) => text);
    expect(moved('extension')).toEqual(['办理期限改为11月30日（周一）24:00']);
    expect(moved('calendar')).toEqual([]);
  });
});

describe('what a caller is told that went wrong', () => {
  const problem = (status: number, more: object = {}, limits = {}) =>
    new ProblemError(
      { type: 'urn:huiyin:problem:x', title: 'X', status, detail: 'In English.', ...more },
      limits,
    );

  test('a wrong code says how many tries are left, and nothing of which of both is wrong (JN-1)', () => {
    expect(notLetIn(problem(403, {}, { left: 9 }))).toMatch(/编号或者查询码不对.*还可以试9次/);
    expect(notLetIn(problem(403, {}, { left: 0 }))).toContain('暂时不能再试了');
    expect(notLetIn(problem(403))).not.toContain('还可以');
    expect(notLetIn(problem(429, {}, { wait: 840 }))).toContain('14分钟');
    expect(notLetIn(problem(429, {}, { wait: 80_000 }))).toContain('23小时');
  });

  test('the tightest of several limits is told', () => {
    const headers = new Headers({
      RateLimit: '"10-in-15min"; r=9; t=314, "3-in-1d"; r=2; t=80000',
      'Retry-After': '60',
    });
    expect(limitsIn(headers)).toEqual({ left: 2, wait: 60 });
    expect(limitsIn(new Headers())).toEqual({});
  });

  test('nothing is said in English, and what was written is said to be there still', () => {
    for (const error of [
      new AwayError(),
      problem(401),
      problem(403),
      problem(412),
      problem(413),
      problem(415),
      problem(429),
    ])
      expect(refusedText(error).replaceAll(/PDF|Office/g, '')).not.toMatch(/[A-Za-z]/);
    for (const error of [new AwayError(), problem(401), problem(412)])
      expect(refusedText(error)).toContain('您写的还在');
    const wrong = problem(422, {
      detail: '内容不对。',
      errors: [
        { path: 'text', message: 'too long' },
        { path: 'text', message: '太长' },
      ],
    });
    expect(refusedText(wrong)).toBe('内容不对。太长');
  });

  test('an empty or too long text is told before it is sent', () => {
    expect(textFault('  ')).toBeDefined();
    expect(textFault('好')).toBeUndefined();
    expect(textFault('好'.repeat(2_001))).toContain('2001字');
  });
});
