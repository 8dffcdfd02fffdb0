import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { backtest, type Period } from '../../activities/backtesting';
import { loadRulebook } from '../../config/load';
import { DATA_KEYS, readSettings } from '../../config/settings';
import { unitRef } from '../../config/units-file';
import type { Backtest } from '../../domain/backtest/figures';
import { together } from '../../domain/backtest/together';
import { type Day, type Instant, instant, momentOn, parseDay } from '../../domain/time/instant';
import { keysOf } from '../../keys/data-keys';
import type { Portion } from '../../storage/archive/courses';
import { storeAt } from '../../storage/store';

const USAGE = 'npm run backtest -- FILE.yaml --from 2025-01-01 --to 2025-12-31';

/** More threads than these keep the database from answering. */
const MOST_THREADS = 4;
/**
 * What each thread has for what is new (MiB): some pages of tickets. With the little that V8 begins with, what a page is made of is moved on as if it
 * was to stay, which takes a quarter of the time.
 */
const YOUNG = 32;

/** What all threads do. */
interface Job extends Period {
  readonly file: string;
  readonly now: Instant;
}

/** What a thread says: that it wants more, how many more tickets it has tried, and at the end what they came to. */
type Said = 'more' | number | Backtest;

/**
 * `npm run backtest`: what the tickets of a rulebook that were received from a day up to and including another would have come to under the
 * one that a file has, people doing the same, beside what they came to. One object of JSON; nothing is written. Each core tries a portion,
 * and then the next.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { from: { type: 'string' }, to: { type: 'string' } },
  });
  const [file] = positionals;
  const first = dayOf(values.from);
  const last = dayOf(values.to);
  if (file === undefined || positionals.length > 1 || last < first) throw new Error(USAGE);
  // What is wrong with the file is said once.
  const { id, version } = loadRulebook(file).book;
  const now = instant(Date.now());
  for (const end of ['max', 'min']) setFlagsFromString(`--${end}-semi-space-size=${YOUNG}`);
  const job = { file, now, from: momentOn(first, 0), to: momentOn(last, 24 * 60) };
  let tickets = 0;
  const passed = (more: number): void => {
    if (Math.floor((tickets + more) / 1_000) > Math.floor(tickets / 1_000))
      console.error(`… ${tickets + more}`);
    tickets += more;
  };
  const settings = readSettings(['MONGODB_URI', ...DATA_KEYS]);
  const store = await storeAt(settings.MONGODB_URI, keysOf(settings));
  const threads = Array.from(
    { length: Math.min(availableParallelism(), MOST_THREADS) },
    () => new Worker(__filename, { workerData: job }),
  );
  try {
    const portions = store.ledger.portions({ ...job, rulebook: id });
    const found = together(await Promise.all(threads.map((it) => tried(it, portions, passed))));
    console.log(JSON.stringify({ rulebook: { id, version }, ...found }, null, 2));
  } finally {
    // Of one that fails the others do not go on.
    await Promise.all(threads.map((it) => it.terminate()));
    await store.close();
  }
}

/** What the tickets came to that a thread tried: it is given portions as it asks for them, until there is none. */
const tried = (
  thread: Worker,
  portions: AsyncGenerator<Portion>,
  passed: (more: number) => void,
): Promise<Backtest> =>
  new Promise((resolve, reject) => {
    const give = async (): Promise<void> => {
      const { value } = (await portions.next()) as { readonly value?: Portion };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin, as a window has
      thread.postMessage(value);
    };
    thread.on('message', (said: Said) => {
      if (said === 'more') give().catch(reject);
      else if (typeof said === 'number') passed(said);
      else resolve(said);
    });
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`A thread ended with ${code}.`)));
  });

async function tryPortions({ file, now, ...period }: Job): Promise<void> {
  const { book, units } = loadRulebook(file);
  const settings = readSettings(['MONGODB_URI', ...DATA_KEYS]);
  const store = await storeAt(settings.MONGODB_URI, keysOf(settings));
  try {
    let before = 0;
    const proposed = { book, units: units.all.map(unitRef) };
    const found = await backtest(store, proposed, period, now, {
      portions: given(),
      passed: (tickets) => {
        say(tickets - before);
        before = tickets;
      },
    });
    say(found);
  } finally {
    await store.close();
  }
}

/** What the main thread gives to this one, as it asks for it. */
async function* given(): AsyncGenerator<Portion> {
  for (;;) {
    const portion = new Promise<Portion | undefined>((resolve) => parentPort?.once('message', resolve));
    say('more');
    const next = await portion;
    if (!next) return;
    yield next;
  }
}

function say(said: Said): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin, as a window has
  parentPort?.postMessage(said);
}

function dayOf(written = ''): Day {
  const day = parseDay(written);
  if (day === undefined) throw new Error(USAGE);
  return day;
}

if (isMainThread)
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
// A thread's fault is its parent's to tell.
else void tryPortions(workerData as Job);
