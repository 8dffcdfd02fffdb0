import type { RulebookAnswer } from '../../../api/law/rulebook-answer';
import type { TicketAnswer } from '../../../api/tickets/answers';
import type { Channel, Kind, Origin } from '../../../domain/words';

/** A matter as it is typed; what is empty was not said yet. */
export type Matter = {
  readonly phone: string;
  readonly name: string;
  readonly email: string;
  readonly confidential: boolean;
  readonly wantsReply: boolean;
  readonly kind: Kind | '';
  readonly category: string;
  readonly district: string;
  readonly address: string;
  readonly title: string;
  readonly content: string;
  readonly channel: Channel;
  readonly urgency: string;
  /** As an input of a moment has it, in the city's own time: `2026-11-26T16:30`. */
  readonly receivedAt: string;
  readonly origin: Origin | '';
  /** The closed ticket that it comes back from with something new (HZ-3). */
  readonly follows: string;
};

export const NOTHING_YET: Matter = {
  phone: '',
  name: '',
  email: '',
  confidential: false,
  wantsReply: true,
  kind: '',
  category: '',
  district: '',
  address: '',
  title: '',
  content: '',
  channel: 'phone',
  urgency: '',
  receivedAt: '',
  origin: '',
  follows: '',
};

/** What a ticket is about, as it is looked up again once it is registered. */
export const matterOf = (
  ticket: Pick<TicketAnswer, 'category' | 'title' | 'content' | 'district' | 'address' | 'caller'>,
) => ({
  category: ticket.category,
  title: ticket.title,
  content: ticket.content ?? '',
  district: ticket.district,
  address: ticket.address ?? '',
  phone: ticket.caller?.phone ?? '',
});

/** Whether anything was typed that would be a loss. */
export const isWorthKeeping = ({ phone, name, address, title, content }: Matter): boolean =>
  [phone, name, address, title, content].some((it) => it.trim() !== '');

/** What is wrong with a field, by its path in the body. */
export type Faults = Readonly<Record<string, string>>;

const NEEDED = {
  'caller.phone': '请填写来电号码',
  kind: '请选择诉求类型',
  category: '请选择分类，可按名称或者编码查找',
  district: '请选择事发区县',
  title: '请用一句话概括诉求',
  content: '请记录诉求内容',
} as const;

/** What is missing before it can be sent, said at each field. */
export function missingFrom(matter: Matter, book: Pick<RulebookAnswer, 'urgency'> | undefined): Faults {
  const said: Readonly<Record<keyof typeof NEEDED, string>> = {
    'caller.phone': matter.phone,
    kind: matter.kind,
    category: matter.category,
    district: matter.district,
    title: matter.title,
    content: matter.content,
  };
  const missing = Object.entries(NEEDED).filter(([path]) => said[path as keyof typeof NEEDED].trim() === '');
  const grades = book?.urgency ?? [];
  const isGradeless =
    grades.length > 0 && matter.urgency === '' && !grades.some((grade) => grade.default === true);
  return {
    ...Object.fromEntries(missing),
    ...(book === undefined ? { rulebook: '请选择适用的规则' } : {}),
    ...(isGradeless ? { urgency: '请选择紧急程度' } : {}),
  };
}

/** Texts without the blanks around them, and without those that say nothing. */
const given = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]])),
  );

/** The moment that an input of a moment names, in the city's own time. */
export const momentOf = (written: string): string => (written === '' ? '' : `${written}:00+08:00`);

/** The body of `POST /v1/tickets`: what was not said is left out. */
export function bodyOf(rulebook: string, matter: Matter) {
  const { phone, name, email, confidential, wantsReply, receivedAt, ...said } = matter;
  return {
    rulebook,
    ...given({ ...said, receivedAt: momentOf(receivedAt) }),
    caller: { ...given({ phone, name, email }), confidential, wantsReply },
  };
}

const WRONG: Faults = {
  'caller.phone': '请填写大陆手机号，或者带区号的固定电话，例如13800138000、0531-66601234',
  'caller.email': '邮箱写法不对，例如zhangsan@example.com',
  receivedAt: '请填写最近两年内、不晚于现在的时间',
  kind: '本规则不受理这一类型，请另选',
  urgency: '请选择本规则的紧急程度',
  title: '标题为1至100字',
  content: '内容为1至5000字',
  'caller.name': '姓名至多50字',
  address: '地址至多200字',
  category: NEEDED.category,
  district: NEEDED.district,
  channel: '请选择渠道',
  origin: '请选择交办来源',
  follows: '请填写已办结工单的编号',
  rulebook: '请选择适用的规则',
};
/** Whether a field of the form shows what is wrong there. */
export const isAField = (path: string): boolean => path in WRONG;

const isChinese = (text: string) => /\p{Script=Han}/u.test(text);

/** What the service found wrong, at its field, in the words of the desk where it said none in Chinese. */
export const faultsOf = (errors: readonly { readonly path: string; readonly message: string }[]): Faults =>
  Object.fromEntries(
    errors.map(({ path, message }) => [
      path,
      isChinese(message) ? message : (WRONG[path] ?? '这一项不符合要求，请检查'),
    ]),
  );

/** Whether so many digits stand there that it may be a whole number; the service knows whether it is one. */
export const mayBePhone = (typed: string): boolean => typed.replace(/\D/g, '').length >= 10;
