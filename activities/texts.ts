import type { NotificationFacts } from '../domain/telling/consequences';
import type { Template } from '../domain/telling/template';
import { changeTitle, describe, type TextTicket } from '../domain/telling/titles';
import type { Change } from '../storage/changes/changes';
import type { MessageTemplate } from '../storage/outbox/outbox';
import { isTicketNumber } from '../domain/ids';
import { type RestrictionEvent, spokenRestrictionEvent } from '../domain/restriction/restriction';
import type { Entry } from '../domain/knowledge/entry';
import { type Instant, isoDay, spokenInstant } from '../domain/time/instant';
import { type ClockName, CLOCKS, COMMANDS, ESCALATIONS, MODES, OUTCOMES, REQUESTS } from '../domain/words';

/** What a message is about, in a word: for subjects of e-mails and for the timeline in Temporal Web. */
export const TOPICS: Readonly<Record<MessageTemplate, string>> = {
  registered: '登记',
  dispatched: '派单',
  copied: '抄送',
  signed: '签收',
  contacted: '联系',
  arrived: '到场',
  progressed: '进展',
  supplemented: '补充情况',
  submitted: '申请办结',
  approved: '审核通过',
  'sent-back': '审核退回',
  rehandled: '重办',
  'put-to-review': '提交审核',
  closed: '办结',
  reminded: '提醒',
  urged: '催办',
  supervised: '督办',
  escalated: '升级',
  briefed: '报告',
  'limit-set': '法定时限',
  assigned: '直接指定',
  succeeded: '单位接续',
  contributed: '协办反馈',
  requested: '申请',
  'approved-request': '同意申请',
  'refused-request': '不同意申请',
  extended: '延期',
  returned: '退单',
  complained: '投诉服务',
  disputed: '异议',
  explained: '说明',
  'decision-made': '决定',
  'decision-recorded': '决定',
  'deferral-asked': '申请挂账',
  'extension-notified': '通报延期',
  summoned: '协办',
  released: '免除协办',
  deferred: '挂账',
  'correction-ordered': '责令改正',
  'supervision-ended': '解除督办',
  'level-lowered': '层级恢复',
  'referral-proposed': '移交建议',
  amended: '更正',
  'voice-joined': '又有诉求人',
  split: '撤销合并',
  'command-lost': '操作未生效',
  referred: '移交问责',
  'dates-moved': '时限调整',
  'restriction-appealed': '限制来电申诉',
  'restriction-ended': '限制来电解除',
  'knowledge-review': '知识库更新',
  occasion: '热线事项',
};

/** What only the caller reads in the own messages: how to get at the ticket without an account. */
export interface CallerKeys {
  readonly code: string;
  /** Where the ticket can be evaluated (HZ-10). */
  readonly link: string;
}

/** What stands in their place: a message is kept with these, and whoever reads the database finds nothing that lets in. */
export const MARKS: CallerKeys = { code: '********', link: '（链接只发给诉求人）' };

type Say = (facts: NotificationFacts, at: Instant, caller?: CallerKeys) => string;

