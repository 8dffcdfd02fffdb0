import type { Archive } from '../archive/archive';
import type { Dossier } from '../archive/dossier';
import type { TicketDocument } from '../tickets/ticket-document';
import type { Tickets } from '../tickets/tickets';

/** Changes of a document's fields, which a dotted path names. */
export interface Change {
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset: readonly string[];
}

/** As the database takes it. */
export const asUpdate = ({ set, unset }: Change) => ({
  $set: set,
  ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((path) => [path, 1])) } : {}),
});

/** The same change of a document that lies in a dossier. */
export function changed<T extends object>(document: T, { set, unset }: Change): T {
  const copy = structuredClone(document);
  for (const [path, value] of [...Object.entries(set), ...unset.map((it) => [it, undefined] as const)]) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    const owner = names.reduce<Record<string, unknown> | undefined>(
      (it, name) => it?.[name] as Record<string, unknown> | undefined,
      copy as Record<string, unknown>,
    );
    if (value !== undefined) (owner ?? {})[last] = value;
    else if (owner) delete owner[last];
  }
  return copy;
}

/** A ticket's own document, from where it lies. */
export async function ticketDocument(
  { tickets, archive }: { readonly tickets: Tickets; readonly archive: Pick<Archive, 'find'> },
  id: string,
): Promise<TicketDocument | undefined> {
  const standing = await tickets.model.findById(id).lean<TicketDocument>();
  return standing ?? (await archive.find(id))?.dossier.ticket;
}

/** A dossier with another document of its ticket. */
export const withTicket = (dossier: Dossier, change: Change): Dossier => ({
  ...dossier,
  ticket: changed(dossier.ticket, change),
});
