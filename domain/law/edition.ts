import type { Rules } from './rules';

/** The edition in which rules are compiled now. */
export const EDITION = 3;

/**
 * Rules that were compiled before editions were told apart: where they say nothing themselves, they go on to mean what they meant
 * when their tickets started, until the ticket is bound to newer ones by a recorded act (T-9). By them
 * - supervision is level 1 of the matter, and ends with the closure's approval alone;
 * - a decision from above lowers the level and starts the handling anew;
 * - a rung to a level that is reached is told once more;
 * - a closure that is sent back, and a return to the same unit, start a fresh clock;
 * - an assisting unit's silence holds up the lead, and each of the units meets what the lead owes;
 * - extensions are counted by the ticket;
 * - a matter that the caller calls unresolved to the end closes as the unit had it, also while an explanation is owed;
 * - rungs in days of limits in hours are counted from the day on which the limit ends.
 */
export const isFirstEdition = ({ edition }: Pick<Rules, 'edition'>): boolean => edition === undefined;

/** By the second edition as by the first, a closure is approved also when the day that it promises has passed meanwhile. */
export const approvesPassedDays = ({ edition = 1 }: Pick<Rules, 'edition'>): boolean => edition < 3;
