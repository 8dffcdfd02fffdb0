import type { Client } from '@temporalio/client';
import { commandId, unitId } from '../../domain/ids';
import type { LostCommand, Person } from '../../domain/ticket/event';
import type { Instant } from '../../domain/time/instant';
import { tellLost } from '../../engine/recovery/lost-commands';
import type { CommandTexts } from '../../storage/ledger/command-texts';
import { pages } from '../../storage/page';
import type { Store } from '../../storage/store';

/** What a step of the sweep does for each of some, one that fails stopping no other. @returns for how many it was done */
export type CountOf = <T extends { readonly id: string }>(
  some: readonly T[],
  act: (it: T) => Promise<boolean>,
) => Promise<number>;

/**
 * Tells whoever gave a command that stood in the ledger and gave way there, if it was not carried out after all.
 * @returns how many
 */
export async function tellOfLostCommands(
  { store, client, countOf }: { readonly store: Store; readonly client: Client; readonly countOf: CountOf },
  before: Instant,
): Promise<number> {
  const read = (after: string, limit: number) => store.superseded.unsettled(before, after, limit);
  let count = 0;
  for await (const page of pages(read, ({ id }) => id)) {
    // Each command once, whatever lines it left.
    const lost = new Map(page.map((it) => [it.command, it]));
    const applied = await store.ledger.applied([...lost.keys()]);
    const given = await store.texts.of([...lost.keys()]);
    count += await countOf([...lost.values()], async ({ ticketId, command }) => {
      const from = applied.has(command) ? undefined : given.get(command);
      if (from) await tellLost(client, ticketId, lostCommand(from));
      await store.superseded.settle(command);
      return from !== undefined;
    });
  }
  return count;
}

/** A command as its ticket may know it: without the account that gave it. */
function lostCommand({ id, name, actor }: CommandTexts): LostCommand {
  const by = actor.unit === undefined ? { role: actor.role } : { role: actor.role, unit: unitId(actor.unit) };
  // As the API stored it: who has a unit is one.
  return { command: commandId(id), name, by: by as Person };
}
