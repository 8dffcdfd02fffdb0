/** What a person at the screen sees while servers are found, built and started. */

/** One line on screen (stderr, so that a command's own output can still be piped). */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Runs `work`, and for as long as it takes says every 15 s that it goes on, and for how long already. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  say(`· ${title} …`);
  const timer = setInterval(() => say(`  … ${title}: ${elapsed()} so far`), 15_000);
  timer.unref();
  try {
    const result = await work();
    say(`  done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

const LONGEST_REASON = 180;

/** What went wrong, in one line. */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = (message.split('\n').find((text) => text.trim() !== '') ?? message).trim();
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON)}…` : line;
}
