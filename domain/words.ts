import type { UnitId } from './ids';

/** The words of DESIGN §1 and §4, each with the Chinese that a user reads. */

/** What is taken: JE-1 lists them by subject, HZ-1 by limit. */
export const KINDS = {
  consultation: '咨询',
  help: '求助',
  complaint: '投诉',
  report: '举报',
  suggestion: '建议',
} as const;
export type Kind = keyof typeof KINDS;

export const CHANNELS = {
  phone: '电话',
  sms: '短信',
  mailbox: '市长信箱',
  weibo: '微博',
  wechat: '微信',
  app: '手机应用',
  web: '网站',
} as const;
export type Channel = keyof typeof CHANNELS;

export const STATES = {
  registered: '已登记',
  handling: '办理中',
  submitted: '待审核办结',
  callback: '待回访',
  deferred: '挂账',
  closed: '已办结',
} as const;
export type TicketState = keyof typeof STATES;

export const OUTCOMES = {
  answered: '即时答复',
  declined: '不予受理',
  resolved: '已解决',
  explained: '已解释说明',
  unfinished: '未完全办结',
  unresolved: '未解决',
  terminated: '终止办理',
  withdrawn: '已撤回',
  merged: '已合并',
} as const;
export type Outcome = keyof typeof OUTCOMES;

export const CLOCKS = {
  registration: '登记时限',
  overall: '全程时限',
  dispatching: '派单时限',
  signing: '签收时限',
  arrival: '到场时限',
  contact: '联系时限',
  handling: '办理时限',
  reply: '回复时限',
  assist: '协办时限',
  rectifying: '整改时限',
  deciding: '研究决定时限',
  promise: '挂账承诺时限',
  'return-review': '退单审核时限',
  'extension-review': '延期审核时限',
  'unsolvable-review': '报请研究审核时限',
  'closure-review': '办结审核时限',
  feedback: '反馈时限',
  callback: '回访时限',
  explanation: '说明时限',
} as const;
export type ClockName = keyof typeof CLOCKS;

/**
 * Who owes what a clock counts down to: the hotline, the lead unit, the unit that the clock names (the hotline, where it names none),
 * or the level that the matter has risen to. Lists, feeds, digests and messages all say it by this table. A review of a unit's
 * request is the hotline's, though it carries that unit's id.
 */
export const OWED_BY: Readonly<Record<ClockName, 'hotline' | 'lead' | 'unit' | 'above'>> = {
  registration: 'hotline',
  overall: 'hotline',
  dispatching: 'hotline',
  signing: 'unit',
  arrival: 'lead',
  contact: 'lead',
  handling: 'lead',
  // JN-6: the unit itself tells the caller.
  reply: 'lead',
  assist: 'unit',
  rectifying: 'unit',
  deciding: 'above',
  promise: 'lead',
  'return-review': 'hotline',
  'extension-review': 'hotline',
  'unsolvable-review': 'hotline',
  'closure-review': 'hotline',
  // JE-11: once the unit's result is in, the hotline tells the caller.
  feedback: 'hotline',
  callback: 'hotline',
  // WF-14: of a result the unit explains; of its own service the hotline does (JN-1).
  explanation: 'unit',
};

/** What sort of body a unit is; how far a ticket has risen is a {@link Level}. */
export const UNIT_LEVELS = {
  hotline: '热线工作机构',
  office: '政府办公厅（室）',
  meeting: '政府常务会议',
  department: '部门',
  district: '区县政府',
  street: '街道乡镇',
  utility: '公共服务企业',
  discipline: '纪检监察机关',
} as const;
export type UnitLevel = keyof typeof UNIT_LEVELS;

export const MODES = {
  daily: '日常督办',
  listed: '挂牌督办',
  interview: '约谈督办',
  'on-site': '现场督办',
  key: '重点督办',
} as const;
export type Mode = keyof typeof MODES;

/**
 * How far a matter has risen: 0 not at all, 1 the hotline's own coordination, 2 government office, 3 executive meeting (WF-23, JN-8),
 * or as its rulebook names them (JE-23). Supervision of a unit is another thing, and no level.
 */
