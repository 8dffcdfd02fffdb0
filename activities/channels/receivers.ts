import { ApplicationFailure } from '@temporalio/common';
import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
} from 'cockatiel';
import { DeliveryFailure } from './delivery-failure';

/** So many messages are on their way to one receiver at the same time: before it is known to hang, it holds no more of what sends. */
export const AT_ONCE = 10;
/** So many more wait for one of those to come to its end, which takes a moment where it answers; all others come again later. */
export const WAITING = 30;
/** A receiver that did not answer in time so often in a row is left alone. */
export const IN_A_ROW = 3;
/** For so long (ms); then one message tries it. */
export const LEFT_ALONE = 30_000;

/** A receiver that took something within this time (ms) is taken to answer quickly again. */
export const LATELY = 600_000;

export type Receivers = ReturnType<typeof receiversOfProcess>;

/** What this process knows of each receiver: one that hangs costs its own messages a moment, and those of others nothing. */
export function receiversOfProcess() {
  const known = new Map<string, ReturnType<typeof receiver>>();
  const answered = new Map<string, number>();
  return {
    /** Whether a receiver has lately taken what was sent to it. */
    hasAnswered: (to: string): boolean => Date.now() - (answered.get(to) ?? 0) < LATELY,

    /**
     * Sends something to a receiver, unless it hangs.
     * @param to any name that is the receiver's own; its address, say
     * @throws what `send` throws; DeliveryFailure at once while the receiver is left alone; ApplicationFailure where so many are on their
     * way that this one was not tried
     */
    async send(to: string, send: () => Promise<void>): Promise<void> {
      const it = known.get(to) ?? receiver();
      known.set(to, it);
      try {
        await it(send);
        answered.set(to, Date.now());
      } catch (error) {
        answered.delete(to);
        throw error;
      }
    },
  };
}

function receiver(): (send: () => Promise<void>) => Promise<void> {
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof DeliveryFailure && error.hung),
    { halfOpenAfter: LEFT_ALONE, breaker: new ConsecutiveBreaker(IN_A_ROW) },
  );
  const line = bulkhead(AT_ONCE, WAITING);
  return async (send) => {
    // While one message tries whether it answers again, the breaker would let the others wait for that.
    if (breaker.state === CircuitState.HalfOpen) throw leftAlone();
    try {
      await line.execute(() => breaker.execute(send));
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw leftAlone();
      if (error instanceof BulkheadRejectedError) throw busy();
      throw error;
    }
  };
}

const leftAlone = (): DeliveryFailure => new DeliveryFailure('not tried: no answer in time before');

const busy = (): ApplicationFailure =>
  ApplicationFailure.create({
    message: 'the receiver has enough on its way',
    type: 'ReceiverBusy',
    nextRetryDelay: '2s',
  });
