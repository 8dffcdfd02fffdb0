import { cachedTickets } from '../../worker/cached-tickets';
import type { Measured } from './measured';
import { type ByProcess, PROCESSES } from './service';

/** What a city asks of an installation, and how much of it may be used. */
export interface Demand {
  readonly ticketsADay: number;
  readonly open: number;
  /** Share of a day's tickets, and of what is done to them, that falls into its busiest hour. */
  readonly busiestHour: number;
  /** Share of the open tickets of which one rung falls on the same moment: reminders at 09:00. */
  readonly rungsAtOnce: number;
  /** Within how many seconds those are to be done. */
  readonly rungsWithin: number;
  /** What time alone does to a ticket in its life. */
  readonly rungsATicket: number;
  /** How long Temporal keeps the history of a closed ticket. */
  readonly retentionDays: number;
  /** Share of its CPU that a pod is to use in the busiest moment. */
  readonly used: number;
  /** Cores of a worker or API: JavaScript runs on little more than one. */
  readonly podCores: number;
  /** How long Temporal's database takes for one write (ms), and for what share of the time a shard may be writing. */
  readonly writeMs: number;
  readonly shardBusy: number;
  /** Members of the replica set, each with all data. */
  readonly members: number;
}

/** 60,000 tickets a day, 300,000 open. */
export const DEMAND: Demand = {
  ticketsADay: 60_000,
  open: 300_000,
  busiestHour: 0.15,
  rungsAtOnce: 0.1,
  rungsWithin: 900,
  rungsATicket: 2,
  retentionDays: 90,
  used: 0.6,
  podCores: 1,
  writeMs: 10,
  shardBusy: 0.05,
  members: 3,
};

/** What the page on budgets measured, on two cores that did all: preview of a calendar, and tickets told of one. */
export const BUDGETS = { previewSeconds: 8.7, previewed: 100_000, toldASecond: 28.7 };
/** `HUIYIN_CHANGE_RATE`, where it is not set. */
const CHANGE_RATE = 100;
const FEWEST_PODS = 2;

/** Tickets that a worker keeps at hand where it has the memory that the chart gives it. */
export const CACHED_TICKETS = cachedTickets(1_536 * 2 ** 20);
const COMMANDS_A_LIFE = 7;
/** Idempotency keys, and how long they are kept (`storage/leftovers.ts`). */
const SWEPT = 'requests';
const SWEPT_AFTER_DAYS = 7;
const DAYS_A_YEAR = 365;
const MIB_A_GIB = 1_024;
const GB = 1_000_000_000;

/** What the demand takes, from what one ticket was measured to take. */
export function capacity(demand: Demand, measured: Measured) {
  const { closed, rung } = measured;
  const livesASecond = (demand.ticketsADay * demand.busiestHour) / 3_600;
  const rungsASecond = (demand.open * demand.rungsAtOnce) / demand.rungsWithin;
  const transitionsASecond = livesASecond * closed.transitions + rungsASecond * rung.transitions;
  const cores = byProcess((name) => livesASecond * closed.cpu[name] + rungsASecond * rung.cpu[name]);
  const pods = (name: 'api' | 'worker') =>
    Math.max(FEWEST_PODS, Math.ceil(cores[name] / (demand.podCores * demand.used)));

  const { [SWEPT]: swept = { documents: 0, keys: 0 }, ...kept } = closed.stored;
  const documents = Object.values(kept).reduce((sum, stored) => sum + stored.documents, 0);
  const keys = Object.values(kept).reduce((sum, stored) => sum + stored.keys, 0);
  const ticketsAYear = demand.ticketsADay * DAYS_A_YEAR;
  const keptClosed = demand.ticketsADay * demand.retentionDays;
  const temporalTicket = closed.temporalBytes + demand.rungsATicket * rung.historyBytes;
  const actionsADay = demand.ticketsADay * (closed.actions + demand.rungsATicket * rung.actions);
  const shardsNeeded = (transitionsASecond * demand.writeMs) / 1_000 / demand.shardBusy;

  return {
    livesASecond,
    commandsASecond: livesASecond * COMMANDS_A_LIFE,
    rungsASecond,
    transitionsASecond,
    actionsASecond: livesASecond * closed.actions + rungsASecond * rung.actions,
    actionsADay,
    shards: 2 ** Math.ceil(Math.log2(shardsNeeded)),
    cores,
    apiPods: pods('api'),
    workerPods: pods('worker'),
    workerGiB:
      (measured.memoryAtRest.worker + (CACHED_TICKETS * measured.cachedTicketKiB) / 1_024) / MIB_A_GIB,
    atHand: (pods('worker') * CACHED_TICKETS) / demand.open,
    /** Until what fell on one moment is done, where nothing scales: by the fewest workers, with all of their CPU. */
    calmWorkersMinutes:
      (demand.open * demand.rungsAtOnce * rung.cpu.worker) / (FEWEST_PODS * demand.podCores) / 60,
    previewSeconds: (demand.open / BUDGETS.previewed) * BUDGETS.previewSeconds,
    changeMinutes: demand.open / CHANGE_RATE / 60,
    changeMinutesOnTwoCores: demand.open / BUDGETS.toldASecond / 60,
    documents,
    keys,
    mongoGBAYear: (ticketsAYear * (documents + keys)) / GB,
    sweptGB: (demand.ticketsADay * SWEPT_AFTER_DAYS * (swept.documents + swept.keys)) / GB,
    temporalGB: (keptClosed * temporalTicket + demand.open * measured.openTemporalBytes) / GB,
  };
}

export type Capacity = ReturnType<typeof capacity>;

const byProcess = (value: (name: keyof ByProcess) => number): ByProcess =>
  Object.fromEntries(PROCESSES.map((name) => [name, value(name)])) as unknown as ByProcess;
