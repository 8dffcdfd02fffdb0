import { chmod, mkdir, readdir, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { contentHash, inCache, intoCache, projectRoot } from '../cache';
import { needed, onPath, run } from '../commands';
import { firstOf } from './layers';
import { assertPortFree } from './ports';
import { type RunningServer, startServer } from '../processes';
import { say, step } from '../progress';
import { sdkDownload } from './sdk-download';

/** The source of our own server: the engine and its web interface in one process, of the generation that compose runs. */
const OWN_SOURCE = join(projectRoot, 'dev', 'servers', 'temporal-go-server');
/** The newest CLI that `go install` can build: later ones have `replace` lines in their go.mod. An older Go can build it too. */
const CLI_VERSION = '1.5.1';
const CLI = `temporal-cli-${CLI_VERSION}`;
const DOWNLOADED = 'temporal-cli-of-the-sdk';
const FILE = 'temporal';

/** An executable that takes the arguments of `temporal server start-dev`; built into the cache when missing. */
export async function temporalExecutable(): Promise<string> {
  const sources = ['go.mod', 'go.sum', 'main.go', 'engine.go', 'web.go'].map((file) =>
    join(OWN_SOURCE, file),
  );
  const own = `temporal-go-server-${await contentHash(sources)}`;
  return firstOf('Temporal', [
    { name: '`temporal` on PATH', find: () => onPath('temporal') },
    { name: 'the cache', find: async () => (await inCache(DOWNLOADED, FILE)) ?? inCache(own, FILE) },
    { name: "the SDK's download", find: () => intoCache(DOWNLOADED, FILE, download) },
    { name: 'our own source by Go', find: () => intoCache(own, FILE, buildOwn) },
    {
      name: `CLI ${CLI_VERSION} by Go`,
      find: async () => (await inCache(CLI, FILE)) ?? intoCache(CLI, FILE, installCli),
    },
  ]);
}

async function download(folder: string): Promise<void> {
  await step("downloading Temporal's dev server by the SDK", () => sdkDownload('dev-server', folder));
  const [file] = await readdir(folder);
  await rename(join(folder, file!), join(folder, FILE));
  await chmod(join(folder, FILE), 0o755);
}

async function buildOwn(folder: string): Promise<void> {
  const go = await needed('go');
  const env = { CGO_ENABLED: '0', HOME: homedir() };
  await step('building Temporal by Go (once, 3 to 8 minutes on 2 cores)', () =>
    run(go, ['build', '-ldflags=-s -w', '-o', join(folder, FILE), '.'], {
      cwd: OWN_SOURCE,
      env,
    }),
  );
}

async function installCli(folder: string): Promise<void> {
  const go = await needed('go');
  const env = { GOBIN: folder, HOME: homedir() };
  await step(`building Temporal CLI v${CLI_VERSION} by Go (once, about 5 minutes on 2 cores)`, () =>
    run(go, ['install', '-ldflags=-s -w', `github.com/temporalio/cli/cmd/temporal@v${CLI_VERSION}`], { env }),
  );
}

export interface TemporalOptions {
  port: number;
  /** Temporal Web; without it there is none. */
  uiPort?: number;
  /** The folder in which workflows are kept over a restart; in memory when not given. */
  dataDir?: string;
  log?: string;
  /** More options of `server start-dev`, such as `--dynamic-config-value`. */
  extraArgs?: string[];
  /** The variables that change the ports, for the message when one is taken. */
  variables?: { port: string; uiPort: string };
}

/** Starts a Temporal dev server with namespace `default`; returns when workflows can be started on it. */
export async function startTemporal(options: TemporalOptions): Promise<RunningServer> {
  const { port, uiPort, dataDir, log, extraArgs = [], variables } = options;
  await assertPortFree(port, variables?.port);
  if (uiPort !== undefined) await assertPortFree(uiPort, variables?.uiPort);
  const command = await temporalExecutable();
  const dbFile = dataDir === undefined ? undefined : await dbFileIn(dataDir, command);
  const address = `127.0.0.1:${port}`;
  return startServer({
    name: 'Temporal',
    command,
    args: [
      'server start-dev --ip 127.0.0.1 --namespace default --log-level warn --port'.split(' '),
      String(port),
      uiPort === undefined ? '--headless' : ['--ui-port', String(uiPort)],
      dbFile === undefined ? [] : ['--db-filename', dbFile],
      extraArgs,
    ].flat(),
    address,
    log,
    answers: () => temporalAnswers(address),
  });
}

/**
 * The file of this server's generation: none reads what another has written. Tickets live in the ledger too, and go on from
 * there (DESIGN §2), so that a file of another generation is left as it is.
 */
async function dbFileIn(folder: string, executable: string): Promise<string> {
  const version = await run(executable, ['--version']);
  const generation = /Server (\d+\.\d+)/.exec(version)?.[1] ?? 'unknown';
  const name = `temporal-${generation}.db`;
  await mkdir(folder, { recursive: true });
  const files = (await readdir(folder)).filter((file) => /^temporal.*\.db$/.test(file));
  if (files.length > 0 && !files.includes(name))
    say(
      `  ${files.join(', ')} in ${folder}: of another generation of Temporal than ${generation}, left as it is; open tickets go on from the ledger`,
    );
  return join(folder, name);
}

/** Resolves when namespace `default` is there and its workflows can be listed. */
export async function temporalAnswers(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    await connection.withDeadline(Date.now() + 2_000, async () => {
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      await connection.workflowService.listWorkflowExecutions({ namespace: 'default', pageSize: 1 });
    });
  } finally {
    await connection.close();
  }
}
