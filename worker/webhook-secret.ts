import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load';
import { readSettings } from '../config/settings';
import { dataKeys } from '../keys/data-keys';
import { webhookSecrets } from '../keys/webhook-secrets';

const USAGE = `npm run --silent webhook-secret -- UNIT [--generation N]
  UNIT          its id in units.yaml; the secrets that are good for it now, one a line
  --generation  that one, to hand it over before it is good`;

/** `npm run webhook-secret`: what a unit checks its webhooks with. It asks no server: who can read the key may read this. */
function main(): void {
  const { values, positionals } = parseArgs({
    options: { generation: { type: 'string' } },
    allowPositionals: true,
  });
  const [id = '', ...more] = positionals;
  if (id === '' || more.length > 0) throw new Error(`One unit is expected.\n\n${USAGE}`);
  const generation = Number(values.generation ?? 1);
  if (!Number.isInteger(generation) || generation < 1)
    throw new Error(`--generation expects a number, 1 or more.\n\n${USAGE}`);
  const settings = readSettings(['HUIYIN_DATA_KEY', 'HUIYIN_WEBHOOK_KEY', 'HUIYIN_CONFIG']);
  const unit = loadConfig(settings.HUIYIN_CONFIG).units.byId(id);
  if (!unit) throw new Error(`There is no unit ${id} in units.yaml.`);
  const keys =
    settings.HUIYIN_WEBHOOK_KEY ?? dataKeys(settings.HUIYIN_DATA_KEY).map(({ webhooks }) => webhooks);
  const generations = values.generation === undefined ? unit.contact?.secretGenerations : [generation];
  process.stdout.write(`${webhookSecrets(keys, unit.id, generations).join('\n')}\n`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
