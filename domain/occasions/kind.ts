import type { UnitId } from '../ids';
import type { Rung, Sourced } from '../law/rules';
import type { Span } from '../time/span';
import type { Level, UnitLevel } from '../words';
import type { Every, Happening, Shows, StepName } from './words';

/** A kind of occasion, as a city's file describes it (JE-6 … JE-24, HZ-7, HZ-12, HZ-13, JN-7, JN-8, WF-29, BJ-12). */
export interface OccasionKind extends Sourced {
  /** `monthly-summary` */
  readonly id: string;
  /** What people call it, in Chinese. */
  readonly label: string;
  readonly begins: readonly Beginning[];
  /** What whoever brings it about has to name. */
  readonly about: readonly ('ticket' | 'unit' | 'category')[];
  readonly document: readonly Section[];
  /** At least one; one after the other. */
  readonly steps: readonly Step[];
  /** Of which settled tickets so many are drawn by lot (JE-14, JE-15). */
  readonly sample?: Sampling;
  /** Simulated matters may be set while it goes on, so many as its decision allows, at most (JE-16). */
  readonly simulated?: Sourced & { readonly most: number };
}

/** What brings an occasion about. */
export type Beginning = Sourced &
  (
    | Planned
    | { readonly by: readonly OpenerRole[] }
    | {
        readonly on: Happening;
        /** Only tickets of these grades of urgency. */
        readonly urgency?: readonly string[];
        /** Only where the matter rose to this level. */
        readonly level?: Level;
      }
  );
export type OpenerRole = 'operator' | 'supervisor' | 'leader' | 'unit';

/** On a working day of each period, at a time of day. */
export interface Planned {
  readonly every: Every;
  /** The first working day is 1, the last −1; where a period has not so many it falls on the next after it, or the one before it. */
  readonly workday: number;
  /** Minutes after 00:00. */
  readonly at: number;
  /** Which period it is about: that it falls in, the one before, or the one after. */
  readonly of: 'this' | 'last' | 'next';
  /** One for each of these. */
  readonly per?: readonly Named[];
}

/** Who is meant: the hotline's people, leaders, the unit that it is about, all units of a level, or one unit. */
export type Named = 'leader' | 'unit' | UnitLevel | UnitId;

/** Who does something or is told: leaders, or a unit. The hotline is the unit of that level. */
export type Party = 'leader' | UnitId;

/** A part of a document: what is filled from what the service knows, or what a person writes. */
export type Section = Sourced & { readonly id: string; readonly title: string } & (
    | { readonly shows: Shows }
    /** @property required the draft is not finished without it */
    | { readonly writes: 'required' | 'optional' }
  );

/** @property label what the step is called on this occasion */
interface StepOf<Who> extends Sourced {
  readonly label?: string;
  /** Who does it; of a circulation those that it is for. */
  readonly who: readonly Who[];
  /** Within which time; without it no clock runs. */
  readonly limit?: Span;
  /** Of `remind` and `urge` alone. */
  readonly ladder: readonly Rung[];
  readonly do: StepName;
  /** Of a circulation: it is told, and nobody has to confirm that it was read. */
  readonly unconfirmed?: true;
}
export type Step = StepOf<Named>;
/** With the parties that its file means. A rung tells who still owes (`unit`), or a party. */
export type BoundStep = Omit<StepOf<Party>, 'ladder'> & { readonly ladder: readonly Rung[] };

export interface Sampling extends Sourced {
  /** In percent of what was settled in the period, 1–100. */
  readonly share: number;
  readonly least: number;
  readonly most: number;
  /** Only tickets of the class with the highest share (热点, JE-15). */
  readonly among?: 'hot-spot';
}

/** A kind as it binds one occasion: what it was when that was opened, with the parties that it named. It travels in a workflow's input. */
export type BoundKind = Pick<
  OccasionKind,
  'id' | 'label' | 'source' | 'document' | 'sample' | 'simulated'
> & {
  readonly steps: readonly BoundStep[];
  /** Minutes after 00:00 at which a day ends, for limits in days. */
  readonly dayEnds: number;
  /** For whom people of the hotline act. */
  readonly hotline: readonly UnitId[];
};

/** What a kind needs to know of a city's units. */
export interface KnownUnits {
  /** Those that are not closed. */
  ofLevel(level: UnitLevel): readonly { readonly id: UnitId }[];
}

const LEVELS: readonly string[] = [
  'hotline',
  'office',
  'meeting',
  'department',
  'district',
  'street',
  'utility',
  'discipline',
] satisfies readonly UnitLevel[];

/** The parties that a file's names mean, each once. @param unit that the occasion is about */
export function partiesOf(named: readonly Named[], units: KnownUnits, unit: UnitId | undefined): Party[] {
  const found = named.flatMap((it): Party[] => {
    if (it === 'leader') return ['leader'];
    if (it === 'unit') return unit === undefined ? [] : [unit];
    if (!LEVELS.includes(it)) return [it as UnitId];
    const some = units.ofLevel(it as UnitLevel).map(({ id }) => id);
    // A level that no unit has: who comes for its messages finds them under its name.
    return some.length > 0 ? some : [it as UnitId];
  });
  return [...new Set(found)];
}

/** What of a kind binds one occasion. */
export function bindKind(
  kind: OccasionKind,
  units: KnownUnits,
  { unit, dayEnds }: { readonly unit: UnitId | undefined; readonly dayEnds: number },
): BoundKind {
  const { id, label, source, document, sample, simulated } = kind;
  // A rung names who still owes by `unit`; all others as the step's own people.
  const toldBy = (rung: Rung): Rung => {
    const others = partiesOf(
      rung.to.filter((it) => it !== 'unit') as readonly Named[],
      units,
      unit,
    ) as readonly UnitId[];
    return { ...rung, to: [...(rung.to.includes('unit') ? (['unit'] as const) : []), ...others] };
  };
  return {
    id,
    label,
    ...(source === undefined ? {} : { source }),
    document,
    ...(sample === undefined ? {} : { sample }),
    ...(simulated === undefined ? {} : { simulated }),
    dayEnds,
    hotline: partiesOf(['hotline'], units, undefined) as UnitId[],
    steps: kind.steps.map((step) => ({
      ...step,
      who: partiesOf(step.who, units, unit),
      ladder: step.ladder.map(toldBy),
    })),
  };
}
