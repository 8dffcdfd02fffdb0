import type { TicketEvent } from '../ticket/event';
import type { CalendarSlice } from '../time/calendar';
import { spokenInstant } from '../time/instant';
import { spokenSpan } from '../time/span';
import {
  assertNever,
  CAUSES,
  CLOCKS,
  COMMANDS,
  COORDINATIONS,
  ESCALATIONS,
  isRecipientWord,
  MODES,
  OUTCOMES,
  type Recipient,
  RECIPIENTS,
  REQUESTS,
  STAGES,
  WAYS,
} from '../words';

/** How many sentences the details in Temporal Web show: they have room for few. */
export const NEWS = 5;

/** One event as a sentence in Chinese, for Temporal Web and for readers of the ledger. Holds nothing about a person. */
export const narrate = (event: TicketEvent): string => `${spokenInstant(event.at)} ${eventSentence(event)}`;

/** What a turn was about, for its line in the timeline: all that happened but the clocks, which follow from it. */
export const headline = (events: readonly TicketEvent[]): string =>
  events
    .filter(({ type }) => type !== 'clock-started' && type !== 'clock-ended')
    .map(eventSentence)
    .join('；');

/** What happened, without its moment. */
export function eventSentence(event: TicketEvent): string {
  switch (event.type) {
    case 'registered':
      return '登记';
    case 'briefed':
      return `报告${addressees(event.data.to)}`;
    case 'answered':
      return answeredFrom(event.data);
    case 'coordinated':
      return `派单前${COORDINATIONS[event.data.how]}`;
    case 'assigned':
      return `直接指定${event.data.unit.name}${event.data.role === 'lead' ? '主办' : '协办'}，不得再退单`;
    case 'unit-succeeded':
      return `${event.data.unit.name}撤并或者更名，由${event.data.by.name}接续`;
    case 'returned':
      return '退单，重新派单';
    case 'summoned':
      return `吹哨：${namesOf(event.data.to)}报到`;
    case 'handed-down':
      return `交办：${namesOf(event.data.to)}`;
    case 'released':
      return `免除${event.data.unit}协办`;
    case 'amended':
      return `更正${Object.keys(event.data)
        .flatMap((key) => AMENDED[key] ?? [])
        .join('、')}`;
    case 'deferred':
      return `挂账，承诺${event.data.until}前解决`;
    case 'closure-held':
      return `待作出说明后办结（${OUTCOMES[event.data.outcome]}）`;
    case 'supervision-ended':
      return event.data.takenBack === undefined ? '解除督办' : '逾期撤销，督办随之撤销';
    case 'level-lowered':
      return `逾期撤销，层级由${event.data.from}级恢复为${event.data.to}级`;
    case 'correction-ordered':
      return `责令${event.data.unit}改正`;
    case 'referral-proposed':
      return `${event.data.unit}达到移交条件，请决定是否移交${addressees(event.data.to)}`;
    case 'clock-resumed':
      return `${CLOCKS[event.data.name]}恢复计时，${spokenInstant(event.data.due)}到期`;
    case 'contributed':
      return event.data.finished ? '协办单位反馈结果' : '协办单位说明延误原因和进展';
    case 'requested':
      return `申请${REQUESTS[event.data.request]}${event.data.limit ? `（${spokenSpan(event.data.limit)}）` : ''}`;
    case 'decided':
      return `${event.data.approved ? '同意' : '不同意'}${REQUESTS[event.data.request]}`;
    case 'complained':
      return '诉求人投诉热线服务';
    case 'disputed':
      return '诉求人对结果提出异议';
    case 'explained':
      return '向诉求人作出说明';
    case 'evaluated':
      return `诉求人评价${STAGES[event.data.stage]}：${event.data.satisfaction}${event.data.by ? `（${WAYS[event.data.by]}）` : ''}`;
    case 'escalation-resolved':
      return event.data.settled === false
        ? `${ESCALATIONS[event.data.from]}：经研究仍不能解决`
        : `落实${ESCALATIONS[event.data.from]}的决定`;
    case 'referred':
      return `移交问责：${recipientName(event.data.to)}${event.data.unit === undefined ? '' : `（${event.data.unit}）`}`;
    case 'calendar-bound':
      return `适用新公布的${Object.keys(event.data.calendar).join('、')}年工作日历${hasLocal(event.data.calendar) ? '（含地方公布的日期）' : ''}`;
    case 'rulebook-bound':
      return `适用新版规则${event.data.rules.version}`;
    case 'clock-moved':
      if (event.data.before === event.data.after)
        return `${CLOCKS[event.data.name]}${spokenInstant(event.data.after)}到期，${event.data.provisional ? '改为暂定' : '不再是暂定'}`;
      return `${CLOCKS[event.data.name]}由${spokenInstant(event.data.before)}改为${spokenInstant(event.data.after)}（${CAUSES[event.data.cause]}）`;
    case 'declined':
      return `不予受理（${event.data.ground}）`;
    case 'dispatched':
      return `派单：${event.data.lead.name}主办${event.data.assist.length > 0 ? `，${event.data.assist.map(({ name }) => name).join('、')}协办` : ''}`;
    case 'signed':
      return '承办单位签收';
    case 'arrived':
      return '承办单位到达现场';
    case 'contacted':
      return event.data.attempts === undefined
        ? '承办单位联系诉求人'
        : `承办单位联系诉求人${event.data.attempts}次未接通`;
    case 'progressed':
      return '承办单位报告进展';
    case 'supplemented':
      return '补充情况';
    case 'submitted':
      return `申请办结：${OUTCOMES[event.data.outcome]}`;
    case 'reviewed':
      return event.data.approved ? '办结审核通过' : '办结审核退回';
    case 'called-back':
      return event.data.reached ? `回访${event.data.resolved === false ? '：未解决' : ''}` : '回访未接通';
    case 'spot-checked':
      return `抽项复查${event.data.passed ? '合格' : '不合格'}`;
    case 'rehandled':
      return `重办（第${event.data.times}次）`;
    case 'put-to-review':
      return '重办次数已满，交热线审核';
    case 'reminded':
      return `提醒${addressees(event.data.fired?.to)}`;
    case 'urged':
      return `催办${addressees(event.data.fired?.to)}`;
    case 'supervised':
      return `列入${MODES[event.data.mode]}`;
    case 'escalated':
      return `升级至${ESCALATIONS[event.data.level]}`;
    case 'clock-started':
      return `${CLOCKS[event.data.name]}起算，${spokenSpan(event.data.limit)}，${spokenInstant(event.data.due)}到期`;
    case 'clock-breached':
      return `${CLOCKS[event.data.name]}逾期`;
    case 'clock-ended':
      return `${CLOCKS[event.data.name]}${{ met: '按时完成', breached: '逾期完成', stopped: '停止' }[event.data.how]}`;
    case 'withdrawn':
      return '诉求人撤回';
    case 'closed':
      return `办结：${OUTCOMES[event.data.outcome]}`;
    case 'linked':
      return `与工单${event.data.with}关联`;
    case 'merged':
      return `并入工单${event.data.into}`;
    case 'split':
      return event.data.notTaken === undefined
        ? `与工单${event.data.from}的合并已撤销，继续办理`
        : `工单${event.data.from}${NOT_TAKEN[event.data.notTaken]}，未能并入，继续办理`;
    case 'main-told':
      return event.data.says === 'joins'
        ? `工单${event.data.main}已接收本工单的诉求人`
        : `工单${event.data.main}已知悉拆分`;
    case 'voice-joined':
      return `工单${event.data.ticket}并入，其诉求人一并告知`;
    case 'voice-left':
      return `工单${event.data.ticket}已拆出`;
    case 'cancellation-requested':
      return '有人在控制台请求取消；法定职责不因此停止';
    case 'restored':
      return '工作流曾被外部终止，已按台账恢复';
    case 'imported':
      return `以上由${event.data.source}导入（${event.data.externalId}）`;
    case 'command-lost':
      return `“${COMMANDS[event.data.name]}”因系统故障未能生效`;
    default:
      return assertNever(event);
  }
}

