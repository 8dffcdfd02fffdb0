import type { Dice } from './dice';
import { filled, filling, type Filling, type Kind, type Theme, THEMES } from './matters';
import { madeUpName, madeUpPhone } from './people';

/** A city whose rulebook is loaded. */
export interface City {
  readonly rulebook: string;
  readonly kinds: readonly string[];
  /** Grades of urgency; none where it has none. */
  readonly urgency: readonly string[];
  /** The answers that its callers may give, the best first. */
  readonly scale: readonly string[];
  /** The longest extension that its units are given, as its file says it; none where they are given none. */
  readonly extension?: string;
}

export interface Town {
  readonly cities: readonly City[];
  readonly districts: readonly string[];
  /** What the demonstration counts its moments from (ms). */
  readonly base: number;
}

/** A matter as somebody tells it, of which nothing is done yet. */
export interface Matter {
  readonly nth: number;
  readonly city: City;
  readonly theme: Theme;
  readonly fill: Filling;
  readonly kind: Kind;
  readonly title: string;
  readonly content: string;
  readonly channel: string;
  readonly district: string;
  readonly urgency?: string;
  readonly address: string;
  readonly caller: { readonly name: string; readonly phone: string };
}

/** Channels that every city takes. */
const CHANNELS = { phone: 70, wechat: 15, app: 10, web: 5 } as const;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The `nth` matter: the same for the same seed and number, whatever came before. @param theme another than chance would choose */
export function matterOf({ cities, districts }: Town, nth: number, by: Dice, theme = by.one(THEMES)): Matter {
  const city = cities[nth % cities.length];
  if (!city) throw new RangeError('There is no city.');
  const fill = filling(by);
  const kind = by.one(theme.kinds.filter((it) => city.kinds.includes(it)));
  return {
    nth,
    city,
    theme,
    fill,
    kind,
    title: filled(by.one(theme.titles), fill),
    content: filled(by.one(theme.contents), fill),
    channel: by.weighted(CHANNELS),
    district: by.one(districts),
    ...(city.urgency.length > 0 && by.often(30) ? { urgency: by.one(city.urgency) } : {}),
    address: `${fill.road}${by.whole(1, 199)}号`,
    caller: { name: madeUpName(by), phone: madeUpPhone(nth) },
  };
}

export const resultOf = (matter: Matter, by: Dice): string =>
  filled(by.one(matter.theme.results), matter.fill);

/** In +08:00, as a moment is written in JSON. */
export const written = (at: number): string =>
  new Date(Math.floor(at / 1_000) * 1_000 + 8 * HOUR).toISOString().replace(/\.\d+Z$/, '+08:00');
