/**
 * Ids that must not be taken for one another. They are branded where they come in: from a request, a file, a token or the
 * database; within, a plain text is none of them.
 */
export type TicketId = string & { readonly brand: 'TicketId' };
export type CommandId = string & { readonly brand: 'CommandId' };
export type UnitId = string & { readonly brand: 'UnitId' };

export const ticketId = (id: string): TicketId => id as TicketId;
export const commandId = (id: string): CommandId => id as CommandId;
export const unitId = (id: string): UnitId => id as UnitId;
