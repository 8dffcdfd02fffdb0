import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cacheDir, projectRoot } from '../../dev/cache';
import type { RunningServer } from '../../dev/processes';
import { startService } from '../../dev/service';
import type { Applied, Command } from '../../domain/procedures/command';
import type { Rules } from '../../domain/law/rules';
import { eachAtOnce } from '../../engine/at-once';
import { startTicket } from '../../engine/start-ticket';
import { cachedTickets } from '../../worker/cached-tickets';
import { dispatchOf, plainRules } from '../plain-ticket';
import { type Servers, startServers } from '../world';

const HANDS = 24;
const TRIES = 20;
const BETWEEN = 3_000;
/** Heap of the Java database (MiB): its small one is full at ten thousand tickets. */
const HEAP = 2_048;
/** What our chart gives a worker (bytes). */
export const WORKER_MEMORY = 1_536 * 2 ** 20;

/** Open tickets on servers of their own, with a worker that has a process to itself. */
export interface Population extends Servers {
  readonly name: string;
  /** How many there are: all that were wanted, or what was built of them. */
  readonly size: number;
  readonly worker: RunningServer;
}

/** The nth ticket of a population. */
export const memberId = (index: number): string => `open-${index}`;

/** Weifang's law with limits so long that no rung fires while the population is kept. */
export function patientRules(): Rules {
  const rules = plainRules();
  const clocks = Object.entries(rules.clocks).map(([name, clock]) => [
    name,
    { ...clock, ...(clock.limit === undefined ? {} : { limit: { workdays: 400 } }) },
  ]);
  return { ...rules, clocks: Object.fromEntries(clocks) as Rules['clocks'] };
}

/**
 * Opens a population of this name, which lies in the cache from run to run; what of it is not built yet is built first, and where that is broken off,
 * the next run goes on. Each ticket is taken in and dispatched, and its unit is told.
 */
export async function openPopulation(
  name: string,
  wanted: number,
  say: (text: string) => void,
): Promise<Population> {
  const folder = join(cacheDir(), name);
  await mkdir(folder, { recursive: true });
  const servers = await startServers(folder, HEAP);
  const worker = await startWorker(servers, folder);
  const stop = async (): Promise<void> => {
    await worker.stop();
    await servers.stop();
  };
  try {
    const rules = patientRules();
    let built = 0;
    await eachAtOnce(
      Array(wanted).keys(),
      async (index) => {
        await patiently(() => joined(servers, memberId(index), rules));
        if (++built % 500 === 0) say(`${name}: ${built} of ${wanted} are there`);
      },
      HANDS,
    );
    // A change that an earlier run was broken off in comes to its end first.
    while ((await patiently(() => servers.store.changes.open())).length > 0) {
      say(`${name}: an earlier change goes on`);
      await pause(BETWEEN);
    }
    return { ...servers, name, size: wanted, worker, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Takes a ticket in and dispatches it, as far as that was not done before. */
async function joined({ store, client, take }: Servers, id: string, rules: Rules): Promise<void> {
  const known = await store.tickets.find(id);
  if (known && known.state !== 'registered') return;
  const input = known && (await store.tickets.startInput(id));
  if (input) await startTicket(client, input);
  else await take(id, rules);
  const command = dispatchOf(id);
  const { seq } = await client.workflow
    .getHandle(id)
    .executeUpdate<Applied, [Command]>(command.name, { args: [command], updateId: command.id });
  await store.tickets.confirm(id, seq);
}

/** A machine with other work to do may take longer than a call waits; what was begun is gone on with. */
export async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left--) {
    try {
      return await act();
    } catch (error) {
      if (left === 0) throw error;
      await pause(BETWEEN);
    }
  }
}

const startWorker = (
  { temporalAddress, mongoUri, webhook }: Servers,
  folder: string,
): Promise<RunningServer> =>
  startService({
    name: 'worker',
    main: join(projectRoot, 'dist', 'bench', 'scale', 'worker.js'),
    args: [temporalAddress, mongoUri, webhook, String(cachedTickets(WORKER_MEMORY))],
    env: process.env,
    log: join(folder, 'worker.log'),
    address: temporalAddress,
    ready: { line: 'worker ready' },
  });
