import { stringify } from 'csv-stringify/sync';
import type { Config } from '../../config/load';
import { isoInstant } from '../../domain/time/instant';
import { KINDS, STATES } from '../../domain/words';
import type { BoardTicket } from '../../storage/board/board';
import type { BoardTicketsAnswer } from './answers';

export const ticketJson = ({ due, unit, ...rest }: BoardTicket): BoardTicketsAnswer['items'][number] => ({
  ...rest,
  ...(unit === undefined ? {} : { unit }),
  ...(due === undefined ? {} : { due: isoInstant(due) }),
});

/** The same as a table for a spreadsheet, in Chinese; a cell that would be taken for a formula is text. */
export const ticketsCsv = ({ units }: Pick<Config, 'units'>, tickets: readonly BoardTicket[]): string => {
  const nameOf = (unit: string | undefined): string =>
    unit === undefined ? '' : (units.byId(unit)?.name ?? unit);
  return stringify(
    [
      ['工单编号', '诉求类型', '类别', '区县', '主办单位', '状态', '级别', '最近到期', '逾期'],
      ...tickets.map(({ id, kind, category, district, unit, state, level, due, overdue }) => [
        id,
        KINDS[kind],
        category,
        nameOf(district),
        nameOf(unit),
        STATES[state],
        level,
        due === undefined ? '' : isoInstant(due),
        overdue ? '是' : '否',
      ]),
    ],
    { bom: true, escape_formulas: true, record_delimiter: 'windows' },
  );
};
