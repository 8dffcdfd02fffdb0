import { isOverdue, leadOf, type Ticket } from '../ticket/ticket';
import { earliestDue } from './view';

/** An attribute as Temporal knows it: its name, and the type of its values. */
const key = <T extends 'KEYWORD' | 'DATETIME' | 'BOOL' | 'INT'>(name: string, type: T) =>
  ({ name, type }) as const;

/** What supervisors filter tickets by in Temporal Web (DESIGN §5); none says anything about a person. */
const TICKET_STATE = key('TicketState', 'KEYWORD');
const TICKET_KIND = key('TicketKind', 'KEYWORD');
export const RULEBOOK = key('Rulebook', 'KEYWORD');
const UNIT = key('Unit', 'KEYWORD');
const DISTRICT = key('District', 'KEYWORD');
export const DUE_AT = key('Due', 'DATETIME');
export const OVERDUE = key('Overdue', 'BOOL');
const ESCALATION_LEVEL = key('EscalationLevel', 'INT');
/** The newest publication, of the nation or of its rulebook's city, that a ticket's calendar knows of: those of an older one are told of a newer. */
export const PUBLICATION = key('Publication', 'INT');

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

type Key<T extends string> = Extract<(typeof SEARCH_ATTRIBUTES)[number], { type: T }>;

/** An attribute with its value; null where the ticket has none. */
export type FoundBy =
  | { readonly key: Key<'KEYWORD'>; readonly value: string | null }
  | { readonly key: Key<'DATETIME'>; readonly value: Date | null }
  | { readonly key: Key<'BOOL'>; readonly value: boolean | null }
  | { readonly key: Key<'INT'>; readonly value: number | null };

/** Everything that a ticket is found by, as it stands; null takes away what no longer holds, such as a due moment. */
export function searchAttributesOf(ticket: Ticket, rulebook: string): FoundBy[] {
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
