import type { TicketAnswer } from '../../../api/tickets/answers';
import { type Outcome, OUTCOMES } from '../../../domain/words';
import { dayText } from './deadline';

/** What of a ticket says how it stands. */
export type Standing = Pick<
  TicketAnswer,
  | 'state'
  | 'outcome'
  | 'closing'
  | 'deferredUntil'
  | 'assignments'
  | 'level'
  | 'levelName'
  | 'supervision'
  | 'pending'
>;

/** How a matter stands, said to whoever raised it. @property also what else matters: each a sentence */
export interface Said {
  readonly headline: string;
  readonly text: string;
  readonly also: readonly string[];
}

/** @param unitName what a unit is called @param now ms since 1970 */
export function standingOf(ticket: Standing, unitName: (id: string) => string, now: number): Said {
  const lead = ticket.assignments.find(({ role }) => role === 'lead');
  const who = lead ? unitName(lead.unit) : '承办单位';
  const also = alsoOf(ticket, unitName);
  switch (ticket.state) {
    case 'registered':
      return { headline: '已收到您的诉求', text: '热线正在确定由哪个单位办理。', also };
    case 'handling':
      if (!lead) return { headline: '正在重新安排', text: '热线正在重新确定由哪个单位办理。', also };
      return lead.state === 'dispatched'
        ? { headline: `已交给${who}`, text: `${who}签收以后开始办理。`, also }
        : { headline: `${who}正在办理`, text: '办好以后，结果要先经热线审核，再告诉您。', also };
    case 'submitted':
      return {
        headline: '已经办理，正在审核',
        text: `${who}报来了办理结果，热线正在审核。没有办好的，会退回去重办。`,
        also,
      };
    case 'callback':
      return ticket.closing === undefined
        ? {
            headline: '有结果了，等待回访',
            text: '结果已经通过审核。热线会打电话问您是否解决、是否满意，您也可以在这里直接评价。',
            also,
          }
        : { headline: '正在等待说明', text: '您提出了意见，收到说明以后才会办结。', also };
    case 'deferred':
      return {
        headline: '暂时解决不了，已作承诺',
        text: `客观条件还不具备，${who}承诺在${ticket.deferredUntil === undefined ? '约定的日子' : dayText(ticket.deferredUntil, now)}前解决，到期由热线检查。`,
        also,
      };
    case 'closed':
      return { ...closedSaid(ticket.outcome), also: [] };
  }
}

const CLOSED: Readonly<Record<Outcome, Omit<Said, 'also'>>> = {
  answered: { headline: '已经答复', text: '登记时已经当场答复您。' },
  declined: { headline: '没有受理', text: '按照规定不能受理，理由见下面的经过。' },
  resolved: { headline: '已经办结：问题已解决', text: '办理结果见下面的经过。' },
  explained: { headline: '已经办结：已作解释说明', text: '解释和说明见下面的经过。' },
  unfinished: { headline: '已经结案：没有全部办完', text: '原因、进展和下一步计划见下面的经过。' },
  unresolved: { headline: '已经结案：没有解决', text: '办理情况见下面的经过。' },
  terminated: { headline: '已经终止办理', text: '理由见下面的经过。' },
  withdrawn: { headline: '您已撤回', text: '这件事不再办理。需要时可以再打12345。' },
  merged: { headline: '已经合并办理', text: '有人反映了同一件事，两件合在一起办，进展和结果会一并告诉您。' },
};

const closedSaid = (outcome: Outcome | undefined): Omit<Said, 'also'> =>
  outcome === undefined ? { headline: '已经办结', text: '办理情况见下面的经过。' } : CLOSED[outcome];

/** What the hotline does to get it done, and what is asked of it. */
function alsoOf(
  { level, levelName, supervision, pending, assignments }: Standing,
  unitName: (id: string) => string,
): string[] {
  const assists = assignments.filter(({ role }) => role === 'assist').map(({ unit }) => unitName(unit));
  const asked = pending.some(({ request, notified }) => request === 'extension' && !notified);
  return [
    ...(assists.length > 0 ? [`协助办理：${assists.join('、')}。`] : []),
    ...(asked ? ['承办单位申请延长时间，热线还没有决定。'] : []),
    ...(supervision.some(({ endedAt }) => endedAt === undefined) ? ['热线正在督办这件事。'] : []),
    ...(level > 0 ? [`这件事已经报到上一级：${levelName ?? `第${level}级`}。`] : []),
  ];
}

/** The way that a matter goes, as far as its caller sees it. */
export const WAY = ['收到', '交办', '办理', '审核', '回访', '办结'] as const;

/** Where on {@link WAY} a ticket is, from 0; the last of it where it is over. */
export function placeOf({ state, assignments }: Pick<Standing, 'state' | 'assignments'>): number {
  switch (state) {
    case 'registered':
      return 0;
    case 'handling':
    case 'deferred': {
      const lead = assignments.find(({ role }) => role === 'lead');
      return !lead ? 0 : lead.state === 'dispatched' ? 1 : 2;
    }
    case 'submitted':
      return 3;
    case 'callback':
      return 4;
    case 'closed':
      return 5;
  }
}

/** What a matter came to, as the head of the page says it in a word. */
export const outcomeText = (outcome: Outcome | undefined): string | undefined => outcome && OUTCOMES[outcome];
