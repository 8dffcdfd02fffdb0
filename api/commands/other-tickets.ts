import type { Command } from '../../domain/procedures/command';
import { because, invalid, wrong } from '../../domain/procedures/refusal';
import type { TicketId } from '../../domain/ids';
import { isRelayed } from '../../domain/ticket/ticket';
import type { Language } from '../../domain/words';
import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import { refused } from '../http/problem';

type Because = ReturnType<typeof because>;

/**
 * Holds what a command names besides its own ticket against what there is: whose result answers it (JE-4), which one it repeats (HZ-3), what
 * it is linked with, and the main ticket of a merge, whose own workflow has the last word.
 * @throws a 422 with the path, before anything is stored
 */
export async function checkOthers(
  { store, language }: { readonly store: Store; readonly language: Language },
  ticket: StoredTicket,
  command: Command,
): Promise<void> {
  const named = namedBy(command);
  if (!named) return;
  const { path, other, rule } = named;
  const fail = (expected: Because): never => {
    throw refused(invalid(wrong(because('not-this-ticket'), path, expected)), language);
  };
  if (other === ticket.id)
    throw refused(invalid(wrong(because('not-with-itself'), path, because('another-ticket'))), language);
  const found = await store.tickets.find(other);
  if (!found) return fail(because('a-known-ticket', rule));
  if (command.name !== 'merge') return;
  // Whatever it was merged into is named, so that no circle and no chain comes about.
  if (found.mergedInto !== undefined) fail(because('its-main-ticket', { main: found.mergedInto }));
  if (found.state === 'closed') fail(because('an-open-ticket', 'JE-4'));
  if (isRelayed(found.matter) !== isRelayed(ticket.matter)) fail(because('as-unknown', 'WF-11'));
}

function namedBy(
  command: Command,
): { readonly path: string; readonly other: TicketId; readonly rule?: string } | undefined {
  switch (command.name) {
    case 'answer':
      return command.earlier === undefined
        ? undefined
        : { path: 'earlier', other: command.earlier, rule: 'JE-4' };
    case 'decline':
      return command.earlier === undefined
        ? undefined
        : { path: 'earlier', other: command.earlier, rule: 'HZ-3' };
    case 'link':
      return { path: 'with', other: command.with };
    case 'merge':
      return { path: 'into', other: command.into };
    default:
      return undefined;
  }
}
