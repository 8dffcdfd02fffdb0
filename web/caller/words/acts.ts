import type { CommandName } from '../../../domain/words';

/** What a caller can do with a text, in the order in which it is most likely wanted. */
export interface TextAct {
  readonly command: 'supplement' | 'urge' | 'dispute' | 'complain' | 'withdraw';
  readonly name: string;
  /** What happens then. */
  readonly hint: string;
  readonly label: string;
  readonly send: string;
  readonly done: string;
}

export const TEXT_ACTS: readonly TextAct[] = [
  {
    command: 'supplement',
    name: '补充情况',
    hint: '有新的情况，或者登记得不全的，写在这里，承办单位马上能看到。',
    label: '要补充的情况',
    send: '提交补充',
    done: '已经补充，承办单位可以看到了。',
  },
  {
    command: 'urge',
    name: '催一催',
    hint: '等得着急了，可以催一次，会转给正在办理的单位。',
    label: '想说的话',
    send: '提交催促',
    done: '已经催促，会转给正在办理的单位。',
  },
  {
    command: 'dispute',
    name: '对结果有异议',
    hint: '对结果不认可，或者过了期限没有答复的，可以提出异议，会有人向您作出说明。',
    label: '不认可的地方和理由',
    send: '提交异议',
    done: '异议已经收到，会在期限内向您作出说明。',
  },
  {
    command: 'complain',
    name: '对热线服务有意见',
    hint: '对接电话、回访等热线的服务不满意的，写在这里，热线会向您作出说明。',
    label: '您的意见',
    send: '提交意见',
    done: '意见已经收到，热线会在期限内向您作出说明。',
  },
  {
    command: 'withdraw',
    name: '撤回诉求',
    hint: '问题已经解决，或者不想再办的，可以撤回。撤回以后这件事就不再办理，也不能恢复。',
    label: '撤回的原因',
    send: '确认撤回',
    done: '已经撤回，这件事不再办理。',
  },
];

/** What is said where the service gives no reason. */
export const WHY_NOT: Readonly<Partial<Record<CommandName, string>>> = {
  dispute: '还没有结果，也没有超期，现在不必提异议。',
  evaluate: '现在没有可以评价的。',
  withdraw: '已经不能撤回。',
};

/** A text has so many characters at most. */
export const LONGEST = 2_000;

/** What is wrong with a text that somebody wants to send; nothing where it is all right. */
export function textFault(text: string): string | undefined {
  if (text.trim() === '') return '请写几个字再提交。';
  return text.trim().length > LONGEST ? `最多${LONGEST}字，现在是${text.trim().length}字。` : undefined;
}
