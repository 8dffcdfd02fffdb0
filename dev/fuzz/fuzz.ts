import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../cache';
import { pythonWith } from '../deploy/tools';
import { startServer } from '../processes';
import { reason, say } from '../progress';
import { freePort } from '../servers/ports';
import { makeToken, ROLES, type TokenClaims } from '../token';
import { type Answers, readAnswers } from './answers';
import { driven, UNIT } from './driven-tickets';
import { leftBehind } from './stored';

const SCHEMATHESIS = '4.32.5';
const SECRET = 'signs the tokens of this run, and ends with it';
/** Made at random of each address, in each role, besides those that cover its schemas, which are most. */
const EXAMPLES = 3;
/** A first start on a machine may build its servers. */
const READY_WITHIN = 900_000;

/**
 * `npm run fuzz [-- EXAMPLES]`: Schemathesis tries every address of a service of its own in every role, with what fits the schemas and what does
 * not. Exits with 1 where a check fails, or where what was refused left something behind.
 */
async function fuzz([examples = String(EXAMPLES)]: readonly string[]): Promise<void> {
  const python = await pythonWith('schemathesis', SCHEMATHESIS);
  const folder = await mkdtemp(join(tmpdir(), 'huiyin-fuzz-'));
  const service = await ownService(folder);
  try {
    const numbers = await driven(service.url, tokenFor());
    const config = join(folder, 'schemathesis.toml');
    await copyFile(join(projectRoot, 'dev', 'fuzz', 'schemathesis.toml'), config);
    // The configuration names it.
    await writeFile(
      join(folder, 'tickets.txt'),
      numbers.map((number) => `${JSON.stringify(number)}\n`).join(''),
    );
    const answers: Answers = { statuses: new Map(), tickets: new Set(), attachments: new Set() };
    const failed: string[] = [];
    for (const role of ROLES) {
      say(`· as ${role} …`);
      const report = join(folder, `${role}.ndjson`);
      const { code, said } = await schemathesis(
        python,
        [
          ['--config-file', config],
          ['run', `${service.url}/openapi.json`, '--max-examples', examples],
          ['--header', `Authorization: Bearer ${await tokenFor(numbers[1])(role)}`],
          ['--report', 'ndjson', '--report-ndjson-path', report],
        ].flat(),
        folder,
      );
      if (code !== 0) {
        failed.push(role);
        say(said);
      }
      await readAnswers(report, answers);
      await rm(report);
    }
    const wrong = await leftBehind(service.mongoUri, answers, numbers.length);
    const statuses = [...answers.statuses].toSorted(([a], [b]) => a - b);
    const total = statuses.reduce((sum, [, count]) => sum + count, 0);
    console.log(
      [
        `${total} requests in ${ROLES.length} roles: ${statuses.map(([status, count]) => `${status} × ${count}`).join(', ')}`,
        `${answers.tickets.size} tickets registered, ${answers.attachments.size} files attached`,
        failed.length === 0 ? 'every check of every role passed' : `checks failed as ${failed.join(', ')}`,
        wrong.length === 0 ? 'nothing is stored but what was answered for' : wrong.join('\n'),
      ].join('\n'),
    );
    process.exitCode = failed.length + wrong.length === 0 ? 0 : 1;
  } finally {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Tokens of each role; a unit is that of the tickets, a caller that of one of them. */
const tokenFor =
  (ticket?: string) =>
  (role: TokenClaims['role']): Promise<string> =>
    makeToken({ role, sub: `fuzz-${role}`, ...(role === 'unit' ? { unit: UNIT } : { ticket }) }, SECRET, 1);

/** As `npm start` has it, with data and ports of its own. */
async function ownService(folder: string) {
  const [port, temporal, web, mongo] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const url = `http://127.0.0.1:${port}`;
  const running = await startServer({
    name: 'the service',
    command: process.execPath,
    args: [join(projectRoot, 'dist', 'dev', 'start.js')],
    env: {
      ...process.env,
      PORT: String(port),
      HUIYIN_TEMPORAL_PORT: String(temporal),
      HUIYIN_TEMPORAL_UI_PORT: String(web),
      HUIYIN_MONGO_PORT: String(mongo),
      HUIYIN_DATA: join(folder, 'data'),
      HUIYIN_JWT_SECRET: SECRET,
    },
    address: url,
    timeoutMs: READY_WITHIN,
    answers: async () => {
      const { ok, status } = await fetch(`${url}/readyz`);
      if (!ok) throw new Error(`not ready yet (${status})`);
    },
  });
  return { url, mongoUri: `mongodb://127.0.0.1:${mongo}/huiyin`, stop: () => running.stop(60_000) };
}

/** @returns its exit code, and what it said */
async function schemathesis(
  python: string,
  args: string[],
  folder: string,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(python, ['-m', 'schemathesis.cli', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said: Buffer.concat(said).toString() };
}

fuzz(process.argv.slice(2)).catch((error: unknown) => {
  say(reason(error));
  process.exitCode = 1;
});
