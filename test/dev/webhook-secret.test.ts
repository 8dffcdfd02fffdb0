import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownConfigDir } from '../../config/load';
import { dataKeys } from '../../keys/data-keys';
import { webhookSecrets } from '../../keys/webhook-secrets';

const config = mkdtempSync(join(tmpdir(), 'huiyin-units-'));
beforeAll(() => {
  cpSync(join(ownConfigDir(), 'rulebooks', 'demo.yaml'), join(config, 'rulebooks', 'demo.yaml'));
  writeFileSync(
    join(config, 'units.yaml'),
    'units: [{ id: parks, name: 园林局, level: department, contact: { secretGenerations: [1, 2] } }]\n',
  );
});
afterAll(() => rmSync(config, { recursive: true, force: true }));

const [DATA_KEY, WEBHOOK_KEY] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)];

/** What the command writes. */
function told(args: string[], more: NodeJS.ProcessEnv = {}): string {
  const { stdout, stderr } = spawnSync(
    'node',
    [join(__dirname, '..', '..', 'dist', 'worker', 'webhook-secret.js'), ...args],
    {
      env: { ...process.env, HUIYIN_CONFIG: config, HUIYIN_DATA_KEY: DATA_KEY.toString('hex'), ...more },
      encoding: 'utf8',
      timeout: 30_000,
    },
  );
  return stdout + stderr;
}

test('it tells the secrets that a unit’s webhooks are signed with, or one to hand over before', () => {
  const derived = dataKeys(DATA_KEY).map(({ webhooks }) => webhooks);
  expect(told(['parks'])).toBe(`${webhookSecrets(derived, 'parks', [1, 2]).join('\n')}\n`);
  expect(told(['parks', '--generation', '3'], { HUIYIN_WEBHOOK_KEY: WEBHOOK_KEY.toString('hex') })).toBe(
    `${webhookSecrets([WEBHOOK_KEY], 'parks', [3]).join('\n')}\n`,
  );
  expect(told(['nobody'])).toBe('There is no unit nobody in units.yaml.\n');
});
