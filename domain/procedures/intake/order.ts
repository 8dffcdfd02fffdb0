import { type Because, because } from '../refusal';
import type { DispatchRule } from '../../law/rules';
import type { Ticket, UnitRef } from '../../ticket/ticket';

/** Units in the parts that they are to have. @property from units that give the matter back with it */
export interface Order {
  readonly lead: UnitRef;
  readonly assist: readonly UnitRef[];
  readonly from?: readonly UnitRef[];
}

/** Why units may not have a matter in these parts, by the rulebook (WF-24); undefined where they may: a street may lead departments that it summons (BJ-11). */
export function orderHindrance(ticket: Ticket, { lead, assist, from = [] }: Order): Because | undefined {
  const { departmentLeads, notPassedDown }: DispatchRule = ticket.law.rules.dispatch ?? {};
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
