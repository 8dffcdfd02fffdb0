import { commandId } from '../../domain/ids';
import type { Applied, Command } from '../../domain/procedures/command';
import { eachAtOnce } from '../../engine/at-once';
import { memberId, patiently, type Population } from './population';

const CLIENTS = 16;
/** So many are taken to be those that people work on just now. */
const RECENT = 100;

export type Which = 'random' | 'recent';

/** Tickets one after the other: all alike often, or the newest only; the same ones each time that it is asked. */
export function* chosen({ size }: Population, which: Which, count: number, from = 0): Generator<string> {
  let state = 12_345 + from;
  for (let index = 0; index < count; index++) {
    // Numerical Recipes' generator: spread evenly, and the same in every run.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const nth = Math.floor((state / 2 ** 32) * (which === 'random' ? size : Math.min(RECENT, size)));
    yield memberId(which === 'random' ? nth : size - 1 - nth);
  }
}

let given = 0;
const run = Date.now();

/** A command that any open ticket takes, as often as it is given, and is answered as the API does: the caller has more to say, and the unit is told. */
export async function supplemented({ client, store }: Population, id: string): Promise<void> {
  const command: Command = {
    name: 'supplement',
    id: commandId(`${id}/supplement-${run}-${++given}`),
    actor: { role: 'operator' },
    parts: ['content'],
  };
  const { seq } = await client.workflow
    .getHandle(id)
    .executeUpdate<Applied, [Command]>(command.name, { args: [command], updateId: command.id });
  await store.tickets.confirm(id, seq);
}

/** Commands a second. */
export async function commandsPerSecond(
  population: Population,
  which: Which,
  count: number,
  from: number,
): Promise<number> {
  const start = performance.now();
  await eachAtOnce(
    chosen(population, which, count, from),
    (id) => patiently(() => supplemented(population, id)),
    CLIENTS,
  );
  return (count / (performance.now() - start)) * 1_000;
}

/** Lets the worker have so many tickets at hand. */
export const warmed = (population: Population, which: Which, count: number): Promise<void> =>
  eachAtOnce(
    new Set(chosen(population, which, count)),
    (id) => population.client.workflow.getHandle(id).query('position'),
    CLIENTS,
  );
