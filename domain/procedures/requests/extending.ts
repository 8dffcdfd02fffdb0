import { endOf, extended, moveClock } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { isFirstEdition } from '../../law/edition';
import { openClock, type Request, type Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';

/**
 * An extension belongs to the clock that it was asked for; one that has taken its place since has as long at least (S-17). The unit asked
 * in time, so a decision after the due moment moves it all the same; that it was breached stays in the ledger (T-9).
 */
export function agreed(ticket: Ticket, { limit, text, notified, clock: asked }: Request): Fact[] {
  const running = openClock(ticket, 'handling');
  if (!running || !limit || notified) return [];
  const meant = ticket.clocks.find(({ id }) => id === asked) ?? running;
  const basis = extended(isFirstEdition(ticket.law.rules) ? running : meant, ticket.law, limit);
  if (!basis) return [];
  const { source } = ticket.law.rules.extension ?? {};
  const longer = meant.id === running.id || endOf(basis, ticket.law).due > running.due;
  return longer ? moveClock(running, basis, ticket.law, { cause: 'extension', source, text }) : [];
}

/** The hotline objects to an extension that held already: it is taken away, and the unit has a working day at least (BJ-9). */
export function objected(ticket: Ticket, { notified, clock: asked }: Request, now: Instant): Fact[] {
  const clock = openClock(ticket, 'handling');
  if (!notified || !clock?.basis || clock.id !== asked) return [];
  const { extensions = [], ...basis } = clock.basis;
  const kept = extensions.slice(0, -1);
  return moveClock(
    clock,
    { ...basis, ...(kept.length > 0 ? { extensions: kept } : {}), ordered: now },
    ticket.law,
    { cause: 'objection', source: ticket.law.rules.extension?.source },
  );
}
