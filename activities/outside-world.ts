import type { Logger } from 'pino';
import type { Units } from '../config/units-file';
import type { Store } from '../storage/store';
import type { WorkerMetrics } from '../telemetry/worker-metrics';
import type { CallersGateway, KeysOfCaller } from './callers';
import type { Mail } from './channels/mail';
import type { Webhooks } from './channels/webhook';

/** What the activities of tickets reach. */
export interface OutsideWorld {
  readonly store: Store;
  readonly units: Pick<Units, 'today' | 'ofLevel'>;
  /** Without it, units with a mailbox find their messages in the outbox, and callers are told by the gateway. */
  readonly mail?: Mail;
  /** Where messages to callers are sent; without it they wait until a gateway comes for them. */
  readonly gateway?: CallersGateway | undefined;
  /** Makes code and link for what callers are told. */
  readonly keysOf: KeysOfCaller;
  readonly webhooks: Webhooks;
  /** Lets a ticket's workflow begin again from its ledger, in place of this run of it. */
  readonly restart: (ticketId: string, runId?: string) => Promise<void>;
  /** What may wait is gathered by units, and goes out as one message; without it, each goes at once. */
  readonly gathers?: boolean;
  readonly metrics: Pick<WorkerMetrics, 'recorded' | 'unrecorded' | 'differs' | 'delivered'>;
  readonly log: Pick<Logger, 'error' | 'warn'>;
}
