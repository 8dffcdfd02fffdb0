import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { dataKeys } from '../../keys/data-keys';
import { driftTold } from '../../worker/drift-told';
import { proofChecked } from '../../worker/proof-checked';
import { bundle, tracedBundle } from '../given/servers/bundle';

const folder = join(__dirname, '..', 'histories');
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

/** Where spans of a workflow go; none does in a replay. */
const spans = { exporter: { export: { fn: () => {} } } };

/** Of what is told here nothing is proven by it, as where a key is gone, or a ticket is older than proofs. */
const anotherKey = proofChecked(dataKeys(randomBytes(32)), 'refused');

beforeAll(() => void Runtime.install({ logger: new DefaultLogger('ERROR') }));

test('there are histories to replay', () => expect(names.length).toBeGreaterThan(4));

/** Replays a history. @returns the turns that came to something else than they did */
async function replayed(name: string, recorded: string, workflows = bundle): Promise<number[]> {
  const drifted: number[] = [];
  const sinks = { ...spans, ...driftTold((_ticket, seq) => drifted.push(seq)) };
  const history = historyFromJSON(JSON.parse(recorded));
  await Worker.runReplayHistory(
    { workflowBundle: await workflows(), sinks, dataConverter: anotherKey },
    history,
    name,
  );
  return drifted;
}

const recordedIn = (name: string): string => readFileSync(join(folder, name), 'utf8');

// A change of the workflows that fails here would break tickets that are open: put it behind `patched`; and one of the rules that drifts
// would move what they were promised: give compiled rules another edition.
test.each(names)(
  '%s, as it was recorded, replays with the workflows of today, to the same tickets',
  async (name) => {
    expect(await replayed(name, recordedIn(name))).toEqual([]);
  },
);

// Whoever begins to trace, or ends it, has tickets open.
test.each(names)('%s replays where it is traced, whether it was then or not', async (name) => {
  expect(await replayed(name, recordedIn(name), tracedBundle)).toEqual([]);
});

test('a turn that comes to something else than it did is found, though the engine is asked for the same', async () => {
  const [name, digest, place] = names
    .map((it) => [it, ...firstDigest(recordedIn(it))] as const)
    .find(([, found]) => found !== undefined)!;
  const other = digest!.replaceAll(/./g, '0');
  const forged = recordedIn(name).replace(place!, encoded(decoded(place!).replace(digest!, other)));
  expect(await replayed(name, forged)).toHaveLength(1);
});

/** The first digest in a history, and the payload in which it lies. */
function firstDigest(recorded: string): [digest?: string, payload?: string] {
  for (const [payload] of recorded.matchAll(/[\w+/=]{40,}/g)) {
    const digest = /"digest":"(\w+)"/.exec(decoded(payload))?.[1];
    if (digest !== undefined) return [digest, payload];
  }
  return [];
}

const decoded = (payload: string): string => Buffer.from(payload, 'base64').toString();
const encoded = (text: string): string => Buffer.from(text).toString('base64');
