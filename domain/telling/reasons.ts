import { type Span, spanText, spokenSpan } from '../time/span';
import type { UnitRef } from '../ticket/ticket';
import {
  type CommandName,
  COMMANDS,
  type Language,
  type Level,
  type Reason,
  RECIPIENTS,
  type RequestName,
  REQUESTS,
  type Stage,
  STAGES,
  STATES,
  type TicketState,
} from '../words';

type Named = Pick<UnitRef, 'id' | 'name'>;

/** What the words of a reason need to know; those that are not here need nothing. */
export interface Parameters {
  'not-in-this-state': { readonly command: CommandName; readonly state: TicketState };
  'no-extension-left': { readonly times: number };
  'stage-evaluated': { readonly stage: Stage };
  'assisting-units-owe': { readonly units: readonly Named[] };
  'level-only-rises': { readonly level: Level };
  'no-such-request': { readonly request: RequestName };
  'referred-already': { readonly to: string };
  'lead-only': { readonly command: CommandName; readonly lead?: Named };
  'ground-needs-more': { readonly ground: string };
  'one-of': { readonly expected: readonly string[] };
  'answer-instead': { readonly command: CommandName };
  'required-for-ground': { readonly ground: string };
  'department-leads': { readonly department: Named };
  'not-passed-down': { readonly unit: Named };
  'at-most': { readonly longest: Span };
  'only-while-handled': { readonly state: TicketState };
  'unit-succeeded': { readonly unit: Named; readonly by: Named };
  'no-category': { readonly near: readonly string[] };
}

/** A reason that says all by itself. */
export type PlainReason = Exclude<Reason, keyof Parameters>;

type ParametersOf<R extends Reason> = R extends keyof Parameters ? Parameters[R] : object;

/** A reason with what its words need: enough to say it in any language. */
export type Why = {
  [R in Reason]: { readonly reason: R; readonly parameters: ParametersOf<R> };
}[Reason];

