import { stringify } from 'csv-stringify/sync';
import type { ReportAnswer } from './answers';

/**
 * A report as a table for a spreadsheet, which takes it for UTF-8 by its first character. A cell that a spreadsheet would take for a
 * formula is written as text: names come from files and from outside.
 */
export const csvOf = ({ indicators, rows, total }: ReportAnswer): string =>
  stringify(
    [
      [
        'key',
        'name',
        ...indicators.flatMap(({ id }) => [`${id} numerator`, `${id} denominator`, `${id} value`]),
      ],
      ['', '', ...indicators.flatMap(({ name }) => [`${name} 分子`, `${name} 分母`, name])],
      ...[...rows, { key: '', name: '合计', values: total }].map(({ key, name, values }) => [
        key,
        name,
        ...indicators.flatMap(({ id }) => {
          const { numerator = 0, denominator = null, value = null } = values[id] ?? {};
          return [numerator, denominator, value === null ? null : Number(value.toFixed(6))];
        }),
      ]),
    ],
    { bom: true, escape_formulas: true, record_delimiter: 'windows' },
  );
