import type { TicketEvent } from '../../domain/ticket/event';
import type { TicketInput } from '../../domain/ticket/input';
import type { Instant } from '../../domain/time/instant';
import { openerOf, type TicketKey } from '../../keys/ticket-key';
import type { AllTexts, Texts } from '../ledger/command-texts';
import type { Ledger } from '../ledger/ledger';
import { commitmentsIn } from '../ledger/ledger-proof';
import type { LineDocument } from '../ledger/line-document';
import type { Superseded } from '../ledger/superseded';
import type { Tickets } from '../tickets/tickets';
import { LOST } from '../tickets/texts/sealed-text';
import type { Checkpoints, Inclusion } from './checkpoints';

/** A line of the ledger as it is hashed. */
export type HashedLine = TicketEvent & {
  /** The hash of the line before; none in a ledger's first. */
  readonly before?: string;
};

/** A text with the key that opens its commitment, and nothing else; neither where it was erased. */
export interface CommittedText {
  /** The command that said it, or the ticket for its title and content. */
  readonly of: string;
  readonly said?: Texts;
  readonly opener?: string;
}

/** All that proves a ticket's course to somebody who has nothing but the installation's public key. */
export interface Evidence {
  readonly lines: readonly HashedLine[];
  /** What stood in the ledger and gave way. */
  readonly superseded: readonly (HashedLine & { readonly decided: Instant; readonly by: Instant })[];
  /** What the ticket was started with. */
  readonly law: Pick<TicketInput, 'rules' | 'calendar'>;
  readonly texts: readonly CommittedText[];
  /** In each checkpoint that has it, the earliest first. */
  readonly inclusions: readonly Inclusion[];
}

interface Rooms {
  readonly tickets: Pick<Tickets, 'find' | 'ownKey' | 'provenBy'>;
  readonly ledger: Pick<Ledger, 'lines'>;
  readonly superseded: Pick<Superseded, 'linesOf'>;
  readonly texts: Pick<AllTexts, 'of'>;
  readonly checkpoints: Pick<Checkpoints, 'inclusionsOf'>;
}

/** The evidence of a ticket as far as it is shown; undefined for an unknown one. */
export async function evidenceOf(rooms: Rooms, ticketId: string): Promise<Evidence | undefined> {
  const { tickets, ledger, superseded, checkpoints } = rooms;
  const found = await tickets.provenBy(ticketId);
  if (!found) return undefined;
  const lines: HashedLine[] = [];
  for await (const page of ledger.lines(ticketId, found.seq)) lines.push(...page.map(hashed));
  const gone = (await superseded.linesOf(ticketId)).map(({ line, by }) => ({
    ...hashed(line),
    decided: line.decided,
    by,
  }));
  return {
    lines,
    superseded: gone,
    law: found.law,
    texts: await textsOf(rooms, ticketId, [...lines, ...gone]),
    inclusions: await checkpoints.inclusionsOf(ticketId, found.checkpoints),
  };
}

const hashed = ({
  _id,
  ticketId: _,
  turn: __,
  decided: ___,
  written: ____,
  version: _____,
  state: ______,
  level: _______,
  ...line
}: LineDocument): HashedLine => line;

/** Every text that a line is bound to. What is there and can't be read is no erased one: it is told as it is, and proves wrong. */
async function textsOf(
  { tickets, texts }: Rooms,
  ticketId: string,
  lines: readonly HashedLine[],
): Promise<CommittedText[]> {
  const key = await tickets.ownKey(ticketId);
  const isBound = lines.some(({ type, data }) => type === 'registered' && data.commitment !== undefined);
  const { title = LOST, content = LOST, said } = (isBound && (await tickets.find(ticketId))) || {};
  // What was said first is gone where it was put right.
  const isThere = title !== LOST && said === undefined;
  const refs = [...commitmentsIn(lines).keys()];
  const kept = await texts.of(refs);
  return [
    ...(isBound ? [committed(key, ticketId, isThere ? { title, content } : undefined)] : []),
    ...refs.map((ref) => committed(key, ref, kept.get(ref)?.texts)),
  ];
}

const committed = (key: TicketKey | undefined, of: string, said: Texts | undefined): CommittedText =>
  key && said ? { of, said, opener: openerOf(key, of).toString('base64url') } : { of };
