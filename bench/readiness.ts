import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../dev/cache';
import { freePort } from '../dev/servers/ports';
import { figure, type Measured } from './budget';

/** How long `npm start` takes until everything answers, where all that it needs is installed. */
export async function readiness(): Promise<Measured> {
  const data = await mkdtemp(join(tmpdir(), 'huiyin-start-'));
  const ports = ['PORT', 'HUIYIN_TEMPORAL_PORT', 'HUIYIN_TEMPORAL_UI_PORT', 'HUIYIN_MONGO_PORT'];
  const env: NodeJS.ProcessEnv = { ...process.env, HUIYIN_DATA: data };
  for (const name of ports) env[name] = String(await freePort());
  const started = performance.now();
  const service = spawn('npm', ['start'], { cwd: projectRoot, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => void service.once('exit', () => resolve()));
  const ready = new Promise<boolean>((resolve) => {
    service.stdout.on('data', (text: Buffer) => text.includes('Huiyin is ready') && resolve(true));
    void ended.then(() => resolve(false));
  });
  const met = await ready;
  const seconds = (performance.now() - started) / 1_000;
  service.kill('SIGTERM');
  await ended;
  await rm(data, { recursive: true, force: true });
  return {
    what: '`npm start` on a warmed machine',
    budget: '≤ 20 s',
    measured: `${figure(seconds)} s`,
    met: met && seconds <= 20,
  };
}
