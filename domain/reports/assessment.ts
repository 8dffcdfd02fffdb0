import type { UnitId } from '../ids';
import type { Sourced } from '../law/rules';
import type { UnitRef } from '../ticket/ticket';
import type { Span } from '../time/span';
import type { UnitLevel } from '../words';
import type { Indicator } from './indicators';

/** What follows where nothing was to be counted: its weight is left out, or it stands as full marks, or as none. */
export const WHEN_EMPTY = { 'left-out': '不计权重', full: '计满分', none: '计零分' } as const;
export type WhenEmpty = keyof typeof WHEN_EMPTY;

/** An indicator, and what it counts for. */
export interface Assessed extends Indicator {
  /** Of 100; 0 where it is only shown. */
  readonly weight: number;
  /** The value from which on it gets full marks; lower than `none` where less is better. Between the two it gets its share. */
  readonly full: number;
  /** The value from which on it gets no marks. */
  readonly none: number;
  /** Left out where it is a plain count. */
  readonly whenEmpty?: WhenEmpty;
  /** Where weight and marks come from; `local` where no text gives them. */
  readonly weighed: string;
}

/** Units that are measured with each other: a tier of them (分级), and within it classes that differ in what they do (分类; BJ-13). */
export interface Tier extends Sourced {
  readonly id: string;
  readonly name: string;
  readonly levels: readonly UnitLevel[];
  readonly classes: readonly {
    readonly id: string;
    readonly name: string;
    readonly units: readonly UnitId[];
  }[];
}

/** How a city assesses its units: a file of it, checked. Weights add up to 100. */
export interface Assessment {
  /** The rulebook whose tickets it counts, by whose id it goes. */
  readonly id: string;
  readonly version: string;
  readonly title: string;
  /** The day of a month that a period begins on, 1–28. */
  readonly startsOn: number;
  /** The words of the rulebook's scale that count as satisfied (HZ-10). */
  readonly satisfied: readonly string[];
  /** How long after a period's end a unit may object to what was counted in it. */
  readonly objections: Sourced & { readonly within: Span };
  readonly tiers: readonly Tier[];
  readonly indicators: readonly Assessed[];
}

/** Where a unit stands: its tier, or its class within that, as `department/window`; none for a unit that nobody measures. */
export function tierOf({ tiers }: Pick<Assessment, 'tiers'>, { id, level }: Pick<UnitRef, 'id' | 'level'>) {
  for (const tier of tiers) {
    const within = tier.classes.find(({ units }) => units.includes(id));
    if (within) return { id: `${tier.id}/${within.id}`, name: `${tier.name} · ${within.name}` };
  }
  const tier = tiers.find(({ levels }) => levels.includes(level));
  return tier && { id: tier.id, name: tier.name };
}

/** The total of an assessment, beside its indicators. */
export const OVERALL = {
  id: 'overall',
  name: '综合得分率',
  definition: '各项得分之和比各项权重之和；没有可计事项的，按各项的规定不计权重、计满分或者计零分',
} as const;

/** Marks for a value, from 0 to 1. */
export function marksFor({ full, none }: Pick<Assessed, 'full' | 'none'>, value: number): number {
  const share = (value - none) / (full - none);
  return Math.min(1, Math.max(0, share));
}
