import { commandId, ticketId } from '../../domain/ids';
import { consequences } from '../../domain/telling/consequences';
import type { Fact, TicketEvent } from '../../domain/ticket/event';
import { headline, narrate } from '../../domain/telling/narrate';
import { details, nextStep } from '../../domain/telling/view';
import { LAW, RULES } from '../given/law';
import { CHENGGUAN, HUANBAO, SUPERVISOR, ticketIn, ZHUJIAN } from '../given/cities';
import { asUnit, at, command, type DataOf, dispatchTo, Story } from '../given/story';

const now = at('2026-09-29 10:00');
const soon = at('2026-09-29 11:00');

describe('who acts next, where no clock is due', () => {
  /** A rulebook of limits without ladders, and none for what the hotline decides. */
  const bare = () =>
    new Story({
      ...LAW,
      rules: {
        ...RULES,
        clocks: { handling: { limit: { hours: 1 }, ladder: [] } },
        extension: { times: 1, longest: { days: 9 } },
      },
    });
  const overdue = at('2026-09-30 10:00');
  const waiting = (story: Story) => nextStep(story.until(overdue).ticket);

  test('registered: the hotline dispatches', () => {
    expect(waiting(bare())).toEqual({ at: null, does: '等待热线派单' });
  });

  test('handled and overdue: its unit', () => {
    expect(waiting(bare().do(now, dispatchTo(CHENGGUAN)))).toEqual({
      at: null,
      does: '等待市城市管理局办理',
    });
  });

  test('something was asked for: the hotline decides, on each thing once', () => {
    const story = bare()
      .do(now, dispatchTo(CHENGGUAN, [HUANBAO]))
      .do(now, command('request-return', {}, asUnit(CHENGGUAN)));
    expect(waiting(story)).toEqual({ at: null, does: '等待热线审批退单申请' });
    const more = bare()
      .do(now, dispatchTo(CHENGGUAN, [HUANBAO]))
      .do(now, command('request-return', {}, asUnit(CHENGGUAN)))
      .do(now, command('request-return', {}, asUnit(HUANBAO)))
      .do(now, command('request-extension', { limit: { days: 1 } }, asUnit(CHENGGUAN)));
    expect(waiting(more).does).toBe('等待热线审批退单、延期申请');
  });

  test('submitted, then to be called back, then closed', () => {
    const story = bare()
      .do(now, dispatchTo(CHENGGUAN))
      .do(now, command('submit', { outcome: 'resolved' }, asUnit(CHENGGUAN)));
    expect(nextStep(story.ticket).does).toBe('等待热线审核办结');
    story.do(now, command('review', { approve: true }, SUPERVISOR));
    expect(nextStep(story.ticket).does).toBe('等待热线回访');
    story.do(now, command('callback', { reached: true, resolved: true }));
    expect(nextStep(story.ticket)).toEqual({ at: null, does: '已办结，不再有后续' });
  });
});

describe('the details in Temporal Web', () => {
  test('what waits for the hotline’s decision, and whose it is', () => {
    const story = ticketIn('jinan')
      .do(now, dispatchTo(CHENGGUAN, [HUANBAO]))
      .do(soon, command('request-return', {}, asUnit(HUANBAO)))
      .do(soon, command('request-extension', { limit: { workdays: 1 } }, asUnit(CHENGGUAN)));
    expect(details(story.ticket, [])).toContain('**待审批** 退单（市生态环境局）、延期（市城市管理局）');
    story.do(soon, command('decide', { request: 'return', approve: true }, SUPERVISOR));
    expect(details(story.ticket, [])).toContain('**待审批** 延期（市城市管理局）');
    story.do(soon, command('decide', { request: 'extension', approve: true }, SUPERVISOR));
    expect(details(story.ticket, [])).not.toContain('待审批');
  });

  test('JE-23: a level is called what its rulebook calls it, here and in what is told', () => {
    const story = ticketIn('jinan-enforcement')
      .do(now, dispatchTo(CHENGGUAN))
      .do(soon, command('escalate', { level: 2 }, SUPERVISOR));
    expect(details(story.ticket, []).split('\n')[0]).toContain('2级（局领导小组办公室协调）');
    expect(story.told('escalated')).toEqual(['chengguan', 'hotline', 'chengguan-lingban']);
  });

  test('WF-23: what matters most stands first: state, lateness, level, who has it', () => {
    const story = ticketIn('weifang')
      .do(now, dispatchTo(CHENGGUAN, [HUANBAO]))
      .until(at('2026-10-14 12:00'));
    expect(details(story.ticket, []).split('\n')[0]).toBe(
      '**办理中** · **已逾期** · 2级（市政府办公室研究） · 市城市管理局（主办）、市生态环境局（协办）',
    );
  });
});

const unit = CHENGGUAN.id;
const fired = { clock: 'handling-1', rung: 0, planned: now, to: ['unit', 'hotline'] } as const;
const facts = {
  level: 2,
  supervision: [],
  breached: [],
  reminded: 0,
  urged: 0,
  returned: 0,
  rehandled: 0,
  improperReturns: 0,
} as const;
const clock = { clock: 'handling-1', name: 'handling' } as const;

