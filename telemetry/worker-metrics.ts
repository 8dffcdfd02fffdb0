import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Turn } from '../domain/telling/turn';
import { instant, type Instant } from '../domain/time/instant';
import { type ClockName, CLOCKS, keysOf } from '../domain/words';

/** Why a turn could not be written: an outage ends by itself, a fault does not. */
export type Hindrance = 'database-away' | 'fault';

/** How ledger and workflow of a ticket may differ, and what is in the log of it. */
export const DIFFERENCES = {
  superseded: 'lines that the engine lost gave way',
  late: 'a turn came after its ticket had decided anew',
  'ledger-behind': 'the ledger lacked what was before: its ticket tells it again',
  'ledger-ahead': 'the workflow lacked what was answered for: it begins again from the ledger',
  disagrees: 'the same decision stands there and says something else',
  gap: 'the ledger lacks what nobody can tell any more',
  'unknown-ticket': 'the database does not know the ticket',
  drift: 'replayed, a ticket came to another than it did',
} as const;
export type Difference = keyof typeof DIFFERENCES;

/** What one sweep did, and what it could not do. */
export interface Swept {
  readonly started: number;
  readonly restored: number;
  readonly removed: number;
  readonly archived: number;
  /** Tickets that could not be archived. */
  readonly unarchived: number;
  /** Tickets that run on which something is overdue and does not happen. */
  readonly standing: number;
  /** The steps that threw. */
  readonly failed: readonly string[];
}

/** What a workflow can be sent without a proof that it comes from the service. */
const UNPROVEN = ['start', 'signal', 'update'] as const;

const SWEPT = ['started', 'restored', 'removed', 'archived', 'unarchived'] as const;

/** A turn that fails is tried again within so long (ms): what was not tried since has been written, or is tried by another worker. */
const TRIED_AGAIN_WITHIN = 45_000;
/** A sweep comes every 20 s, to any of the workers: what one saw longer ago (ms) another has seen since. */
const SWEPT_AGAIN_WITHIN = 60_000;

export type WorkerMetrics = ReturnType<typeof workerMetrics>;

/**
 * What Prometheus reads of a worker, besides what Temporal's SDK measures itself. No label holds anything of a person or of one ticket.
 * @param now ms since 1970
 */
