import type { UnitId } from '../ids';
import { consequences } from '../telling/consequences';
import type { TicketEvent } from '../ticket/event';
import { leadOf, owerOf, type Ticket } from '../ticket/ticket';
import type { ClockName, Level } from '../words';
import type { Refused, Told } from './replay';

/** What became of many tickets. */
export interface Figures {
  /** Of which a limit of handling, or of an assisting part, passed. */
  readonly late: number;
  /** Tickets that were put under supervision, or raised to a level above, or referred. */
  readonly supervised: number;
  readonly escalated: number;
  readonly referred: number;
  /** How often each clock's due moment passed. */
  readonly breached: Readonly<Partial<Record<ClockName, number>>>;
  /** How often units were reminded, urged, ordered to correct. */
  readonly reminded: number;
  readonly urged: number;
  readonly corrected: number;
  /** How often a matter rose, by level. */
  readonly levels: Readonly<Record<Exclude<Level, 0>, number>>;
}

/** What a unit had of it. */
export interface UnitFigures {
  /** Limits of its own that passed: of handling, or of its assisting part. */
  readonly late: number;
  /** How often it was put under supervision. */
  readonly supervised: number;
  /** Reminders, urgings, orders, supervision and levels that it was told: its load besides the matters themselves. */
  readonly told: number;
}

/** The same tickets as it was, and as it would have been. */
export interface Backtest {
  readonly tickets: number;
  /** Those of them that another system handled: what it pressed by itself is not known. */
  readonly imported: number;
  readonly was: Figures;
  readonly would: Figures;
  /** In the order of their ids. */
  readonly units: readonly {
    readonly unit: UnitId;
    readonly was: UnitFigures;
    readonly would: UnitFigures;
  }[];
  /** What the other rules would have refused: done all the same where only something was lacking, else left out. */
  readonly refused: readonly (Pick<Refused, 'command' | 'reason'> & {
    readonly count: number;
    readonly left: number;
  })[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Sum = Writable<Omit<Figures, 'breached' | 'levels'>> & {
  breached: Partial<Record<ClockName, number>>;
  levels: Record<Exclude<Level, 0>, number>;
  units: Map<UnitId, Writable<UnitFigures>>;
};

const nothing = (): Sum => ({
  late: 0,
  supervised: 0,
  escalated: 0,
  referred: 0,
  breached: {},
  reminded: 0,
  urged: 0,
  corrected: 0,
  levels: { 1: 0, 2: 0, 3: 0 },
  units: new Map(),
});

/** Sums the courses of any number of tickets, in memory that does not grow with them. */
export function backtesting() {
  const [was, would] = [nothing(), nothing()];
  const refusals = new Map<string, Writable<Backtest['refused'][number]>>();
  let [tickets, imported] = [0, 0];
  return {
    /** A ticket of which both courses are told now. @returns who takes the events of either */
    ticket(): { readonly was: Told; readonly would: Told } {
      tickets++;
      return { was: counting(was), would: counting(would) };
    },

    /** It was put in from another system. */
    isImported(): void {
      imported++;
    },

    refused(all: readonly Refused[]): void {
      for (const { command, reason, left } of all) {
        const key = `${command} ${reason}`;
        const known = refusals.get(key) ?? { command, reason, count: 0, left: 0 };
        known.count++;
        known.left += Number(left);
        refusals.set(key, known);
      }
    },

    sum(): Backtest {
      const ids = [...new Set([...was.units.keys(), ...would.units.keys()])].sort();
      return {
        tickets,
        imported,
        was: figuresOf(was),
        would: figuresOf(would),
        units: ids.map((unit) => ({ unit, was: unitOf(was, unit), would: unitOf(would, unit) })),
        refused: [...refusals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it),
      };
    },
  };
}

const figuresOf = ({ units: _, ...figures }: Sum): Figures => ({ ...figures });

function unitOf({ units }: Sum, unit: UnitId): Writable<UnitFigures> {
  const known = units.get(unit) ?? { late: 0, supervised: 0, told: 0 };
  units.set(unit, known);
  return known;
}

/** Takes the events of one ticket. */
function counting(sum: Sum): Told {
  const once = new Set<'late' | 'supervised' | 'escalated' | 'referred'>();
  const tickets = (what: 'late' | 'supervised' | 'escalated' | 'referred'): void => {
    if (once.has(what)) return;
    once.add(what);
    sum[what]++;
  };
  return (event, ticket) => {
    switch (event.type) {
      case 'clock-breached': {
        const { name, clock } = event.data;
        sum.breached[name] = (sum.breached[name] ?? 0) + 1;
        if (name !== 'handling' && name !== 'assist') return;
        tickets('late');
        const owner = ownerOf(ticket, clock);
        if (owner !== undefined) unitOf(sum, owner).late++;
        return;
      }
      case 'reminded':
        sum.reminded++;
        return toUnits(sum, event, ticket);
      case 'urged':
        sum.urged++;
        return toUnits(sum, event, ticket);
      case 'supervised': {
        tickets('supervised');
        const unit = event.data.unit ?? leadOf(ticket)?.unit.id;
        if (unit !== undefined) unitOf(sum, unit).supervised++;
        return toUnits(sum, event, ticket);
      }
      case 'correction-ordered':
        sum.corrected++;
        return toUnits(sum, event, ticket);
      case 'escalated': {
        const { level } = event.data;
        tickets('escalated');
        if (level !== 0) sum.levels[level]++;
        return toUnits(sum, event, ticket);
      }
      case 'referred':
        return tickets('referred');
      default:
    }
  };
}

function ownerOf(ticket: Ticket, id: string): UnitId | undefined {
  const clock = ticket.clocks.find((it) => it.id === id);
  return clock && owerOf(ticket, clock)?.id;
}

function toUnits(sum: Sum, event: TicketEvent, ticket: Ticket): void {
  for (const { to } of consequences(ticket, event)) if ('unit' in to) unitOf(sum, to.unit).told++;
}
