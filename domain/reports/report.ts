import type { UnitId } from '../ids';
import { type Assessed, type Assessment, marksFor, OVERALL } from './assessment';
import type { Counted, Happening, Order } from './counted';
import { type Indicator, type Measure, MEASURES } from './indicators';
import { isIn, type Period } from './period';

/** By what a report is set out. */
export const GROUPINGS = {
  unit: '承办单位',
  tier: '分级分类',
  district: '区县',
  kind: '诉求类型',
  category: '诉求分类',
} as const;
export type Grouping = keyof typeof GROUPINGS;

/** The parts of a figure. */
export const PARTS = { numerator: '分子', denominator: '分母' } as const;
export type Part = keyof typeof PARTS;

/** What one order adds to an indicator. */
export interface Amounts {
  readonly numerator: number;
  readonly denominator: number;
}

/** A figure. Where nothing was to be counted it has no value; a plain count has no denominator, and is its own value. */
export interface Figure {
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
}

/** Whose count is not to stand: a unit's of a ticket in an indicator, after its objection was found right. */
export const objected = (ticket: string, unit: string, indicator: string): string =>
  [ticket, unit, indicator].join('|');

/** What is counted by: a period of an assessment, and what is taken out of it. */
export interface Counting {
  readonly assessment: Pick<Assessment, 'satisfied' | 'indicators'>;
  readonly period: Period;
  readonly struck: ReadonlySet<string>;
}

/** What an order adds to an indicator in a period; nothing where it is not counted there. */
export function amountsOf(
  { assessment, period, struck }: Counting,
  indicator: Indicator,
  { id, counted }: { readonly id: string; readonly counted: Counted },
  order: Order,
): Amounts {
  const { numerator, denominator, roles, exclude } = indicator;
  const isOut =
    !roles.includes(order.role) ||
    (counted.outcome !== undefined && exclude.includes(counted.outcome)) ||
    (struck.size > 0 && order.unit !== undefined && struck.has(objected(id, order.unit, indicator.id)));
  if (isOut) return NOTHING;
  const amount = (measure: Measure): number =>
    amountOf(measure, indicator, assessment, period, counted, order);
  return { numerator: amount(numerator), denominator: denominator === undefined ? 0 : amount(denominator) };
}

const NOTHING: Amounts = { numerator: 0, denominator: 0 };

function amountOf(
  measure: Measure,
  { clocks = [] }: Indicator,
  { satisfied }: Pick<Assessment, 'satisfied'>,
  period: Period,
  counted: Counted,
  order: Order,
): number {
  if (MEASURES[measure].of === 'closed' && !isClosedIn(counted, period)) return 0;
  const ifCloses = (it: boolean): number => (order.closes && it ? 1 : 0);
  const times = (what: Happening): number => order.times[what] ?? 0;
  switch (measure) {
    case 'clocks-due':
    case 'clocks-kept':
      return order.clocks.filter(
        ([name, due, kept]) =>
          clocks.includes(name) && isIn(period, due) && (measure === 'clocks-due' || kept === 1),
      ).length;
    case 'orders':
      return order.role !== 'hotline' || order.closes ? 1 : 0;
    case 'closed':
      return ifCloses(true);
    case 'closed-in-time':
      return ifCloses(counted.inTime === true);
    case 'asked':
      return ifCloses(counted.resolved !== undefined);
    case 'resolved':
      return ifCloses(counted.resolved === true);
    case 'evaluated':
      return ifCloses(counted.satisfaction !== undefined);
    case 'satisfied':
      return ifCloses(counted.satisfaction !== undefined && satisfied.includes(counted.satisfaction));
    case 'checked':
      return ifCloses(counted.check !== undefined);
    case 'passed':
      return ifCloses(counted.check === 'passed');
    case 'improper-returns':
      return times('improper-return');
    case 'rehandles':
      return times('rehandled');
    case 'urges':
      return times('urged');
    case 'sent-back':
      return times('sent-back');
  }
}

const isClosedIn = ({ closedAt }: Counted, period: Period): boolean =>
  closedAt !== undefined && isIn(period, closedAt);

/** To which row of a report an order belongs; none where the grouping has no place for it. */
export type KeyOf = (counted: Counted, order: Order) => string | undefined;

