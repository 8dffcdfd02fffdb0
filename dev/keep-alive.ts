import type { RunningServer } from './processes';
import { reason, say } from './progress';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Who ran this long starts again with the short pause. */
const STEADY_MS = 60_000;

/** A process that is started again whenever it ends by itself. */
export interface KeptAlive {
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts a process, and again with a growing pause when it ends, until it is stopped. The first start must work. */
export async function keepAlive(name: string, start: () => Promise<RunningServer>): Promise<KeptAlive> {
  let current = await start();
  let pause = FIRST_PAUSE_MS;
  let ending = false;
  let wake = () => {};

  const watch = async () => {
    for (;;) {
      const started = Date.now();
      const how = await current.exited;
      if (ending) return;
      if (Date.now() - started > STEADY_MS) pause = FIRST_PAUSE_MS;
      for (let running = false; !running;) {
        say(`${name} ended (${how}); it is started again in ${pause / 1000} s`);
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, pause);
        });
        if (ending) return;
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        running = await start().then(
          (server) => {
            current = server;
            say(`${name} runs again`);
            return true;
          },
          (error: unknown) => {
            say(`${name} could not be started: ${reason(error)}`);
            return false;
          },
        );
      }
      if (ending) await current.stop();
    }
  };
  const watched = watch();

  const end = async (how: 'stop' | 'kill') => {
    ending = true;
    wake();
    await current[how]();
    await watched;
  };
  return { stop: () => end('stop'), kill: () => end('kill') };
}
