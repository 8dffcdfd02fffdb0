import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { TicketActivities } from '../activities/contract';
import { seqOfMessage } from '../domain/telling/consequences';
import type { Delivery } from '../domain/telling/turn';
import { DELIVERIES } from './queues';

/** A unit's receiver that is down for a day has read its outbox by then; the message stays there as failed. */
const patiently = proxyActivities<TicketActivities>({
  taskQueue: DELIVERIES,
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '2s', maximumInterval: '30m' },
});

/** Sends a message of the outbox; ends when it is sent or given up, and then it stands in the outbox as failed. */
export async function deliver({ id, summary }: Delivery): Promise<void> {
  try {
    await patiently.deliver.executeWithOptions({ summary }, [{ id }]);
  } catch (error) {
    // A message that can't be sent never holds up who sends it.
    if (!(error instanceof ActivityFailure)) throw error;
  }
}

/** Sends a ticket's messages, all at the same time, and knows which of them are still under way. */
export class Sender {
  private readonly underWay = new Map<string, Delivery>();

  /** @param settled called each time that a message is sent or given up */
  constructor(private readonly settled: () => void) {}

  /** One that is under way is not sent a second time. */
  send(delivery: Delivery): void {
    if (this.underWay.has(delivery.id)) return;
    this.underWay.set(delivery.id, delivery);
    void deliver(delivery).finally(() => {
      this.underWay.delete(delivery.id);
      this.settled();
    });
  }

  /** Whether something that tells of event `seq` is under way. */
  isTelling(seq: number): boolean {
    return [...this.underWay.keys()].some((id) => seqOfMessage(id) === seq);
  }

  /** What is not known to be sent: the next run of the workflow sends it again. */
  get undelivered(): Delivery[] {
    return [...this.underWay.values()];
  }
}
