import type { ByProcess } from './service';
import type { Stored } from './stored-bytes';

/** What one plain ticket costs and leaves behind, from its registration to its closure. */
export interface PerTicket {
  readonly events: number;
  readonly historyBytes: number;
  /** Writes of a workflow's state by Temporal's history service. */
  readonly transitions: number;
  /** As Temporal Cloud bills them, at most. */
  readonly actions: number;
  /** Seconds. */
  readonly cpu: ByProcess;
  /** By which the database of Temporal grows: histories, states and the list of workflows, in SQLite. */
  readonly temporalBytes: number;
  /** By collection. */
  readonly stored: Readonly<Record<string, Stored>>;
}

/** One run of {@link footprint}, kept in `measured.json`. */
export interface Measured {
  /** YYYY-MM-DD */
  readonly day: string;
  /** MiB, before there was any open ticket, and at the end. */
  readonly memoryAtRest: ByProcess;
  readonly memoryBusy: ByProcess;
  /** By which a worker grows with each ticket that it keeps at hand. */
  readonly cachedTicketKiB: number;
  /** Cores that each uses while nothing happens. */
  readonly idleCpu: ByProcess;
  readonly closed: PerTicket;
  /** By which Temporal's database grows with each open ticket. */
  readonly openTemporalBytes: number;
  /** One step that time alone takes: written, told to a unit, shown. */
  readonly rung: Pick<PerTicket, 'cpu' | 'transitions' | 'actions' | 'historyBytes'>;
}
