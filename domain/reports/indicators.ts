import type { ClockName, Outcome } from '../words';
import type { Order } from './counted';

/** What can be counted of an order. Of `due`, by the month in which a limit was due; of `closed`, by the month in which the ticket was. */
export const MEASURES = {
  'clocks-due': { of: 'due', label: '到期的时限数（已履行或者已逾期的；停止计时的不计）' },
  'clocks-kept': { of: 'due', label: '按时履行的时限数' },
  orders: { of: 'closed', label: '经手的工单数' },
  closed: { of: 'closed', label: '主办到办结的工单数' },
  'closed-in-time': { of: 'closed', label: '在全程时限内办结的工单数' },
  asked: { of: 'closed', label: '回访时诉求人答复是否解决的工单数（以最近一次为准）' },
  resolved: { of: 'closed', label: '诉求人答复已解决的工单数' },
  evaluated: { of: 'closed', label: '诉求人对办理作出评价的工单数（本人评价优先于回访所记）' },
  satisfied: { of: 'closed', label: '诉求人评价为满意的工单数' },
  checked: { of: 'closed', label: '抽查过的工单数' },
  passed: { of: 'closed', label: '抽查合格的工单数' },
  'improper-returns': { of: 'closed', label: '被驳回、事项仍由其办理的退单次数' },
  rehandles: { of: 'closed', label: '回访后退回重办的次数' },
  urges: { of: 'closed', label: '热线和系统催办的次数（诉求人催促的不计）' },
  'sent-back': { of: 'closed', label: '申请办结被退回的次数' },
} as const satisfies Readonly<Record<string, { of: 'due' | 'closed'; label: string }>>;
export type Measure = keyof typeof MEASURES;

export type OrderRole = Order['role'];

/** What is counted, and how well that is. A count that has no denominator is a plain number. */
export interface Indicator {
  readonly id: string;
  /** In Chinese. */
  readonly name: string;
  /** In Chinese: what it says, for whoever is measured by it. */
  readonly definition: string;
  readonly numerator: Measure;
  /** Counted by the same month as the numerator. */
  readonly denominator?: Measure;
  /** Which limits, where it counts those. */
  readonly clocks?: readonly ClockName[];
  /** As what a body had to do with the ticket. */
  readonly roles: readonly OrderRole[];
  /** Tickets that ended so are not counted. */
  readonly exclude: readonly Outcome[];
  /** A rule's id; `local` where no text has it. */
  readonly source: string;
}

const UNITS: readonly OrderRole[] = ['lead', 'assist'];
const BACK: readonly Outcome[] = ['withdrawn'];
const NO_RESULT: readonly Outcome[] = ['withdrawn', 'terminated', 'declined'];

/** What an assessment measures by where it says nothing else; it names them by their ids, and may change any part. */
export const INDICATORS: Readonly<Record<string, Indicator>> = Object.fromEntries(
  (
    [
      {
        id: 'volume',
        name: '承办量',
        definition: '当月办结、该单位主办或者协办过的工单；没有派单即办结的，计入热线',
        numerator: 'orders',
        roles: ['lead', 'assist', 'hotline'],
        exclude: [],
        source: 'JE-22',
      },
      {
        id: 'response',
        name: '响应率',
        definition: '当月到期的首次响应时限中按时联系诉求人的',
        numerator: 'clocks-kept',
        denominator: 'clocks-due',
        clocks: ['contact'],
        roles: UNITS,
        exclude: BACK,
        source: 'BJ-13',
      },
      {
        id: 'resolution',
        name: '解决率',
        definition: '当月办结的工单中，回访时诉求人表示已经解决的',
        numerator: 'resolved',
        denominator: 'asked',
        roles: ['lead'],
        exclude: NO_RESULT,
        source: 'BJ-13',
      },
      {
        id: 'satisfaction',
        name: '满意率',
        definition: '当月办结的工单中，诉求人对办理表示满意的；结案后补评的也计入办结的当月',
        numerator: 'satisfied',
        denominator: 'evaluated',
        roles: ['lead'],
        exclude: NO_RESULT,
        source: 'BJ-13',
      },
      {
        id: 'on-time',
        name: '按时办结率',
        definition: '当月到期的办理、挂账承诺和协办时限中按时完成的；到期未办结的同样计入',
        numerator: 'clocks-kept',
        denominator: 'clocks-due',
        clocks: ['handling', 'promise', 'assist'],
        roles: UNITS,
        exclude: BACK,
        source: 'JE-22',
      },
      {
        id: 'feedback',
        name: '及时反馈率',
        definition: '当月到期的回复反馈时限中，按时把结果或者进展回复诉求人、反馈热线的',
        numerator: 'clocks-kept',
        denominator: 'clocks-due',
        clocks: ['reply'],
        roles: UNITS,
        exclude: BACK,
        source: 'JE-13',
      },
      {
        id: 'signing',
        name: '及时签收率',
        definition: '当月到期的签收时限中按时签收的；退单被驳回后重新签收的另计一次',
        numerator: 'clocks-kept',
        denominator: 'clocks-due',
        clocks: ['signing'],
        roles: UNITS,
        exclude: BACK,
        source: 'WF-26',
      },
      {
        id: 'quality',
        name: '抽查合格率',
        definition: '当月办结的工单中抽查过的，答复质量合格的；没有抽查的不计',
        numerator: 'passed',
        denominator: 'checked',
        roles: ['lead'],
        exclude: BACK,
        source: 'JE-13',
      },
      {
        id: 'improper-returns',
        name: '不当退单率',
        definition:
          '当月办结的工单中，申请退单被驳回、事项仍由其办理的次数，比经手的工单数；争议后改派他人的不算不当',
        numerator: 'improper-returns',
        denominator: 'orders',
        roles: UNITS,
        exclude: BACK,
        source: 'HZ-11',
      },
      {
        id: 'rehandles',
        name: '重办率',
        definition:
          '当月办结的工单中，回访不满意、未解决而退回重办的次数，比经手的工单数；计入当时的主办单位',
        numerator: 'rehandles',
        denominator: 'orders',
        roles: UNITS,
        exclude: BACK,
        source: 'WF-25',
      },
      {
        id: 'urges',
        name: '催办率',
        definition: '当月办结的工单中，热线和系统向其催办的次数，比经手的工单数',
        numerator: 'urges',
        denominator: 'orders',
        roles: UNITS,
        exclude: BACK,
        source: 'JE-12',
      },
    ] satisfies Indicator[]
  ).map((it): [string, Indicator] => [it.id, it]),
);
