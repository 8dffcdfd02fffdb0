/** The words of occasions, each with the Chinese that a reader sees. */

/** What is done on an occasion, one step after the other. */
export const STEPS = {
  draft: '起草',
  decide: '审批',
  check: '复查',
  hold: '开展',
  circulate: '通报',
  'carry-out': '落实',
} as const;
export type StepName = keyof typeof STEPS;

export const OCCASION_COMMANDS = {
  draft: '起草',
  decide: '审批',
  attach: '列入工单',
  check: '登记复查结果',
  simulate: '设置模拟事项',
  hold: '登记开展情况',
  report: '反馈落实情况',
  read: '回执',
  withdraw: '撤回',
} as const;
export type OccasionCommandName = keyof typeof OCCASION_COMMANDS;

export const OCCASION_STATES = {
  preparing: '准备中',
  drafting: '起草中',
  deciding: '待审批',
  checking: '复查中',
  holding: '待开展',
  reading: '待回执',
  'carrying-out': '落实中',
  closed: '已结束',
} as const;
export type OccasionState = keyof typeof OCCASION_STATES;

/** How it stands while a step goes on. */
export const STATE_OF: Readonly<Record<StepName, OccasionState>> = {
  draft: 'drafting',
  decide: 'deciding',
  check: 'checking',
  hold: 'holding',
  circulate: 'reading',
  'carry-out': 'carrying-out',
};

export const OCCASION_OUTCOMES = { done: '完成', refused: '不予同意', withdrawn: '撤回' } as const;
export type OccasionOutcome = keyof typeof OCCASION_OUTCOMES;

/** What of a ticket, or seen across tickets, brings an occasion about by itself. */
export const HAPPENINGS = {
  registered: '登记',
  'correction-ordered': '责令改正',
  escalated: '升级',
  'hot-spot': '热点',
  'difficult-point': '难点',
} as const;
export type Happening = keyof typeof HAPPENINGS;

export const PERIODS = { week: '每周', month: '每月', quarter: '每季度' } as const;
export type Every = keyof typeof PERIODS;

/** What a section of a document is filled from. */
export const SHOWS = {
  figures: '办理指标',
  classes: '分类情况',
  'hot-spot': '热点',
  repeats: '重复投诉和难点',
  'spot-checks': '抽项复查情况',
  sample: '抽取的工单',
  course: '办理经过',
  tickets: '列入的工单',
  suggestions: '市民建议',
  'weak-signals': '弱信号',
  'common-matters': '高频共性问题',
  foresight: '季节性预判',
} as const;
export type Shows = keyof typeof SHOWS;
