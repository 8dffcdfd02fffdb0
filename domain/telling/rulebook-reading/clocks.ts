import type { ClockDefinition, For, LimitLine, Rulebook } from '../../law/rules';
import { spokenSpan } from '../../time/span';
import { CHANNELS, type ClockName, CLOCKS, keysOf, KINDS, ORIGINS, OWED_BY } from '../../words';
import { listed, type Names } from './names';
import { rungSentence } from './rungs';
import { type Section, type Sentence, sentence } from './sentence';

/** From when to when each clock runs (T-10). */
const COURSES: Readonly<Record<ClockName, string>> = {
  registration: '自收到诉求起，至登记止',
  overall: '自收到诉求起，至办结止；从不重新起算，挂账的延至承诺之日',
  dispatching: '自登记起，至派单止',
  signing: '自派单到达承办单位起，至签收止',
  arrival: '自派单到达主办单位起，至到达现场止',
  contact: '自派单到达主办单位起，至联系诉求人止',
  handling: '自派单到达主办单位起，至申请办结止；审核退回的，恢复计时',
  reply: '自派单到达主办单位起，至主办单位回复诉求人止',
  assist: '自派单到达协办单位起，至协办单位反馈结果止',
  rectifying: '自列入督办起（办理时限未过的不起算），至办结审核通过或者解除督办止；申请办结的停止计时',
  deciding: '自升至二级、三级起，至研究决定止；申请办结的停止计时',
  promise: '自同意挂账起，至承诺之日止',
  'return-review': '自申请退单起，至审核止',
  'extension-review': '自申请延期起，至审核止',
  'unsolvable-review': '自报请研究起，至审核止',
  'closure-review': '自申请办结起，至审核止',
  feedback: '自承办单位申请办结起，至热线告知诉求人止',
  callback: '自办结审核通过起，至回访止',
  explanation: '自诉求人要求说明起，至作出说明止',
};

/** Who owes what a clock counts down to. */
const owerOf = (name: ClockName): string => (name === 'assist' ? '协办单位' : OWERS[OWED_BY[name]]);

const OWERS = { hotline: '热线工作机构', lead: '主办单位', unit: '承办单位', above: '上级' } as const;

/** Each clock of a rulebook: from when to when it runs, how long, and what happens before, at and after its end. */
export const clockSections = (book: Rulebook, names: Names): Section[] =>
  keysOf(CLOCKS).flatMap((name) => {
    const clock = book.clocks[name];
    return clock ? [{ title: CLOCKS[name], sentences: sentencesOf(name, clock, names) }] : [];
  });

/** The same without what happens before, at and after its end. */
export const limitSections = (book: Rulebook, names: Names, of: readonly ClockName[]): Section[] =>
  of.flatMap((name) => {
    const clock = book.clocks[name];
    return clock ? [{ title: CLOCKS[name], sentences: limitsOf(name, clock, names) }] : [];
  });

const sentencesOf = (name: ClockName, clock: ClockDefinition, names: Names): Sentence[] => [
  ...limitsOf(name, clock, names),
  ...clock.ladder.map((rung) => rungSentence(rung, names)),
];

function limitsOf(name: ClockName, clock: ClockDefinition, names: Names): Sentence[] {
  const { channels, kinds, from, onTheSpot, renewedByProgress, source, note } = clock;
  const own = clock.limit.length === 0 ? { ...(source && { source }), ...(note && { note }) } : {};
  const course = from === 'receipt' ? COURSES[name].replace(/^自[^，；]*起/, '自收到诉求起') : COURSES[name];
  const of = [
    channels ? `只计${listed(channels.map((it) => CHANNELS[it]))}收到的` : '',
    kinds ? `只计${listed(kinds.map((it) => KINDS[it]))}` : '',
    from === 'receipt' ? '不论工单在哪个环节' : '',
  ].filter(Boolean);
  const until = clock.limit.length === 0 ? '，不另设时限' : '';
  return [
    sentence(`由${owerOf(name)}负责：${course}${until}${of.map((it) => `；${it}`).join('')}。`, own),
    ...clock.limit.map((line) => limitSentence(line, clock, names)),
    ...(onTheSpot ? [sentence(`现场处结的，${spokenSpan(onTheSpot.limit)}反馈。`, onTheSpot)] : []),
    ...(renewedByProgress
      ? [
          sentence(
            `报告进展并写明预计日期的，重新起算${renewedByProgress.times === undefined ? '' : `，至多${renewedByProgress.times}次`}。`,
            renewedByProgress,
          ),
        ]
      : []),
  ];
}

/** Where a line does not say where it comes from, its clock does. */
const limitSentence = (line: LimitLine, clock: ClockDefinition, names: Names): Sentence =>
  sentence(
    `${line.for ? `${forText(line.for, names)}：` : '时限'}${spokenSpan(line.limit)}。`,
    line.source === undefined ? clock : line,
  );

function forText({ kind, urgency, category, level }: For, names: Names): string {
  const words = [
    kind && listed(kind.map(names.word)),
    urgency && listed(urgency.map(names.word)),
    category && listed(category),
    level && `${listed(level.map((it) => ORIGINS[it]))}转来`,
  ];
  return words.filter(Boolean).join('，且为') || '其他';
}