/** Each template's own sentence; `due` gives the clock that it is about, where there is one. */
const SENTENCES: Readonly<Record<Template, Say>> = {
  registered: (_facts, _at, caller) =>
    `已登记，可凭工单编号${caller ? `和查询码${caller.code}` : ''}查询办理进展。`,
  dispatched: (facts, at) => `已派贵单位办理，请及时签收。${due(facts, at)}`,
  copied: () => '抄送贵单位知悉。',
  signed: ({ unit }) => `${unit ?? '承办单位'}已签收，正在办理。`,
  contacted: ({ unit }) => `${unit ?? '承办单位'}已与诉求人联系。`,
  arrived: ({ unit }) => `${unit ?? '承办单位'}已到达现场。`,
  progressed: ({ unit }) => `${unit ?? '承办单位'}报告了办理进展，内容见工单。`,
  supplemented: () => '诉求情况有补充，请一并办理，内容见工单。',
  submitted: ({ unit, outcome }) =>
    `${unit ?? '承办单位'}申请办结${outcome ? `（${OUTCOMES[outcome]}）` : ''}，请审核。`,
  approved: (_facts, _at, caller) => `承办单位的办结申请已审核通过，热线将回访。${invitation(caller)}`,
  'sent-back': (facts, at) => `办结申请未通过审核，请继续办理，理由见工单。${due(facts, at)}`,
  rehandled: (facts, at) => `诉求人回访表示未解决或不满意，请重新办理。${due(facts, at)}`,
  'put-to-review': () => '重办次数已满，诉求人仍表示未解决或不满意，请审核决定。',
  closed: ({ outcome }, _at, caller) => {
    switch (outcome) {
      case 'declined':
      case 'terminated':
        return `${OUTCOMES[outcome]}，理由见工单。${invitation(caller)}`;
      // Neither counts as resolved, and is not called so.
      case 'unfinished':
      case 'unresolved':
        return `已结案（${OUTCOMES[outcome]}），办理情况见工单。${invitation(caller)}`;
      case 'merged':
        return '与另一工单反映同一事项，已合并办理；办理进展和结果将一并告知。';
      // Who withdrew a matter is not asked how it was handled.
      case 'withdrawn':
        return `已办结（${OUTCOMES[outcome]}）。`;
      default:
        return `已办结${outcome ? `（${OUTCOMES[outcome]}）` : ''}。${invitation(caller)}`;
    }
  },
  reminded: (facts, at) => `${due(facts, at)}请抓紧办理。`,
  urged: (facts, at) => `${due(facts, at)}请立即办理并反馈。`,
  supervised: (facts, at) =>
    `${due(facts, at)}现将${facts.unit ?? '本事项'}列入${facts.mode ? MODES[facts.mode] : '督办'}，请限期办理并报告。`,
  escalated: (facts, at) =>
    `${due(facts, at)}现升级至${facts.level ? `${facts.levelName ?? ESCALATIONS[facts.level]}（${facts.level}级）` : '上级'}，请${facts.level === 1 ? '协调' : '研究决定'}；承办单位继续办理并报告。`,
  briefed: () => '属重大或者须即报的事项，请知悉。',
  'limit-set': (facts, at) => `依法适用法定办理时限，依据见工单。${due(facts, at)}`,
  assigned: (facts, at) => `直接指定贵单位办理，不得退单，请及时签收。${due(facts, at)}`,
  succeeded: ({ unit, ...facts }, at) =>
    `${unit ?? '原单位'}撤并或者更名，本工单由贵单位接续。${due(facts, at)}`,
  contributed: ({ unit }) => `${unit ?? '协办单位'}已反馈协办情况，内容见工单。`,
  requested: ({ unit, request }) =>
    // What is asked for is named by a verb of its own: 报请研究.
    request === 'unsolvable'
      ? `${unit ?? '承办单位'}${REQUESTS[request]}，请审核，理由和已采取的办法见工单。`
      : `${unit ?? '承办单位'}申请${request ? REQUESTS[request] : ''}，请审批，理由见工单。`,
  'approved-request': ({ request, ...facts }, at) =>
    request === 'unsolvable'
      ? '已同意报请研究，请继续配合办理。'
      : `已同意${request ? REQUESTS[request] : ''}申请。${due(facts, at)}`,
  'refused-request': ({ request }) =>
    request === 'unsolvable'
      ? '未同意报请研究，请继续办理，理由见工单。'
      : `未同意${request ? REQUESTS[request] : ''}申请，请继续办理，理由见工单。`,
  extended: (facts, at) => `办理时限依法延长，原因和办理计划见工单。${due(facts, at)}`,
  returned: ({ unit }) => `${unit ?? '承办单位'}退单已获同意，请重新派单。`,
  complained: (facts, at) => `诉求人投诉热线服务，请核实并答复，内容见工单。${due(facts, at)}`,
  disputed: (facts, at) => `诉求人对办理结果提出异议，请作出说明，内容见工单。${due(facts, at)}`,
  explained: () => '已就您的异议或者投诉作出说明，内容见工单。',
  'decision-made': (facts, at) =>
    `上级已作出决定，请承办单位按决定办理，不得退单，内容见工单。${due(facts, at)}`,
  summoned: (facts, at) => `主办单位请贵单位协办，请及时签收，向主办单位报到并反馈结果。${due(facts, at)}`,
  released: () => '热线已免除贵单位的协办，不必再办理。',
  deferred: (facts, at) =>
    `因客观条件暂时无法解决，已挂账办理，原因、进展、措施和计划见工单。${due(facts, at)}`,
  'correction-ordered': ({ unit, ...facts }, at) =>
    `${due(facts, at)}现责令${unit ?? '承办单位'}改正，仍不改正的，依法移交处理。`,
  'supervision-ended': ({ mode }) => `${mode ? MODES[mode] : '督办'}已解除，结论见工单。`,
  'level-lowered': ({ level, levelName }) =>
    `因时限重新核定，原逾期不再成立，层级恢复为${level ? `${levelName ?? ''}（${level}级）` : '常规办理'}。`,
  'referral-proposed': ({ unit }) => `${unit ?? '承办单位'}达到移交问责的条件，事实见工单，请决定是否移交。`,
  amended: (facts, at) => `工单登记内容已更正，请按更正后的内容办理。${due(facts, at)}`,
  'decision-recorded': (facts, at) => `上级决定已记录，承办单位按决定办理，内容见工单。${due(facts, at)}`,
  'deferral-asked': ({ unit, day }) =>
    `${unit ?? '承办单位'}因客观条件申请挂账，承诺${day ?? ''}前解决，措施和进展见工单，请审核。`,
  'extension-notified': ({ unit, ...facts }, at) =>
    `${unit ?? '承办单位'}通报依法延期，理由见工单，可在异议时限内提出异议。${due(facts, at)}`,
  'voice-joined': () => '又有诉求人反映同一事项，已并入本工单，请一并办理、彻底解决。',
  split: (facts, at) => `先前的合并已撤销，本工单继续办理。${due(facts, at)}`,
  'command-lost': ({ command }) =>
    `因系统故障，先前的“${command ? COMMANDS[command] : '操作'}”未能生效；如仍需要，请重新提交。`,
  referred: ({ unit }) =>
    `移交问责${unit ? `（${unit}）` : ''}，工单办理情况随台账一并移交，请依法依规处理。`,
};

