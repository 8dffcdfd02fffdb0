import type { BoardTicketsAnswer } from '../../../api/board/answers';
import type { BehindAnswer } from '../../../api/reports/answers';
import type { Kind, Level, TicketState } from '../../../domain/words';
import { CLOCKS, KINDS, STATES } from '../../../domain/words';
import { momentText } from '../../shared/times';
import { STEPS, type StepId } from '../figures';

/** A ticket behind a number, as far as it is told here: nothing of it is a person's. */
export interface Line {
  readonly ticket: string;
  /** Tells it from the same ticket's other lines: much may happen to one. */
  readonly key: string;
  readonly kind?: Kind;
  readonly category?: string;
  readonly district?: string;
  readonly unit?: string;
  readonly state?: TicketState;
  readonly level?: Level;
  readonly due?: string;
  readonly overdue?: boolean;
  /** What will happen to it, or what it adds to the number; in Chinese. */
  readonly note?: string;
}

export interface Page {
  readonly lines: readonly Line[];
  readonly nextCursor: string | null;
}

export const figurePage = ({ items, nextCursor }: BoardTicketsAnswer): Page => ({
  lines: items.map(({ id, level, ...more }) => ({
    ticket: id,
    key: id,
    ...(more as Omit<Line, 'ticket' | 'key'>),
    // The schema says 0–3.
    level: level as Level,
  })),
  nextCursor,
});

export const ratePage = ({ items, nextCursor }: BehindAnswer): Page => ({
  lines: items.map(({ ticket, unit, count, kind, category, district, state }) => ({
    ticket,
    key: `${ticket} ${unit ?? ''}`,
    kind,
    category,
    district,
    ...(unit === undefined ? {} : { unit }),
    state,
    ...(count === 1 ? {} : { note: `计${count}` }),
  })),
  nextCursor,
});

/** One thing that a forecast tells. */
export interface Foretold {
  readonly at: string;
  readonly ticket: string;
  readonly clock: keyof typeof CLOCKS;
  readonly does: string;
  readonly level?: number | undefined;
  readonly unit?: string | undefined;
}

/** What a day's line says: `11月27日 09:00 办理时限：升级（第2级）` */
export const foretoldLine = ({ at, ticket, clock, does, level, unit }: Foretold, index: number): Line => ({
  ticket,
  key: `${ticket} ${at} ${clock} ${does} ${index}`,
  ...(unit === undefined ? {} : { unit }),
  note: `${momentText(at)} ${CLOCKS[clock]}：${STEPS[does as StepId]}${level === undefined ? '' : `（第${level}级）`}`,
});

/**
 * Whether something is in the bar of a day: what an outage holds up happens today, and referrals are in none.
 * @param day and today `2026-11-28`, in +08:00: as moments of the service are written
 */
export const isOn = ({ at, does }: Pick<Foretold, 'at' | 'does'>, day: string, today: string): boolean =>
  Object.hasOwn(STEPS, does) && (at.startsWith(day) || (day === today && at < day));

/** Lines as a table for a spreadsheet. @param unitName what a unit is called */
export const tableOf = (
  lines: readonly Line[],
  unitName: (id: string) => string,
): (string | number | undefined)[][] => [
  ['工单编号', '类型', '类别', '区县', '单位', '状态', '层级', '期限', '是否逾期', '说明'],
  ...lines.map(({ ticket, kind, category, district, unit, state, level, due, overdue, note }) => [
    ticket,
    kind && KINDS[kind],
    category,
    district && unitName(district),
    unit && unitName(unit),
    state && STATES[state],
    level,
    due,
    overdue === undefined ? undefined : overdue ? '是' : '否',
    note,
  ]),
];
