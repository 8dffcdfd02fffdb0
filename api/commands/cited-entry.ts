import { isGood } from '../../domain/knowledge/entry';
import type { CommandOf } from '../../domain/procedures/command';
import { instant } from '../../domain/time/instant';
import type { Store } from '../../storage/store';
import { invalid } from '../http/problem';

/**
 * An answer with the version of the entry that it cites (WF-31): the ledger tells which text the caller was answered from, and has none of it.
 * @throws a 422 for an entry that is not there, was not published, or is over
 */
export async function withEntry(
  store: Pick<Store, 'knowledge'>,
  command: CommandOf<'answer'>,
): Promise<CommandOf<'answer'>> {
  if (command.knowledge === undefined) return command;
  const entry = await store.knowledge.find(command.knowledge.id);
  if (!entry || !isGood(entry, command.at ?? instant(Date.now())))
    throw invalid('The entry can’t be cited.', [
      {
        path: 'knowledge',
        message: 'expected the id of an entry that is published and not over',
        rule: 'WF-31',
      },
    ]);
  return { ...command, knowledge: { id: entry.id, version: entry.version } };
}
