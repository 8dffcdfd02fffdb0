import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onPath } from './commands';
import { reason } from './progress';

/** A process of ours that answers. */
export interface RunningServer {
  /** `host:port` */
  address: string;
  pid: number;
  /** Settles when the process is gone, with its exit code or signal. */
  exited: Promise<string>;
  /** Ends it in good order and waits until it is gone; after `graceMs` (15 s) it is killed. */
  stop(graceMs?: number): Promise<void>;
  /** Sends a signal (SIGKILL) and waits until it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

export interface ServerCommand {
  /** What it is called in messages. */
  name: string;
  command: string;
  args: string[];
  /** Its environment; ours when not given. */
  env?: NodeJS.ProcessEnv;
  address: string;
  /** Where its output goes; a temporary file when not given. */
  log?: string;
  /** Resolves when the server truly answers, and rejects until then. */
  answers(): Promise<unknown>;
  /** How long it may take to answer (ms). */
  timeoutMs?: number;
}

const MAX_LOG_BYTES = 20 * 1024 * 1024;

/** Opens a log to append to; one that has grown large is set aside as `….1` first. */
export function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, 'a');
}

/** Starts a server and returns when it answers. If it ends before, the error carries its last lines. */
export async function startServer(server: ServerCommand): Promise<RunningServer> {
  const ownFolder = server.log ? undefined : mkdtempSync(join(tmpdir(), 'huiyin-log-'));
  const log = server.log ?? join(ownFolder!, 'server.log');
  const fd = openLog(log);
  const offset = statSync(log).size;

  const [command, args] = await dyingWithUs(server.command, server.args);
  // A process group of its own: Ctrl-C reaches us alone, and we end the servers in their right order.
  const child = spawn(command, args, { stdio: ['ignore', fd, fd], env: server.env, detached: true });
  closeSync(fd);
  const running = supervise(child, server.address);
  const ended = running.exited.then((how) => {
    const lines = readFileSync(log).subarray(offset).toString().trim().split('\n').slice(-12).join('\n');
    if (ownFolder) rmSync(ownFolder, { recursive: true, force: true });
    throw new Error(`${server.name} ended at once (${how}). Its last lines:\n${lines}`);
  });
  ended.catch(() => {});
  try {
    await Promise.race([ended, untilItAnswers(server)]);
  } catch (error) {
    await running.kill();
    throw error;
  }
  return running;
}

async function untilItAnswers({ name, address, answers, timeoutMs = 60_000 }: ServerCommand): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      await answers();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(
          `${name} at ${address} did not answer within ${timeoutMs / 1000} s: ${reason(error)}`,
          {
            cause: error,
          },
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** The handle of a child process. */
export function supervise(child: ChildProcess, address: string): RunningServer {
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  const gone = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (!gone()) child.kill(signal);
    await exited;
  };
  const stop = async (graceMs = 15_000) => {
    const escalate = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await kill('SIGTERM');
    clearTimeout(escalate);
  };
  return { address, pid: child.pid ?? -1, exited, stop, kill };
}

/**
 * On Linux the kernel ends a server when we are gone, even by `kill -9`. Elsewhere a server that lost us
 * this way has to be ended by hand: its port shows it.
 */
async function dyingWithUs(command: string, args: string[]): Promise<[string, string[]]> {
  const setpriv = process.platform === 'linux' ? await onPath('setpriv') : undefined;
  return setpriv ? [setpriv, ['--pdeathsig', 'TERM', '--', command, ...args]] : [command, args];
}