/** One event of every type, its sentence, and who is told of it where a ticket of two units has it. */
const EVENTS: { readonly [T in Fact['type']]: [DataOf<T>, string, string[]] } = {
  registered: [{ receivedAt: now }, '登记', ['registered caller']],
  briefed: [
    { to: ['hotline', 'office'], source: 'JE-6' },
    '报告热线工作机构、政府办公厅（室）',
    ['briefed hotline', 'briefed office'],
  ],
  answered: [{ earlier: ticketId('T-0') }, '按工单T-0的结果即时答复', []],
  declined: [{ ground: 'petition' }, '不予受理（petition）', []],
  coordinated: [{ how: 'consultation', units: [unit] }, '派单前会商', []],
  dispatched: [
    { lead: CHENGGUAN, assist: [HUANBAO], copy: [] },
    '派单：市城市管理局主办，市生态环境局协办',
    ['dispatched chengguan', 'dispatched huanbao'],
  ],
  linked: [{ with: ticketId('T-0') }, '与工单T-0关联', []],
  merged: [{ into: ticketId('T-0') }, '并入工单T-0', []],
  split: [
    { from: ticketId('T-0') },
    '与工单T-0的合并已撤销，继续办理',
    ['split chengguan', 'split huanbao', 'split caller'],
  ],
  'main-told': [{ main: ticketId('T-0'), says: 'joins' }, '工单T-0已接收本工单的诉求人', []],
  'voice-joined': [
    { ticket: ticketId('T-0'), wantsReply: true },
    '工单T-0并入，其诉求人一并告知',
    ['voice-joined chengguan', 'voice-joined huanbao'],
  ],
  'voice-left': [{ ticket: ticketId('T-0') }, '工单T-0已拆出', []],
  'unit-succeeded': [
    { unit: HUANBAO, by: ZHUJIAN },
    '市生态环境局撤并或者更名，由市住房和城乡建设局接续',
    ['succeeded zhujian'],
  ],
  summoned: [{ unit, to: [HUANBAO] }, '吹哨：市生态环境局报到', ['summoned huanbao']],
  'handed-down': [{ unit, to: [HUANBAO] }, '交办：市生态环境局', ['summoned huanbao']],
  released: [{ unit: HUANBAO.id }, '免除huanbao协办', ['released huanbao']],
  amended: [{ category: '供热/停暖' }, '更正类别', ['amended chengguan', 'amended huanbao']],
  deferred: [
    { until: '2026-10-30' },
    '挂账，承诺2026-10-30前解决',
    ['deferred caller', 'deferred chengguan', 'deferred huanbao'],
  ],
  'closure-held': [{ outcome: 'resolved' }, '待作出说明后办结（已解决）', []],
  'supervision-ended': [{ unit, mode: 'daily' }, '解除督办', ['supervision-ended chengguan']],
  'correction-ordered': [
    { unit },
    '责令chengguan改正',
    ['correction-ordered chengguan', 'correction-ordered hotline'],
  ],
  'level-lowered': [
    { from: 2, to: 0, takenBack: 'handling-1' },
    '逾期撤销，层级由2级恢复为0级',
    ['level-lowered chengguan', 'level-lowered huanbao', 'level-lowered hotline', 'level-lowered office'],
  ],
  'referral-proposed': [
    { unit, to: ['discipline'], facts },
    'chengguan达到移交条件，请决定是否移交纪检监察机关',
    ['referral-proposed hotline'],
  ],
  'clock-resumed': [
    { ...clock, due: now, provisional: false, basis: { from: now, limit: { workdays: 5 } } },
    '办理时限恢复计时，9月29日 10:00到期',
    [],
  ],
  signed: [{ unit }, '承办单位签收', ['signed caller']],
  contacted: [{ unit }, '承办单位联系诉求人', ['contacted caller']],
  arrived: [{ unit }, '承办单位到达现场', ['arrived caller', 'arrived hotline']],
  progressed: [{ unit }, '承办单位报告进展', ['progressed caller', 'progressed hotline']],
  contributed: [
    { unit: HUANBAO.id, finished: false },
    '协办单位说明延误原因和进展',
    ['contributed chengguan'],
  ],
  requested: [
    { request: 'extension', unit, limit: { workdays: 3 } },
    '申请延期（3个工作日）',
    ['requested hotline'],
  ],
  decided: [
    { request: 'extension', unit, approved: true },
    '同意延期',
    ['approved-request chengguan', 'extended caller'],
  ],
  returned: [{ unit }, '退单，重新派单', ['returned hotline']],
  assigned: [{ unit: HUANBAO, role: 'lead' }, '直接指定市生态环境局主办，不得再退单', ['assigned huanbao']],
  supplemented: [{}, '补充情况', ['supplemented chengguan', 'supplemented huanbao']],
  complained: [{}, '诉求人投诉热线服务', ['complained hotline']],
  disputed: [{}, '诉求人对结果提出异议', ['disputed chengguan', 'disputed huanbao', 'disputed hotline']],
  explained: [{}, '向诉求人作出说明', ['explained caller']],
  submitted: [{ unit, outcome: 'resolved', finished: true }, '申请办结：已解决', ['submitted hotline']],
  reviewed: [{ approved: false }, '办结审核退回', ['sent-back chengguan', 'sent-back huanbao']],
  'called-back': [{ reached: true, resolved: false }, '回访：未解决', []],
  evaluated: [
    { stage: 'handling', satisfaction: 'satisfied', by: 'code' },
    '诉求人评价办理环节：satisfied（查询码）',
    [],
  ],
  'spot-checked': [{ passed: false, occasion: 'x' }, '抽项复查不合格', []],
  rehandled: [{ times: 1 }, '重办（第1次）', ['rehandled chengguan', 'rehandled huanbao']],
  'put-to-review': [{ rehandled: 2 }, '重办次数已满，交热线审核', ['put-to-review hotline']],
  reminded: [
    { fired },
    '提醒承办单位、热线工作机构',
    // BJ-7: by the lead's own clock the lead alone.
    ['reminded chengguan', 'reminded hotline'],
  ],
  urged: [{ fired }, '催办承办单位、热线工作机构', ['urged chengguan', 'urged hotline']],
  supervised: [
    { mode: 'listed' },
    '列入挂牌督办',
    ['supervised chengguan', 'supervised huanbao', 'supervised hotline'],
  ],
  escalated: [
    { level: 2 },
    '升级至政府办公厅（室）研究',
    ['escalated chengguan', 'escalated huanbao', 'escalated hotline', 'escalated office'],
  ],
  'escalation-resolved': [
    { from: 2, to: 1 },
    '落实政府办公厅（室）研究的决定',
    [
      'decision-made chengguan',
      'decision-made huanbao',
      'decision-recorded hotline',
      'decision-recorded office',
    ],
  ],
  referred: [{ to: 'discipline', facts }, '移交问责：纪检监察机关', ['referred discipline']],
  'clock-started': [
    { ...clock, from: now, due: soon, provisional: false, limit: { hours: 1 } },
    '办理时限起算，1小时，9月29日 11:00到期',
    [],
  ],
  'clock-moved': [
    {
      ...clock,
      before: now,
      after: soon,
      provisional: false,
      cause: 'extension',
      basis: { from: now, limit: { hours: 1 } },
    },
    '办理时限由9月29日 10:00改为9月29日 11:00（批准延期）',
    [],
  ],
  'clock-breached': [{ ...clock, due: now }, '办理时限逾期', []],
  'clock-ended': [{ ...clock, how: 'met', at: now }, '办理时限按时完成', []],
  withdrawn: [{}, '诉求人撤回', []],
  closed: [{ outcome: 'resolved' }, '办结：已解决', ['closed chengguan', 'closed huanbao', 'closed caller']],
  'cancellation-requested': [{}, '有人在控制台请求取消', []],
  restored: [{}, '工作流曾被外部终止，已按台账恢复', []],
  imported: [{ source: '旧热线', externalId: 'A-17' }, '以上由旧热线导入（A-17）', []],
  'command-lost': [
    { command: commandId('c-1'), name: 'submit', by: { role: 'unit', unit: CHENGGUAN.id } },
    '“申请办结”因系统故障未能生效',
    ['command-lost chengguan'],
  ],
  'calendar-bound': [{ change: 1, calendar: {} }, '适用新公布的', []],
  'rulebook-bound': [{ change: 1, rules: RULES }, '适用新版规则1', []],
};

