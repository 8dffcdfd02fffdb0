import { endDay, narrateDeadline } from '../time/deadline';
import type { Actor, TicketEvent } from '../ticket/event';
import { evolve } from '../ticket/evolve';
import { lawOf, type TicketInput } from '../ticket/input';
import { type Calendar, isWorkday, sourceOfDay } from '../time/calendar';
import { type Day, dayOf, type Instant, instant, isoDay, isoInstant, plusDays } from '../time/instant';
import { newTicket, register } from '../ticket/register';
import type { Law } from '../law/rules';
import { type Span, spokenSpan } from '../time/span';
import { assertNever, type Cause, CAUSES, CLOCKS, ROLES } from '../words';
import { type Clock, isOpen } from '../ticket/ticket';

/** One clock of a ticket: how its first due moment came about, what moved it, and how it ended (T-8, T-9). */
export interface ExplainedClock extends Pick<
  Clock,
  'id' | 'name' | 'unit' | 'state' | 'startedAt' | 'due' | 'provisional' | 'endedAt'
> {
  /** By which it was started. */
  readonly limit: Span;
  readonly source?: string;
  /** The days of its first due moment, by the calendar that bound the ticket then. */
  readonly counted: readonly string[];
  readonly skipped: readonly { readonly date: string; readonly why: string }[];
  readonly moves: readonly ExplainedMove[];
  /** In Chinese. */
  readonly explanation: string;
}

export interface ExplainedMove {
  readonly at: Instant;
  readonly before: Instant;
  readonly after: Instant;
  readonly cause: Cause;
  readonly source?: string;
  readonly by: Actor;
  /** In Chinese: which days a calendar that was published made others, and who published them. */
  readonly days?: string;
}

type Started = Extract<TicketEvent, { type: 'clock-started' }>['data'];
type Days = Pick<ExplainedClock, 'counted' | 'skipped'> & { readonly words: string };

/**
 * Explains every clock of a ticket by what is stored of it: what it was started with, and its ledger.
 * @param ledger all of it; empty for a ticket whose workflow was not started yet, whose clocks are as its registration will make them
 * @param dayName what a day is called in a calendar; which calendar it stood in, the ticket knows itself
 */
export function explainClocks(
  start: Pick<TicketInput, 'matter' | 'rules' | 'calendar' | 'publication'>,
  ledger: readonly TicketEvent[],
  dayName: (day: Day) => string | undefined,
): ExplainedClock[] {
  const law = lawOf(start);
  let ticket = newTicket(start.matter, law);
  let calendars = start.calendar;
  let former = law.calendar;
  const started = new Map<string, { readonly by: Started; readonly days: Days }>();
  const moves = new Map<string, ExplainedMove[]>();
  for (const event of ledger.length > 0 ? ledger : register(start.matter, law)) {
    if (event.type === 'calendar-bound') {
      former = ticket.law.calendar;
      calendars = { ...calendars, ...event.data.calendar };
    }
    if (event.type === 'clock-started')
      started.set(event.data.clock, {
        by: event.data,
        days: daysOf(event.data, ticket.law, named(ticket.law, calendars, dayName)),
      });
    if (event.type === 'clock-moved') {
      const { clock, before, after, cause, source } = event.data;
      const nameOf = named(ticket.law, calendars, dayName);
      const days = cause === 'calendar' ? changedDays(event.data, former, ticket.law, nameOf) : '';
      const move = {
        at: event.at,
        before,
        after,
        cause,
        ...(source ? { source } : {}),
        by: event.actor,
        ...(days ? { days } : {}),
      };
      moves.set(clock, [...(moves.get(clock) ?? []), move]);
    }
    ticket = evolve(ticket, event);
  }
  return ticket.clocks.flatMap((clock) => {
    const how = started.get(clock.id);
    return how ? [explained(clock, how.by, how.days, moves.get(clock.id) ?? [])] : [];
  });
}

function explained(
  clock: Clock,
  { limit, source }: Started,
  { words, ...days }: Days,
  moves: readonly ExplainedMove[],
): ExplainedClock {
  const { basis: _basis, reached: _reached, next: _next, ...told } = clock;
  const { name } = clock;
  const by = source ? `${CLOCKS[name]}，依据${source}。` : `${CLOCKS[name]}。`;
  const explanation = [by, words, ...moves.map(moveText), endText(clock)].join('');
  return {
    ...told,
    limit,
    ...(source ? { source } : {}),
    ...days,
    moves,
    explanation,
  };
}

/** A day that a calendar names is told with who published that calendar: the nation, or the city over it. */
const named =
  ({ calendar }: Law, sources: TicketInput['calendar'], dayName: (day: Day) => string | undefined) =>
  (day: Day): string | undefined => {
    const working = calendar.exceptions.get(day);
    if (working === undefined) return undefined;
    const source = sourceOfDay(sources, day);
    return `${dayName(day) ?? (working ? '公布的上班日' : '公布的休息日')}${source ? `，${source}` : ''}`;
  };

function daysOf(
  { from, limit, due, provisional }: Started,
  { rules, calendar }: Law,
  nameOf: (day: Day) => string | undefined,
): Days {
  const { explanation, counted, skipped, ...counts } = narrateDeadline(
    from,
    limit,
    calendar,
    rules.dayEnds,
    nameOf,
  );
  // What the ledger says counts, whatever a later version of the service would make of the same days.
  if (counts.due === due && counts.provisional === provisional)
    return { counted, skipped, words: explanation };
  const words = `自${isoInstant(from)}起算，时限${spokenSpan(limit)}。到期时刻：${isoInstant(due)}。`;
  return { counted: [], skipped: [], words };
}

/** The days between a clock's start and its end that count otherwise than by the calendar before. */
function changedDays(
  { basis, before, after }: Extract<TicketEvent, { type: 'clock-moved' }>['data'],
  former: Calendar,
  { calendar }: Law,
  nameOf: (day: Day) => string | undefined,
): string {
  const [off, on]: [string[], string[]] = [[], []];
  const last = endDay(instant(Math.max(before, after)));
  for (let day = plusDays(dayOf(basis.from), 1); day <= last; day = plusDays(day, 1)) {
    const working = isWorkday(calendar, day);
    if (working !== isWorkday(former, day))
      (working ? on : off).push([isoDay(day), nameOf(day)].filter(Boolean).join(' '));
  }
  return [
    off.length > 0 ? `，不再计入${off.join('、')}` : '',
    on.length > 0 ? `，改为计入${on.join('、')}` : '',
  ].join('');
}

function moveText({ at, before, after, cause, source, by, days = '' }: ExplainedMove): string {
  const why = `${isoInstant(at)}因${CAUSES[cause]}${source ? `（${source}）` : ''}`;
  const what =
    before === after
      ? `重新核定，到期时刻不变：${isoInstant(after)}`
      : `由${isoInstant(before)}改为${isoInstant(after)}`;
  return `${why}，${what}${days}，${by.role === 'system' ? '系统自动办理' : `由${ROLES[by.role]}办理`}。`;
}

function endText(clock: Clock): string {
  if (isOpen(clock)) return clock.state === 'running' ? '' : '已逾期，尚未完成。';
  const when = isoInstant(clock.endedAt);
  switch (clock.state) {
    case 'met':
      return `已于${when}完成，未逾期。`;
    case 'stopped':
      return `已于${when}停止计时。`;
    case 'breached':
      return `已逾期，于${when}结束。`;
    default:
      return assertNever(clock);
  }
}
