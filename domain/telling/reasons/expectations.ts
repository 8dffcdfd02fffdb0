import { spanText, spokenSpan } from '../../time/span';
import { COMMANDS, STATES, UNIT_LEVELS } from '../../words';
import type { Reason } from '../../refusal-reasons';
import type { WordsOf } from './parameters';

/** What is expected of a field instead of what stands there. */
export const EXPECTATIONS = {
  'one-of': {
    zh: ({ expected }) => `应为：${expected.join('、') || '（无）'}`,
    en: ({ expected }) => `expected one of: ${expected.join(', ') || 'none'}`,
  },
  'another-ticket': {
    zh: () => '应为另一工单',
    en: () => 'expected another ticket',
  },
  'a-known-ticket': {
    zh: () => '应为已登记的工单编号',
    en: () => 'expected the number of a ticket that there is',
  },
  'an-open-ticket': {
    zh: () => '应为未办结的工单；已办结的，按既有结果答复',
    en: () => 'expected a ticket that is not closed; of one that is, `answer` gives the result',
  },
  'its-main-ticket': {
    zh: ({ main }) => `该工单已并入${main}，应为该主工单`,
    en: ({ main }) => `expected ${main}, into which that ticket was merged`,
  },
  'as-unknown': {
    zh: () => '一方的诉求人对承办单位保密、另一方不保密的，不得合并',
    en: () => 'expected both or neither of them to keep its caller unknown to the unit',
  },
  'without-the-caller': {
    zh: () => '应不写诉求人的姓名、电话和地址',
    en: () => 'expected a reason without the caller’s name, phone and address',
  },
  'answer-instead': {
    zh: ({ command }) => `应当${COMMANDS[command]}：这类事项按已有结果当即答复`,
    en: ({ command }) =>
      `expected the command ${command}: such a matter is answered at once with the result that there is`,
  },
  'required-for-ground': {
    zh: ({ ground }) => `以${ground}为由时必填`,
    en: ({ ground }) => `required for the ground ${ground}`,
  },
  'department-leads': {
    zh: ({ department }) => `应由${department.name}主办：部门与县或者镇街职责交叉的，由部门牵头`,
    en: ({ department }) =>
      `expected ${department.id} to lead: where a department and a county or street share a matter, the department leads`,
  },
  'not-passed-down': {
    zh: ({ unit }) => `不得派给镇街：${unit.name}退回的事项，不得推给镇街`,
    en: ({ unit }) =>
      `expected no street: ${unit.id} gave the matter back, and may not push it down to a street`,
  },
  'more-than-nothing': {
    zh: () => '应当长于0',
    en: () => 'expected a length of time of more than 0',
  },
  'at-most': {
    zh: ({ longest }) => `最长${spokenSpan(longest)}`,
    en: ({ longest }) => `expected at most ${spanText(longest)}`,
  },
  'only-for-a-return': {
    zh: () => '只用于退单',
    en: () => 'expected only for a return',
  },
  'not-the-returning-unit': {
    zh: () => '应为退单单位以外的单位',
    en: () => 'expected another unit than the one that returns it',
  },
  'not-the-lead': {
    zh: () => '应为主办单位以外的单位',
    en: () => 'expected another unit than the lead',
  },
  'required-where-assisted': {
    zh: () => '有协办单位的必填',
    en: () => 'required where other units assisted',
  },
  'required-where-explained': {
    zh: () => '未解决、只作解释说明的必填',
    en: () => 'required where the matter was explained and not resolved',
  },
  'no-scale': {
    zh: () => '应当不填：规则没有评价档次',
    en: () => 'expected none: the rulebook has no scale',
  },
  'only-while-handled': {
    zh: ({ state }) => `只在办理中填写；工单${STATES[state]}`,
    en: ({ state }) => `expected only while it is handled; it is ${STATES[state]} (${state})`,
  },
  'unit-succeeded': {
    zh: ({ unit, by }) => `应为${by.name}（${by.id}）：${unit.name}已经撤并或者更名，由其承接`,
    en: ({ unit, by }) => `expected ${by.id}: ${unit.id} was closed, and ${by.id} succeeds it`,
  },
  'no-category': {
    zh: ({ near }) => `应为分类表（GET /v1/categories）中的大类/小类，例如：${near.join('、')}`,
    en: ({ near }) => `expected 大类/小类 of GET /v1/categories, such as: ${near.join(', ')}`,
  },
  'caller-told': {
    zh: () => '必填：办理情况应当回复诉求人，写明时间和方式；未能联系的，写明各次尝试',
    en: () => 'required: when and how the caller was told, or each attempt to (told)',
  },
  'caller-contacted': {
    zh: () => '应当先联系诉求人（contact），由主办单位联系',
    en: () => 'expected the lead to have contacted the caller first (command contact)',
  },
  'unit-arrived': {
    zh: () => '应当先到达现场（arrive），由主办单位到达',
    en: () => 'expected the lead to have been on the scene first (command arrive)',
  },
  'name-without': {
    zh: ({ units }) => `应当写明未反馈的协办单位及原因：${units.map(({ name }) => name).join('、')}`,
    en: ({ units }) =>
      `expected the assisting units that gave nothing, each with why: ${units.map(({ id }) => id).join(', ')}`,
  },
  'owes-nothing': {
    zh: ({ unit }) => `${unit}不是未反馈结果的协办单位`,
    en: ({ unit }) => `expected an assisting unit that owes its result; ${unit} is none`,
  },
  'no-deferral-left': {
    zh: ({ times }) => (times === 0 ? '应当不填：本规则没有挂账' : `应当不填：一件工单最多挂账${times}次`),
    en: ({ times }) =>
      times === 0
        ? 'expected none: the rulebook knows no deferral'
        : `expected none: a ticket is deferred ${times} time(s) at most`,
  },
  'a-day-ahead': {
    zh: ({ longest }) => `应为今天以后的日期${longest ? `，最长${spokenSpan(longest)}` : ''}`,
    en: ({ longest }) =>
      `expected a day ahead such as 2026-10-30${longest ? `, at most ${spanText(longest)}` : ''}`,
  },
  'finished-or-deferred': {
    zh: () =>
      '未办完的应当挂账（deferUntil）、以未完全办结（unfinished）或者已解释说明（explained）申请，不得作为已解决；办完的不得以未完全办结申请',
    en: () =>
      'expected unfinished or explained, or a promised day (deferUntil), where reason, progress and plan say that it is not done; else resolved or explained',
  },
  'not-in-the-future': {
    zh: () => '应当在收到诉求之后、现在之前',
    en: () => 'expected a moment between the matter’s arrival and now',
  },
  'bodies-only': {
    zh: ({ unit, levels }) =>
      `不得直接派给${unit.name}；应为：${levels.map((level) => UNIT_LEVELS[level]).join('、')}`,
    en: ({ unit, levels }) =>
      `expected units of level ${levels.join(', ')}; the hotline does not dispatch to ${unit.id}`,
  },
  'own-subordinate': {
    zh: () => '应为本区县所属的部门或者街道乡镇',
    en: () => 'expected one of the district’s own departments or streets',
  },
  'listed-duty': {
    zh: () => '不在该镇街的属地管理事项责任清单之内，不得交由其承担',
    en: () => 'expected a street whose list of duties has this category; nothing else is handed down to it',
  },
  'has-a-part': {
    zh: ({ unit }) => `${unit.name}在本工单中已有职责，或者写了两次`,
    en: ({ unit }) => `expected a unit without a part in this order; ${unit.id} has one`,
  },
  'an-assisting-unit': {
    zh: () => '应为协办单位',
    en: () => 'expected an assisting unit of this ticket',
  },
  'decided-at-most': {
    zh: ({ longest }) => `决定的时限最长${spokenSpan(longest)}`,
    en: ({ longest }) => `expected at most ${spanText(longest)} for a decision from above`,
  },
  'look-back': {
    zh: () => '必填：督办结论应当包括前期处理情况的督察',
    en: () => 'required: the conclusion covers the look back at the earlier handling too',
  },
  'supervised-unit': {
    zh: () => '应为正在督办的单位和方式',
    en: () => 'expected a unit, and a mode, that is under supervision',
  },
  'working-unit': {
    zh: () => '应为承办本工单的单位',
    en: () => 'expected a unit that works on this ticket',
  },
  'something-else': {
    zh: () => '应有一项与现在不同：诉求类型、类别、区县或者紧急程度',
    en: () => 'expected a kind, category, district or urgency other than it has',
  },
  'a-later-day': {
    zh: () => '应为今天或者以后的日期',
    en: () => 'expected today or a later day',
  },
} satisfies Partial<WordsOf<Reason>>;