describe('every event of a ledger', () => {
  const { ticket } = ticketIn('weifang').do(now, dispatchTo(CHENGGUAN, [HUANBAO]));
  const quiet = { ...ticket, wantsReply: false };

  test.each(Object.entries(EVENTS))(
    '%s: a sentence in Chinese, and who is told',
    (type, [data, sentence, told]) => {
      const event = { seq: 9, at: soon, actor: { role: 'system' }, type, data } as TicketEvent;
      expect(narrate(event)).toMatch(/^9月29日 11:00 /);
      expect(narrate(event)).toContain(sentence);
      expect(narrate(event)).not.toMatch(/[一-鿿][,:;()]|[,:;()][一-鿿]/);
      const tell = (of: typeof ticket): string[] =>
        consequences(of, event).map(({ template, to }) => `${template} ${'unit' in to ? to.unit : to.role}`);
      expect(tell(ticket)).toEqual(told);
      // JN-6, WF-20: a caller who wants no reply hears none of it.
      expect(tell(quiet)).toEqual(told.filter((it) => !it.endsWith(' caller')));
    },
  );

  test.each(['declined', 'terminated'] as const)(
    'WF-19, WF-21: %s is always told to the caller',
    (outcome) => {
      const event = {
        seq: 9,
        at: soon,
        actor: { role: 'system' },
        type: 'closed',
        data: { outcome },
      } as const;
      expect(consequences(quiet, event).map(({ to }) => to)).toContainEqual({ role: 'caller' });
    },
  );

  test('a turn’s headline leaves out the clocks, which follow from it', () => {
    const story = ticketIn('weifang').do(now, dispatchTo(CHENGGUAN));
    expect(headline(story.ledger)).toBe('登记；派单：市城市管理局主办');
  });
});