const addressees = (to: readonly Recipient[] = []): string => to.map(recipientName).join('、');

const hasLocal = (calendar: CalendarSlice): boolean =>
  Object.values(calendar).some(({ local }) => local !== undefined);

const recipientName = (to: string): string => (isRecipientWord(to) ? RECIPIENTS[to] : to);

const namesOf = (units: readonly { readonly name: string }[]): string =>
  units.map(({ name }) => name).join('、');

const NOT_TAKEN = { closed: '已办结', relayed: '保密要求不同' } as const;

const AMENDED: Readonly<Record<string, string>> = {
  kind: '诉求类型',
  category: '类别',
  district: '区县',
  urgency: '紧急程度',
  confidential: '保密',
};

/** From an earlier ticket’s result (JE-4), the knowledge base (WF-31), or with a linked hotline on the line (JE-21). */
function answeredFrom({
  earlier,
  knowledge,
  threeWay,
}: (TicketEvent & { type: 'answered' })['data']): string {
  if (earlier !== undefined) return `按工单${earlier}的结果即时答复`;
  if (knowledge !== undefined) return `按知识库${knowledge.id}（第${knowledge.version}版）即时答复`;
  return threeWay === undefined ? '即时答复' : `与${threeWay.name}三方通话，即时答复`;
}
