import type { EventAnswer } from '../../../../api/tickets/answers';
import { eventSentence } from '../../../../domain/telling/narrate';
import type { Fact, TicketEvent } from '../../../../domain/ticket/event';
import { instant } from '../../../../domain/time/instant';
import { spanIn } from '../../../../domain/time/span';
import type { Level } from '../../../../domain/words';
import { addresseeName, type Names } from './names';

type Data = Readonly<Record<string, unknown>>;

/** What an event says, as the domain's sentences want it; or its sentence, where a reader has better names than the domain. */
type Retell = (data: Data, names: Names) => object | string;

const word = (value: unknown): string => (typeof value === 'string' ? value : '');
const momentOf = (iso: unknown) => instant(Date.parse(word(iso)));
const named = (id: unknown, { unit }: Names) => ({ id, name: unit(word(id)) });
const list = (ids: unknown): readonly string[] => (Array.isArray(ids) ? ids.map(word) : []);
const allNamed = (ids: unknown, names: Names) => list(ids).map((id) => named(id, names));
/** `10 days, rolling over` as `10 days`: a sentence says the rest by its calendar. */
const span = (text: unknown) => {
  const [length = '', rollover] = word(text).split(', ');
  const found = spanIn(length);
  return found && rollover !== undefined ? { ...found, rollover: true } : found;
};
const addressees = (to: unknown, names: Names) => list(to).map((it) => addresseeName(it, names));

const asIs: Retell = (data) => data;
const withUnit: Retell = (data, names) => ({ ...data, unit: names.unit(word(data.unit)) });
/** Whom a rung told stands with it; of what somebody did, or what was counted, nobody is named. */
const byRung: Retell = ({ to, ...data }, names) =>
  'rung' in data ? { ...data, fired: { to: addressees(to, names) } } : data;
const withDue: Retell = ({ due, ...data }) => ({ ...data, due: momentOf(due) });

/** How the contract's words for each event become the domain's own again. */
const RETOLD: Readonly<Record<Fact['type'], Retell>> = {
  registered: asIs,
  briefed: ({ to }, names) => ({ to: addressees(to, names) }),
  answered: ({ threeWay, ...data }, names) => ({
    ...data,
    ...(threeWay === undefined ? {} : { threeWay: named(threeWay, names) }),
  }),
  declined: ({ ground }, names) => ({ ground: names.ground(word(ground)) }),
  coordinated: asIs,
  dispatched: ({ lead, assist }, names) => ({ lead: named(lead, names), assist: allNamed(assist, names) }),
  signed: asIs,
  // Of calls in vain a reader has the text of each; their number is told where the texts are not.
  contacted: ({ attempts, ...data }) => ({
    ...data,
    ...(attempts === undefined
      ? {}
      : { attempts: typeof attempts === 'string' ? attempts.split('；').length : attempts }),
  }),
  progressed: asIs,
  arrived: asIs,
  contributed: asIs,
  summoned: ({ to }, names) => ({ to: allNamed(to, names) }),
  'handed-down': ({ to }, names) => ({ to: allNamed(to, names) }),
  'unit-succeeded': ({ unit, by }, names) => ({ unit: named(unit, names), by: named(by, names) }),
  released: withUnit,
  requested: ({ limit, ...data }) => ({ ...data, ...(limit === undefined ? {} : { limit: span(limit) }) }),
  decided: asIs,
  returned: asIs,
  assigned: ({ unit, ...data }, names) => ({ ...data, unit: named(unit, names) }),
  amended: asIs,
  supplemented: asIs,
  complained: asIs,
  disputed: asIs,
  explained: asIs,
  submitted: asIs,
  deferred: asIs,
  'closure-held': asIs,
  reviewed: asIs,
  'called-back': asIs,
  evaluated: ({ satisfaction, ...data }, names) => ({
    ...data,
    satisfaction: names.answer(word(satisfaction)),
  }),
  rehandled: asIs,
  'put-to-review': asIs,
  'spot-checked': asIs,
  withdrawn: asIs,
  closed: asIs,
  reminded: byRung,
  urged: byRung,
  supervised: asIs,
  'supervision-ended': asIs,
  'correction-ordered': withUnit,
  escalated: ({ level }, names) => `升级至${names.level(level as Level)}`,
  'escalation-resolved': ({ from, settled }, names) =>
    settled === false
      ? `${names.level(from as Level)}：经研究仍不能解决`
      : `落实${names.level(from as Level)}的决定`,
  'level-lowered': asIs,
  'referral-proposed': ({ unit, to }, names) => ({
    unit: names.unit(word(unit)),
    to: addressees(to, names),
  }),
  referred: ({ to, unit }, names) => ({
    to: addresseeName(word(to), names),
    ...(unit === undefined ? {} : { unit: names.unit(word(unit)) }),
  }),
  'clock-started': ({ limit, due, ...data }) => ({ ...data, limit: span(limit), due: momentOf(due) }),
  'clock-resumed': withDue,
  'calendar-bound': asIs,
  'rulebook-bound': asIs,
  'clock-moved': ({ before, after, ...data }) => ({
    ...data,
    before: momentOf(before),
    after: momentOf(after),
  }),
  'clock-breached': withDue,
  'clock-ended': asIs,
  'cancellation-requested': asIs,
  restored: asIs,
  imported: asIs,
  'command-lost': asIs,
  linked: asIs,
  merged: asIs,
  split: asIs,
  'main-told': asIs,
  'voice-joined': asIs,
  'voice-left': asIs,
};

/** One event of a ledger as a sentence in Chinese: what happened, without when and by whom. */
export function sentenceOf({ type, data }: Pick<EventAnswer, 'type' | 'data'>, names: Names): string {
  // A page that was loaded before an update may be told what it has no words for yet.
  if (!Object.hasOwn(RETOLD, type)) return type;
  const told = RETOLD[type as Fact['type']](data, names);
  return typeof told === 'string' ? told : eventSentence({ type, data: told } as TicketEvent);
}