const WORDS: {
  readonly [R in Reason]: Readonly<Record<Language, (named: ParametersOf<R>) => string>>;
} = {
  'not-in-this-state': {
    zh: ({ command, state }) => `工单${STATES[state]}，不能${COMMANDS[command]}。`,
    en: ({ command, state }) =>
      `${COMMANDS[command]} (${command}) is not possible while the ticket is ${STATES[state]} (${state}).`,
  },
  'all-signed': {
    zh: () => '各承办单位均已签收。',
    en: () => 'Every unit has signed already.',
  },
  'no-result-owed': {
    zh: () => '没有尚未反馈结果的协办单位。',
    en: () => 'No assisting unit (协办单位) owes a result.',
  },
  'not-returnable': {
    zh: () => '承办单位为直接指定，或者退单未获同意，不得再退单。',
    en: () => 'The units were assigned directly, or their return was refused: they may not return it.',
  },
  'return-waits': {
    zh: () => '退单申请正在等待审批。',
    en: () => 'The return waits for its decision already.',
  },
  'termination-waits': {
    zh: () => '终止办理申请正在等待审批。',
    en: () => 'A termination waits for its decision already.',
  },
  'no-extension': {
    zh: () => '本规则不允许延期。',
    en: () => 'The rulebook knows no extension.',
  },
  'no-extension-left': {
    zh: ({ times }) => `工单已延期${times}次，不能再延期。`,
    en: ({ times }) => `The ticket was extended ${times} time(s) already, which is all.`,
  },
  'extension-waits': {
    zh: () => '延期申请正在等待审批。',
    en: () => 'An extension waits for its decision already.',
  },
  'handling-limit-passed': {
    zh: () => '办理时限已过，延期应当在到期前申请。',
    en: () => 'The handling limit (办理时限) has passed: an extension is asked for before that.',
  },
  'nothing-waits': {
    zh: () => '没有等待审批的申请。',
    en: () => 'Nothing waits for a decision.',
  },
  'assisting-units-owe': {
    zh: ({ units }) =>
      `协办单位既未反馈结果，也未说明延误原因：${units.map(({ name }) => name).join('、')}。`,
    en: ({ units }) =>
      `Assisting units have given neither their result nor why it is late: ${units.map(({ id }) => id).join(', ')}.`,
  },
  'nothing-to-dispute': {
    zh: () => '尚无办理结果，答复也未逾期。',
    en: () => 'There is no result yet, and the reply is not overdue.',
  },
  'nothing-to-evaluate': {
    zh: () => '受理环节已经评价；办理环节在办结审核通过后（待回访）评价。',
    en: () => 'The intake was evaluated already; the handling is, once its result was approved (待回访).',
  },
  closed: {
    zh: () => '工单已办结，不能再办理。',
    en: () => 'The ticket is closed (已办结); nothing is possible any more.',
  },
  'closed-without-result': {
    zh: () => '工单办结时没有可以评价的办理结果。',
    en: () => 'The ticket was closed without a result that could be evaluated.',
  },
  'stage-evaluated': {
    zh: ({ stage }) => `${STAGES[stage]}已经评价。`,
    en: ({ stage }) => `${STAGES[stage]} (${stage}) was evaluated already.`,
  },
  'highest-level': {
    zh: () => '工单已升至3级，没有更高的级别。',
    en: () => 'The ticket is at level 3 already; there is none above.',
  },
  'not-escalated': {
    zh: () => '工单没有升级。',
    en: () => 'The ticket was not escalated.',
  },
  'level-only-rises': {
    zh: ({ level }) => `工单已在${level}级，级别只升不降。`,
    en: ({ level }) => `The ticket is at level ${level} already; a level only rises.`,
  },
  'no-such-request': {
    zh: ({ request }) => `没有等待审批的${REQUESTS[request]}申请。`,
    en: ({ request }) => `No ${REQUESTS[request]} (${request}) waits for a decision.`,
  },
  'referred-already': {
    zh: ({ to }) => `已经移交${isRecipient(to) ? RECIPIENTS[to] : to}。`,
    en: ({ to }) => `It was referred to ${to} already.`,
  },
  'intake-evaluated': {
    zh: () => '受理环节已经评价。',
    en: () => 'The intake was evaluated already.',
  },
  'result-not-approved': {
    zh: () => '办理环节在办结审核通过后（待回访）评价。',
    en: () => 'The handling is evaluated once its result was approved (待回访).',
  },
  'lead-only': {
    zh: ({ command, lead }) =>
      `只有主办单位可以${COMMANDS[command]}；本工单的主办单位是${lead?.name ?? '（无）'}。`,
    en: ({ command, lead }) =>
      `${COMMANDS[command]} (${command}) is for the lead unit (主办单位) only; here that is ${lead?.id ?? 'nobody'}.`,
  },
  'assisting-only': {
    zh: () => '只有协办单位可以协办反馈。',
    en: () => 'Only an assisting unit (协办单位) contributes.',
  },
  'not-dispatched-to': {
    zh: () => '只有接到派单的承办单位可以这样办理。',
    en: () => 'Only a unit that the ticket was dispatched to does this.',
  },
  'signed-already': {
    zh: () => '本单位已经签收。',
    en: () => 'This unit has signed already.',
  },
  'contributed-already': {
    zh: () => '本单位已经反馈结果。',
    en: () => 'This unit has contributed already.',
  },
  'unit-may-not-return': {
    zh: () => '本单位为直接指定，或者退单未获同意，不得退单。',
    en: () => 'This unit was assigned directly, or its return was refused: it may not return the ticket.',
  },
  'unit-return-waits': {
    zh: () => '本单位的退单申请正在等待审批。',
    en: () => 'This unit’s return waits for its decision already.',
  },
  'unknown-ground': {
    zh: () => '规则中没有这一理由。',
    en: () => 'The ground is not in the rulebook.',
  },
  'no-ground-here': {
    zh: () => '这不是不予受理的理由。',
    en: () => 'This is no ground to refuse a matter here.',
  },
  'ground-needs-more': {
    zh: ({ ground }) => `以${ground}为由不予受理，内容不全。`,
    en: ({ ground }) => `A refusal on the ground ${ground} needs more.`,
  },
  'another-order': {
    zh: () => '派单不符合规则。',
    en: () => 'The rulebook wants another order.',
  },
  'not-to-suggest': {
    zh: () => '不得建议改派该单位。',
    en: () => 'The unit may not suggest this one.',
  },
  'extension-is-none': {
    zh: () => '延期没有延长时限。',
    en: () => 'The extension is none.',
  },
  'extension-too-long': {
    zh: () => '延期过长。',
    en: () => 'The extension is too long.',
  },
  'no-return': {
    zh: () => '只有退单可以直接指定承办单位。',
    en: () => 'Only a return ends in an assignment.',
  },
  'return-is-approved': {
    zh: () => '已同意该单位退单。',
    en: () => 'Its return is approved.',
  },
  'lead-assists-itself': {
    zh: () => '主办单位不能同时协办。',
    en: () => 'The lead cannot assist itself.',
  },
  'reply-incomplete': {
    zh: () => '答复内容不完整。',
    en: () => 'The reply does not answer the caller in full.',
  },
  'not-on-scale': {
    zh: () => '评价不在规则的档次之内。',
    en: () => 'The answer is not on the rulebook’s scale.',
  },
  'not-handled-now': {
    zh: () => '只有在办理中才能由决定指定承办单位或者时限。',
    en: () => 'A decision names a unit or a limit while the matter is handled.',
  },
  'one-of': {
    zh: ({ expected }) => `应为：${expected.join('、') || '（无）'}`,
    en: ({ expected }) => `expected one of: ${expected.join(', ') || 'none'}`,
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
};

const isRecipient = (to: string): to is keyof typeof RECIPIENTS => Object.hasOwn(RECIPIENTS, to);

/** A reason in words. */
export function spoken({ reason, parameters }: Why, language: Language): string {
  // Of a reason and its parameters, `Why` knows that they belong together; a call by the reason's name forgets it.
  return WORDS[reason][language](parameters as never);
}
