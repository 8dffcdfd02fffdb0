import { foreseen, MOST_IN_BULK, spokenForesight } from '../../domain/bulk/bulk';
import type { Because } from '../../domain/procedures/refusal';
import type { Language } from '../../domain/words';
import type { Standing } from '../../storage/tickets/tickets';
import type { Asked } from '../http/address';
import { languageOf } from '../http/language';
import { forbidden } from '../http/problem';
import type { Parts } from '../parts';
import type { Subject } from '../requests/subject';
import { summaryJson } from '../tickets/ticket-json';
import type { BulkPreviewAnswer } from './answers';
import type { BulkOrder, Chosen } from './bodies';
import { ticketsOf } from './choosing';

/** So many tickets are shown of a set, and named of those that will refuse. */
const SHOWN = 20;

/** @throws a 403 for a role that may not give this command to one ticket either */
export function mayGive({ role }: Subject, { command, who }: BulkOrder): void {
  if (!who.includes(role)) throw forbidden(`The command “${command}” is for: ${who.join(', ')}.`);
}

/** What a bulk would be about, and who will refuse as far as that can be foreseen; nothing is stored. */
export const previewing =
  ({ config, database }: Pick<Parts, 'config' | 'database'>) =>
  async ({
    subject,
    request,
    body: { order, of },
  }: Pick<
    Asked<unknown, unknown, { readonly order: BulkOrder; readonly of: Chosen }>,
    'subject' | 'request' | 'body'
  >) => {
    mayGive(subject, order);
    const store = await database.store();
    const set = (await ticketsOf({ config, store }, subject, of)).slice(0, MOST_IN_BULK + 1);
    const first = await Promise.all(set.slice(0, SHOWN).map(({ id }) => store.tickets.find(id)));
    const sample = first.flatMap((it) => it ?? []);
    const refusals = refusalsOf(set, order, languageOf(request));
    const json: BulkPreviewAnswer = {
      command: order.command,
      count: set.length,
      most: MOST_IN_BULK,
      refused: refusals.reduce((sum, { count }) => sum + count, 0),
      refusals,
      sample: sample.map((it) => summaryJson(it, subject)),
    };
    return { json, looked: { tickets: sample } };
  };

/** Why tickets of a set will refuse, the most frequent first. */
function refusalsOf(
  set: readonly Standing[],
  { command: name, said: { facts } }: BulkOrder,
  language: Language,
): BulkPreviewAnswer['refusals'] {
  const reasons = new Map<string, { readonly why: Because; readonly tickets: string[] }>();
  for (const ticket of set) {
    const why = foreseen(ticket, { ...facts, name });
    if (!why) continue;
    const key = JSON.stringify(why);
    const known = reasons.get(key) ?? { why, tickets: [] };
    known.tickets.push(ticket.id);
    reasons.set(key, known);
  }
  return [...reasons.values()]
    .toSorted((a, b) => b.tickets.length - a.tickets.length)
    .map(({ why, tickets }) => ({
      ...spokenForesight(why, language),
      count: tickets.length,
      tickets: tickets.slice(0, SHOWN),
    }));
}
