import {
  defineSearchAttributeKey,
  type SearchAttributeUpdatePair,
  SearchAttributeType,
} from '@temporalio/common';
import { earliestDue } from '../domain/view';
import { isOverdue, leadOf, type Ticket } from '../domain/ticket';

/** What supervisors filter tickets by in Temporal Web (DESIGN §5); none says anything about a person. */
export const TICKET_STATE = defineSearchAttributeKey('TicketState', SearchAttributeType.KEYWORD);
export const TICKET_KIND = defineSearchAttributeKey('TicketKind', SearchAttributeType.KEYWORD);
export const RULEBOOK = defineSearchAttributeKey('Rulebook', SearchAttributeType.KEYWORD);
export const UNIT = defineSearchAttributeKey('Unit', SearchAttributeType.KEYWORD);
export const DISTRICT = defineSearchAttributeKey('District', SearchAttributeType.KEYWORD);
export const DUE_AT = defineSearchAttributeKey('Due', SearchAttributeType.DATETIME);
export const OVERDUE = defineSearchAttributeKey('Overdue', SearchAttributeType.BOOL);
export const ESCALATION_LEVEL = defineSearchAttributeKey('EscalationLevel', SearchAttributeType.INT);
/** The publication that a ticket's calendar knows of: those of an older one are told of a newer. */
export const PUBLICATION = defineSearchAttributeKey('Publication', SearchAttributeType.INT);

export const SEARCH_ATTRIBUTES = [
  TICKET_STATE,
  TICKET_KIND,
  RULEBOOK,
  UNIT,
  DISTRICT,
  DUE_AT,
  OVERDUE,
  ESCALATION_LEVEL,
  PUBLICATION,
] as const;

/** Everything that a ticket is found by, as it stands; null takes away what no longer holds, such as a due moment. */
export function searchAttributesOf(ticket: Ticket, rulebook: string): SearchAttributeUpdatePair[] {
  const due = earliestDue(ticket);
  const lead = leadOf(ticket);
  return [
    { key: TICKET_STATE, value: ticket.state },
    { key: TICKET_KIND, value: ticket.kind },
    { key: RULEBOOK, value: rulebook },
    { key: DISTRICT, value: ticket.district.id },
    { key: OVERDUE, value: isOverdue(ticket) },
    { key: ESCALATION_LEVEL, value: ticket.level },
    { key: PUBLICATION, value: ticket.law.publication ?? 0 },
    { key: UNIT, value: lead?.unit.id ?? null },
    { key: DUE_AT, value: due === undefined ? null : new Date(due) },
  ];
}
