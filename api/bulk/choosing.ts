import type { Config } from '../../config/load';
import { MOST_IN_BULK } from '../../domain/bulk/bulk';
import type { Store } from '../../storage/store';
import type { Standing } from '../../storage/tickets/tickets';
import { invalid, type ProblemError } from '../http/problem';
import type { Subject } from '../requests/subject';
import { filterOf } from '../tickets/reading';
import type { Chosen } from './bodies';

/**
 * The tickets that are meant, each as it is seen: by its number in the order in which they were named, or as the list has them. One more
 * than a bulk may have tells that there are more.
 * @throws a 422 for a number that no ticket has which may still be told something
 */
export async function ticketsOf(
  { config, store }: { readonly config: Pick<Config, 'units'>; readonly store: Store },
  subject: Subject,
  chosen: Chosen,
): Promise<Standing[]> {
  if ('tickets' in chosen) return named(store, chosen.tickets);
  const found: Standing[] = [];
  for await (const some of store.tickets.standing(filterOf(config, subject, chosen.query))) {
    found.push(...some);
    if (found.length > MOST_IN_BULK) break;
  }
  return found.slice(0, MOST_IN_BULK + 1);
}

async function named(
  store: Store,
  tickets: Extract<Chosen, { readonly tickets: unknown }>['tickets'],
): Promise<Standing[]> {
  const known = new Map(
    (await store.tickets.standingAmong(tickets.map(({ id }) => id))).map((it) => [it.id, it]),
  );
  const faults: ProblemError[] = [];
  const found = new Map<string, Standing>();
  for (const [place, wanted] of tickets.entries()) {
    const it = known.get(wanted.id);
    if (!it)
      faults.push({
        path: `of.tickets.${place}`,
        message: 'expected a ticket that is there, and not in the archive',
      });
    else if (!found.has(it.id)) found.set(it.id, 'seq' in wanted ? { ...it, seq: wanted.seq } : it);
  }
  if (faults.length > 0) throw invalid('The set names what is not there.', faults);
  return [...found.values()];
}
