import { spokenInstant } from '../time/instant';
import { assertNever } from '../words';
import type { Party } from './kind';
import { type Occasion, type OccasionEvent, owing, stateOf, stepOf, titleOf, unchecked } from './occasion';
import { OCCASION_OUTCOMES, OCCASION_STATES, STEPS } from './words';

/** What a party has to know of an event. */
export interface Told {
  readonly seq: number;
  readonly to: readonly Party[];
  /** In Chinese; nothing that a person wrote. */
  readonly text: string;
}

/** What a step is called on this occasion: its own name, or the step's. */
export const stepName = ({ input }: Pick<Occasion, 'input'>, at: number): string => {
  const step = input.kind.steps[at];
  return step ? (step.label ?? STEPS[step.do]) : '';
};

/** Who is told of an event, and what. @param occasion after it */
export function toldOf(occasion: Occasion, event: OccasionEvent): Told[] {
  const { seq } = event;
  const title = titleOf(occasion.input);
  switch (event.type) {
    case 'began': {
      const { step, due } = event.data;
      const begun = occasion.input.kind.steps[step];
      // Of a circulation those are told for whom it is.
      if (!begun || begun.do === 'circulate') return [];
      const until = due === undefined ? '' : `，${spokenInstant(due)}前完成`;
      return [{ seq, to: begun.who, text: `${title}：请办理“${stepName(occasion, step)}”${until}。` }];
    }
    case 'circulated': {
      const step = stepOf(occasion);
      const confirmed = step?.do === 'circulate' && !step.unconfirmed;
      return [{ seq, to: event.data.to, text: `${title}：现予通报，请查阅${confirmed ? '并回执' : ''}。` }];
    }
    case 'reminded':
    case 'urged': {
      const { to, step } = event.data;
      const due = occasion.clock?.due;
      const until = due === undefined ? '' : `，时限为${spokenInstant(due)}`;
      const word = event.type === 'reminded' ? '提醒' : '催办';
      return [{ seq, to, text: `${title}：${word}“${stepName(occasion, step)}”${until}。` }];
    }
    default:
      return [];
  }
}

/** An event as a sentence in Chinese. */
export function sentenceOf(occasion: Pick<Occasion, 'input'>, event: OccasionEvent): string {
  switch (event.type) {
    case 'opened':
      return '启动';
    case 'prepared':
      return event.data.drawn
        ? `汇集材料，自${event.data.drawn.population}件中抽取${event.data.drawn.tickets.length}件`
        : '汇集材料';
    case 'began':
      return `进入“${stepName(occasion, event.data.step)}”${event.data.due === undefined ? '' : `，${spokenInstant(event.data.due)}到期`}`;
    case 'drafted':
      return `写入${event.data.sections.length}节`;
    case 'decided':
      return event.data.approved
        ? `同意${event.data.simulated === undefined ? '' : `，可设置模拟事项${event.data.simulated}件`}`
        : '不同意';
    case 'attached':
      return `列入工单${event.data.tickets.length}件`;
    case 'checked':
      return `工单${event.data.ticket}复查${event.data.passed ? '合格' : '不合格'}`;
    case 'simulated':
      return `设置模拟事项${event.data.ticket}`;
    case 'held':
      return `已开展，${spokenInstant(event.data.at)}`;
    case 'circulated':
      return `通报${event.data.to.length}个单位`;
    case 'read':
      return `${event.data.by}回执`;
    case 'reported':
      return `${event.data.by}反馈落实情况`;
    case 'overdue':
      return `“${stepName(occasion, event.data.step)}”逾期`;
    case 'reminded':
      return `提醒${event.data.to.join('、')}`;
    case 'urged':
      return `催办${event.data.to.join('、')}`;
    case 'withdrawn':
      return '撤回';
    case 'cancellation-requested':
      return '有人在控制台请求取消；应当开展的不因此停止';
    case 'restored':
      return '工作流曾被外部终止，已按台账恢复';
    case 'closed':
      return `结束：${OCCASION_OUTCOMES[event.data.outcome]}`;
    default:
      return assertNever(event);
  }
}

/** What its timer and its details say comes next. */
export function nextSentence(occasion: Occasion): string {
  if (occasion.step === undefined) return occasion.outcome === undefined ? '汇集材料' : '已结束';
  const due = occasion.clock === undefined ? '' : `，${spokenInstant(occasion.clock.due)}到期`;
  return `${stepName(occasion, occasion.step)}${due}`;
}

/** So many parties the details name. */
const NAMED = 8;

/** Its current details in Temporal Web. @param news the newest sentences, the newest first */
export function detailsOf(occasion: Occasion, news: readonly string[]): string {
  const owed = owing(occasion);
  const left = unchecked(occasion);
  const late = occasion.clock?.state === 'breached';
  const lines = [
    `**${OCCASION_STATES[stateOf(occasion)]}**${late ? ' · **已逾期**' : ''} · ${titleOf(occasion.input)}`,
    `**下一步** ${nextSentence(occasion)}`,
    owed.length > 0
      ? `**由** ${owed.slice(0, NAMED).join('、')}${owed.length > NAMED ? `等${owed.length}个` : ''}`
      : '',
    left.length > 0 ? `**待复查** ${left.join('、')}` : '',
    `**最近**\n\n${news.map((it) => `- ${it}`).join('\n')}`,
  ];
  return lines.filter((it) => it !== '').join('\n\n');
}