export type Level = 0 | 1 | 2 | 3;
export const ESCALATIONS: Readonly<Record<Level, string>> = {
  0: '常规办理',
  1: '督办',
  2: '政府办公厅（室）研究',
  3: '政府常务会议研究',
};

export const ROLES = {
  operator: '话务员',
  unit: '承办单位',
  supervisor: '督办人员',
  caller: '诉求人',
  admin: '管理员',
  auditor: '审计员',
  leader: '领导',
  gateway: '短信网关',
} as const;
export type Role = keyof typeof ROLES;

/**
 * How it stands with a message. `waiting`: it lies ready, and nobody has come for it; `sent`: its reader has taken it, or for a caller the
 * gateway has; `delivered`: the gateway says that the caller has it.
 */
export const MESSAGE_STATUSES = {
  pending: '待发送',
  waiting: '待取',
  sent: '已发送',
  delivered: '已送达',
  failed: '未送达',
} as const;
export type MessageStatus = keyof typeof MESSAGE_STATUSES;

/** What must hold for a thing to count towards a trigger: of the unit, in whose hands it happened. A mode: under that supervision. */
export const CONDITIONS = { supervised: '督办期间', overdue: '逾期期间', ...MODES } as const;
export type Condition = keyof typeof CONDITIONS;

/** Who presses a unit: somebody of the hotline, a rung of a ladder, or the caller, whose urging is no 催办 (JE-19). */
export const PRESSERS = { hotline: '热线', system: '系统', caller: '诉求人' } as const;
export type Presser = keyof typeof PRESSERS;

/** From which level of government a matter was passed on; its own limits may hold for it (WF-20). */
export const ORIGINS = { city: '本市', province: '省级', state: '国家级' } as const;
export type Origin = keyof typeof ORIGINS;

/** Whom a rung or a notification may name besides a unit by its id; all but `unit`, `district` and `caller` are the units of that level. */
export const RECIPIENTS = {
  unit: '承办单位',
  district: '所属区县',
  hotline: '热线工作机构',
  office: '政府办公厅（室）',
  meeting: '政府常务会议',
  discipline: '纪检监察机关',
  caller: '诉求人',
} as const;
export type RecipientWord = keyof typeof RECIPIENTS;
export type Recipient = RecipientWord | UnitId;

export const isRecipientWord = (to: string): to is RecipientWord => Object.hasOwn(RECIPIENTS, to);

/** The levels of units that a referral may name, besides one unit. */
export const REFERRED_TO = ['hotline', 'office', 'meeting', 'discipline'] as const;

export const COMMANDS = {
  answer: '即时答复',
  decline: '不予受理',
  dispatch: '派单',
  supplement: '补充情况',
  withdraw: '撤回',
  urge: '催办',
  complain: '投诉热线服务',
  dispute: '提出异议',
  sign: '签收',
  contact: '联系诉求人',
  arrive: '到达现场',
  progress: '报告进展',
  contribute: '协办反馈',
  summon: '吹哨',
  'hand-down': '交办',
  release: '免除协办',
  'request-return': '申请退单',
  'request-extension': '申请延期',
  'request-termination': '申请终止办理',
  'report-unsolvable': '报请研究',
  decide: '审批申请',
  submit: '申请办结',
  review: '审核办结',
  callback: '回访',
  evaluate: '评价',
  explain: '作出说明',
  amend: '更正',
  link: '关联',
  merge: '合并',
  split: '拆分',
  supervise: '督办',
  'end-supervision': '解除督办',
  correct: '责令改正',
  escalate: '升级',
  'resolve-escalation': '落实升级决定',
  refer: '移交问责',
} as const;
export type CommandName = keyof typeof COMMANDS;

/** What a unit asks the hotline to decide. */
export const REQUESTS = {
  return: '退单',
  extension: '延期',
  termination: '终止办理',
  unsolvable: '报请研究',
} as const;
export type RequestName = keyof typeof REQUESTS;

/** How it is settled who has a matter, before it is dispatched (BJ-4, JE-7, HZ-12). */
export const COORDINATIONS = {
  consultation: '会商',
  coordination: '协调',
  'joint-meeting': '联席会议',
} as const;
export type Coordination = keyof typeof COORDINATIONS;

