import type { Level, Recipient } from '../../words';
import { ESCALATIONS } from '../../words';
import type { Ticket } from '../ticket';

/** The level above that a matter rises to: the first that its rulebook names for those who decide (2 and up). */
export function nextLevel({ level, law }: Pick<Ticket, 'level' | 'law'>): Exclude<Level, 0> | undefined {
  const { levels } = law.rules;
  const above: readonly Exclude<Level, 0>[] = [2, 3];
  return above.find((it) => it > level && (levels === undefined || levels[it] !== undefined));
}

/** Whom a level is told to, besides the unit and the hotline; as the rulebook names them, or by their usual names. */
export function toLevel({ law }: Pick<Ticket, 'law'>, level: Exclude<Level, 0>): Recipient[] {
  const reached = ([1, 2, 3] as const).filter((it) => it <= level);
  const named = reached.map((it) => atLevel({ law }, it));
  return [...new Set<Recipient>(['unit', 'hotline', ...named])];
}

/** Who has a matter at a level: one unit, or all units of a level of units. */
export const atLevel = ({ law }: Pick<Ticket, 'law'>, level: Exclude<Level, 0>): Recipient =>
  law.rules.levels?.[level]?.to ?? ({ 1: 'hotline', 2: 'office', 3: 'meeting' } as const)[level];

/** What a level is called by the rulebook that binds a ticket. */
export const levelName = ({ law }: Pick<Ticket, 'law'>, level: Level): string =>
  level === 0 ? ESCALATIONS[0] : (law.rules.levels?.[level]?.label ?? ESCALATIONS[level]);

/** The highest level that a matter may rise to. */
export function highestLevel({ law }: Pick<Ticket, 'law'>): Level {
  const { levels } = law.rules;
  return ([3, 2, 1] as const).find((it) => levels === undefined || levels[it] !== undefined) ?? 0;
}
