import { labelOf } from '../../../../domain/forms/labels';
import type { EventAnswer } from '../../../../api/tickets/answers';
import type { ReferredFacts } from '../../../../domain/ticket/facts/parts';
import { parseSpan, spokenSpan } from '../../../../domain/time/span';
import { CLOCKS, type CommandName, type ClockName, KINDS, type Kind, MODES } from '../../../../domain/words';
import { momentText } from '../../../shared/times';
import type { Names } from './names';

/** @property isText what somebody wrote, with its lines */
export interface Detail {
  readonly label: string;
  readonly text: string;
  readonly isText?: true;
}

/** Free texts of commands, in the order in which they are read. */
const TEXTS = [
  'text',
  'reply',
  'response',
  'result',
  'method',
  'process',
  'guidance',
  'opinion',
  'decision',
  'conclusion',
  'lookBack',
  'reason',
  'tried',
  'progress',
  'measures',
  'plan',
  'legalBasis',
  'note',
  'comment',
  'attempts',
  'told',
] as const;

/** By which command a text was written, where its form calls it by a name of its own. */
const COMMAND: Readonly<Record<string, CommandName>> = {
  submitted: 'submit',
  contributed: 'contribute',
  'called-back': 'callback',
  summoned: 'summon',
};
const REQUESTING: Readonly<Record<string, CommandName>> = {
  extension: 'request-extension',
  return: 'request-return',
  termination: 'request-termination',
  unsolvable: 'report-unsolvable',
};

/** A text stands in the story under the name that it was asked for by. */
function labelOfText(text: (typeof TEXTS)[number], { type, data }: EventAnswer): string {
  // Its form asks for when and how; when is told by itself.
  if (text === 'told') return '回复方式';
  const command = type === 'requested' ? REQUESTING[String(data.request)] : COMMAND[type];
  return labelOf(command ?? 'supplement', text).zh;
}

type Say = (value: unknown, names: Names, data: EventAnswer['data']) => string | undefined;
const units: Say = (ids, names) =>
  Array.isArray(ids) && ids.length > 0 ? ids.map((id) => names.unit(String(id))).join('、') : undefined;
const unit: Say = (id, names) => names.unit(String(id));
const asItIs: Say = (value) => String(value);
const moment: Say = (iso) => momentText(String(iso));
const moments: Say = (all) =>
  Array.isArray(all) ? all.map((it) => momentText(String(it))).join('、') : undefined;
const length: Say = (text) => {
  const found = parseSpan(String(text));
  return found ? spokenSpan(found) : String(text);
};

/** Facts of events that their sentences leave out. */
const FACTS: Readonly<Record<string, readonly [string, Say]>> = {
  receivedAt: ['诉求时间', moment],
  copy: ['抄送', units],
  statutory: ['法定时限', length],
  units: ['参加单位', units],
  suggest: ['建议承办单位', unit],
  assign: ['指定承办单位', unit],
  replaces: ['接替', unit],
  clock: ['时限', (id) => clockOf(String(id))],
  expectedBy: ['预计完成', asItIs],
  toldAt: ['回复诉求人', moment],
  toldAttempts: ['联系未果', moments],
  resolved: ['是否解决', (is) => (is === true ? '已解决' : '未解决')],
  satisfaction: ['评价', (id, names) => names.answer(String(id))],
  category: ['类别', asItIs],
  kind: ['诉求类型', (id) => KINDS[id as Kind]],
  district: ['区县', unit],
  confidential: ['保密', () => '诉求人要求保密'],
  planned: ['计划时间', (iso, _, { at }) => (at === iso ? undefined : momentText(String(iso)))],
  times: ['累计', (times, _, { on }) => (on === undefined ? undefined : `${String(times)}次`)],
  without: ['未反馈的协办单位', (all, names) => withoutText(all, names)],
  facts: ['办理情况', (facts, names) => factsText(facts as Facts, names)],
  source: ['依据', asItIs],
};

/** Facts that say another thing in these events, or that their sentences say already. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  evaluated: ['satisfaction'],
  imported: ['source'],
  'clock-moved': ['clock'],
  'clock-breached': ['clock'],
  'clock-started': ['clock'],
};

const clockOf = (id: string): string | undefined => {
  const name = id.replace(/-\d+$/, '');
  return Object.hasOwn(CLOCKS, name) ? CLOCKS[name as ClockName] : undefined;
};

const withoutText = (all: unknown, { unit }: Names): string | undefined =>
  Array.isArray(all)
    ? (all as { unit: string; reason?: string }[])
        .map((it) => `${unit(it.unit)}${it.reason === undefined ? '' : `（${it.reason}）`}`)
        .join('；')
    : undefined;

/** What a referral tells of a unit's handling, as the contract has it. */
type Facts = Omit<ReferredFacts, 'unit' | 'breached'> & {
  readonly breached: readonly { readonly name: ClockName; readonly due: string }[];
};

function factsText(facts: Facts, { level }: Names): string {
  const times = (count: number, what: string) => (count > 0 ? [`${what}${count}次`] : []);
  return [
    ...(facts.level > 0 ? [`升至${level(facts.level)}`] : []),
    ...facts.supervision.map((it) => MODES[it]),
    ...facts.breached.map(({ name, due }) => `${CLOCKS[name]}逾期（${momentText(due)}到期）`),
    ...times(facts.reminded, '提醒'),
    ...times(facts.urged, '催办'),
    ...times(facts.returned, '退办'),
    ...times(facts.rehandled, '重办'),
    ...times(facts.improperReturns, '不当退单'),
    ...(facts.corrected === true ? ['责令改正后未改正'] : []),
  ].join('、');
}

/** What else an event says: its facts, then what was written. */
export function detailsOf(event: EventAnswer, names: Names): Detail[] {
  const { type, at, data } = event;
  const said = SAID[type] ?? [];
  const facts = Object.entries(FACTS).flatMap(([key, [label, say]]): Detail[] => {
    const value = data[key];
    if (value === undefined || said.includes(key)) return [];
    const text = say(value, names, { ...data, at });
    return text === undefined ? [] : [{ label, text }];
  });
  const texts = TEXTS.flatMap((key): Detail[] => {
    const value = data[key];
    return typeof value === 'string' && value !== ''
      ? [{ label: labelOfText(key, event), text: value, isText: true }]
      : [];
  });
  return [...facts, ...texts];
}
