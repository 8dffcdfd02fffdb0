import { type Because, because, type Wrong, wrong } from '../refusal';
import type { DispatchRule } from '../../law/rules';
import { type Ticket, type UnitRef, workingUnits } from '../../ticket/ticket';

/** Units in the parts that they are to have. @property from units that give the matter back with it */
export interface Order {
  readonly lead: UnitRef;
  readonly assist: readonly UnitRef[];
  readonly from?: readonly UnitRef[];
}

/** Why units may not have a matter in these parts, by the rulebook (WF-9, WF-24); undefined where they may: a street may lead departments that it summons (BJ-11). */
export function orderHindrance(ticket: Ticket, { lead, assist, from = [] }: Order): Because | undefined {
  const { bodies, departmentLeads, notPassedDown }: DispatchRule = ticket.law.rules.dispatch ?? {};
  const other = [lead, ...assist].find(({ level }) => bodies && !bodies.levels.includes(level));
  if (bodies && other) return because('bodies-only', { unit: other, levels: bodies.levels }, bodies.source);
  const department = assist.find(({ level }) => level === 'department');
  if (departmentLeads && department && isLocal(lead))
    return because('department-leads', { department }, departmentLeads.source);
  const unit = [...ticket.returnedBy, ...from].find(
    ({ level }) => level === 'district' || level === 'department',
  );
  return notPassedDown && unit && lead.level === 'street'
    ? because('not-passed-down', { unit }, notPassedDown.source)
    : undefined;
}

const isLocal = ({ level }: UnitRef): boolean => level === 'district' || level === 'street';

/** Units that are to join an order have no part in it yet, and are named once. */
export function wrongParts(ticket: Ticket, units: readonly UnitRef[], path: string): Wrong | undefined {
  const known = new Set<string>(workingUnits(ticket).map(({ id }) => id));
  const twice = units.find(({ id }, i) => known.has(id) || units.findIndex((it) => it.id === id) < i);
  return twice && wrong(because('another-order'), path, because('has-a-part', { unit: twice }));
}
