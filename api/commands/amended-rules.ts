import type { Config } from '../../config/load';
import { bindRules, shortHash } from '../../domain/law/bind-rules';
import { EDITION } from '../../domain/law/edition';
import type { Rulebook, Rules } from '../../domain/law/rules';
import type { CommandOf } from '../../domain/procedures/command';
import { because, notNow } from '../../domain/procedures/refusal';
import type { Language } from '../../domain/words';
import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import { invalid, refused } from '../http/problem';
import { faultsIn } from '../tickets/ticket-body';

const CHOSEN_BY = ['kind', 'category', 'district', 'urgency'] as const;

/**
 * An amendment with what then binds the ticket: the version of its rulebook that it is bound to, read for the ticket as it is put right (T-9).
 * @throws a 409 where that version is not at hand, or the ticket is still bound by rules from before; a 422 for a kind or grade that it does not have
 */
export async function withRules(
  {
    config,
    store,
    language,
  }: { readonly config: Config; readonly store: Store; readonly language: Language },
  { id, matter }: Pick<StoredTicket, 'id' | 'matter'>,
  command: CommandOf<'amend'>,
): Promise<CommandOf<'amend'>> {
  // Whether its caller stays unknown is nothing that rules are chosen by.
  if (CHOSEN_BY.every((it) => command[it] === undefined)) return command;
  const bound = await store.openClocks.boundRules(id);
  const book = bound && (await bookOf(config, store, bound));
  if (!book) {
    const rulebook = bound?.id ?? '';
    throw refused(notNow(because('rulebook-not-kept', { rulebook }, 'T-9'), []), language);
  }
  const faults = faultsIn(book, command);
  if (faults.length > 0) throw invalid('The amendment does not fit the rulebook.', faults);
  const { kind, category, urgency } = { ...matter, ...command };
  const rulesFor = { kind, category, ...(urgency === undefined ? {} : { urgency }) };
  return { ...command, rules: bindRules(book, { ...matter, ...rulesFor }), rulesFor };
}

/** The file that is loaded, where it is that version, else as it was kept. What rules from before mean, no file says any more. */
export async function bookOf(
  { rulebooks }: Pick<Config, 'rulebooks'>,
  store: Store,
  { id, hash, edition }: Rules,
): Promise<Rulebook | undefined> {
  if (hash === undefined || edition !== EDITION) return undefined;
  const loaded = rulebooks.get(id);
  return loaded && shortHash(loaded.hash) === hash ? loaded : store.rulebooks.find(id, hash);
}
