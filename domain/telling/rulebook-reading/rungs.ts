import type { RungDefinition } from '../../law/rules';
import { timeText } from '../../time/instant';
import { type Span, spokenSpan } from '../../time/span';
import { assertNever, MODES } from '../../words';
import { listed, type Names } from './names';
import { type Sentence, sentence } from './sentence';

/** `逾期后第2个工作日09:00，升至二级（市政府办公室研究），告知承办单位、热线工作机构。` */
export function rungSentence(rung: RungDefinition, names: Names): Sentence {
  const only = [
    rung.for ? `${listed(rung.for.map(names.word))}：` : '',
    rung.while ? '时限由上级决定的，' : '',
  ].join('');
  return sentence(`${only}${momentOf(rung)}，${actOf(rung, names)}。`, rung);
}

/** `逾期后第2个工作日09:00` */
export function momentOf(rung: RungDefinition): string {
  const at = rung.at === undefined ? '' : timeText(rung.at);
  const { every } = rung;
  const first = (time: string): string =>
    'before' in rung ? before(rung.before, time) : after(rung.after, time);
  return every ? `${first('')}起，${each(every, at)}` : first(at);
}

function before(span: Span, at: string): string {
  if ('days' in span && span.days === 0) return `到期当日${at}`;
  return `到期前${spokenSpan(span)}${at && `的${at}`}`;
}

function after(span: Span, at: string): string {
  if ('workdays' in span) return `逾期后第${span.workdays}个工作日${at}`;
  if ('days' in span) return `逾期后第${span.days}日${at}`;
  const [count] = Object.values(span);
  return count === 0 ? '到期时' : `逾期满${spokenSpan(span)}`;
}

function each(span: Span, at: string): string {
  if ('workdays' in span && span.workdays === 1) return `每个工作日${at}`;
  if ('days' in span && span.days === 1) return `每日${at}`;
  return `每${spokenSpan(span)}${at && `的${at}`}`;
}

function actOf(rung: RungDefinition, names: Names): string {
  const to = names.recipients(rung.to);
  switch (rung.do) {
    case 'remind':
      return `提醒${to}`;
    case 'urge':
      return `催办${to}`;
    case 'correct':
      return `责令承办单位改正，告知${to}`;
    case 'supervise':
      return `列入${MODES[rung.mode]}，告知${to}`;
    case 'escalate':
      return `升至${names.level(rung.level)}，告知${to}`;
    default:
      return assertNever(rung);
  }
}
