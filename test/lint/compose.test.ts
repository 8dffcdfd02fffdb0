import { spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../../dev/cache';
import { type Composed, type ComposedService, isPinned, unconfined } from '../../dev/deploy/confinement';

const composed = parse(readFileSync(join(projectRoot, 'docker-compose.yml'), 'utf8'), {
  merge: true,
}) as Composed & { secrets: Record<string, { file: string }> };

/** The same file, but for one service. */
const withService = (name: string, change: ComposedService): Composed => ({
  ...composed,
  services: { ...composed.services, [name]: { ...composed.services[name], ...change } },
});

describe('docker-compose.yml', () => {
  test('lets no part do more than it has to, and nobody else reach a server', () => {
    expect(Object.keys(composed.services).length).toBeGreaterThan(8);
    expect(unconfined(composed)).toEqual([]);
  });

  test.each<[string, ComposedService, string]>([
    ['mail', { networks: ['mail', 'engine'] }, 'mail: reaches temporal'],
    ['mail', { networks: ['data'] }, 'mail: reaches mongo'],
    ['api', { networks: ['engine', 'engine-data'] }, 'api: reaches postgres'],
    ['temporal', { networks: ['engine', 'console'] }, 'temporal: stands in console, which leads outside'],
    ['worker', { read_only: false }, 'worker: its root file system can be written to'],
    ['worker', { cap_drop: [] }, 'worker: it keeps capabilities'],
    ['mongo', { security_opt: [] }, 'mongo: it can get privileges'],
    ['mongo', { privileged: true }, 'mongo: it is privileged'],
    ['api', { ports: ['3000:3000'] }, 'api: it publishes a port beyond this machine'],
    ['api', { ports: [{}] }, 'api: it publishes a port beyond this machine'],
    ['mongo', { image: 'mongo:8.0' }, 'mongo: its image has no digest: its maker may move the tag'],
    ['api', { mem_limit: undefined }, 'api: its memory has no limit'],
    ['api', { cpus: undefined }, 'api: its share of the processors has no limit'],
    ['api', { pids_limit: undefined }, 'api: its processes have no limit'],
    ['api', { environment: { MONGODB_URI: 'mongodb://mongo/huiyin' } }, 'api: MONGODB_URI asks for no TLS'],
    [
      'api',
      { environment: { MONGODB_URI: 'mongodb://mongo/huiyin?tls=true&authSource=admin' } },
      'api: MONGODB_URI is a user of all databases',
    ],
    [
      'worker',
      { environment: { TEMPORAL_ADDRESS: 'temporal:7233' } },
      'worker: it asks Temporal without a certificate',
    ],
  ])('is found out where of %s it says %j', (name, change, problem) => {
    expect(unconfined(withService(name, change))).toContain(problem);
  });
});

test('our own image is built from pinned ones', () => {
  const bases = readFileSync(join(projectRoot, 'Dockerfile'), 'utf8').matchAll(/^FROM (\S+)/gm);
  const images = [...bases].map(([, image]) => image);
  expect(images.length).toBeGreaterThan(1);
  expect(images.filter((image) => !isPinned(image))).toEqual([]);
});

describe('deploy/certificates.sh', () => {
  let folder: string;
  const made = () =>
    spawnSync('sh', [join(projectRoot, 'deploy', 'certificates.sh'), folder], { encoding: 'utf8' });
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const certificate = (name: string): X509Certificate => new X509Certificate(read(`${name}.crt`));
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'huiyin-certificates-'));
    expect(made()).toMatchObject({ status: 0 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('makes every file that docker-compose.yml gives to a part, in a folder for its owner only', () => {
    const wanted = Object.values(composed.secrets).map(({ file }) => file.replace('./certificates/', ''));
    expect(wanted.map((file) => statSync(join(folder, file)).isFile())).not.toContain(false);
    expect([statSync(folder).mode & 0o777, statSync(join(folder, 'ca.key')).mode & 0o777]).toEqual([
      0o700, 0o600,
    ]);
  });

  const SERVER = '1.3.6.1.5.5.7.3.1';
  const CLIENT = '1.3.6.1.5.5.7.3.2';
  test.each([
    ['temporal', [SERVER, CLIENT]],
    ['mongo', [SERVER]],
    ['postgres', [SERVER]],
    ['api', [CLIENT]],
    ['worker', [CLIENT]],
    ['console', [CLIENT]],
    ['operator', [CLIENT]],
  ])('makes one for %s, of its authority, for its use alone', (name, uses) => {
    const its = certificate(name);
    const authority = certificate('ca');
    expect(its.verify(authority.publicKey)).toBe(true);
    expect(its.checkPrivateKey(createPrivateKey(read(`${name}.key`)))).toBe(true);
    expect(its.keyUsage).toEqual(uses);
    expect(its.checkHost(name)).toBe(name);
    expect(its.ca).toBe(false);
    const days = (Date.parse(its.validTo) - Date.now()) / 86_400_000;
    expect(days > 800 && days < 826).toBe(true);
  });

  test('run again, keeps the authority and makes the rest anew', () => {
    const [authority, before] = [read('ca.crt'), read('api.crt')];
    expect(made()).toMatchObject({ status: 0 });
    expect(read('ca.crt')).toBe(authority);
    expect(read('api.crt')).not.toBe(before);
    expect(certificate('api').verify(certificate('ca').publicKey)).toBe(true);
  });
});
