import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const config = mkdtempSync(join(tmpdir(), 'huiyin-broken-'));
afterAll(() => rmSync(config, { recursive: true, force: true }));

const env = {
  ...process.env,
  HUIYIN_CONFIG: config,
  MONGODB_URI: 'mongodb://127.0.0.1:1/huiyin',
  HUIYIN_DATA_KEY: Buffer.alloc(32, 7).toString('hex'),
  HUIYIN_JWT_SECRET: 'a secret of at least thirty-two characters',
};

test.each(['api', 'worker'])(
  'a broken rulebook and broken units: the %s refuses to start, and names file, path and problem of each',
  (part) => {
    mkdirSync(join(config, 'rulebooks'), { recursive: true });
    writeFileSync(
      join(config, 'rulebooks', 'city.yaml'),
      'id: city\nversion: "1"\ntitle: 市\nclocks: { handling: { limit: 5 fortnights } }\n',
    );
    writeFileSync(
      join(config, 'units.yaml'),
      'units: [{ id: parks, name: 园林局, level: department, parent: nobody }]\n',
    );
    const { status, stderr } = spawnSync('node', [join(root, 'dist', part, 'main.js')], {
      env,
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(status).toBe(1);
    expect(stderr).toContain('rulebooks/city.yaml: clocks.handling.limit: expected');
    expect(stderr).toContain('units.yaml: units[0].parent: expected');
  },
);
