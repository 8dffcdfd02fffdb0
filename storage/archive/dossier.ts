import type { Instant } from '../../domain/time/instant';
import type { DataKeys } from '../../keys/data-keys';
import { dataKeysOf } from '../../keys/ticket-key';
import { type AllTexts, type CommandDocument, resealedTexts } from '../ledger/command-texts';
import type { Ledger } from '../ledger/ledger';
import { commandsOf } from '../ledger/ledger-lines';
import type { LineDocument } from '../ledger/line-document';
import type { Superseded, SupersededDocument } from '../ledger/superseded';
import type { MessageDocument } from '../outbox/message';
import type { Outbox } from '../outbox/outbox';
import { openAmong } from '../tickets/lost-tickets';
import type { AllOpenClocks } from '../tickets/open-clocks';
import { keysOfTicket, resealedTicket } from '../tickets/texts/resealing';
import { ownKeyOf } from '../tickets/texts/sealed-text';
import type { TicketDocument } from '../tickets/ticket-document';
import type { Tickets } from '../tickets/tickets';

/**
 * All that is kept of one ticket, document by document as it stood in its collection, whatever fields it had. Not its attachments: the
 * sweep that removes unreferenced bytes must find what refers to them; nor who looked at it, which goes on.
 */
export interface Dossier {
  readonly ticket: TicketDocument;
  readonly ledger: readonly LineDocument[];
  readonly superseded: readonly SupersededDocument[];
  readonly outbox: readonly MessageDocument[];
  readonly commands: readonly CommandDocument[];
}

/** The rooms whose documents a ticket is made of. */
export interface RoomsOfTicket {
  readonly tickets: Tickets;
  readonly ledger: Ledger;
  readonly superseded: Superseded;
  readonly outbox: Outbox;
  readonly texts: AllTexts;
  readonly openClocks: AllOpenClocks;
}

/**
 * Gathers a ticket that is closed and whole, and of which nothing is under way: no message that waits, no command whose fate is not
 * known, no turn that is half written, that nobody was answered with, or that the feed has not told of.
 * @returns undefined where it is not so (yet)
 */
export async function gather(
  { tickets, ledger, superseded, outbox, texts }: RoomsOfTicket,
  id: string,
  now: Instant,
): Promise<Dossier | undefined> {
  // By their ids alone: a colon is before a semicolon, and nothing between.
  const found = await ledger.model.find({ _id: { $gt: `${id}:`, $lt: `${id};` } }).lean<LineDocument[]>();
  const lines = found.toSorted((a, b) => a.seq - b.seq);
  const gone = await superseded.model
    .find({ ticketId: id })
    .sort({ seq: 1, decided: 1 })
    .lean<SupersededDocument[]>();
  const messages = await outbox.model
    .find({ ticketId: id })
    .sort({ at: 1, _id: 1 })
    .lean<MessageDocument[]>();
  const commands = await texts.model
    .find({ _id: { $in: commandsOf([...lines, ...gone]) } })
    .lean<CommandDocument[]>();
  const undelivered = await outbox.undelivered(id, now);
  const { events } = await ledger.completeEvents(id);
  // The last of all: what was read while its ticket still stood here is whole.
  const ticket = await tickets.model.findById(id).lean<TicketDocument>();
  const settled =
    ticket?.view.state === 'closed' &&
    ticket.unanswered === undefined &&
    ticket.untold === undefined &&
    undelivered.length === 0 &&
    messages.every(({ gathered }) => gathered === undefined) &&
    gone.every(({ unsettled }) => unsettled === undefined) &&
    events.length === ticket.view.seq &&
    lines.length === ticket.view.seq &&
    !(await isTold(tickets, ticket));
  return settled ? { ticket, ledger: lines, superseded: gone, outbox: messages, commands } : undefined;
}

/** The ticket that it was merged into goes on, and what is told there is told to its caller too; or it has to hear of it still. */
async function isTold(
  { model }: RoomsOfTicket['tickets'],
  { view }: Pick<TicketDocument, 'view'>,
): Promise<boolean> {
  const { mergedInto, owesMain } = view;
  if (owesMain !== undefined) return true;
  return mergedInto !== undefined && (await openAmong(model, [mergedInto])).has(mergedInto);
}

/** The ids of the data keys that something in a dossier depends on. */
export const keysOfDossier = ({ ticket, commands }: Dossier): string[] => [
  ...keysOfTicket(ticket),
  ...dataKeysOf(commands.map(({ sealed }) => sealed)),
];

/** A dossier in which all depends on the newest data key alone. @throws SealError */
export function resealedDossier(keys: DataKeys, dossier: Dossier): Dossier {
  const ticket = { ...dossier.ticket, ...resealedTicket(keys, dossier.ticket) };
  const own = ownKeyOf(keys, ticket);
  const commands = dossier.commands.map((it) => ({ ...it, ...resealedTexts(keys, own, it) }));
  return { ...dossier, ticket, commands };
}

/** Removes a ticket's document, if it still is as it was gathered. @returns whether it is gone by this */
export async function removeTicket({ tickets }: RoomsOfTicket, { ticket }: Dossier): Promise<boolean> {
  const paths = Object.keys(tickets.model.schema.paths) as (keyof TicketDocument)[];
  const asGathered = Object.fromEntries(paths.map((path) => [path, ticket[path] ?? { $exists: false }]));
  return (await tickets.model.deleteOne(asGathered)).deletedCount > 0;
}

/** Removes what was gathered beside the ticket's own document, and nothing else; again, it changes nothing. */
export async function removeRest(
  { ledger, superseded, outbox, texts, openClocks }: RoomsOfTicket,
  dossier: Dossier,
): Promise<void> {
  const among = (documents: readonly { readonly _id: string }[]) => ({
    _id: { $in: documents.map(({ _id }) => _id) },
  });
  await openClocks.model.deleteOne({ _id: dossier.ticket._id });
  await outbox.model.deleteMany(among(dossier.outbox));
  await superseded.model.deleteMany(among(dossier.superseded));
  await texts.model.deleteMany(among(dossier.commands));
  await ledger.model.deleteMany(among(dossier.ledger));
}
