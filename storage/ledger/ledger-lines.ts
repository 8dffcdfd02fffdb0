import type { TicketEvent } from '../../domain/ticket/event';
import type { TextRef } from '../../domain/ticket/text-ref';
import type { Instant } from '../../domain/time/instant';
import { ERASED } from '../tickets/texts/sealed-text';
import type { StoredTicket, Tickets } from '../tickets/tickets';
import type { AllTexts, Texts } from './command-texts';
import type { Ledger } from './ledger';
import type { Superseded } from './superseded';

/** An event as its reader sees it: with the free texts and the account that only the database holds. */
export interface LedgerLine {
  readonly event: TicketEvent;
  /** The account that did it; none where it happened by itself. */
  readonly sub?: string;
  /** The free texts of the command that this event carries; where they were erased, what says so. */
  readonly texts?: Texts;
}

/** What lines are read with: the account that registered their ticket, and the texts. */
interface Readable {
  readonly tickets: Pick<Tickets, 'find'>;
  readonly texts: Pick<AllTexts, 'of'>;
}

/**
 * The ledger of a ticket as far as the ticket is shown, oldest first; none for an unknown ticket.
 * @param afterSeq events after this one
 * @param limit at most so many, at least 1
 */
export async function ledgerOf(
  { tickets, ledger, texts }: Readable & { readonly ledger: Pick<Ledger, 'events'> },
  ticketId: string,
  afterSeq = 0,
  limit = 200,
): Promise<LedgerLine[]> {
  const ticket = await tickets.find(ticketId);
  if (!ticket) return [];
  const events = await ledger.events(ticketId, afterSeq, Math.min(ticket.seq, afterSeq + limit));
  return joined(texts, ticket, events);
}

/** A line that gave way to another: the engine had lost it. */
export interface SupersededLine extends LedgerLine {
  /** When the ticket decided on it, and on what stands in its place. */
  readonly decided: Instant;
  readonly by: Instant;
}

/** What stood in the ledger of a ticket and gave way, by its places; of one place the earlier first. */
export async function supersededOf(
  { tickets, superseded, texts }: Readable & { readonly superseded: Pick<Superseded, 'of'> },
  ticketId: string,
): Promise<SupersededLine[]> {
  const found = await superseded.of(ticketId);
  const ticket = await tickets.find(ticketId);
  const lines = await joined(
    texts,
    ticket,
    found.map(({ event }) => event),
  );
  return found.map(({ decided, by }, place) => ({ ...lines[place]!, decided, by }));
}

/** Events with the texts and accounts of their commands. */
async function joined(
  texts: Readable['texts'],
  ticket: Pick<StoredTicket, 'registeredBy' | 'erasedAt'> | undefined,
  events: readonly TicketEvent[],
): Promise<LedgerLine[]> {
  const given = await texts.of(commandsOf(events));
  return events.map((event): LedgerLine => {
    const command = given.get(event.command ?? '');
    const byPerson = event.actor.role !== 'system';
    const sub =
      command?.actor.sub ?? (byPerson && event.command === undefined ? ticket?.registeredBy : undefined);
    const text = textOf(event);
    if (ticket?.erasedAt !== undefined)
      return { event, sub, texts: text && Object.fromEntries(text.parts.map((part) => [part, ERASED])) };
    const said = text && given.get(text.ref)?.texts;
    return { event, sub, texts: said && partsOf(said, text.parts) };
  });
}

/** The commands of which events came, and those whose texts they carry; each once. */
export const commandsOf = (events: readonly TicketEvent[]): string[] => [
  ...new Set(events.flatMap((event) => [event.command ?? [], textOf(event)?.ref ?? []].flat())),
];

const textOf = ({ data }: TicketEvent): TextRef | undefined => ('text' in data ? data.text : undefined);

/** Of a command's texts those that an event carries. */
const partsOf = (texts: Texts, parts: readonly string[]): Texts =>
  Object.fromEntries(Object.entries(texts).filter(([part]) => parts.includes(part)));
