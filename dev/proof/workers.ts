import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sandboxOf } from './sandbox';
import type { Answer, Question } from './worker';

/** A process with a copy of the project, that is asked one thing at a time. */
export interface Worker {
  ask(question: Question): Promise<Answer>;
  stop(): void;
}

export function startWorker(root: string): Worker {
  const sandbox = sandboxOf(root);
  const child = fork(join(__dirname, 'worker.js'), [sandbox], { stdio: 'ignore', cwd: sandbox });
  return {
    ask: async (question) => {
      child.send(question);
      return answered(child);
    },
    stop: () => {
      child.kill();
      rmSync(sandbox, { recursive: true, force: true });
    },
  };
}

/** @throws where the process ends, or fails at what it was asked */
async function answered(child: ChildProcess): Promise<Answer> {
  const end = new AbortController();
  try {
    const [answer] = (await Promise.race([
      once(child, 'message', { signal: end.signal }),
      once(child, 'exit', { signal: end.signal }).then(([code]) => [
        { error: `the process that runs tests ended (${String(code)})` },
      ]),
    ])) as [Answer];
    if ('error' in answer) throw new Error(answer.error);
    return answer;
  } finally {
    end.abort();
  }
}
