import type { Trigger, Rung } from '../law/rules';
import type { TicketId, UnitId } from '../ids';
import { levelName } from '../ticket/accounting/levels';
import { due, nextDue } from '../ticket/due';
import type { TicketEvent } from '../ticket/event';
import { evolve } from '../ticket/evolve';
import type { Clock, Ticket } from '../ticket/ticket';
import { type Instant, instant, spokenInstant } from '../time/instant';
import { CLOCKS, type ClockName, type Level, type Mode } from '../words';
import type { Addressee } from '../telling/addressees';
import { consequencesOfTurn } from '../telling/consequences';
import { eventSentence } from '../telling/narrate';
import { countedTimes } from '../telling/rulebook-reading/procedures';
import { momentOf } from '../telling/rulebook-reading/rungs';

/** What happens by itself and is told to somebody: a rung's act, or a trigger's. */
export type Does = Rung['do'] | Trigger['do'];

/** One thing that will happen to a ticket by itself, if nobody does anything until then. */
export interface Foreseen {
  /** When it is planned; what an outage holds up lies in the past, and happens as soon as it can. */
  readonly at: Instant;
  readonly ticket: TicketId;
  /** Among what happens to the ticket at this moment: 0, 1, 2. */
  readonly place: number;
  /** The clock on whose ladder it stands, or whose rung sets it off. */
  readonly clock: ClockName;
  readonly does: Does;
  readonly level?: Level;
  readonly mode?: Mode;
  /** Whose order it is about, where that is a unit's. */
  readonly unit?: UnitId;
  /** Who will be told; none where the reader that is named is nobody, or wants no reply. */
  readonly to: readonly Addressee[];
  /** In Chinese: which limit, which step of which rule. */
  readonly why: string;
}

/** So many things of one ticket are foreseen at most: a rung that repeats every minute has no end. */
export const MOST_OF_A_TICKET = 1_000;

/**
 * What happens to a ticket by itself up to and including `until`, in order: by the very steps that its workflow takes, each at its own
 * moment, so that it cannot be another thing than what then happens. A breach alone tells nobody and is none of them.
 * @param now what should have happened by then, and has not, happens at once
 * @returns at most {@link MOST_OF_A_TICKET} things, and whether that is all
 */
export function forecastOf(
  ticket: Ticket,
  now: Instant,
  until: Instant,
): { readonly items: readonly Foreseen[]; readonly whole: boolean } {
  const items: Foreseen[] = [];
  let current = ticket;
  for (let next = nextDue(current); next !== undefined && next <= until; next = nextDue(current)) {
    if (items.length >= MOST_OF_A_TICKET) return { items: items.slice(0, MOST_OF_A_TICKET), whole: false };
    const events = due(current, instant(Math.max(next, now)));
    const turn = foreseenIn(current, events);
    items.push(...turn.items);
    current = turn.after;
  }
  return { items, whole: true };
}

/** What of one turn that time alone makes is told of. */
function foreseenIn(
  before: Ticket,
  events: readonly TicketEvent[],
): { readonly items: readonly Foreseen[]; readonly after: Ticket } {
  let after = before;
  const happened: { readonly event: TicketEvent; readonly ticket: Ticket }[] = [];
  for (const event of events) {
    after = evolve(after, event);
    happened.push({ event, ticket: after });
  }
  const told = new Map<number, Addressee[]>();
  for (const { seq, to } of consequencesOfTurn(after, events)) told.set(seq, [...(told.get(seq) ?? []), to]);
  let rung: { readonly clock: Clock; readonly at: Instant } | undefined;
  const items: Foreseen[] = [];
  for (const { event, ticket } of happened) {
    const fired = 'fired' in event.data ? event.data.fired : undefined;
    const clock = ticket.clocks.find(({ id }) => id === fired?.clock);
    if (fired && clock) rung = { clock, at: fired.planned };
    const does = doesOf(event);
    if (!does || !rung) continue;
    items.push({
      ...does,
      at: rung.at,
      ticket: ticket.id,
      place: items.length,
      clock: rung.clock.name,
      to: told.get(event.seq) ?? [],
      why: whyOf(event, ticket, rung.clock),
    });
  }
  return { items, after };
}

function doesOf(event: TicketEvent): Pick<Foreseen, 'does' | 'level' | 'mode' | 'unit'> | undefined {
  switch (event.type) {
    case 'reminded':
      return { does: 'remind' };
    case 'urged':
      return { does: 'urge' };
    case 'supervised': {
      const { mode, unit } = event.data;
      return { does: 'supervise', mode, ...(unit === undefined ? {} : { unit }) };
    }
    case 'correction-ordered':
      return { does: 'correct', unit: event.data.unit };
    case 'escalated':
      return { does: 'escalate', level: event.data.level };
    case 'referral-proposed':
      return { does: 'propose', unit: event.data.unit };
    case 'referred':
      return { does: 'refer', ...(event.data.unit === undefined ? {} : { unit: event.data.unit }) };
    default:
      return undefined;
  }
}

/** `办理时限10月13日 00:00到期，逾期后第2个工作日09:00，升级：市政府办公室研究（WF-23）` */
function whyOf(event: TicketEvent, ticket: Ticket, clock: Clock): string {
  const { name, due: end, provisional } = clock;
  const limit = `${CLOCKS[name]}${spokenInstant(end)}到期${provisional ? '（暂定）' : ''}`;
  const act =
    event.type === 'escalated' ? `升级：${levelName(ticket, event.data.level)}` : eventSentence(event);
  const { fired, triggered } = {
    fired: 'fired' in event.data ? event.data.fired : undefined,
    triggered: 'triggered' in event.data ? event.data.triggered : undefined,
  };
  const rung = fired && ticket.law.rules.clocks[name]?.ladder[fired.rung];
  const step = rung ? momentOf(rung) : triggered ? countedTimes(triggered) : '';
  const source = fired?.source ?? triggered?.source;
  return [limit, step, act].filter(Boolean).join('，') + (source === undefined ? '' : `（${source}）`);
}
