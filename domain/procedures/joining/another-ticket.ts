import type { TicketId } from '../../ids';
import type { Ticket } from '../../ticket/ticket';
import { because, type Wrong, wrong } from '../refusal';

/** What is wrong where a ticket is tied to itself. */
export const anotherTicket = (
  { id }: Pick<Ticket, 'id'>,
  other: TicketId,
  path: string,
): Wrong | undefined =>
  other === id ? wrong(because('not-with-itself'), path, because('another-ticket')) : undefined;
