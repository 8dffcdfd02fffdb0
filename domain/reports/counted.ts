import type { UnitId } from '../ids';
import { timesOf } from '../ticket/accounting/tally';
import { type Clock, leadOf, type Ticket } from '../ticket/ticket';
import type { Instant } from '../time/instant';
import { type ClockName, type Kind, type Outcome, OWED_BY, type TicketState } from '../words';
import { type Month, monthOf } from './period';

/** What is kept of a ticket to be counted: whose it was, what was owed and done, and nothing of a person. */
export interface Counted {
  readonly kind: Kind;
  readonly category: string;
  /** A unit's id. */
  readonly district: string;
  readonly state: TicketState;
  readonly outcome?: Outcome;
  readonly closedAt?: Instant;
  /** Closed within the caller's own wait (`overall`); none where its rulebook sets none. */
  readonly inTime?: boolean;
  /** What the caller said in the newest call-back that reached them. */
  readonly resolved?: boolean;
  /** How content the caller is with the handling: by the own word, else as told to an operator (HZ-10). */
  readonly satisfaction?: string;
  /** How its newest spot check came out (JE-14). */
  readonly check?: 'passed' | 'failed';
  readonly orders: readonly Order[];
}

/**
 * All that one body had to do with a ticket: a unit's whole part, whenever it had it, or the hotline's own (no unit).
 * A unit whose return was approved, and that has no part any more, has no order: the matter was not its own (WF-22).
 */
export interface Order {
  readonly unit?: UnitId;
  readonly role: 'lead' | 'assist' | 'hotline';
  /** The matter was closed as its: it led, or no unit did. */
  readonly closes?: true;
  /** It has no part any more: another took its place, or the hotline released it. What was decided in its hands stays its own. */
  readonly left?: true;
  /** Limits that were kept or missed, with when they were due; not those that go on, or that nothing is owed by any more. */
  readonly clocks: readonly (readonly [name: ClockName, due: Instant, kept: 0 | 1])[];
  /** How often something happened in its hands; what never did is left out. */
  readonly times: Readonly<Partial<Record<Happening, number>>>;
}

/** Returns that were refused (HZ-11); re-handlings; pressings by hotline or ladder, never by the caller (JE-19); closures sent back. */
export const HAPPENINGS = {
  'improper-return': '不当退单',
  rehandled: '重办',
  urged: '催办',
  'sent-back': '办结退回',
} as const;
export type Happening = keyof typeof HAPPENINGS;

/**
 * What is to be counted of a ticket; undefined where nothing ever is: a simulated matter (JE-16), and one that was merged into another,
 * with which it is counted once.
 */
export function countedOf(ticket: Ticket): Counted | undefined {
  const closed = ticket.state === 'closed' ? ticket : undefined;
  if (ticket.simulated || closed?.outcome === 'merged') return undefined;
  const { kind, category, district, state, saidResolved } = ticket;
  const overall = ticket.clocks.find(({ name }) => name === 'overall');
  const satisfaction = satisfactionOf(ticket);
  const lead = leadOf(ticket)?.unit.id;
  return {
    kind,
    category,
    district: district.id,
    state,
    ...(closed ? { outcome: closed.outcome, closedAt: closed.closedAt } : {}),
    ...(closed && overall ? { inTime: overall.state === 'met' } : {}),
    ...(saidResolved === undefined ? {} : { resolved: saidResolved }),
    ...(satisfaction === undefined ? {} : { satisfaction }),
    ...(ticket.spotCheck === undefined ? {} : { check: ticket.spotCheck }),
    orders: [
      {
        role: 'hotline',
        ...(closed && lead === undefined ? { closes: true as const } : {}),
        clocks: decided(ticket.clocks.filter((clock) => ownerOf(clock, lead) === undefined)),
        times: {},
      },
      ...unitsOf(ticket).map((unit) => orderOf(ticket, unit, lead)),
    ],
  };
}

/** The calendar months in which something of a ticket may be counted. */
export const monthsOf = ({ closedAt, orders }: Counted): Month[] => [
  ...new Set([
    ...(closedAt === undefined ? [] : [monthOf(closedAt)]),
    ...orders.flatMap(({ clocks }) => clocks.map(([, due]) => monthOf(due))),
  ]),
];

/** Whose clock it is; nobody's but the hotline's where it names no unit and is not the lead's. Those above answer to no assessment. */
function ownerOf({ name, unit }: Pick<Clock, 'name' | 'unit'>, lead: UnitId | undefined): UnitId | undefined {
  switch (OWED_BY[name]) {
    case 'unit':
      return unit;
    case 'lead':
      return unit ?? lead;
    case 'hotline':
    case 'above':
      return undefined;
  }
}

/** Units that work on it or did, but for those whose return was approved. */
function unitsOf(ticket: Ticket): UnitId[] {
  const working = workingOf(ticket);
  const returned = ticket.returnedBy.map(({ id }) => id);
  const lead = leadOf(ticket)?.unit.id;
  const before = ticket.clocks.flatMap((clock) => ownerOf(clock, lead) ?? []);
  return [...new Set([...working, ...before.filter((unit) => !returned.includes(unit))])];
}

const workingOf = ({ assignments }: Ticket): UnitId[] =>
  assignments.filter(({ role }) => role !== 'copy').map(({ unit }) => unit.id);

function orderOf(ticket: Ticket, unit: UnitId, lead: UnitId | undefined): Order {
  const clocks = ticket.clocks.filter((clock) => ownerOf(clock, lead) === unit);
  const part = ticket.assignments.find((it) => it.unit.id === unit && it.role !== 'copy');
  const led = clocks.some(({ name }) => OWED_BY[name] === 'lead');
  const times = HAPPENING_NAMES.flatMap((what) => {
    const n = timesOf(ticket, what, unit);
    return n > 0 ? [[what, n] as const] : [];
  });
  return {
    unit,
    role: part ? (part.role === 'lead' ? 'lead' : 'assist') : led ? 'lead' : 'assist',
    ...(part ? {} : { left: true as const }),
    ...(unit === lead && ticket.state === 'closed' ? { closes: true as const } : {}),
    clocks: decided(clocks),
    times: Object.fromEntries(times),
  };
}

const HAPPENING_NAMES = Object.keys(HAPPENINGS) as Happening[];

const decided = (clocks: readonly Clock[]): Order['clocks'] =>
  clocks
    .filter(({ name, state }) => OWED_BY[name] !== 'above' && (state === 'met' || state === 'breached'))
    .map(({ name, due, state }) => [name, due, state === 'met' ? 1 : 0]);

/** The caller's own word goes before what an operator was told. */
function satisfactionOf({ evaluations }: Ticket): string | undefined {
  const handling = evaluations.filter(({ stage }) => stage === 'handling');
  return (handling.find(({ by }) => by !== 'callback') ?? handling.at(-1))?.satisfaction;
}
