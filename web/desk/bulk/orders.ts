import type { IN_BULK } from '../../../domain/words';
import { MODES, REQUESTS, type Role } from '../../../domain/words';

export type BulkCommand = (typeof IN_BULK)[number];

/** What is filled in for a command that many tickets are told. */
export interface BulkField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'unit' | 'choice' | 'yes-or-no';
  readonly choices?: Readonly<Record<string, string>>;
  readonly optional?: true;
}

export interface BulkOrder {
  readonly command: BulkCommand;
  readonly roles: readonly Role[];
  readonly fields: readonly BulkField[];
}

const REASON: BulkField = { name: 'reason', label: '理由', kind: 'text' };
const APPROVE: BulkField = { name: 'approve', label: '结论', kind: 'yes-or-no' };

/** In the order in which they are most often needed. What needs a look at each ticket alone is not among them. */
export const BULK_ORDERS: readonly BulkOrder[] = [
  {
    command: 'dispatch',
    roles: ['operator'],
    fields: [
      { name: 'lead', label: '主办单位', kind: 'unit' },
      { name: 'note', label: '交办意见', kind: 'text', optional: true },
    ],
  },
  { command: 'review', roles: ['supervisor'], fields: [APPROVE, REASON] },
  {
    command: 'decide',
    roles: ['supervisor'],
    fields: [{ name: 'request', label: '申请', kind: 'choice', choices: REQUESTS }, APPROVE, REASON],
  },
  {
    command: 'supervise',
    roles: ['supervisor'],
    fields: [{ name: 'mode', label: '方式', kind: 'choice', choices: MODES }, REASON],
  },
  {
    command: 'end-supervision',
    roles: ['supervisor'],
    fields: [{ name: 'conclusion', label: '结论', kind: 'text' }],
  },
  {
    command: 'urge',
    roles: ['operator', 'supervisor'],
    fields: [{ name: 'text', label: '催办内容', kind: 'text' }],
  },
];

export type Filled = Readonly<Record<string, string>>;

/** What is still missing, by the name of its field. */
export const missingIn = ({ fields }: BulkOrder, filled: Filled): readonly string[] =>
  fields.filter(({ name, optional }) => !optional && !filled[name]?.trim()).map(({ name }) => name);

/** The body of the command, from what was filled in. */
export const bodyOf = ({ fields }: BulkOrder, filled: Filled): Record<string, unknown> =>
  Object.fromEntries(
    fields.flatMap(({ name, kind }) => {
      const value = filled[name]?.trim();
      return value ? [[name, kind === 'yes-or-no' ? value === 'yes' : value] as const] : [];
    }),
  );
