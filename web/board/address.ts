import { FIGURES, type FigureId } from './figures';

/** Whose tickets are looked at: those of a figure, of a unit, of a day ahead, of a rate, or of a hot spot. */
export type Behind =
  | { readonly of: FigureId; readonly unit?: string }
  | { readonly day: string }
  | { readonly indicator: string; readonly month: string; readonly rulebook: string }
  | { readonly spot: string };

/** What the page shows; its address holds it, so that it can be put on a wall's bookmark and given on. */
export interface Shown {
  readonly district?: string;
  /** Whose rates; the first assessment's where none is named. */
  readonly rulebook?: string;
  /** As the browser's own setting is, where it is not said. */
  readonly dark?: boolean;
  readonly behind?: Behind;
}

/** Takes what an address says, and leaves out what means nothing. @param search `?district=lixia&dark` */
export function shownIn(search: string): Shown {
  const given = new URLSearchParams(search);
  const text = (name: string) => given.get(name) || undefined;
  const [district, rulebook] = [text('district'), text('rulebook')];
  const dark = given.get('dark');
  return {
    ...(district === undefined ? {} : { district }),
    ...(rulebook === undefined ? {} : { rulebook }),
    ...(dark === null ? {} : { dark: dark !== 'false' && dark !== '0' }),
    ...behindIn(given),
  };
}

function behindIn(given: URLSearchParams): { behind?: Behind } {
  const [of, unit, day, indicator, month, spot] = ['of', 'unit', 'day', 'indicator', 'month', 'spot'].map(
    (name) => given.get(name) || undefined,
  );
  if (of !== undefined && Object.hasOwn(FIGURES, of))
    return { behind: { of: of as FigureId, ...(unit === undefined ? {} : { unit }) } };
  if (day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day)) return { behind: { day } };
  const by = given.get('by');
  if (indicator && by && month !== undefined && /^\d{4}-\d{2}$/.test(month))
    return { behind: { indicator, month, rulebook: by } };
  return spot === undefined ? {} : { behind: { spot } };
}

/** The same as an address says it; empty where nothing is chosen. */
export function searchOf({ district, rulebook, dark, behind }: Shown): string {
  const { rulebook: by, ...rest } = { rulebook: undefined, ...behind };
  const said = Object.entries({ district, rulebook, dark, ...rest, by }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return said.length === 0 ? '' : `?${new URLSearchParams(said).toString()}`;
}
