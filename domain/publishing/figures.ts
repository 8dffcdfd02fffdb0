import type { Instant } from '../time/instant';
import { type Kind, KINDS, keysOf, type Outcome } from '../words';
import { type Published, publishedRate, withoutSmallInAny } from './hidden';

/** What of a ticket is counted for everybody: nothing of a person, no unit, no number. */
export interface FigureTicket {
  readonly kind: Kind;
  /** A unit's id. */
  readonly district: string;
  readonly closedAt?: Instant;
  readonly outcome?: Outcome;
  /** Closed within the caller's own wait; none where its rulebook sets none. */
  readonly inTime?: boolean;
  /** What the caller said. */
  readonly resolved?: boolean;
  readonly satisfaction?: string;
}

/** The rates that are published, each of the tickets of which it is known (BJ-13, BJ-15). */
export const RATES = {
  'in-time': { name: '按期办结率', definition: '当月办结的工单中，在全程时限内办结的' },
  resolved: { name: '解决率', definition: '回访时诉求人答复是否解决的工单中，答复已解决的' },
  satisfied: { name: '满意率', definition: '诉求人对办理作出评价的工单中，评价为满意的' },
} as const;
export type Rate = keyof typeof RATES;

/** Who withdrew a matter, or whose matter was not taken, says nothing of how it was handled. */
const NO_RESULT: readonly (Outcome | undefined)[] = ['withdrawn', 'terminated', 'declined'];

/** A month's figures as anybody may see them. */
export interface PublicFigures {
  /** Tickets that were closed. */
  readonly closed: Published;
  readonly byKind: readonly { readonly key: Kind; readonly count: Published }[];
  readonly byDistrict: readonly { readonly key: string; readonly count: Published }[];
  /** In whole percent; none where nothing was counted. */
  readonly rates: Readonly<Partial<Record<Rate, Published>>>;
}

/**
 * Counts what was closed in a period, one ticket after the other, and gives what of it may be published (BJ-15).
 * @param districts all there are, in their order, whether or not anything was closed there
 * @param satisfied the words of the scale that count as satisfied (HZ-10)
 * @param least the smallest count that is shown
 */
export function publicFigures({
  from,
  to,
  districts,
  satisfied,
  least,
}: {
  readonly from: Instant;
  readonly to: Instant;
  readonly districts: readonly string[];
  readonly satisfied: readonly string[];
  readonly least: number;
}) {
  const kinds = new Map(keysOf(KINDS).map((kind) => [kind, 0]));
  const places = new Map(districts.map((district) => [district, 0]));
  const rates = new Map(keysOf(RATES).map((rate) => [rate, { numerator: 0, denominator: 0 }]));
  const count = (rate: Rate, said: boolean | undefined): void => {
    const sums = rates.get(rate);
    if (!sums || said === undefined) return;
    sums.denominator++;
    if (said) sums.numerator++;
  };

  return {
    add({ kind, district, closedAt, outcome, inTime, resolved, satisfaction }: FigureTicket): void {
      if (closedAt === undefined || closedAt < from || closedAt >= to) return;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      places.set(district, (places.get(district) ?? 0) + 1);
      count('in-time', inTime);
      if (NO_RESULT.includes(outcome)) return;
      count('resolved', resolved);
      count('satisfied', satisfaction === undefined ? undefined : satisfied.includes(satisfaction));
    },

    published(): PublicFigures {
      const [byKind, byDistrict] = withoutSmallInAny([[...kinds.values()], [...places.values()]], least);
      const shown = [...rates].flatMap(([rate, sums]) => {
        const value = publishedRate(sums, least);
        return value === undefined ? [] : [[rate, value] as const];
      });
      return {
        closed: byKind?.total ?? 'hidden',
        byKind: [...kinds.keys()].map((key, i) => ({ key, count: byKind?.counts[i] ?? 'hidden' })),
        byDistrict: [...places.keys()].map((key, i) => ({ key, count: byDistrict?.counts[i] ?? 'hidden' })),
        rates: Object.fromEntries(shown),
      };
    },
  };
}
