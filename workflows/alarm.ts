import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Instant } from '../domain/instant';
import type { Next } from '../domain/view';
import { spokenNext } from '../domain/view';

/** A ticket's one timer. It is armed anew only when the next due moment has changed. */
export class Alarm {
  private armedFor: Instant | undefined;
  private scope: CancellationScope | undefined;

  /** @param ring called once when the moment has come */
  constructor(private readonly ring: () => void) {}

  /** Arms the timer for `next`, or disarms it where nothing is due. */
  arm(next: Next, now: Instant): void {
    const at = next.at ?? undefined;
    if (at === this.armedFor) return;
    this.scope?.cancel();
    this.armedFor = at;
    this.scope = undefined;
    if (at === undefined) return;
    const scope = new CancellationScope();
    this.scope = scope;
    void scope
      .run(() => sleep(Math.max(at - now, 1), { summary: spokenNext(next) }))
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
