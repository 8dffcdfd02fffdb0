import type { Connection } from 'mongoose';
import type { DataKeys } from '../../keys/data-keys';
import { boundTicketsIn } from './bound-tickets';
import { callerCodesIn } from './caller-codes';
import { confirmedIn } from './confirmed';
import { dueMomentsIn } from './due-moments';
import { intakeIn } from './intake';
import { lostTicketsIn } from './lost-tickets';
import { ofClosedUnitsIn } from './of-closed-units';
import { readModelIn } from './read-model';
import { ticketModelOn } from './ticket-document';
import { ticketListIn } from './ticket-list';
import { renewalIn } from './texts/renewal';

export type { DueMoment } from './due-moments';
export type { CallerOf, Contact, NewTicket } from './intake';
export type { OpenTicket } from './lost-tickets';
export type { ListedTicket, ShownTicket, StoredTicket } from './read-model';
export type { RulebookRef } from './ticket-document';
export type { Search, Standing, TicketFilter } from './ticket-list';

export type Tickets = ReturnType<typeof ticketsIn>;

/** The intake and the read model of tickets: one document each, and one file for each of those who work with it. */
export function ticketsIn(connection: Connection, keys: DataKeys) {
  const model = ticketModelOn(connection);
  return {
    model,
    ...intakeIn(model, keys),
    ...readModelIn(model, keys),
    ...ticketListIn(model, keys),
    ...boundTicketsIn(model),
    ...lostTicketsIn(model),
    ...confirmedIn(model, keys),
    ...dueMomentsIn(model),
    ...ofClosedUnitsIn(model),
    ...callerCodesIn(model),
    ...renewalIn(model, keys),
  };
}