/** @param places the tier of each unit, and the body that stands for the hotline */
export function keysBy(
  by: Grouping,
  places: { readonly tierOf: (unit: UnitId) => string | undefined; readonly hotline: UnitId | undefined },
): KeyOf {
  const unitOf = ({ unit }: Order): UnitId | undefined => unit ?? places.hotline;
  switch (by) {
    case 'unit':
      return (_, order) => unitOf(order);
    case 'tier':
      return (_, order) => {
        const unit = unitOf(order);
        return unit === undefined ? undefined : places.tierOf(unit);
      };
    case 'district':
      return ({ district }) => district;
    case 'kind':
      return ({ kind }) => kind;
    case 'category':
      return ({ category }) => category;
  }
}

/** The sums of a row, by indicator. */
type Sums = Map<string, { numerator: number; denominator: number }>;

/**
 * A report being counted, one ticket after the other: what it holds grows with its rows, and not with the tickets.
 * @param isShown which orders it is about, for a unit that is shown its own
 */
export function counting(with_: Counting, keyOf: KeyOf, isShown: (order: Order) => boolean = () => true) {
  const { indicators } = with_.assessment;
  const rows = new Map<string, Sums>();
  const total: Sums = new Map();

  const add = (sums: Sums, id: string, { numerator, denominator }: Amounts): void => {
    const sum = sums.get(id) ?? { numerator: 0, denominator: 0 };
    sum.numerator += numerator;
    sum.denominator += denominator;
    sums.set(id, sum);
  };

  return {
    add(ticket: { readonly id: string; readonly counted: Counted }): void {
      for (const order of ticket.counted.orders) {
        if (!isShown(order)) continue;
        const key = keyOf(ticket.counted, order);
        if (key === undefined) continue;
        for (const indicator of indicators) {
          const amounts = amountsOf(with_, indicator, ticket, order);
          if (amounts.numerator === 0 && amounts.denominator === 0) continue;
          const row = rows.get(key) ?? new Map();
          rows.set(key, row);
          add(row, indicator.id, amounts);
          add(total, indicator.id, amounts);
        }
      }
    },

    /** The rows so far, in the order of their keys, and what all of them come to. */
    sum: () => ({
      rows: [...rows]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, sums]) => ({ key, values: figuresOf(indicators, sums) })),
      total: figuresOf(indicators, total),
    }),
  };
}

export type Figures = Readonly<Record<string, Figure>>;

function figuresOf(indicators: readonly Assessed[], sums: Sums): Figures {
  const figures = indicators.map((indicator): [string, Figure] => [
    indicator.id,
    figureOf(indicator, sums.get(indicator.id) ?? NOTHING),
  ]);
  return { ...Object.fromEntries(figures), [OVERALL.id]: overallOf(indicators, Object.fromEntries(figures)) };
}

function figureOf({ denominator: of }: Indicator, { numerator, denominator }: Amounts): Figure {
  if (of === undefined) return { numerator, denominator: null, value: numerator };
  return { numerator, denominator, value: denominator === 0 ? null : numerator / denominator };
}

/** The marks that were got, of those that were to be had: BJ-13's three rates and what else a city weighs. */
function overallOf(indicators: readonly Assessed[], figures: Figures): Figure {
  let got = 0;
  let most = 0;
  for (const indicator of indicators) {
    const { id, weight, whenEmpty } = indicator;
    const value = figures[id]?.value ?? null;
    if (weight === 0 || (value === null && whenEmpty === 'left-out')) continue;
    most += weight;
    got += weight * (value === null ? (whenEmpty === 'full' ? 1 : 0) : marksFor(indicator, value));
  }
  const rounded = Math.round(got * 1_000) / 1_000;
  return { numerator: rounded, denominator: most, value: most === 0 ? null : got / most };
}

/** What an order adds to a part of a figure; of the total, to that of anything which is weighed. */
export function partOf(
  counts: Counting,
  indicator: string,
  part: Part,
  ticket: { readonly id: string; readonly counted: Counted },
  order: Order,
): number {
  const { indicators } = counts.assessment;
  const meant =
    indicator === OVERALL.id
      ? indicators.filter(({ weight }) => weight > 0)
      : indicators.filter(({ id }) => id === indicator);
  return meant.reduce((sum, it) => sum + amountsOf(counts, it, ticket, order)[part], 0);
}
