import type { UnitId } from '../../domain/ids';
import type { TicketView } from '../../domain/telling/view';
import { isOpen, isOwedBy } from '../../domain/ticket/ticket';
import { type Instant, instant } from '../../domain/time/instant';
import type { Level } from '../../domain/words';

/** What the board counts an open ticket by. */
export interface Standing {
  /** False of a simulated matter, which is in no figure (JE-16). */
  readonly inFigures: boolean;
  readonly district: string;
  readonly level: Level;
  readonly overdue: boolean;
  /** When its earliest open limit ends, or ended; {@link NO_DUE} where none is open. */
  readonly due: Instant;
  /** The units that have to do something in it: who leads or assists and is not done. */
  readonly works: readonly UnitId[];
  /** Those of them of whom a limit is overdue. */
  readonly late: readonly UnitId[];
}

/** Behind everything that is due, in as many digits as a cursor has. */
export const NO_DUE = instant(999_999_999_999_999);

export function standingOf(
  {
    level,
    overdue,
    due = NO_DUE,
    assignments,
    clocks,
  }: Pick<TicketView, 'level' | 'overdue' | 'due' | 'assignments' | 'clocks'>,
  { district, simulated }: { readonly district: { readonly id: string }; readonly simulated?: boolean },
): Standing {
  const working = assignments.filter(({ role, state }) => role !== 'copy' && state !== 'done');
  const breached = clocks.filter((clock) => isOpen(clock) && clock.state === 'breached');
  const late = working.filter((part) => breached.some((clock) => isOwedBy(clock, part)));
  return {
    inFigures: !simulated,
    district: district.id,
    level,
    overdue,
    due,
    works: [...new Set(working.map(({ unit }) => unit))],
    late: [...new Set(late.map(({ unit }) => unit))],
  };
}
