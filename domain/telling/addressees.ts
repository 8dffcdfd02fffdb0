import type { UnitId } from '../ids';
import { toLevel } from '../ticket/accounting/levels';
import type { TicketEvent } from '../ticket/event';
import { leadOf, type Ticket, workingUnits } from '../ticket/ticket';
import { isRecipientWord, OWED_BY, type Recipient, type RecipientWord } from '../words';

/** Either one unit by its id, or all units of a level, or the caller. */
export type Addressee =
  { readonly unit: UnitId } | { readonly role: Exclude<RecipientWord, 'unit' | 'district'> };

export type PressureEvent = Extract<
  TicketEvent,
  { type: 'reminded' | 'urged' | 'supervised' | 'escalated' | 'correction-ordered' }
>;

/**
 * Whom a rung or a trigger names; by hand: those who act, the hotline, and whoever it is escalated to. The unit is the one whose clock or
 * order it is; of supervision and levels of the lead those who assist it learn too.
 */
export function addressees(ticket: Ticket, event: PressureEvent): Addressee[] {
  const { fired, triggered } = event.data;
  const units = unitsMeant(ticket, event);
  if (fired) return named(ticket, fired.to, units);
  if (triggered) return named(ticket, triggered.to, units);
  switch (event.type) {
    case 'escalated':
      return event.data.level === 0 ? [] : named(ticket, toLevel(ticket, event.data.level), units);
    case 'supervised':
    case 'correction-ordered':
      return named(ticket, ['unit', 'hotline'], units);
    default:
      return named(ticket, [ticket.assignments.length > 0 ? 'unit' : 'hotline'], units);
  }
}

function unitsMeant(ticket: Ticket, event: PressureEvent): UnitId[] {
  const lead = leadOf(ticket)?.unit.id;
  const all = workingUnits(ticket).map(({ id }) => id);
  const ofLead = lead === undefined ? [] : [lead];
  if (event.type === 'correction-ordered') return [event.data.unit];
  const { fired } = event.data;
  const clock = fired && ticket.clocks.find(({ id }) => id === fired.clock);
  const owner = clock && OWED_BY[clock.name] === 'unit' ? clock.unit : undefined;
  // An explanation of the hotline's own service is no unit's.
  if (clock && OWED_BY[clock.name] === 'unit' && owner === undefined) return [];
  const whose = (event.type === 'supervised' ? event.data.unit : undefined) ?? owner;
  if (whose !== undefined && whose !== lead) return [whose];
  const ofAll = event.type === 'supervised' || event.type === 'escalated' || !fired;
  return ofAll || OWED_BY[clock?.name ?? 'handling'] !== 'lead' ? all : ofLead;
}

/** @param units whom `unit` means */
export function named(
  ticket: Ticket,
  recipients: readonly Recipient[],
  units: readonly UnitId[] = workingUnits(ticket).map(({ id }) => id),
): Addressee[] {
  return recipients.flatMap((recipient): Addressee[] => {
    if (!isRecipientWord(recipient)) return [{ unit: recipient }];
    if (recipient === 'unit') return units.map((unit) => ({ unit }));
    if (recipient === 'district') {
      const parent = leadOf(ticket)?.unit.parent;
      return parent ? [{ unit: parent }] : [];
    }
    return recipient === 'caller' && !ticket.wantsReply ? [] : [{ role: recipient }];
  });
}
