import type { TicketEvent } from '../../domain/ticket/event';
import { commitmentTo, type TicketKey } from '../../keys/ticket-key';
import { LOST } from '../tickets/texts/sealed-text';
import type { StoredTicket, Tickets } from '../tickets/tickets';
import { follows } from './chain';
import type { AllTexts } from './command-texts';
import type { Ledger } from './ledger';
import { eventOf, type LineDocument } from './line-document';

/** What in a ticket's ledger, and in the texts that it refers to, is not what was written: empty lists where all is. */
export interface LedgerProof {
  /** Places at which it lacks a line. */
  readonly missing: readonly number[];
  /** Places of lines that do not follow from the one before: that one was changed since. */
  readonly broken: readonly number[];
  /** What of the texts is not what was said: ids of commands, and the ticket's own for its title and content. */
  readonly altered: readonly string[];
  /** The same of texts that are not there any more. */
  readonly gone: readonly string[];
}

/** The rooms that a ledger is proven from. */
interface Provable {
  readonly tickets: Pick<Tickets, 'find' | 'ownKey'>;
  readonly ledger: Pick<Ledger, 'lines'>;
  readonly texts: Pick<AllTexts, 'of'>;
}

/**
 * Proves a ticket's ledger as far as it is shown: each line by the hash that the next one has of it, and each text by the commitment that
 * its line has. Lines and texts from before there were any prove nothing, and the newest line only with what comes after it.
 * @returns undefined where there is no such ticket
 */
export async function proofOf(
  { tickets, ledger, texts }: Provable,
  ticketId: string,
): Promise<LedgerProof | undefined> {
  const ticket = await tickets.find(ticketId);
  if (!ticket) return undefined;
  const lines: LineDocument[] = [];
  for await (const page of ledger.lines(ticketId, ticket.seq)) lines.push(...page);
  const places = new Set(lines.map(({ seq }) => seq));
  const missing = Array.from({ length: ticket.seq }, (_, i) => i + 1).filter((seq) => !places.has(seq));
  const broken = lines.filter((line, i) => {
    const previous = lines[i - 1];
    return previous?.seq === line.seq - 1 && !follows(line, previous);
  });
  const own = await tickets.ownKey(ticketId);
  if (ticket.erasedAt !== undefined) {
    const gone = [ticketId, ...commitmentsIn(lines.map(eventOf)).keys()];
    return { missing, broken: broken.map(({ seq }) => seq), altered: [], gone };
  }
  const said = await proofOfTexts(texts, own, lines.map(eventOf), ticket);
  return { missing, broken: broken.map(({ seq }) => seq), ...said };
}

/** What these lines bind to of texts, by the commands that said them. */
export const commitmentsIn = (events: readonly Pick<TicketEvent, 'data'>[]): Map<string, string> =>
  new Map(
    events.flatMap(({ data }) =>
      'text' in data && data.text?.commitment !== undefined ? [[data.text.ref, data.text.commitment]] : [],
    ),
  );

async function proofOfTexts(
  texts: Provable['texts'],
  own: TicketKey | undefined,
  events: readonly TicketEvent[],
  { id, title, content, said }: StoredTicket,
): Promise<Pick<LedgerProof, 'altered' | 'gone'>> {
  const [altered, gone]: [string[], string[]] = [[], []];
  const isSaid = (to: string, said: object, commitment: string): boolean =>
    own !== undefined && commitmentTo(own, to, said) === commitment;
  const registered = events.find((it) => it.type === 'registered')?.data.commitment;
  // What was put right is bound to as it is now, and what was said first is gone.
  if (said !== undefined) gone.push(id);
  const binding = said ?? registered;
  if (binding !== undefined) {
    if (title === LOST) gone.push(id);
    else if (!isSaid(id, { title, content }, binding)) altered.push(id);
  }
  const committed = commitmentsIn(events);
  const kept = await texts.of([...committed.keys()]);
  for (const [command, commitment] of committed) {
    const given = kept.get(command);
    if (!given) gone.push(command);
    else if (!isSaid(command, given.texts, commitment)) altered.push(command);
  }
  return { altered, gone };
}
