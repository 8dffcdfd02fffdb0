import { isoInstant, spokenInstant } from '../../time/instant';
import { COMMANDS, isRecipientWord, OUTCOMES, RECIPIENTS, REQUESTS, STAGES, STATES } from '../../words';
import type { Reason } from '../../refusal-reasons';
import { ACROSS_TICKETS } from './across-tickets';
import type { WordsOf } from './parameters';

/** Why something is not possible. */
export const HINDRANCES = {
  ...ACROSS_TICKETS,
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
  archived: {
    zh: () => '工单已经归档，不能再评价。',
    en: () => 'The ticket is in the archive (已归档): it can be read, and not be evaluated any more.',
  },
  'still-open': {
    zh: () =>
      '工单尚未办结，处理目的尚未实现，不能删除；可以更正（rectify），可以要求保密（amend），办结后再删除。',
    en: () =>
      'The ticket is open: what its data was collected for goes on. It can be put right (rectify) and kept from units (amend, confidential); once the ticket is closed it can be erased.',
  },
  'still-telling': {
    zh: () => '工单刚办结，最后的通知仍在发送，一日之内即可删除。',
    en: () =>
      'The ticket is closed, and its last messages are being sent: a day later at most it can be erased.',
  },
  'on-hold': {
    zh: () => '依法须保存，已设保全；解除（hold/lift）后方可删除。',
    en: () => 'It has to be kept (legal hold): it can be erased once that is lifted (hold/lift).',
  },
  erased: {
    zh: () => '工单的个人信息已依法删除。',
    en: () => 'The personal data of the ticket was erased.',
  },
  'amend-instead': {
    zh: () => '工单尚未办结，请用更正（amend）设为保密。',
    en: () => 'The ticket is open: the command amend makes it confidential.',
  },
  'names-the-caller': {
    zh: () => '理由写有诉求人的信息，删除后仍会留存。',
    en: () => 'The reason says who the caller is, and would be kept after the erasure.',
  },
  'stage-evaluated': {
    zh: ({ stage }) => `${STAGES[stage]}已经评价。`,
    en: ({ stage }) => `${STAGES[stage]} (${stage}) was evaluated already.`,
  },
  'highest-level': {
    zh: ({ level }) => `工单已升至${level}级，没有更高的级别。`,
    en: ({ level }) => `The ticket is at level ${level} already; there is none above.`,
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
    zh: ({ to }) => `已经移交${isRecipientWord(to) ? RECIPIENTS[to] : to}。`,
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
  'not-supervised': {
    zh: () => '没有正在进行的督办。',
    en: () => 'Nothing is under supervision.',
  },
  'nobody-to-correct': {
    zh: () => '没有承办单位可以责令改正。',
    en: () => 'No unit has the matter that could be ordered to correct.',
  },
  'unsolvable-waits': {
    zh: () => '报请研究正在等待审批。',
    en: () => 'A report that it cannot be solved waits for its decision already.',
  },
  'nobody-to-release': {
    zh: () => '没有协办单位。',
    en: () => 'No unit assists.',
  },
  'no-handing-down': {
    zh: () => '只有主办的区县政府可以交办，且规则须允许。',
    en: () => 'Only a district that leads hands a part down, where the rulebook knows it.',
  },
  'no-summoning': {
    zh: () => '只有主办的街道乡镇可以吹哨，且规则须允许。',
    en: () => 'Only a street that leads summons units, where the rulebook knows it.',
  },
  'explanation-owed': {
    zh: ({ closing }) => `尚欠诉求人一份说明；作出说明后方可${OUTCOMES[closing]}。`,
    en: ({ closing }) =>
      `An explanation is owed to the caller; the ticket closes as ${closing} when that is given (explain).`,
  },
  'correct-first': {
    zh: ({ unit }) => `移交问责前应当先责令${unit}改正。`,
    en: ({ unit }) => `Before it is referred, ${unit} is ordered to correct (command correct).`,
  },
  'call-too-soon': {
    zh: ({ until }) => `距上次未接通的回访太近，${spokenInstant(until)}后再计。`,
    en: ({ until }) => `The next call in vain counts from ${isoInstant(until)} on.`,
  },
  'which-request': {
    zh: ({ ids }) => `同类申请不止一件，应当指明requestId：${ids.join('、')}。`,
    en: ({ ids }) => `Several such requests wait: name one by requestId: ${ids.join(', ')}.`,
  },
  'not-that-submission': {
    zh: ({ submission }) => `等待审核的是第${submission}次办结申请。`,
    en: ({ submission }) => `What waits for its review is submission ${submission}.`,
  },
  'promised-day-passed': {
    zh: ({ day }) => `承诺解决日期${day}已过，不能同意挂账；请退回，由承办单位重新承诺或者办结。`,
    en: ({ day }) =>
      `The promised day ${day} has passed, and is approved no more: send it back (approve: false), for a new day or a result.`,
  },
  'returning-window-passed': {
    zh: ({ until }) => `退单应当在${spokenInstant(until)}前申请。`,
    en: ({ until }) => `A return is asked for until ${isoInstant(until)}.`,
  },
  'hotline-explains': {
    zh: () => '对热线服务的投诉由热线作出说明。',
    en: () => 'What is owed is an explanation of the hotline’s own service, which the hotline gives.',
  },
  'told-not-possible': {
    zh: () => '回复诉求人的情况不成立。',
    en: () => 'The caller cannot have been told so.',
  },
  'closure-incomplete': {
    zh: () => '办结申请不完整，或者还有应当先做的事。',
    en: () => 'The closure application is not complete, or something has to be done first.',
  },
  'conclusion-incomplete': {
    zh: () => '督办结论不完整。',
    en: () => 'The conclusion of the supervision is not complete.',
  },
  'decision-too-long': {
    zh: () => '决定的时限过长。',
    en: () => 'The decision’s limit is too long.',
  },
  'rulebook-not-kept': {
    zh: ({ rulebook }) =>
      `该工单适用的规则版本已读不到，更正不能重新核定时限；请先适用新版规则（POST /v1/rulebooks/${rulebook}/reapply）。`,
    en: ({ rulebook }) =>
      `The version of its rulebook that binds this ticket can’t be read any more; re-apply the rulebook first (POST /v1/rulebooks/${rulebook}/reapply).`,
  },
  'changed-meanwhile': {
    zh: () => '工单在此期间已有变动，请重新提交。',
    en: () => 'The ticket was changed meanwhile; send the command again.',
  },
  'seen-another': {
    zh: ({ seen, seq }) => `该命令依据台账第${seen}条时的工单作出，工单现已到第${seq}条，请看过再定。`,
    en: ({ seen, seq }) =>
      `The command was given to the ticket as of event ${seen}; it is at event ${seq} by now: look again, and decide.`,
  },
  'nothing-amended': {
    zh: () => '没有更正任何内容。',
    en: () => 'Nothing is amended.',
  },
  'not-of-this-order': {
    zh: () => '与本工单的派单不符。',
    en: () => 'It does not fit this order.',
  },
} satisfies Partial<WordsOf<Reason>>;
