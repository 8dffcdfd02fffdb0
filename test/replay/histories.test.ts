import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { bundle } from '../given/servers/bundle';

const folder = join(__dirname, '..', 'histories');
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

beforeAll(() => void Runtime.install({ logger: new DefaultLogger('ERROR') }));

test('there are histories to replay', () => expect(names.length).toBeGreaterThan(4));

// A change of the workflows that fails here would break tickets that are open: put it behind `patched`.
test.each(names)('%s, as it was recorded, replays with the workflows of today', async (name) => {
  const history = historyFromJSON(JSON.parse(readFileSync(join(folder, name), 'utf8')));
  await Worker.runReplayHistory({ workflowBundle: await bundle() }, history, name);
});
