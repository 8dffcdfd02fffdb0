import type { RulebookAnswer } from '../../../api/law/rulebook-answer';
import type { TicketAnswer } from '../../../api/tickets/answers';

/** What was heard in a call; what is undefined was not asked yet. */
export interface Call {
  readonly reached?: boolean;
  readonly resolved?: boolean;
  readonly satisfaction?: string;
  readonly comment: string;
}

export const NOT_CALLED: Call = { comment: '' };

/** What is missing before it can be saved, by its field (WF-25). */
export function missingFromCall({ reached, resolved }: Call): Readonly<Record<string, string>> {
  if (reached === undefined) return { reached: '请选择是否打通' };
  return reached && resolved === undefined ? { resolved: '打通的，要问问题解决了没有' } : {};
}

/** The body of `callback`: of a call in vain nothing but the note. */
export const callBody = ({
  reached,
  resolved,
  satisfaction,
  comment,
}: Call): Readonly<Record<string, unknown>> => ({
  reached,
  ...(reached === true ? { resolved, ...(satisfaction === undefined ? {} : { satisfaction }) } : {}),
  ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
});

/** What is asked, one after the other. */
export function scriptFor(
  { id, title, receivedAt, caller }: Pick<TicketAnswer, 'id' | 'title' | 'receivedAt' | 'caller'>,
  rule: RulebookAnswer['callback'],
  { dayText, scale }: { readonly dayText: (iso: string) => string; readonly scale: readonly string[] },
): readonly string[] {
  const who = caller?.name === undefined ? '您好' : `${caller.name}您好`;
  return [
    `${who}，这里是12345热线。您${dayText(receivedAt)}反映的“${title}”（编号${id}），承办单位已经答复，想听听您的意见。`,
    '承办单位联系过您吗？答复的内容您清楚吗？',
    '您反映的问题解决了吗？',
    ...(rule && scale.length > 0 ? [`您对办理结果：${scale.join('、')}，是哪一种？`] : []),
    '还有别的要补充吗？感谢您的来电，再见。',
  ];
}
