import { execFile, spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** The full path of a command that PATH offers. */
export async function onPath(command: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, command);
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return undefined;
}

/** The full path of a command, or an error that says it is missing. */
export async function needed(command: string): Promise<string> {
  const path = await onPath(command);
  if (path === undefined) throw new Error(`'${command}' is not on PATH`);
  return path;
}

/** Runs a command to its end and answers what it printed; a failure carries the last lines of that. */
export function run(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; timeoutMs?: number } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
    });
    let output = '';
    const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const last = output.trim().split('\n').slice(-8).join('\n');
      reject(new Error(last || `${command} ended with ${signal ?? `code ${code}`}`));
    });
  });
}

const MOST_PRINTED = 64 * 1024 * 1024;

/** All that a command prints to its end, without its complaints; a failure carries those. */
export async function printed(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const options = { env: { ...process.env, ...env }, maxBuffer: MOST_PRINTED };
  return (await promisify(execFile)(command, args, options)).stdout;
}