/** `办理时限已于10月13日 00:00到期。` */
function due({ clock, due: moment }: NotificationFacts, at: Instant): string {
  if (clock === undefined || moment === undefined) return '';
  return `${CLOCKS[clock]}${moment <= at ? '已' : '将'}于${spokenInstant(moment)}到期。`;
}

/** Nothing follows the address, so that no reader's program takes a full stop for a part of it. */
const invitation = (caller: CallerKeys | undefined): string => (caller ? `请评价：${caller.link}` : '');

/** A caller's message as the caller reads it: code and link are made when it is read. */
export const withCallerKeys = (text: string, { code, link }: CallerKeys): string =>
  text.replace(`查询码${MARKS.code}`, `查询码${code}`).replace(MARKS.link, link);

/** Of a message that a worker from before wrote with code and link, what others may read: with either anybody could speak for the caller. */
export const withoutCallerKeys = (text: string): string =>
  text.replace(/(?<=查询码)\d+/g, MARKS.code).replace(/https?:\S+\/evaluate#\S+/g, MARKS.link);

/** A rule's id is cited; what a city set for itself has none. */
const citation = ({ source }: NotificationFacts): string =>
  source === undefined || source === 'local' ? '' : `（依据${source}）`;

/**
 * The text of a message, in Chinese.
 * @param caller for a message to the caller: marks, or what they stand for
 */
export function messageText(
  ticket: TextTicket,
  {
    template,
    facts,
    at,
  }: { readonly template: Template; readonly facts: NotificationFacts; readonly at: Instant },
  caller?: CallerKeys,
): string {
  return `【${TOPICS[template]}】工单${ticket.id}（${describe(ticket)}）：${SENTENCES[template](facts, at, caller)}${citation(facts)}`;
}

export const mailSubject = (ticketId: string, template: MessageTemplate): string =>
  `【12345热线】${TOPICS[template]}${isTicketNumber(ticketId) ? ` · 工单${ticketId}` : ''}`;

/** `提醒480条、催办20条` */
export function countedByTopic(messages: readonly { readonly template: MessageTemplate }[]): string {
  const counts = new Map<string, number>();
  for (const { template } of messages) counts.set(TOPICS[template], (counts.get(TOPICS[template]) ?? 0) + 1);
  return [...counts].map(([topic, count]) => `${topic}${count}条`).join('、');
}

/** What a unit is told by one message instead of many: how many they are, and each in a line of its own. */
export const gatheredText = (
  messages: readonly { readonly template: MessageTemplate; readonly text: string }[],
): string =>
  [
    `【合并通知】共${messages.length}条：${countedByTopic(messages)}。`,
    ...messages.map(({ text }) => text),
  ].join('\n');

export const gatheredSubject = (messages: readonly { readonly template: MessageTemplate }[]): string =>
  `【12345热线】合并通知 · ${countedByTopic(messages)}`;

/** A ticket with what is due when, by which a unit sees what a change did to it. */
export interface MovedTicket {
  readonly id: string;
  readonly clocks: readonly { readonly name: ClockName; readonly after: Instant }[];
}

/** What a unit, or the hotline, is told when a change has moved dates: how many tickets, and the first of them by their numbers. */
export function movedText(change: Change, count: number, first: readonly MovedTicket[]): string {
  const tickets = first.map(
    ({ id, clocks }) =>
      `${id}（${clocks.map(({ name, after }) => `${CLOCKS[name]}改为${spokenInstant(after)}`).join('，')}）`,
  );
  const more = count > first.length ? `等，其余${count - first.length}件见工单列表` : '';
  return `【${TOPICS['dates-moved']}】因${changeTitle(change)}，${count}件在办工单的到期时刻有变动：${tickets.join('、')}${more}。`;
}

/** What a caller is told when the date has moved by which the matter is handled. */
export const movedForCaller = (
  ticketId: string,
  change: Change,
  clocks: readonly { readonly name: ClockName; readonly before: Instant; readonly after: Instant }[],
): string =>
  `【${TOPICS['dates-moved']}】工单${ticketId}：因${changeTitle(change)}，${clocks
    .map(({ name, before, after }) => `${CLOCKS[name]}由${spokenInstant(before)}改为${spokenInstant(after)}`)
    .join('，')}。`;

/** What the hotline is told of a caller's restriction (HZ-4): which, and never whose. */
export const restrictionText = (id: string, event: RestrictionEvent): string =>
  `【${TOPICS[event.type === 'ended' ? 'restriction-ended' : 'restriction-appealed']}】限制${id}：${spokenRestrictionEvent(event)}${event.type === 'ended' ? '' : '，请督办人员决定'}。`;

/** What an owner is told of an entry of the knowledge base (WF-31). */
export const reviewText = ({
  id,
  question,
  validUntil,
}: Pick<Entry, 'id' | 'question' | 'validUntil'>): string =>
  `【${TOPICS['knowledge-review']}】知识库条目${id}“${question}”到了复核的日子，请核对并更新${validUntil === undefined ? '' : `（有效期至${isoDay(validUntil)}）`}。`;
