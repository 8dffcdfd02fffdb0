/** One line of the report: what was promised, what was measured, and whether that is enough. */
export interface Measured {
  readonly what: string;
  readonly budget: string;
  readonly measured: string;
  /** Against the floor of the same run, where there is one. */
  readonly ratio?: number;
  readonly met: boolean;
}

/** Rounds to three digits, with thousands set apart. */
export const figure = (value: number): string =>
  Number(value.toPrecision(3)).toLocaleString('en', { maximumSignificantDigits: 3 });

/** The one in the middle; of an even number the lower of the two. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? NaN;

export function report(lines: readonly Measured[]): string {
  const rows = [
    ['what', 'budget', 'measured', 'ratio', ''],
    ...lines.map(({ what, budget, measured, ratio, met }) => [
      what,
      budget,
      measured,
      ratio === undefined ? '–' : ratio.toFixed(2),
      met ? 'met' : 'MISSED',
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
