import {
  ActivityFailure,
  proxyActivities,
  proxyLocalActivities,
  TemporalFailure,
} from '@temporalio/workflow';
import type { TicketActivities } from '../activities/contract';
import { seqOfMessage } from '../domain/telling/consequences';
import { type Delivery, deliveryOf, type EarlierDelivery } from '../domain/telling/turn';
import { DELIVERIES } from './queues';

/** A unit's receiver that is down for a day has read its outbox by then; the message stays there as failed. */
const patiently = proxyActivities<TicketActivities>({
  taskQueue: DELIVERIES,
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '2s', maximumInterval: '30m' },
});

/** In the task that made the turn, which waits for it. */
const atOnce = proxyLocalActivities<TicketActivities>({
  startToCloseTimeout: '2s',
  scheduleToCloseTimeout: '2s',
  retry: { maximumAttempts: 1 },
});

/** Sends messages of the outbox; ends when all are sent or given up, and then those stand in the outbox as failed. */
export async function deliver(delivery: Delivery): Promise<void> {
  const { ids, summary } = delivery;
  try {
    if (delivery.atOnce && (await isSentAtOnce(delivery))) return;
    await patiently.deliver.executeWithOptions({ summary }, [{ ids }]);
  } catch (error) {
    // A message that can't be sent never holds up who sends it.
    if (!(error instanceof ActivityFailure)) throw error;
  }
}

async function isSentAtOnce({ ids, summary }: Delivery): Promise<boolean> {
  try {
    await atOnce.deliver.executeWithOptions({ summary }, [{ ids }]);
    return true;
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    return false;
  }
}

/** Sends a ticket's messages, those of different turns at the same time, and knows which of them are still under way. */
export class Sender {
  private readonly underWay = new Set<Delivery>();

  /** @param settled called each time that a delivery is sent or given up */
  constructor(private readonly settled: () => void) {}

  /** What is under way is not sent a second time. */
  send(given: Delivery | EarlierDelivery): void {
    const { ids, ...rest } = deliveryOf(given);
    const known = new Set([...this.underWay].flatMap((it) => it.ids));
    const delivery = { ids: ids.filter((id) => !known.has(id)), ...rest };
    if (delivery.ids.length === 0) return;
    this.underWay.add(delivery);
    void deliver(delivery).finally(() => {
      this.underWay.delete(delivery);
      this.settled();
    });
  }

  /** Whether something that tells of event `seq` is under way. */
  isTelling(seq: number): boolean {
    return this.undelivered.some(({ ids }) => ids.some((id) => seqOfMessage(id) === seq));
  }

  /** What is not known to be sent: the next run of the workflow sends it again. */
  get undelivered(): Delivery[] {
    return [...this.underWay].map(({ ids, summary }) => ({ ids, summary }));
  }
}
