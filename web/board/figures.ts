/** The board's figures in the order in which they stand, each with what it counts. A sign tells them apart where colour doesn't. */
export const FIGURES = {
  open: { name: '在办', sign: '●', tone: 'plain', counts: '还没有办结的工单' },
  dueToday: {
    name: '今日到期',
    sign: '◷',
    tone: 'soon',
    counts: '最早的时限在今天到期的工单，今天已经过了的也算',
  },
  overdue: { name: '逾期', sign: '▲', tone: 'over', counts: '有时限已经逾期的工单' },
  level2: { name: '二级', sign: '◆', tone: 'risen', counts: '升到第二级（政府办公厅、室研究）的工单' },
  level3: { name: '三级', sign: '★', tone: 'high', counts: '升到第三级（政府常务会议研究）的工单' },
} as const;
export type FigureId = keyof typeof FIGURES;

/** What happens by itself on a day, in the order of a bar: the mildest first. */
export const STEPS = {
  remind: '提醒',
  urge: '催办',
  supervise: '督办',
  correct: '责令改正',
  escalate: '升级',
} as const;
export type StepId = keyof typeof STEPS;

/** A number as a bar's part of a whole (0–100); something is seen of whatever is not nothing. */
export const shareOf = (count: number, most: number): number =>
  count <= 0 || most <= 0 ? 0 : Math.max(1, (100 * count) / most);
