import type { ExplainedAnswer } from '../../../api/tickets/answers';
import type { ClockName } from '../../../domain/words';
import { dayText, endText, isInWorkdays, limitText } from './deadline';

/** What of a clock is told to a caller. */
export type Told = Pick<
  ExplainedAnswer,
  | 'clock'
  | 'name'
  | 'unit'
  | 'state'
  | 'due'
  | 'endedAt'
  | 'limit'
  | 'provisional'
  | 'counted'
  | 'skipped'
  | 'moves'
>;

/** Somebody owes something by a moment. */
export interface Step {
  readonly clock: string;
  /** `市城市管理局办完并答复您` */
  readonly text: string;
  /** `最晚11月30日（周一）24:00`, or that it is over. */
  readonly by: string;
  readonly isOver: boolean;
  readonly due: string;
}

/** What each limit comes to for a caller; those that are missing are between units. @param who owes it */
const OWED: Readonly<Partial<Record<ClockName, (who: string) => string>>> = {
  registration: () => '热线完成登记',
  dispatching: () => '热线把这件事交给承办单位',
  signing: (who) => `${who}签收`,
  arrival: (who) => `${who}到达现场`,
  contact: (who) => `${who}与您联系`,
  handling: (who) => `${who}办完并报来结果`,
  reply: (who) => `${who}回复您`,
  rectifying: (who) => `${who}完成整改`,
  deciding: () => '上级作出决定',
  promise: (who) => `${who}按承诺解决`,
  'return-review': () => '热线决定是否换承办单位',
  'extension-review': () => '热线决定是否延长时间',
  'unsolvable-review': () => '热线决定是否报上级研究',
  'closure-review': () => '热线审核办理结果',
  feedback: () => '热线把结果告诉您',
  callback: () => '热线回访您',
  explanation: (who) => `${who}向您作出说明`,
  overall: () => '整件事办结',
};

const isOpen = ({ state, endedAt }: Told): boolean =>
  state === 'running' || (state === 'breached' && endedAt === undefined);

/**
 * What happens next and by when, the earliest first; the whole of it last.
 * @param lead the unit that handles it, by its id @param now ms since 1970
 */
export function nextSteps(
  clocks: readonly Told[],
  lead: string | undefined,
  unitName: (id: string) => string,
  now: number,
): Step[] {
  const steps = clocks.filter(isOpen).flatMap(({ clock, name, unit, due }) => {
    const owner = unit ?? (name === 'explanation' ? undefined : lead);
    const text = OWED[name]?.(
      owner === undefined ? (name === 'explanation' ? '热线' : '承办单位') : unitName(owner),
    );
    if (text === undefined) return [];
    const isOver = Date.parse(due) < now;
    const end = endText(due, now);
    const by = isOver ? `原定最晚${end}，已经超期` : `最晚${end}`;
    return [{ step: { clock, text, by, isOver, due }, isWhole: name === 'overall' }];
  });
  return steps
    .toSorted(
      (a, b) => Number(a.isWhole) - Number(b.isWhole) || Date.parse(a.step.due) - Date.parse(b.step.due),
    )
    .map(({ step }) => step);
}

/** Why a limit ends when it does, each a sentence. */
export function whySentences({ limit, provisional, counted, skipped, moves }: Told, now: number): string[] {
  const days = (list: readonly string[]) => list.map((day) => dayText(day, now)).join('、');
  const off = skipped.map(({ date, why }) => `${dayText(date, now)}${reasonText(why)}`);
  return [
    `期限是${limitText(limit)}${isInWorkdays(limit) ? '，周末和节假日不算，调休上班的日子算' : ''}。`,
    ...(counted.length > 0 ? [`算的日子：${days(counted)}，共${counted.length}天。`] : []),
    ...(off.length > 0 ? [`不算的日子：${off.join('、')}。`] : []),
    ...moves
      .filter(({ before, after }) => before !== after)
      .map(({ causeText, after }) => `因为${causeText}，改为${endText(after, now)}。`),
    ...(provisional ? ['有的年份的节假日安排还没有公布，公布后这个日子可能变动。'] : []),
  ];
}

/** A Saturday or Sunday says so by its name; and a caller knows no rule by its id. */
const reasonText = (why: string): string =>
  /^周[六日]休息$/.test(why) ? '' : why.replace(/（[A-Z]{1,2}-\d+）$/, '').replace(/^(?=.)/, ' ');
