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
import { storeAt } from '../../storage/store';

const USAGE = 'npm run backtest -- FILE.yaml --from 2025-01-01 --to 2025-12-31';

/** More threads than these keep the database from answering. */
const MOST_THREADS = 4;
/**
 * What each thread has for what is new (MiB): some pages of tickets. With the little that V8 begins with, what a page is made of is moved on as if it
 * was to stay, which takes a quarter of the time.
 */
const YOUNG = 32;

/** What one thread tries. */
interface Part extends Period {
  readonly file: string;
  readonly now: Instant;
}

/**
 * `npm run backtest`: what the tickets of a rulebook that were received from a day up to and including another would have come to under the
 * one that a file has, people doing the same, beside what they came to. One object of JSON; nothing is written. Each core tries a part of
 * the time.
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
  const parts = split(momentOn(first, 0), momentOn(last, 24 * 60)).map((period) => ({
    ...period,
    file,
    now,
  }));
  let tickets = 0;
  const passed = (more: number): void => {
    if (Math.floor((tickets + more) / 1_000) > Math.floor(tickets / 1_000))
      console.error(`… ${tickets + more}`);
    tickets += more;
  };
  const found = together(await Promise.all(parts.map((part) => inThread(part, passed))));
  console.log(JSON.stringify({ rulebook: { id, version }, ...found }, null, 2));
}

/** As many parts as there are threads, each as long as the others. */
function split(from: Instant, to: Instant): Period[] {
  const threads = Math.min(availableParallelism(), MOST_THREADS);
  const border = (part: number): Instant => instant(from + Math.round(((to - from) * part) / threads));
  return Array.from({ length: threads }, (_, part) => ({ from: border(part), to: border(part + 1) }));
}

const inThread = (part: Part, passed: (more: number) => void): Promise<Backtest> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(__filename, { workerData: part });
    thread.on('message', (message: number | Backtest) =>
      typeof message === 'number' ? passed(message) : resolve(message),
    );
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`A thread ended with ${code}.`)));
  });

async function tryPart({ file, now, ...period }: Part): Promise<void> {
  const { book, units } = loadRulebook(file);
  const settings = readSettings(['MONGODB_URI', ...DATA_KEYS]);
  const store = await storeAt(settings.MONGODB_URI, keysOf(settings));
  try {
    let before = 0;
    const proposed = { book, units: units.all.map(unitRef) };
    const found = await backtest(store, proposed, period, now, (tickets) => {
      tell(tickets - before);
      before = tickets;
    });
    tell(found);
  } finally {
    await store.close();
  }
}

/** How many more tickets were tried, or what all of them came to. */
function tell(message: number | Backtest): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin, as a window has
  parentPort?.postMessage(message);
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
else void tryPart(workerData as Part);
