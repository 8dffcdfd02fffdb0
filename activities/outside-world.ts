import type { Logger } from 'pino';
import type { Units } from '../config/units-file';
import type { Store } from '../storage/store';
import type { WorkerMetrics } from '../telemetry/worker-metrics';
import type { Mail } from './channels/mail';

/** What the activities of tickets reach. */
export interface OutsideWorld {
  readonly store: Store;
  readonly units: Pick<Units, 'today' | 'ofLevel'>;
  /** Without it, units with a mailbox find their messages in the outbox. */
  readonly mail?: Mail;
  /** Signs webhooks. */
  readonly webhookKey: string;
  /** Lets a ticket's workflow begin again from its ledger, in place of this run of it. */
  readonly restart: (ticketId: string, runId?: string) => Promise<void>;
  readonly fetch?: typeof fetch;
  /** What may wait is gathered by units, and goes out as one message; without it, each goes at once. */
  readonly gathers?: boolean;
  readonly metrics: Pick<WorkerMetrics, 'recorded' | 'unrecorded' | 'differs' | 'delivered'>;
  readonly log: Pick<Logger, 'error' | 'warn'>;
}
