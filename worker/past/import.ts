import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import { importPast } from '../../activities/importing/importing';
import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { DATA_KEYS, readSettings } from '../../config/settings';
import { instant } from '../../domain/time/instant';
import { atInstallation } from '../../engine/installation';
import { startTicket } from '../../engine/start-ticket';
import { keysOf } from '../../keys/data-keys';
import { storeAt } from '../../storage/store';

const USAGE = 'npm run import -- FILE.csv|FILE.jsonl --source SYSTEM [--rulebook ID] [--open]';

/**
 * `npm run import`: puts past tickets in, with their own moments. One line of JSON for each thing that does not fit, with its line in the file; in the
 * end one of how many there were. It may be ended at any moment and started again: the same file changes nothing a second time.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      source: { type: 'string' },
      rulebook: { type: 'string' },
      open: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  const { source, rulebook, open } = values;
  if (file === undefined || source === undefined || positionals.length > 1) throw new Error(USAGE);
  const settings = readSettings(['MONGODB_URI', 'HUIYIN_CONFIG', ...DATA_KEYS]);
  const config = loadConfig(settings.HUIYIN_CONFIG);
  if (rulebook !== undefined && !config.rulebooks.has(rulebook))
    throw new Error(`--rulebook expects one of: ${[...config.rulebooks.keys()].join(', ')}`);
  const keys = keysOf(settings);
  const store = await storeAt(settings.MONGODB_URI, keys);
  try {
    await atInstallation(async (client) => {
      const calendars = await store.changes.newestCalendars(publishedCalendars());
      const counts = await importPast(
        {
          config,
          calendars,
          store,
          start: (input) => startTicket(client, input),
          passed: ({ rows }) => {
            if (rows % 1_000 === 0) console.error(`… ${rows}`);
          },
        },
        {
          bytes: createReadStream(file),
          format: extname(file) === '.csv' ? 'csv' : 'json-lines',
          source,
          ...(rulebook === undefined ? {} : { rulebook }),
          open,
          by: 'npm run import',
          now: instant(Date.now()),
        },
        (misfit) => console.log(JSON.stringify(misfit)),
      );
      console.log(JSON.stringify(counts));
      if (counts.refused > 0) process.exitCode = 1;
    }, keys);
  } finally {
    await store.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