export function workerMetrics(now: () => number = Date.now) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  /** When each turn that is not written was tried last. */
  const waiting = new Map<string, number>();
  let standing = { count: 0, at: -Infinity };
  let gathered = { count: 0, since: instant(Infinity), at: -Infinity };

  const lag = new Histogram({
    name: 'huiyin_rung_lag_seconds',
    help: 'From the planned moment of a rung or a breach until it fired, by the name of its clock.',
    labelNames: ['clock'] as const,
    buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600],
    registers,
  });
  for (const clock of keysOf(CLOCKS)) lag.zero({ clock });
  const failures = new Counter({
    name: 'huiyin_turn_failures_total',
    help: 'Tries to write a turn of a ticket that failed.',
    labelNames: ['cause'] as const,
    registers,
  });
  for (const cause of ['database-away', 'fault'] satisfies Hindrance[]) failures.inc({ cause }, 0);
  registry.registerMetric(
    new Gauge({
      name: 'huiyin_turns_waiting',
      help: 'Turns whose last try to be written failed here, and that are tried again.',
      registers: [],
      collect() {
        for (const [turn, at] of waiting) if (now() - at > TRIED_AGAIN_WITHIN) waiting.delete(turn);
        this.set(waiting.size);
      },
    }),
  );
  const deliveries = new Counter({
    name: 'huiyin_deliveries_total',
    help: 'Tries to send a message, by its reader (a unit, a role, or the word caller), its channel and what became of it.',
    labelNames: ['receiver', 'channel', 'result'] as const,
    registers,
  });
  const differences = new Counter({
    name: 'huiyin_ledger_differences_total',
    help: `Turns at which ledger and workflow differed: ${Object.entries(DIFFERENCES)
      .map(([what, means]) => `${what} (${means})`)
      .join(', ')}.`,
    labelNames: ['what'] as const,
    registers,
  });
  for (const what of Object.keys(DIFFERENCES)) differences.inc({ what }, 0);
  const unproven = new Counter({
    name: 'huiyin_unproven_total',
    help: 'What workflows were sent from a console, or with another data key: starts, signals and updates.',
    labelNames: ['what'] as const,
    registers,
  });
  for (const what of UNPROVEN) unproven.inc({ what }, 0);
  const swept = new Counter({
    name: 'huiyin_swept_total',
    help: 'What sweeps did: tickets started, restored, archived, leftovers removed; and tickets that could not be archived (unarchived).',
    labelNames: ['what'] as const,
    registers,
  });
  for (const what of SWEPT) swept.inc({ what }, 0);
  const sweeps = new Counter({
    name: 'huiyin_sweeps_total',
    help: 'Sweeps that came to their end, with all their steps done or not.',
    registers,
  });
  const failedSteps = new Counter({
    name: 'huiyin_sweep_step_failures_total',
    help: 'Steps of a sweep that threw.',
    labelNames: ['step'] as const,
    registers,
  });
  registry.registerMetric(
    new Gauge({
      name: 'huiyin_tickets_standing',
      help: 'Tickets that run on which something is overdue and does not happen, as the last sweep found them.',
      registers: [],
      collect() {
        this.set(now() - standing.at > SWEPT_AGAIN_WITHIN ? 0 : standing.count);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'huiyin_gathered_messages',
      help: 'Messages that wait to go out as one with others to the same unit, as the last sweep found them.',
      registers: [],
      collect() {
        this.set(now() - gathered.at > SWEPT_AGAIN_WITHIN ? 0 : gathered.count);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'huiyin_gathered_oldest_seconds',
      help: 'How long the oldest of them waits.',
      registers: [],
      collect() {
        const seen = now() - gathered.at <= SWEPT_AGAIN_WITHIN;
        this.set(seen ? Math.max(0, now() - gathered.since) / 1_000 : 0);
      },
    }),
  );

  return {
    contentType: registry.contentType,
    text: (): Promise<string> => registry.metrics(),

    recorded(turn: Turn): void {
      waiting.delete(keyOf(turn));
      for (const { clock, late } of firedIn(turn)) lag.observe({ clock }, late / 1_000);
    },
    unrecorded(turn: Turn, cause: Hindrance): void {
      waiting.set(keyOf(turn), now());
      failures.inc({ cause });
    },
    differs: (what: Difference): void => differences.inc({ what }),
    unproven: (what: (typeof UNPROVEN)[number]): void => unproven.inc({ what }),
    /** @param receiver a unit's id, or a word for who is no unit: never a name or an address */
    delivered(receiver: string, channel: string, result: 'sent' | 'failed'): void {
      // Both are there from the first try on: Prometheus sees no rise in what appears with its first.
      for (const known of ['sent', 'failed'])
        deliveries.inc({ receiver, channel, result: known }, Number(known === result));
    },
    /** A step of a sweep begins; from the first time on Prometheus sees it fail. */
    stepBegins: (step: string): void => failedSteps.inc({ step }, 0),
    /** What is gathered, for each unit. */
    gathered(found: readonly { readonly since: Instant; readonly count: number }[]): void {
      gathered = {
        count: found.reduce((sum, { count }) => sum + count, 0),
        since: instant(Math.min(...found.map(({ since }) => since))),
        at: now(),
      };
    },
    swept(did: Swept): void {
      for (const what of SWEPT) swept.inc({ what }, did[what]);
      for (const step of did.failed) failedSteps.inc({ step });
      sweeps.inc();
      standing = { count: did.standing, at: now() };
    },
  };
}

const keyOf = ({ ticketId, view }: Turn): string => `${ticketId}:${view.seq}`;

/** What fired by itself in a turn, and how long after its moment (ms). */
const firedIn = ({ events, view }: Turn): { clock: ClockName; late: number }[] =>
  events.flatMap(({ type, data, at }) => {
    if (type === 'clock-breached') return [{ clock: data.name, late: at - data.due }];
    const fired = 'fired' in data ? data.fired : undefined;
    const clock = fired && view.clocks.find(({ id }) => id === fired.clock);
    return fired && clock ? [{ clock: clock.name, late: at - fired.planned }] : [];
  });
