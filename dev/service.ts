import { fork } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { openLog, type RunningServer, supervise } from './processes';
import { say } from './progress';

const WARN = 40;
const READY_WITHIN_MS = 60_000;

export interface Service {
  name: 'worker' | 'API';
  /** Its compiled main file. */
  main: string;
  args?: string[];
  env: NodeJS.ProcessEnv;
  log: string;
  address: string;
  /** Tells from a line of its log, or by asking it, that it is ready. */
  ready: { line: string } | { url: string };
}

/** Starts the worker or the API and returns when it is ready. Its log goes to a file, what is wrong also on screen. */
export async function startService(service: Service): Promise<RunningServer> {
  const { name, main, args = [], env, log, address, ready } = service;
  const file = createWriteStream('', { fd: openLog(log) });
  const child = fork(main, args, {
    env,
    execArgv: ['--enable-source-maps', '--require', join(__dirname, 'follow-parent.js')],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const running = supervise(child, address);
  let sawLine = (_line: string) => {};
  const read = (stream: Readable) =>
    createInterface({ input: stream }).on('line', (line) => {
      file.write(`${line}\n`);
      sawLine(line);
      const wrong = whatIsWrong(line);
      if (wrong !== undefined) say(`${name}: ${wrong}`);
    });
  read(child.stdout!);
  read(child.stderr!);
  child.once('close', () => file.end());

  const isReady =
    'url' in ready
      ? untilOk(ready.url, running)
      : new Promise<void>(
          (resolve) => (sawLine = (line) => readEntry(line)?.msg.includes(ready.line) && resolve()),
        );
  let timer: NodeJS.Timeout | undefined;
  const failed = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${name} was not ready within ${READY_WITHIN_MS / 1000} s; see ${log}`)),
      READY_WITHIN_MS,
    );
    void running.exited.then((how) => reject(new Error(`${name} ended at once (${how}); see ${log}`)));
  });
  failed.catch(() => {});
  try {
    await Promise.race([isReady, failed]);
  } catch (error) {
    await running.kill();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return running;
}

async function untilOk(url: string, { exited }: RunningServer): Promise<void> {
  const gone = new AbortController();
  void exited.then(() => gone.abort());
  while (!gone.signal.aborted) {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const logEntry = z.object({
  level: z.number(),
  msg: z.string().default(''),
  err: z.object({ message: z.string() }).optional(),
});

function readEntry(line: string): z.output<typeof logEntry> | undefined {
  try {
    return logEntry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** A warning or an error of the log, in one line; anything that is no log entry at all counts as one. */
function whatIsWrong(line: string): string | undefined {
  const entry = readEntry(line);
  if (entry === undefined) return line.trim() === '' ? undefined : line;
  if (entry.level < WARN) return undefined;
  const cause = entry.err ? ` (${entry.err.message.split('\n')[0]})` : '';
  return `${entry.level > WARN ? 'error' : 'warning'}: ${entry.msg}${cause}`;
}
