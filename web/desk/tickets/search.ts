import {
  type Kind,
  KINDS,
  type RequestName,
  REQUESTS,
  type Role,
  STATES,
  type TicketState,
} from '../../../domain/words';

/** What the list is narrowed to; the address of the page holds it, so that it can be kept and given on. */
export interface TicketsSearch {
  readonly state?: TicketState;
  readonly kind?: Kind;
  readonly unit?: string;
  readonly district?: string;
  readonly overdue?: boolean;
  readonly level?: number;
  readonly pending?: RequestName;
  readonly order?: 'due';
  readonly q?: string;
}

const oneOf = <T extends string>(words: Readonly<Record<T, unknown>>, given: unknown): T | undefined =>
  typeof given === 'string' && Object.hasOwn(words, given) ? (given as T) : undefined;
const text = (given: unknown): string | undefined =>
  typeof given === 'string' || typeof given === 'number' ? String(given) || undefined : undefined;
const yesOrNo = (given: unknown): boolean | undefined => ({ true: true, false: false })[String(given)];

/** Takes what an address or a saved view says, and leaves out what means nothing. */
export function ticketsSearch(given: Readonly<Record<string, unknown>>): TicketsSearch {
  const level = Number(given.level);
  const search = {
    state: oneOf(STATES, given.state),
    kind: oneOf(KINDS, given.kind),
    unit: text(given.unit),
    district: text(given.district),
    overdue: yesOrNo(given.overdue),
    level: given.level !== undefined && level >= 0 && level <= 3 ? level : undefined,
    pending: oneOf(REQUESTS, given.pending),
    order: given.order === 'due' ? 'due' : undefined,
    q: text(given.q),
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

/** The same as a saved view holds it: as words of an address. */
export const viewOf = (search: TicketsSearch): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(search).map(([name, value]) => [name, String(value)]));

/** The same, whatever order its words are in. */
export const isSameSearch = (a: TicketsSearch, b: TicketsSearch): boolean => textOf(a) === textOf(b);

const textOf = (search: TicketsSearch): string =>
  Object.entries(search)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('&');

/** A list that a role works through. */
export interface Queue {
  readonly name: string;
  readonly search: TicketsSearch;
}

const OVERDUE: Queue = { name: '已超期', search: { overdue: true, order: 'due' } };
const DEFERRED: Queue = { name: '挂账', search: { state: 'deferred' } };

/** In the order of the day's work; the first is where it begins. */
const QUEUES: Readonly<Partial<Record<Role, readonly Queue[]>>> = {
  operator: [
    { name: '待派单', search: { state: 'registered', order: 'due' } },
    { name: '办理中', search: { state: 'handling', order: 'due' } },
    OVERDUE,
    DEFERRED,
  ],
  unit: [
    { name: '待办理', search: { state: 'handling', order: 'due' } },
    OVERDUE,
    { name: '待审核办结', search: { state: 'submitted', order: 'due' } },
    DEFERRED,
  ],
  supervisor: [
    { name: '办结审核', search: { state: 'submitted', order: 'due' } },
    { name: '退单申请', search: { pending: 'return' } },
    { name: '延期申请', search: { pending: 'extension' } },
    { name: '终止申请', search: { pending: 'termination' } },
    { name: '报请研究', search: { pending: 'unsolvable' } },
    OVERDUE,
    { name: '二级', search: { level: 2, order: 'due' } },
    { name: '三级', search: { level: 3, order: 'due' } },
    DEFERRED,
  ],
};

export const queuesOf = (role: Role): readonly Queue[] => [
  ...(QUEUES[role] ?? []),
  { name: '全部', search: {} },
];
