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
  closed: '已办结',
} as const;
export type TicketState = keyof typeof STATES;

export const OUTCOMES = {
  answered: '即时答复',
  declined: '不予受理',
  resolved: '已解决',
  explained: '已解释说明',
  terminated: '终止办理',
  withdrawn: '已撤回',
  merged: '已合并',
} as const;
export type Outcome = keyof typeof OUTCOMES;

export const CLOCKS = {
  registration: '登记时限',
  dispatching: '派单时限',
  arrival: '到场时限',
  contact: '联系时限',
  handling: '办理时限',
  assist: '协办时限',
  'return-review': '退单审核时限',
  'extension-review': '延期审核时限',
  'closure-review': '办结审核时限',
  feedback: '反馈时限',
  callback: '回访时限',
  explanation: '说明时限',
} as const;
export type ClockName = keyof typeof CLOCKS;

/**
 * Who owes what a clock counts down to: the hotline, the lead unit, or each assisting unit its own. Lists, feeds, digests and
 * messages all say it by this table. A review of a unit's request is the hotline's, though it carries that unit's id.
 */
export const OWED_BY: Readonly<Record<ClockName, 'hotline' | 'lead' | 'assist'>> = {
  registration: 'hotline',
  dispatching: 'hotline',
  arrival: 'lead',
  contact: 'lead',
  handling: 'lead',
  assist: 'assist',
  'return-review': 'hotline',
  'extension-review': 'hotline',
  'closure-review': 'hotline',
  // JE-11: once the unit's result is in, the hotline tells the caller. What JN-6 asks of the unit itself is another duty.
  feedback: 'hotline',
  callback: 'hotline',
  explanation: 'lead',
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
} as const;
export type Mode = keyof typeof MODES;

/** How far a ticket has risen: 0 not at all, 1 supervision, 2 government office, 3 executive meeting (WF-23, JN-8). */
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
} as const;
export type Role = keyof typeof ROLES;

/** Whom a rung or a notification may name; all but `unit`, `district` and `caller` are the units of that level. */
export const RECIPIENTS = {
  unit: '承办单位',
  district: '所属区县',
  hotline: '热线工作机构',
  office: '政府办公厅（室）',
  meeting: '政府常务会议',
  discipline: '纪检监察机关',
  caller: '诉求人',
} as const;
export type Recipient = keyof typeof RECIPIENTS;

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
  'request-return': '申请退单',
  'request-extension': '申请延期',
  'request-termination': '申请终止办理',
  decide: '审批申请',
  submit: '申请办结',
  review: '审核办结',
  callback: '回访',
  evaluate: '评价',
  explain: '作出说明',
  supervise: '督办',
  escalate: '升级',
  'resolve-escalation': '落实升级决定',
  refer: '移交问责',
} as const;
export type CommandName = keyof typeof COMMANDS;

/** What a unit asks the hotline to decide. */
export const REQUESTS = { return: '退单', extension: '延期', termination: '终止办理' } as const;
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

/** Why a running clock moves (T-9). */
export const CAUSES = {
  extension: '批准延期',
  'on-the-spot': '现场处结，当日反馈',
  calendar: '工作日历公布',
  rulebook: '适用新版规则',
} as const;
export type Cause = keyof typeof CAUSES;

/** The languages in which people are told why. */
export type Language = 'zh' | 'en';

/**
 * Why a command is refused, and what is expected of one of its fields instead: codes that a program can match on.
 * Their words in either language stand in `telling/reasons.ts`.
 */
export const REASONS = [
  // Nobody can as the ticket stands.
  'not-in-this-state',
  'all-signed',
  'no-result-owed',
  'not-returnable',
  'return-waits',
  'termination-waits',
  'no-extension',
  'no-extension-left',
  'extension-waits',
  'handling-limit-passed',
  'nothing-waits',
  'assisting-units-owe',
  'nothing-to-dispute',
  'nothing-to-evaluate',
  'closed',
  'closed-without-result',
  'stage-evaluated',
  'highest-level',
  'not-escalated',
  // This very command is not possible.
  'level-only-rises',
  'no-such-request',
  'referred-already',
  'intake-evaluated',
  'result-not-approved',
  // It is not this actor's, or not any more.
  'lead-only',
  'assisting-only',
  'not-dispatched-to',
  'signed-already',
  'contributed-already',
  'unit-may-not-return',
  'unit-return-waits',
  // Its body is not by the rulebook.
  'unknown-ground',
  'no-ground-here',
  'ground-needs-more',
  'another-order',
  'not-to-suggest',
  'extension-is-none',
  'extension-too-long',
  'no-return',
  'return-is-approved',
  'lead-assists-itself',
  'reply-incomplete',
  'not-on-scale',
  'not-handled-now',
  // What is expected of a field.
  'one-of',
  'answer-instead',
  'required-for-ground',
  'department-leads',
  'not-passed-down',
  'more-than-nothing',
  'at-most',
  'only-for-a-return',
  'not-the-returning-unit',
  'not-the-lead',
  'required-where-assisted',
  'required-where-explained',
  'no-scale',
  'only-while-handled',
  'unit-succeeded',
  'no-category',
] as const;
export type Reason = (typeof REASONS)[number];

/** The words of a vocabulary, which is written out whole: it has the keys of its type and no others. */
export const keysOf = <T extends object>(words: T): (keyof T & string)[] =>
  Object.keys(words) as (keyof T & string)[];

/** Marks a branch that the types rule out. */
export function assertNever(value: never): never {
  throw new Error(`unexpected: ${JSON.stringify(value)}`);
}
