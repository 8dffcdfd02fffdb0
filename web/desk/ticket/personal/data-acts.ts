import type { TicketAnswer } from '../../../../api/tickets/answers';
import { ERASURE_GROUNDS, keysOf, RECTIFIED_PARTS, type Role } from '../../../../domain/words';
import { bodyOf, type Field, isEmpty, type Values } from '../../../shared/form/form-values';

/** What is done about a ticket's personal data (个人信息保护法 arts. 19, 46, 47), and its caller's code. */
export const DATA_ACTS = {
  code: { name: '查询码', path: 'code', says: '查看和更换查询码都会记录，审计人员看得到。' },
  rectify: {
    name: '更正个人信息',
    path: 'rectify',
    says: '只更正改动过的几项；记录更正了哪几项，不记录更正前后的内容。',
  },
  hold: { name: '依法保全', path: 'hold', says: '保全期间，到期或者有人要求，都不删除。' },
  lift: { name: '解除保全', path: 'hold/lift', says: '解除后，保存期限已满的会被删除。' },
  erase: { name: '删除个人信息', path: 'erase', says: '删除后不能恢复；未办结的、依法保全的不能删除。' },
} as const;
export type DataAct = keyof typeof DATA_ACTS;

/** Who may do what; holds are known to those alone who watch over personal data. */
export function dataActsOf(
  role: Role,
  { erasedAt }: Pick<TicketAnswer, 'erasedAt'>,
  held: boolean | undefined,
): readonly DataAct[] {
  if (erasedAt !== undefined) return [];
  if (role === 'operator') return ['code', 'rectify'];
  if (role !== 'supervisor') return [];
  const holds: readonly DataAct[] = held === undefined ? [] : held ? ['lift'] : ['hold'];
  return ['code', 'rectify', ...holds, 'erase'];
}

const text = (name: keyof typeof RECTIFIED_PARTS, longest: number): Field => ({
  name,
  label: RECTIFIED_PARTS[name],
  kind: 'text',
  required: false,
  longest,
});
const REASON: Field = { name: 'reason', label: '理由', kind: 'text', required: true, longest: 2_000 };

const CALLER: Field = {
  name: 'caller',
  label: '诉求人',
  kind: 'group',
  required: false,
  fields: [text('name', 100), text('phone', 40), text('email', 200)],
};
const CONFIDENTIAL: Field = {
  name: 'confidential',
  label: '改为保密（承办单位从此看不到诉求人）',
  kind: 'boolean',
  required: false,
};

/** The fields of an act's form, by their names in its body. */
export function fieldsOfAct(act: DataAct, ticket: Pick<TicketAnswer, 'state' | 'caller'>): readonly Field[] {
  switch (act) {
    case 'code':
      return [
        {
          name: 'anew',
          label: '换一个新的（原来的查询码和链接立即失效）',
          kind: 'boolean',
          required: false,
        },
        REASON,
      ];
    case 'rectify':
      return [
        // The caller's part is there for whoever sees it.
        ...(ticket.caller ? [CALLER] : []),
        text('address', 200),
        text('title', 100),
        text('content', 5_000),
        // An open ticket is amended for that.
        ...(ticket.state === 'closed' && ticket.caller?.confidential !== true ? [CONFIDENTIAL] : []),
        REASON,
      ];
    case 'erase':
      return [
        {
          name: 'ground',
          label: '删除的情形',
          kind: 'choice',
          required: true,
          choices: keysOf(ERASURE_GROUNDS).map((value) => ({ value, label: ERASURE_GROUNDS[value] })),
        },
        {
          name: 'of',
          label: '删除范围',
          kind: 'choice',
          required: true,
          choices: [
            { value: 'ticket', label: '只删除这件工单的' },
            { value: 'caller', label: '删除同一电话号码全部工单的' },
          ],
        },
        { ...REASON, label: '理由（会保留，不要写出诉求人是谁）' },
      ];
    case 'hold':
    case 'lift':
      return [REASON];
  }
}

/** What stands in the form before anybody changed anything. */
export const nowOf = (
  act: DataAct,
  { caller, address, title, content }: Pick<TicketAnswer, 'caller' | 'address' | 'title' | 'content'>,
): Values =>
  act === 'rectify'
    ? {
        ...(caller ? { caller: { name: caller.name, phone: caller.phone, email: caller.email } } : {}),
        address,
        title,
        content,
      }
    : {};

/** @returns undefined where nothing was changed that is to be put right */
export function bodyOfAct(
  act: DataAct,
  fields: readonly Field[],
  values: Values,
  now: Values,
): Values | undefined {
  const body = bodyOf(fields, values);
  if (act !== 'rectify') return body;
  const { reason, confidential, ...said } = body;
  const wanted = {
    ...changedIn(said, bodyOf(fields, now)),
    ...(confidential === true ? { confidential: true } : {}),
  };
  return isEmpty(Object.values(wanted)) ? undefined : { ...wanted, reason };
}

function changedIn(said: Values, now: Values): Values {
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, value]): [string, unknown][] => {
      if (typeof value !== 'object' || value === null) return value === now[name] ? [] : [[name, value]];
      const changed = changedIn(value as Values, (now[name] ?? {}) as Values);
      return Object.keys(changed).length === 0 ? [] : [[name, changed]];
    }),
  );
}
