import type { EventAnswer } from '../../../api/tickets/answers';
import { keysOf, type Mode, MODES, type Outcome, OUTCOMES } from '../../../domain/words';
import { dayText, endText } from './deadline';

/** One thing that happened, told to whoever raised the matter. */
export interface Happening {
  readonly key: string;
  readonly at: string;
  readonly text: string;
  /** What was written, under what it is: only what the caller may read comes from the service. */
  readonly written: readonly { readonly label: string; readonly text: string }[];
}

type Data = Readonly<Record<string, unknown>>;
type Tell = (
  data: Data,
  by: { readonly name: (id: unknown) => string; readonly isOwn: boolean; readonly now: number },
) => string | undefined;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** What a kind of event comes to for a caller; those that are missing are the hotline's own business. */
const TOLD: Readonly<Record<string, Tell>> = {
  registered: () => '热线收到并登记了您的诉求',
  answered: () => '热线当场答复了您',
  declined: () => '热线没有受理，理由如下',
  dispatched: ({ lead }, { name }) => `热线把这件事交给${name(lead)}办理`,
  assigned: ({ unit, role }, { name }) => (role === 'lead' ? `热线指定由${name(unit)}办理` : undefined),
  returned: () => '原来的承办单位说明不归它管，热线重新安排',
  signed: ({ unit }, { name }) => `${name(unit)}已签收`,
  contacted: ({ unit, attempts }, { name }) =>
    typeof attempts === 'number' ? `${name(unit)}联系您${attempts}次，没有接通` : `${name(unit)}与您联系过了`,
  arrived: ({ unit }, { name }) => `${name(unit)}到了现场`,
  progressed: ({ unit, expectedBy }, { name, now }) =>
    `${name(unit)}报告了进展${isText(expectedBy) ? `，预计${dayText(expectedBy, now)}前有结果` : ''}`,
  'handed-down': ({ to }, { name }) => `这件事交到${names(to, name)}具体办理`,
  summoned: ({ to }, { name }) => `请${names(to, name)}一起办理`,
  supplemented: (_, { isOwn }) => (isOwn ? '您补充了情况' : '热线记下了您补充的情况'),
  urged: (_, { isOwn }) => (isOwn ? '您催问了进度' : '热线催办了一次'),
  complained: () => '您对热线的服务提出了意见',
  disputed: () => '您对结果提出了异议',
  explained: () => '就您的意见作出了说明',
  withdrawn: () => '您撤回了诉求',
  submitted: ({ unit, deferUntil }, { name, now }) =>
    isText(deferUntil)
      ? `${name(unit)}说明暂时解决不了，请求推迟到${dayText(deferUntil, now)}`
      : `${name(unit)}报来了办理结果`,
  reviewed: ({ approved }) =>
    approved === true ? '热线审核通过了办理结果' : '热线审核没有通过，退回继续办理',
  decided: ({ request, approved }) =>
    approved !== true
      ? undefined
      : request === 'extension'
        ? '热线同意延长办理时间'
        : request === 'termination'
          ? '热线同意终止办理，理由如下'
          : undefined,
  'clock-moved': ({ name, before, after, cause }, { now }) =>
    name === 'handling' && before !== after && cause !== 'calendar' && isText(after)
      ? `办理期限改为${endText(after, now)}`
      : undefined,
  deferred: ({ until }, { now }) =>
    `暂时解决不了，承诺${isText(until) ? dayText(until, now) : '约定的日子'}前解决`,
  'called-back': ({ reached, resolved }) =>
    reached !== true
      ? '热线打电话回访您，没有接通'
      : `热线回访了您${resolved === false ? '，您说还没有解决' : ''}`,
  evaluated: (_, { isOwn }) => (isOwn ? '您作了评价' : '记下了您的评价'),
  rehandled: ({ times }) => `退回重新办理（第${String(times)}次）`,
  supervised: ({ mode }) =>
    `热线把这件事列入${keysOf(MODES).includes(mode as Mode) ? MODES[mode as Mode] : '督办'}`,
  escalated: ({ level }) => (Number(level) > 0 ? '这件事报到了上一级研究' : undefined),
  'escalation-resolved': ({ settled }) => (settled === false ? undefined : '上级作出了决定，由承办单位照办'),
  amended: () => '热线更正了登记的内容',
  merged: () => '与别人反映的同一件事合并办理',
  split: () => '与另一件事的合并已撤销，继续单独办理',
  closed: ({ outcome }) =>
    `办结${keysOf(OUTCOMES).includes(outcome as Outcome) ? `：${OUTCOMES[outcome as Outcome]}` : ''}`,
};

const names = (ids: unknown, name: (id: unknown) => string): string =>
  Array.isArray(ids) ? ids.map(name).join('、') : '有关单位';

/** Parts of what was written, in the order in which they are read. */
const PARTS: Readonly<Record<string, string>> = {
  reply: '答复',
  text: '内容',
  response: '答复',
  result: '办理结果',
  method: '处理方式',
  process: '办理过程',
  opinion: '处理意见',
  guidance: '可以这样办',
  reason: '原因',
  progress: '进展',
  measures: '措施',
  plan: '下一步',
  comment: '您说',
};

/** The ledger as its caller hears it, the newest first. @param now ms since 1970 */
export function storyOf(
  events: readonly EventAnswer[],
  unitName: (id: string) => string,
  now: number,
): Happening[] {
  const name = (id: unknown): string => (isText(id) ? unitName(id) : '承办单位');
  return events
    .flatMap(({ seq, at, type, actor, data }) => {
      // What merely happens by itself, and does not concern the caller, has no words.
      const tell = Object.hasOwn(TOLD, type) ? TOLD[type] : undefined;
      const text = tell?.(data, { name, isOwn: actor.role === 'caller', now });
      if (text === undefined) return [];
      const written = Object.entries(PARTS).flatMap(([part, label]) => {
        const said = data[part];
        return isText(said) ? [{ label, text: said }] : [];
      });
      return [{ key: `${seq} ${type}`, at, text, written }];
    })
    .toReversed();
}
