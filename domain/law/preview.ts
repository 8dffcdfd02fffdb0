import type { TicketId } from '../ids';
import { recount } from '../ticket/clocks';
import { DAY, type Instant } from '../time/instant';
import { plannedMoment } from './ladder';
import type { Law, Rung } from './rules';
import type { ClockName, Level, Mode } from '../words';
import { type ClockRecord, isOpen, type OpenClock } from '../ticket/ticket';

/** A ticket as a preview sees it: the clocks that the read model shows of it. */
export interface PreviewedTicket {
  readonly id: TicketId;
  readonly clocks: readonly ClockRecord[];
}

/** What a calendar or a rulebook that is only proposed would do to the tickets that are open now (T-7, T-9). */
export interface Preview {
  readonly tickets: number;
  /** Those of which a clock would be counted anew, if only from provisional to final. */
  readonly affected: number;
  readonly clocks: {
    readonly total: number;
    readonly moved: number;
    readonly earlier: number;
    readonly later: number;
    readonly longestMoveDays: number;
    /** From provisional to final. */
    readonly settled: number;
  };
  /** Tickets that would be overdue and are not, or are and would not be. */
  readonly overdue: { readonly become: number; readonly cease: number };
  readonly rungs: readonly RungCount[];
  /** The longest moves, at most {@link EXAMPLES}. */
  readonly examples: readonly Example[];
}

/** Of a clock's ladder, how many more rungs of a sort would lie behind us by what is proposed. */
export interface RungCount {
  readonly clock: ClockName;
  readonly do: Rung['do'];
  readonly level?: Level;
  readonly mode?: Mode;
  readonly wouldHaveFired: number;
}

export interface Example {
  readonly ticket: TicketId;
  readonly clock: string;
  readonly before: Instant;
  readonly after: Instant;
}

export const EXAMPLES = 20;

export interface Proposal {
  readonly cause: 'calendar' | 'rulebook';
  /** What binds the ticket today. */
  readonly present: Law;
  /** What would. */
  readonly proposed: Law;
}

/** What a proposal would do to one ticket. */
export interface Effect {
  readonly moves: readonly Move[];
  readonly becomesOverdue: boolean;
  readonly ceasesOverdue: boolean;
  /** One entry for each rung that would have fired. */
  readonly rungs: readonly { readonly clock: ClockName; readonly rung: Rung }[];
}

export interface Move {
  readonly clock: OpenClock;
  readonly after: Instant;
  readonly provisional: boolean;
}

/** What `rebind` would make of a ticket, without its ledger: the same clocks move, to the same moments. */
export function effectOf({ clocks }: PreviewedTicket, proposal: Proposal, now: Instant): Effect {
  const open = clocks.filter(isOpen);
  const moves = open.flatMap((clock) => moveOf(clock, proposal, now));
  const moveTo = new Map(moves.map((move) => [move.clock, move]));
  const late = open.filter((clock) => clock.state === 'breached');
  const staysLate = late.some((clock) => !moveTo.has(clock));
  const turnsLate = moves.some(({ clock, after }) => clock.state === 'running' && after <= now);
  return {
    moves,
    becomesOverdue: late.length === 0 && turnsLate,
    ceasesOverdue: late.length > 0 && !staysLate && !turnsLate,
    rungs: open.flatMap((clock) => {
      const move = moveTo.get(clock);
      // A calendar that does not move a clock moves no rung that matters.
      if (!move && proposal.cause === 'calendar') return [];
      return passedAnew(clock, move?.after ?? clock.due, proposal, now);
    }),
  };
}

const moveOf = (clock: OpenClock, { cause, proposed }: Proposal, now: Instant): Move[] =>
  recount(clock, proposed, { cause }, now).map(({ data: { after, provisional } }) => ({
    clock,
    after,
    provisional,
  }));

/**
 * The rungs that would lie behind us by what is proposed, and do not today; of those that repeat, the first time counts.
 * Applied, those from a due moment on that has passed are made up at once; a reminder that comes too late never fires.
 */
function passedAnew(
  { name, startedAt, due }: OpenClock,
  after: Instant,
  { present, proposed }: Proposal,
  now: Instant,
): { clock: ClockName; rung: Rung }[] {
  const passed = (law: Law, end: Instant): Rung[] =>
    (law.rules.clocks[name]?.ladder ?? []).filter((rung) => {
      const at = plannedMoment(rung, end, law.calendar);
      return at > startedAt && at <= now;
    });
  const known = new Map<string, number>();
  for (const rung of passed(present, due)) known.set(sortOf(rung), (known.get(sortOf(rung)) ?? 0) + 1);
  return passed(proposed, after).flatMap((rung) => {
    const left = known.get(sortOf(rung)) ?? 0;
    known.set(sortOf(rung), left - 1);
    return left > 0 ? [] : [{ clock: name, rung }];
  });
}

const actOf = (rung: Rung): Pick<RungCount, 'do' | 'level' | 'mode'> => ({
  do: rung.do,
  ...(rung.do === 'escalate' ? { level: rung.level } : {}),
  ...(rung.do === 'supervise' ? { mode: rung.mode } : {}),
});

const sortOf = (rung: Rung): string => Object.values(actOf(rung)).join(' ');

/** Sums the effects on any number of tickets in memory that does not grow with them. */
export function previewing(): {
  add(ticket: PreviewedTicket, effect: Effect): void;
  sum(): Preview;
} {
  let [tickets, affected, become, cease] = [0, 0, 0, 0];
  const clocks = { total: 0, moved: 0, earlier: 0, later: 0, settled: 0 };
  let longest = 0;
  const rungs = new Map<string, RungCount>();
  let examples: Example[] = [];
  return {
    add({ id, clocks: all }, { moves, becomesOverdue, ceasesOverdue, rungs: passed }) {
      tickets++;
      affected += Number(moves.length > 0);
      become += Number(becomesOverdue);
      cease += Number(ceasesOverdue);
      clocks.total += all.filter(isOpen).length;
      for (const { clock, after, provisional } of moves) {
        clocks.settled += Number(clock.provisional && !provisional);
        if (after === clock.due) continue;
        clocks.moved++;
        clocks[after < clock.due ? 'earlier' : 'later']++;
        longest = Math.max(longest, Math.abs(after - clock.due));
        examples = withExample(examples, { ticket: id, clock: clock.id, before: clock.due, after });
      }
      for (const { clock, rung } of passed) {
        const sort = `${clock} ${sortOf(rung)}`;
        const { wouldHaveFired } = rungs.get(sort) ?? { wouldHaveFired: 0 };
        rungs.set(sort, { clock, ...actOf(rung), wouldHaveFired: wouldHaveFired + 1 });
      }
    },
    sum: () => ({
      tickets,
      affected,
      clocks: { ...clocks, longestMoveDays: Math.round((longest / DAY) * 100) / 100 },
      overdue: { become, cease },
      rungs: [...rungs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count),
      examples,
    }),
  };
}

const length = ({ before, after }: Example): number => Math.abs(after - before);

/** The longest moves first; of the same length the order of ids decides, so that it does not matter in which order tickets are read. */
const compared = (a: Example, b: Example): number =>
  length(b) - length(a) || (`${a.ticket} ${a.clock}` < `${b.ticket} ${b.clock}` ? -1 : 1);

function withExample(examples: Example[], example: Example): Example[] {
  const last = examples[EXAMPLES - 1];
  if (last && compared(last, example) < 0) return examples;
  return [...examples, example].sort(compared).slice(0, EXAMPLES);
}
