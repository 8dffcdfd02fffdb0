import { setImmediate } from 'node:timers/promises';
import { behaviourIn } from '../domain/backtest/behaviour';
import { type Backtest, backtesting } from '../domain/backtest/figures';
import { type Proposed, replay } from '../domain/backtest/replay';
import { bindRules } from '../domain/law/bind-rules';
import type { Rulebook, Rules } from '../domain/law/rules';
import type { TicketEvent } from '../domain/ticket/event';
import { evolveAll } from '../domain/ticket/evolve';
import { lawOf, type TicketInput } from '../domain/ticket/input';
import { newTicket } from '../domain/ticket/register';
import type { UnitRef } from '../domain/ticket/ticket';
import type { Instant } from '../domain/time/instant';
import type { Portion, Wanted } from '../storage/archive/courses';
import { ahead } from '../storage/page';
import type { Store } from '../storage/store';

/** When the tickets were received. */
export type Period = Omit<Wanted, 'rulebook'>;

/** How a backtest is told of, and what of. */
interface Trying {
  /** Told after each portion how many tickets were tried so far; what it waits for, the backtest waits for. */
  readonly passed?: (tickets: number) => Promise<void> | void;
  /** Those of the tickets that are tried here: all of them, where it is missing. */
  readonly portions?: AsyncIterable<Portion>;
}

/** So many tickets are tried in one go. */
const BREATH = 10;

/** A ticket with its whole ledger. */
export interface Lived {
  readonly start: Pick<TicketInput, 'matter' | 'rules' | 'calendar' | 'publication'>;
  readonly ledger: readonly TicketEvent[];
}

/**
 * What tickets would have come to under another rulebook, beside what they came to: in memory that does not grow with them.
 * @param now how far the course of those that are open is looked at
 */
export async function backtest(
  { ledger }: { readonly ledger: Pick<Store['ledger'], 'portions' | 'courses'> },
  { book, units }: { readonly book: Rulebook; readonly units: readonly UnitRef[] },
  period: Period,
  now: Instant,
  { passed = () => {}, portions }: Trying = {},
): Promise<Backtest> {
  const wanted = { ...period, rulebook: book.id };
  const sum = backtesting();
  const proposed = { rulesFor: alikeRules(book), units };
  let tickets = 0;
  const courses = each(portions ?? ledger.portions(wanted), ledger.courses(wanted));
  for await (const page of ahead(courses)) {
    for (const lived of page) {
      tryOne(sum, lived, proposed, now);
      // Whoever else is served by this process is not kept waiting.
      if (++tickets % BREATH === 0) await setImmediate();
    }
    await passed(tickets);
  }
  return sum.sum();
}

async function* each(
  portions: AsyncIterable<Portion>,
  read: (portion: Portion) => Promise<Lived[]>,
): AsyncGenerator<Lived[]> {
  for await (const portion of portions) yield await read(portion);
}

/** The rules of a rulebook are the same for all tickets that it binds alike: they are made once for these. */
export function alikeRules(book: Rulebook): (facts: Parameters<typeof bindRules>[1]) => Rules {
  const known = new Map<string, Rules>();
  return ({ kind, channel, category, urgency, origin }) => {
    const key = JSON.stringify([kind, channel, category, urgency, origin]);
    const rules =
      known.get(key) ??
      bindRules(book, {
        kind,
        channel,
        category,
        ...(urgency === undefined ? {} : { urgency }),
        ...(origin === undefined ? {} : { origin }),
      });
    known.set(key, rules);
    return rules;
  };
}

/** Tells both courses of one ticket. */
export function tryOne(
  sum: ReturnType<typeof backtesting>,
  { start, ledger }: Lived,
  proposed: Proposed,
  now: Instant,
): void {
  const { was, would } = sum.ticket();
  const law = lawOf(start);
  const ticket = evolveAll(newTicket(start.matter, law), ledger, was);
  if (ledger.some(({ type }) => type === 'imported')) sum.isImported();
  const until = ticket.state === 'closed' ? ticket.closedAt : now;
  const other = { ...law, rules: proposed.rulesFor(start.matter) };
  sum.refused(replay(start.matter, other, behaviourIn(ledger), proposed, until, would));
}
