import { type TicketId, ticketId } from '../ids';
import type { TicketView } from '../telling/view';
import { due } from '../ticket/due';
import type { TicketEvent } from '../ticket/event';
import { evolveAll } from '../ticket/evolve';
import { withNextPlaces } from '../ticket/evolving/clocks';
import { newTicket, type Registration } from '../ticket/register';
import { stamp } from '../ticket/stamp';
import { isOpen, isOverdue, type OpenClock, type Ticket } from '../ticket/ticket';
import { DAY, type Instant, instant } from '../time/instant';
import type { ClockName, Level, Mode } from '../words';
import { countedAnew } from './rebind';
import type { Law, Rung } from './rules';

/** A ticket as a preview sees it: what of the read model decides how its clocks go on. */
export interface PreviewedTicket extends Pick<
  TicketView,
  'level' | 'rises' | 'supervision' | 'clocks' | 'assignments' | 'state'
> {
  readonly id: TicketId;
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

/**
 * What `rebind` would make of a ticket, and what would then be made up at once: found by doing just that to a ticket of which only this
 * much is known, so that it cannot be another thing than what is done.
 */
export function effectOf(previewed: PreviewedTicket, proposal: Proposal, now: Instant): Effect {
  const before = knownOf(previewed, proposal.present);
  const bound = boundTo(before, proposal, now);
  const events = countedAnew(bound, proposal.cause, now);
  // Once, when all has moved: it is most of what a preview of many costs.
  const after = withNextPlaces(evolveAll(bound, events));
  const madeUp = due(after, now);
  const then = evolveAll(after, madeUp);
  const clocks = new Map(before.clocks.map((clock) => [clock.id, clock]));
  return {
    moves: events.flatMap((event) => {
      if (event.type !== 'clock-moved') return [];
      const clock = clocks.get(event.data.clock);
      const { after: to, provisional } = event.data;
      return clock && isOpen(clock) ? [{ clock, after: to, provisional }] : [];
    }),
    becomesOverdue: !isOverdue(before) && isOverdue(then),
    ceasesOverdue: isOverdue(before) && !isOverdue(then),
    // Also of clocks that what was made up has started.
    rungs: madeUp.flatMap((event) => rungOf(then, event)),
  };
}

/** The rung that an event comes from; of one that repeats each time. */
function rungOf({ law, clocks }: Ticket, event: TicketEvent): { clock: ClockName; rung: Rung }[] {
  const fired = 'fired' in event.data ? event.data.fired : undefined;
  const clock = clocks.find(({ id }) => id === fired?.clock);
  const rung = clock && fired && law.rules.clocks[clock.name]?.ladder[fired.rung];
  return clock && rung ? [{ clock: clock.name, rung }] : [];
}

/** As it stands once the proposal binds it. */
function boundTo(ticket: Ticket, { cause, proposed }: Proposal, now: Instant): Ticket {
  if (cause === 'calendar') return { ...ticket, law: proposed };
  const data = { rules: proposed.rules, change: Number.MAX_SAFE_INTEGER };
  return evolveAll(
    ticket,
    stamp(ticket, [{ type: 'rulebook-bound', data }], { at: now, actor: { role: 'system' } }),
  );
}

/** A ticket of which a preview knows enough; what it does not know, neither moves a clock nor fires a rung. */
function knownOf({ id, state, assignments, clocks, ...known }: PreviewedTicket, law: Law): Ticket {
  const fresh = newTicket({ ...UNKNOWN, id }, law);
  const submission = { outcome: 'resolved', finished: true } as const;
  return {
    ...fresh,
    ...known,
    clocks,
    assignments: assignments.map(({ unit, ...part }) => ({
      ...part,
      unit: { id: unit, name: unit, level: 'department' },
    })),
    ...(state === 'submitted' || state === 'callback' ? { state, submission } : { state: openState(state) }),
  };
}

const openState = (state: PreviewedTicket['state']): 'registered' | 'handling' =>
  state === 'registered' ? state : 'handling';

/** What of a matter says nothing about its clocks once they run. */
const UNKNOWN: Registration = {
  id: ticketId(''),
  kind: 'complaint',
  category: '',
  channel: 'phone',
  district: { id: '', name: '' },
  confidential: false,
  wantsReply: true,
  receivedAt: instant(0),
  registeredAt: instant(0),
  actor: { role: 'system' },
};

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
