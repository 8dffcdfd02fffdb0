import type { Counted, Rulebook, Trigger, TriggerAct } from '../../law/rules';
import { spokenSpan } from '../../time/span';
import {
  assertNever,
  CONDITIONS,
  COORDINATIONS,
  MODES,
  PRESSERS,
  SATISFACTIONS,
  UNIT_LEVELS,
} from '../../words';
import { listed, type Names } from './names';
import { type Section, type Sentence, sentence } from './sentence';

/** Orders, requests, closing, call-backs, and what happens by itself when something was counted. */
export function procedureSections(book: Rulebook, names: Names): Section[] {
  const sections: Section[] = [
    { title: '派单', sentences: dispatching(book, names) },
    { title: '退单、延期、挂账和上级决定', sentences: requests(book) },
    { title: '申请办结', sentences: closing(book) },
    { title: '回访', sentences: callingBack(book) },
    { title: '归档', sentences: archiving(book) },
    { title: '滥用热线', sentences: misusing(book) },
    { title: '自行触发', sentences: book.triggers.map((it) => triggerSentence(it, names)) },
  ];
  return sections.filter(({ sentences }) => sentences.length > 0);
}

function dispatching({ dispatch, contribution }: Rulebook, names: Names): Sentence[] {
  const { coordination, bodies, departmentLeads, notPassedDown, copyDistrict, handDown, summon, linked } =
    dispatch;
  const { delays = 0, share } = contribution;
  return [
    ...(coordination
      ? [sentence(`责任不清或者疑难复杂的，派单前${COORDINATIONS[coordination.how]}。`, coordination)]
      : []),
    ...(bodies
      ? [sentence(`热线只派给${listed(bodies.levels.map((it) => UNIT_LEVELS[it]))}。`, bodies)]
      : []),
    ...(departmentLeads ? [sentence('部门与区县职责交叉的，部门主办。', departmentLeads)] : []),
    ...(notPassedDown ? [sentence('退回的工单不得下交街道乡镇。', notPassedDown)] : []),
    ...(copyDistrict ? [sentence('派给街道乡镇的，同时送所属区县政府督促协调。', copyDistrict)] : []),
    ...(handDown
      ? [
          sentence(
            `区县政府可以交办所属部门、街道乡镇，仍由区县政府负责${handDown.byDuties ? '；交街道乡镇的，以其属地管理事项责任清单为限' : ''}。`,
            handDown,
          ),
        ]
      : []),
    ...(summon ? [sentence('街道乡镇可以吹哨，由有关部门报到协办。', summon)] : []),
    ...(linked ?? []).map((link) =>
      sentence(
        link.assist === undefined
          ? `派给${names.unit(link.unit)}的，同时抄送${names.unit(link.copy ?? '')}。`
          : `派给${names.unit(link.unit)}的，同时派转${names.unit(link.assist)}协办。`,
        link,
      ),
    ),
    sentence(
      `协办单位向主办单位反馈结果；不能按期的，说明原因和进展${delays > 0 ? `，可以另定日期${delays}次` : ''}${share === undefined ? '' : `；另有法定时限的，协办为其${share}%`}。`,
      contribution,
    ),
  ];
}

function requests({ returning, extension, deferral, decision }: Rulebook): Sentence[] {
  return [
    ...(returning ? [sentence(`派单到达后${spokenSpan(returning.limit)}内可以申请退单。`, returning)] : []),
    sentence(
      extension.times === 0
        ? '不得延期。'
        : `每个承办单位可以延期${extension.times}次，每次至多${spokenSpan(extension.longest)}${extension.notified ? '；延期通报热线即生效，热线可以提出异议' : '，由热线审批'}。`,
      extension,
    ),
    sentence(
      deferral.times === 0
        ? '不得挂账。'
        : `暂时无法解决的，可以承诺解决日期挂账${deferral.times}次${deferral.longest ? `，日期至多在${spokenSpan(deferral.longest)}之内` : ''}。`,
      deferral,
    ),
    ...(decision ? [sentence(`上级决定的办理时限至多${spokenSpan(decision.longest)}。`, decision)] : []),
  ];
}

const PARTS: Readonly<Record<string, string>> = {
  process: '协调处置经过',
  guidance: '解释指引',
  opinion: '意见建议',
};

