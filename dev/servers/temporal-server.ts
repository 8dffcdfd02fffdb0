import { chmod, mkdir, readdir, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Connection } from '@temporalio/client';
import { inCache, intoCache } from '../cache';
import { needed, onPath, run } from '../commands';
import { firstOf } from './layers';
import { assertPortFree } from './ports';
import { type RunningServer, startServer } from '../processes';
import { step } from '../progress';
import { sdkDownload } from './sdk-download';

/** The newest CLI that `go install` can build: later ones have `replace` lines in their go.mod. */
const CLI_VERSION = '1.5.1';
const FOLDER = `temporal-cli-${CLI_VERSION}`;
const DOWNLOADED = 'temporal-cli-of-the-sdk';

/** The Temporal CLI, whose dev server is Temporal on one machine; installed into the cache when missing. */
export function temporalExecutable(): Promise<string> {
  return firstOf('Temporal', [
    { name: '`temporal` on PATH', find: () => onPath('temporal') },
    {
      name: 'the cache',
      find: async () => (await inCache(DOWNLOADED, 'temporal')) ?? inCache(FOLDER, 'temporal'),
    },
    { name: "the SDK's download", find: () => intoCache(DOWNLOADED, 'temporal', download) },
    { name: '`go install`', find: () => intoCache(FOLDER, 'temporal', build) },
  ]);
}

async function download(folder: string): Promise<void> {
  await step("downloading Temporal's dev server by the SDK", () => sdkDownload('dev-server', folder));
  const [file] = await readdir(folder);
  await rename(join(folder, file!), join(folder, 'temporal'));
  await chmod(join(folder, 'temporal'), 0o755);
}

async function build(folder: string): Promise<void> {
  const go = await needed('go');
  const env = { GOBIN: folder, HOME: homedir() };
  await step(`building Temporal CLI v${CLI_VERSION} by go install (once, about 5 minutes on 2 cores)`, () =>
    run(go, ['install', '-ldflags=-s -w', `github.com/temporalio/cli/cmd/temporal@v${CLI_VERSION}`], { env }),
  );
}

export interface TemporalOptions {
  port: number;
  /** Temporal Web; without it there is none. */
  uiPort?: number;
  /** Where workflows are kept over a restart; in memory when not given. */
  dbFile?: string;
  log?: string;
  /** More of the CLI's own options, such as `--dynamic-config-value`. */
  extraArgs?: string[];
  /** The variables that change the ports, for the message when one is taken. */
  variables?: { port: string; uiPort: string };
}

/** Starts a Temporal dev server with namespace `default`; returns when workflows can be started on it. */
export async function startTemporal(options: TemporalOptions): Promise<RunningServer> {
  const { port, uiPort, dbFile, log, extraArgs = [], variables } = options;
  await assertPortFree(port, variables?.port);
  if (uiPort !== undefined) await assertPortFree(uiPort, variables?.uiPort);
  if (dbFile !== undefined) await mkdir(dirname(dbFile), { recursive: true });
  const address = `127.0.0.1:${port}`;
  return startServer({
    name: 'Temporal',
    command: await temporalExecutable(),
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
