import type { Backtest, Figures, UnitFigures } from './figures';

/** The figures of tickets that were tried in several parts, none of them twice. */
export function together(parts: readonly Backtest[]): Backtest {
  const sum = (of: (part: Backtest) => number): number => parts.reduce((all, part) => all + of(part), 0);
  const units = parts.flatMap((part) => part.units);
  const refused = parts.flatMap((part) => part.refused);
  return {
    tickets: sum(({ tickets }) => tickets),
    imported: sum(({ imported }) => imported),
    was: figuresOf(parts.map(({ was }) => was)),
    would: figuresOf(parts.map(({ would }) => would)),
    units: [...new Set(units.map(({ unit }) => unit))].sort().map((unit) => {
      const own = units.filter((it) => it.unit === unit);
      return { unit, was: ofUnit(own.map(({ was }) => was)), would: ofUnit(own.map(({ would }) => would)) };
    }),
    refused: [...new Set(refused.map(keyOf))].sort().flatMap((key) => {
      const same = refused.filter((it) => keyOf(it) === key);
      const [first] = same;
      return first ? [{ ...first, count: total(same, 'count'), left: total(same, 'left') }] : [];
    }),
  };
}

const keyOf = ({ command, reason }: Backtest['refused'][number]): string => `${command} ${reason}`;

const total = <K extends string>(all: readonly { readonly [key in K]: number }[], key: K): number =>
  all.reduce((sum, it) => sum + it[key], 0);

const ofUnit = (all: readonly UnitFigures[]): UnitFigures => ({
  late: total(all, 'late'),
  supervised: total(all, 'supervised'),
  told: total(all, 'told'),
});

function figuresOf(all: readonly Figures[]): Figures {
  const breached: Record<string, number> = {};
  for (const [name, count] of all.flatMap((it) => Object.entries(it.breached)))
    breached[name] = (breached[name] ?? 0) + count;
  const levels = all.map((it) => it.levels);
  return {
    late: total(all, 'late'),
    supervised: total(all, 'supervised'),
    escalated: total(all, 'escalated'),
    referred: total(all, 'referred'),
    breached,
    reminded: total(all, 'reminded'),
    urged: total(all, 'urged'),
    corrected: total(all, 'corrected'),
    levels: {
      1: levels.reduce((sum, it) => sum + it[1], 0),
      2: levels.reduce((sum, it) => sum + it[2], 0),
      3: levels.reduce((sum, it) => sum + it[3], 0),
    },
  };
}