function closing({ closure }: Rulebook): Sentence[] {
  const { assisted, explained, told, contact, arrival } = closure;
  const parts = (ids: readonly string[]): string => listed(ids.map((it) => PARTS[it] ?? it));
  return [
    ...(told ? [sentence('写明何时、如何回复诉求人；未能回复的，写明尝试的时间。', told)] : []),
    ...(contact
      ? [
          sentence(
            `主办单位联系过诉求人${contact.attempts === undefined ? '' : `，或者尝试联系${contact.attempts}次`}。`,
            contact,
          ),
        ]
      : []),
    ...(arrival ? [sentence('有现场的，主办单位到过现场。', arrival)] : []),
    ...(assisted ? [sentence(`有协办单位的，写明${parts(assisted)}。`, closure)] : []),
    ...(explained ? [sentence(`解释说明的，写明${parts(explained)}。`, closure)] : []),
  ];
}

const archiving = ({ archive, retention }: Rulebook): Sentence[] => [
  sentence(`办结满${spokenSpan(archive.after)}的，归入档案，仍可按编号查阅。`, archive),
  ...(retention
    ? [
        sentence(
          `办结满${spokenSpan(retention.after)}的，删除诉求人的个人信息和各方所写的文字；依法须保存的除外。`,
          retention,
        ),
      ]
    : []),
];

function misusing({ misuse }: Rulebook): Sentence[] {
  if (!misuse) return [];
  const { restriction } = misuse;
  return [
    ...(restriction
      ? [
          sentence(
            `扰乱热线秩序，骚扰、侮辱、威胁热线工作人员的，至多${spokenSpan(restriction.longest)}（自然日）内限制占用电话资源，期满自行解除；其他渠道不受限制，可以申诉。`,
            restriction,
          ),
        ]
      : []),
    sentence('涉嫌违反治安管理或者犯罪的，记录在案，移交公安机关、司法机关依法处理。', misuse),
  ];
}

function callingBack({ callback }: Rulebook): Sentence[] {
  if (!callback) return [];
  const { scale, dissatisfied, rehandle, attempts, spacing, note: _, ...source } = callback;
  const answers = (ids: readonly string[]): string => listed(ids.map((it) => SATISFACTIONS[it] ?? it));
  return [
    sentence(`诉求人的评价分为${answers(scale)}。`, callback),
    sentence(
      `诉求人称未解决，或者评价${answers(dissatisfied)}的，退回重办，至多${rehandle}次；仍未解决的，由热线审核，以未解决办结。`,
      source,
    ),
    sentence(
      `回访未接通的，共回访${attempts}次${spacing ? `，每次间隔${spokenSpan(spacing)}以上` : ''}。`,
      source,
    ),
  ];
}

const triggerSentence = (trigger: Trigger, names: Names): Sentence =>
  sentence(`${countedTimes(trigger)}的，${actOf(trigger, names)}。`, trigger);

/** `逾期期间，同一承办单位被热线、系统催办、退办累计3次` */
export function countedTimes({
  on,
  per,
  times,
  by,
  while: conditions,
}: Counted & Pick<Trigger, 'times'>): string {
  const meanwhile = conditions ? `${listed(conditions.map((it) => CONDITIONS[it]))}，` : '';
  const whom = by ? listed(by.map((it) => PRESSERS[it])) : '';
  const whose = per === 'unit' ? '同一承办单位' : '同一工单';
  return `${meanwhile}${whose}${COUNTED[on](whom)}累计${times}次`;
}

/** What is counted. @param by who did it; empty where it does not matter */
const COUNTED: Readonly<Record<Counted['on'], (by: string) => string>> = {
  'improper-return': () => '不当退单',
  unresolved: () => '回访未解决',
  rehandled: () => '重办',
  pressed: (by) => `被${by}催办、退办`,
  'sent-back': (by) => `被${by}退办`,
  repeated: () => '同一事项的处理时段（办结后带新情况再次反映的，各计一个）',
};

function actOf(trigger: TriggerAct, names: Names): string {
  const to = names.recipients(trigger.to);
  switch (trigger.do) {
    case 'supervise':
      return `列入${MODES[trigger.mode]}，告知${to}`;
    case 'escalate':
      return `升至${names.level(trigger.level)}，告知${to}`;
    case 'correct':
      return `责令改正，告知${to}`;
    case 'propose':
      return `备齐事实，由人决定是否移交${to}`;
    case 'refer':
      return `移交${to}问责`;
    default:
      return assertNever(trigger);
  }
}
