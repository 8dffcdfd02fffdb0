import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Instant } from '../domain/time/instant';

/** A ticket's one timer. It is armed anew only when the next due moment has changed. */
export class Alarm {
  private armedFor: Instant | undefined;
  private scope: CancellationScope | undefined;

  /** @param ring called once when the moment has come */
  constructor(private readonly ring: () => void) {}

  /**
   * Arms the timer for `at`, or disarms it where nothing is due.
   * @param summary says in Temporal Web what it waits for
   */
  arm(at: Instant | undefined, now: Instant, summary: () => string): void {
    if (at === this.armedFor) return;
    this.scope?.cancel();
    this.armedFor = at;
    this.scope = undefined;
    if (at === undefined) return;
    const scope = new CancellationScope();
    this.scope = scope;
    void scope
      .run(() => sleep(Math.max(at - now, 1), { summary: summary() }))
      .then(() => {
        this.armedFor = undefined;
        this.scope = undefined;
        this.ring();
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  }
}
