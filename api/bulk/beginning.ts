import { MOST_IN_BULK } from '../../domain/bulk/bulk';
import { instant } from '../../domain/time/instant';
import type { Asked } from '../http/address';
import { invalid, Problem } from '../http/problem';
import type { Parts } from '../parts';
import { numberOf } from '../tickets/ticket-number';
import type { BulkAnswer } from './answers';
import { bulkJson } from './bulk-json';
import type { BulkOrder, Chosen } from './bodies';
import { ticketsOf } from './choosing';
import { mayGive } from './previewing';

interface Beginning {
  readonly order: BulkOrder;
  readonly of: Chosen;
  readonly expected?: number | undefined;
  readonly despiteChanges?: true | undefined;
}

/**
 * Begins a bulk: its set is fixed, its texts are sealed beside it, and its workflow tells the tickets. It stands as soon as it is stored;
 * where the engine is away, its workflow starts later by the sweep.
 */
export const beginning =
  ({ config, database, engine, claim, log }: Parts) =>
  async ({
    subject,
    request,
    body,
  }: Pick<Asked<unknown, unknown, Beginning>, 'subject' | 'request' | 'body'>) => {
    const { order, of, expected, despiteChanges } = body;
    mayGive(subject, order);
    const store = await database.store();
    const repeatable = await claim(store, request, body, () => ({
      bulk: numberOf('BK', instant(Date.now())),
    }));
    const { target, answer, at, keep } = repeatable;
    const id = target.bulk ?? '';
    const headers = { Location: `/v1/bulk/${id}` };
    // It was a bulk when it was kept.
    if (answer) return { status: answer.status, headers, json: answer.body as BulkAnswer };
    const bulk = (await store.bulks.find(id)) ?? (await store.bulks.begin(...(await wanted())));
    await engine
      .startBulk(bulk)
      .catch((error: unknown) => log.warn({ err: error }, 'a bulk is started later'));
    const json = bulkJson(bulk, await store.bulks.counts(bulk));
    await keep({ status: 202, body: json }).catch((error: unknown) =>
      log.warn({ err: error }, 'an answer was not kept'),
    );
    return { status: 202, headers, json };

    async function wanted(): Promise<Parameters<typeof store.bulks.begin>> {
      const set = await ticketsOf({ config, store }, subject, of);
      if (set.length > MOST_IN_BULK) throw tooMany();
      if (expected !== undefined && expected !== set.length) throw another(expected, set.length);
      if (set.length === 0) throw nothing();
      const { command, said } = order;
      const given = {
        id,
        command,
        facts: said.facts,
        by: { sub: subject.sub, role: subject.role },
        at,
        ...(despiteChanges ? { despiteChanges } : {}),
      };
      return [given, said.texts, set.map((it) => ({ ticket: it.id, seq: it.seq }))];
    }
  };

const tooMany = (): Problem =>
  invalid('The set has too many tickets.', [
    { path: 'of', message: `expected at most ${MOST_IN_BULK} tickets` },
  ]);

const another = (expected: number, found: number): Problem =>
  new Problem(
    412,
    'another-set',
    'The set is another than was seen',
    `Expected ${expected} tickets, found ${found}: look at it again.`,
  );

const nothing = (): Problem =>
  new Problem(409, 'nothing-to-tell', 'Nothing to tell', 'There is no such ticket.');