/** What the caller evaluates (HZ-10). */
export const STAGES = { intake: '受理环节', handling: '办理环节' } as const;
export type Stage = keyof typeof STAGES;

/** What the answers of a scale are called (HZ-10: 好差评); a city's own show as they are. */
export const SATISFACTIONS: Readonly<Record<string, string>> = {
  'very-satisfied': '非常满意',
  satisfied: '满意',
  'basically-satisfied': '基本满意',
  dissatisfied: '不满意',
  'very-dissatisfied': '非常不满意',
};

/** By what a caller's word on a stage came: the caller's own, or told to an operator who called back. */
export const WAYS = { link: '评价链接', code: '查询码', account: '账号', callback: '回访' } as const;
export type Way = keyof typeof WAYS;
/** The caller evaluated without anybody between. */
export type OwnWay = Exclude<Way, 'callback'>;

/** What is done to a restriction of a caller (HZ-4). */
export const RESTRICTION_COMMANDS = {
  appeal: '申诉',
  decide: '决定申诉',
  lift: '解除限制',
} as const;

/** How a restriction ended: at its moment, by a supervisor, or because an appeal was right. */
export const RESTRICTION_ENDS = { time: '期满自行解除', lifted: '提前解除', appeal: '申诉成立' } as const;
export type RestrictionEnd = keyof typeof RESTRICTION_ENDS;

/** Whom a suspected offence is handed on to (HZ-4, WF-34). */
export const OFFENCES_TO = { police: '公安机关', justice: '司法机关' } as const;
export type OffenceTo = keyof typeof OFFENCES_TO;

/** Why a running clock moves (T-9). */
export const CAUSES = {
  extension: '批准延期',
  objection: '对延期提出异议',
  delay: '协办单位说明延误',
  deferral: '挂账',
  amendment: '更正工单',
  'on-the-spot': '现场处结，当日反馈',
  calendar: '工作日历公布',
  rulebook: '适用新版规则',
} as const;
export type Cause = keyof typeof CAUSES;

/** The languages in which people are told why. */
export type Language = 'zh' | 'en';

/** The words of a vocabulary, which is written out whole: it has the keys of its type and no others. */
export const keysOf = <T extends object>(words: T): (keyof T & string)[] =>
  Object.keys(words) as (keyof T & string)[];

/** Marks a branch that the types rule out. */
export function assertNever(value: never): never {
  throw new Error(`unexpected: ${JSON.stringify(value)}`);
}

/** On what ground personal data is erased, in the words of 个人信息保护法 art. 47. */
export const ERASURE_GROUNDS = {
  'purpose-over': '处理目的已实现、无法实现或者为实现处理目的不再必要',
  'period-over': '停止提供产品或者服务，或者保存期限已届满',
  'consent-withdrawn': '个人撤回同意',
  unlawful: '违反法律、行政法规或者违反约定处理个人信息',
  'other-law': '法律、行政法规规定的其他情形',
} as const;
export type ErasureGround = keyof typeof ERASURE_GROUNDS;

/** What of a ticket's personal data can be put right (个人信息保护法 art. 46). */
export const RECTIFIED_PARTS = {
  name: '姓名',
  phone: '电话',
  email: '邮箱',
  address: '地址',
  title: '标题',
  content: '内容',
  confidential: '保密',
} as const;
export type RectifiedPart = keyof typeof RECTIFIED_PARTS;

/** What can be told many tickets at once: what needs no look at each of them alone. */
export const IN_BULK = ['dispatch', 'decide', 'review', 'supervise', 'end-supervision', 'urge'] as const;
export type BulkCommand = (typeof IN_BULK)[number];

/** How it stands with one ticket of a bulk. `unavailable`: nobody knows whether it was done; the ticket itself says so. */
export const BULK_OUTCOMES = {
  waiting: '待办理',
  done: '已办理',
  refused: '未能办理',
  unavailable: '未能确认',
} as const;
export type BulkOutcome = keyof typeof BULK_OUTCOMES;

/** How it stands with a bulk. What was not begun when it was stopped stays undone. */
export const BULK_STATES = { running: '办理中', stopped: '已停止', completed: '已完成' } as const;
export type BulkState = keyof typeof BULK_STATES;
