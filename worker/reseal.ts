import { parseArgs } from 'node:util';
import { DATA_KEYS, readSettings } from '../config/settings';
import { instant } from '../domain/time/instant';
import { type DataKeys, keysOf } from '../keys/data-keys';
import type { Dependence } from '../storage/rotation/rotation';
import { type Store, storeAt } from '../storage/store';
import { UNNAMED } from '../storage/tickets/texts/resealing';

/**
 * `npm run reseal`: lets all that is stored depend on the newest data key alone, while the service works. It may be ended at any moment and
 * started again: it goes on from where it was. `-- --check` changes nothing. In the end one line of JSON a key, of how many documents depend
 * on it; and who has none left can be taken away.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const settings = readSettings(['MONGODB_URI', ...DATA_KEYS]);
  const keys = keysOf(settings);
  const store = await storeAt(settings.MONGODB_URI, keys);
  try {
    const { found, failed } = values.check ? await checked(store) : await resealed(store);
    tell(keys, found, failed);
  } finally {
    await store.close();
  }
}

interface Outcome {
  readonly found: Dependence;
  /** How many documents could not be sealed anew. */
  readonly failed: number;
}

async function checked({ rotation }: Store): Promise<Outcome> {
  const found = await rotation.found((room, looked) => console.error(`… ${room}: ${looked}`));
  return { found, failed: 0 };
}

async function resealed({ rotation }: Store): Promise<Outcome> {
  let failures = 0;
  const found = await rotation.reseal(
    {
      passed: (room, { looked, resealed, failed }) =>
        console.error(`… ${room}: ${looked}, ${resealed} of them sealed anew, ${failed} failed`),
      failed: (room, id, { message }) => {
        failures++;
        console.log(JSON.stringify({ room, id, failed: message }));
      },
    },
    () => instant(Date.now()),
  );
  return { found, failed: failures };
}

function tell(keys: DataKeys, found: Dependence, failed: number): void {
  const given = keys.map(({ id }) => id);
  const met = Object.values(found).flatMap((counts) => Object.keys(counts));
  const missing: string[] = [];
  for (const key of new Set([...given, ...met])) {
    const counts = Object.entries(found).map(([room, of]): [string, number] => [room, of[key] ?? 0]);
    const is = whatIs(key, keys);
    console.log(JSON.stringify({ key, is, ...Object.fromEntries(counts) }));
    const left = counts.reduce((sum, [, count]) => sum + count, 0);
    if (is === 'missing') missing.push(key);
    else if (is !== 'newest' && left === 0) console.error(`Nothing depends on ${key}: it can be taken away.`);
    else if (is !== 'newest' && left === (found.requests?.[key] ?? 0) + (found.sessions?.[key] ?? 0))
      console.error(
        `Only repeated requests and sessions are known by ${key}, which are forgotten after seven days.`,
      );
  }
  if (missing.length > 0)
    console.error(`Something depends on keys that are not given: ${missing.join(', ')}.`);
  if (failed > 0) console.error(`${failed} could not be sealed anew.`);
  if (missing.length + failed > 0) process.exitCode = 1;
}

function whatIs(key: string, keys: DataKeys): string {
  if (key === UNNAMED) return 'of before keys were named';
  const known = keys.find(({ id }) => id === key);
  if (!known) return 'missing';
  if (known === keys[0]) return 'newest';
  return known.revoked ? 'revoked' : 'other';
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
