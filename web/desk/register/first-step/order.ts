import type { RulebookAnswer } from '../../../../api/law/rulebook-answer';
import { unitId } from '../../../../domain/ids';
import { addedTo } from '../../../../domain/procedures/intake/copies';
import type { UnitNamed } from '../../../shared/reference';

/** An order as it is put together. */
export interface Order {
  readonly lead: string | undefined;
  readonly assist: readonly string[];
  readonly copy: readonly string[];
  /** With whom it was settled whose matter it is, and how (BJ-4, JE-7, HZ-12). */
  readonly settledWith: readonly string[];
  readonly opinion: string;
  /** How many of which days a law gives, where one does. */
  readonly days: string;
  readonly daysAre: 'workdays' | 'days';
  readonly legalBasis: string;
  readonly note: string;
}

export const NO_ORDER: Order = {
  lead: undefined,
  assist: [],
  copy: [],
  settledWith: [],
  opinion: '',
  days: '',
  daysAre: 'workdays',
  legalBasis: '',
  note: '',
};

export type Part = 'lead' | 'assist' | 'copy';
export const PARTS: Readonly<Record<Part, string>> = { lead: '主办', assist: '协办', copy: '抄送' };

/** Who has no part yet. */
export const freeUnits = (
  units: readonly UnitNamed[],
  { lead, assist, copy }: Pick<Order, 'lead' | 'assist' | 'copy'>,
): readonly UnitNamed[] =>
  units.filter(
    ({ id, successor }) => successor === undefined && ![lead, ...assist, ...copy].some((it) => it === id),
  );

/** The limit that a law gives, as the contract writes it. */
export const statutoryLimit = ({ days, daysAre }: Pick<Order, 'days' | 'daysAre'>): string | undefined =>
  days.trim() === '' ? undefined : `${days.trim()} ${daysAre}`;

/** What is missing, by its field. */
export function missingFromOrder(order: Order): Readonly<Record<string, string>> {
  const { lead, settledWith, opinion, days, legalBasis } = order;
  return {
    ...(lead === undefined ? { lead: '请选择主办单位' } : {}),
    ...(settledWith.length > 0 && opinion.trim() === '' ? { opinion: '请写明商定的意见' } : {}),
    ...(opinion.trim() !== '' && settledWith.length === 0 ? { settledWith: '请选择参加商定的单位' } : {}),
    ...(days.trim() !== '' && !/^[1-9]\d{0,2}$/.test(days.trim()) ? { days: '请填写1至999的天数' } : {}),
    ...(days.trim() !== '' && legalBasis.trim() === '' ? { legalBasis: '请写明法定依据' } : {}),
    ...(legalBasis.trim() !== '' && days.trim() === '' ? { days: '请填写法定的天数' } : {}),
  };
}

/** The body of `dispatch`. */
export function orderBody(order: Order): object {
  const { lead, assist, copy, settledWith, opinion, legalBasis, note } = order;
  const limit = statutoryLimit(order);
  return {
    lead,
    assist,
    copy,
    ...(limit === undefined ? {} : { statutory: { limit, legalBasis: legalBasis.trim() } }),
    ...(settledWith.length > 0 ? { coordination: { units: settledWith, opinion: opinion.trim() } } : {}),
    ...(note.trim() === '' ? {} : { note: note.trim() }),
  };
}

/** As a draft keeps it: the body of `dispatch`, unfinished, so that the ticket's own form of it goes on with it too. */
export const draftOfOrder = (order: Order): Readonly<Record<string, unknown>> => ({
  lead: order.lead,
  assist: order.assist,
  copy: order.copy,
  statutory: { limit: statutoryLimit(order), legalBasis: order.legalBasis },
  coordination: { units: order.settledWith, opinion: order.opinion },
  note: order.note,
});

/** What a draft was of, whichever form it was begun in. */
export function orderOf(draft: Readonly<Record<string, unknown>>): Order {
  const { lead, assist, copy, statutory = {}, coordination = {}, note = '' } = draft as OrderBody;
  const [, days = '', daysAre] = /^(.*) (workdays|days)$/.exec(statutory.limit ?? '') ?? [];
  return {
    lead,
    assist: assist ?? [],
    copy: copy ?? [],
    settledWith: coordination.units ?? [],
    opinion: coordination.opinion ?? '',
    days,
    daysAre: daysAre === 'days' ? 'days' : 'workdays',
    legalBasis: statutory.legalBasis ?? '',
    note,
  };
}

interface OrderBody {
  readonly lead?: string;
  readonly assist?: readonly string[];
  readonly copy?: readonly string[];
  readonly statutory?: { readonly limit?: string; readonly legalBasis?: string };
  readonly coordination?: { readonly units?: readonly string[]; readonly opinion?: string };
  readonly note?: string;
}

export interface Told {
  readonly unit: string;
  readonly part: Part;
  /** The rulebook adds it; nobody named it. */
  readonly added?: true;
}

/** Who gets the order in which part: those that were named, and those that the rulebook adds (BJ-3, JE-21). */
export function toldBy(
  { lead, assist, copy }: Pick<Order, 'lead' | 'assist' | 'copy'>,
  units: readonly UnitNamed[],
  rule: RulebookAnswer['dispatch'],
): readonly Told[] {
  const working = [lead, ...assist].flatMap((id) => units.filter((it) => it.id === id));
  const refs = working.map(({ id, name, level, parent }) => ({
    id: unitId(id),
    name,
    level,
    ...(parent === undefined ? {} : { parent: unitId(parent) }),
  }));
  // Without `source`, which says nothing of whom it adds.
  const linked = rule?.linked?.map((it) => ({
    unit: unitId(it.unit),
    ...(it.copy === undefined ? {} : { copy: unitId(it.copy) }),
    ...(it.assist === undefined ? {} : { assist: unitId(it.assist) }),
  }));
  const more = addedTo(refs, {
    ...(rule?.copyDistrict ? { copyDistrict: {} } : {}),
    ...(linked ? { linked } : {}),
  });
  const named = new Set([lead, ...assist, ...copy]);
  const added = (ids: readonly string[], part: Part): Told[] =>
    [...new Set(ids)].filter((id) => !named.has(id)).map((unit) => ({ unit, part, added: true }));
  return [
    ...(lead === undefined ? [] : [{ unit: lead, part: 'lead' } as const]),
    ...assist.map((unit): Told => ({ unit, part: 'assist' })),
    ...added(more.assist, 'assist'),
    ...copy.map((unit): Told => ({ unit, part: 'copy' })),
    ...added(
      more.copy.filter((id) => !more.assist.includes(id)),
      'copy',
    ),
  ];
}
