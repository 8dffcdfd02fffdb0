import { commandId, ticketId, unitId } from '../../ids';
import { bindRules } from '../../law/bind-rules';
import type { Law, Rulebook } from '../../law/rules';
import { decide } from '../../procedures/decide';
import { levelName } from '../../ticket/accounting/levels';
import { due, nextDue } from '../../ticket/due';
import type { TicketEvent } from '../../ticket/event';
import { evolve } from '../../ticket/evolve';
import { newTicket, register, type Registration } from '../../ticket/register';
import type { Ticket, UnitRef } from '../../ticket/ticket';
import type { Calendar } from '../../time/calendar';
import { DAY, dayOf, type Instant, instant, isoDay, isoInstant, MINUTE, weekday } from '../../time/instant';
import { CLOCKS, KINDS, RECIPIENTS } from '../../words';
import type { Addressee } from '../addressees';
import { consequences } from '../consequences';
import { eventSentence } from '../narrate';
import { levelOrdinal } from './names';
import { LOCAL, type Sentence } from './sentence';

/** A moment of a ticket's life, and what happens in it: each as a sentence, with whom it tells. */
export interface WorkedMoment {
  /** `2026-10-13 周二 00:00` */
  readonly at: string;
  readonly happens: readonly (Pick<Sentence, 'text' | 'from'> & { readonly told: readonly string[] })[];
}

/** One ticket under a rulebook, left alone after its dispatch: what the service does by itself, by the very domain that does it. */
export interface WorkedCalendar {
  readonly given: string;
  readonly moments: readonly WorkedMoment[];
  /** Nothing more happens by itself; else it goes on after the month that is shown. */
  readonly ends: boolean;
}

/** How long a calendar is shown, and how long after its registration the ticket is dispatched. */
const MONTH = 31 * DAY;
const DISPATCHED_AFTER = 2 * MINUTE;

/** The Tuesday before National Day 2026: its holiday, and the Saturday worked for it, lie in the limits (RULES, T-1). */
export const EXAMPLE_START = instant(Date.parse('2026-09-29T10:00:00+08:00'));

/** @param from when the matter arrives and is registered */
export function workedCalendar(
  book: Rulebook,
  calendar: Calendar,
  unitName: (id: string) => string | undefined,
  from: Instant = EXAMPLE_START,
): WorkedCalendar {
  const matter = plainMatter(book, from);
  const law: Law = { rules: bindRules(book, matter), calendar };
  const told = new Telling(unitName);
  let ticket = told.tell(newTicket(matter, law), register(matter, law));
  const dispatchedAt = instant(from + DISPATCHED_AFTER);
  ticket = told.tell(ticket, due(ticket, dispatchedAt));
  ticket = told.tell(ticket, dispatching(ticket, unitOf(book), dispatchedAt));
  let next = nextDue(ticket);
  for (; next !== undefined && next <= from + MONTH; next = nextDue(ticket))
    ticket = told.tell(ticket, due(ticket, next));
  const kind = KINDS[matter.kind];
  return {
    given: `${momentText(from)}电话收到并登记的${kind}，${momentText(dispatchedAt)}派给${LEAD}，此后无人办理`,
    moments: told.moments(),
    ends: next === undefined,
  };
}

const LEAD = '甲单位';

/** A complaint without anything special, or where a rulebook takes none, of the first kind that it takes. */
const plainMatter = ({ kinds }: Rulebook, from: Instant): Registration => ({
  id: ticketId('示例'),
  kind: kinds.find((kind) => kind === 'complaint') ?? kinds[0] ?? 'complaint',
  category: '市容环境/占道经营',
  channel: 'phone',
  district: { id: 'example', name: '甲区' },
  confidential: false,
  wantsReply: true,
  receivedAt: from,
  registeredAt: from,
  actor: { role: 'operator' },
});

/** A unit that the hotline may dispatch to; its id is what sentences name it by. */
const unitOf = ({ dispatch }: Rulebook): UnitRef => ({
  id: unitId(LEAD),
  name: LEAD,
  level: dispatch.bodies?.levels[0] ?? 'department',
});

function dispatching(ticket: Ticket, lead: UnitRef, at: Instant): readonly TicketEvent[] {
  const order = { name: 'dispatch', lead, assist: [], copy: [] } as const;
  const given = { id: commandId('dispatch'), actor: { role: 'operator' }, parts: [] } as const;
  const decision = decide(ticket, { ...order, ...given }, at);
  return decision.accepted ? decision.events : [];
}

/** Takes down what happens to a ticket. */
class Telling {
  readonly #moments = new Map<string, WorkedMoment['happens'][number][]>();

  constructor(readonly unitName: (id: string) => string | undefined) {}

  /** @returns the ticket after these events */
  tell(before: Ticket, events: readonly TicketEvent[]): Ticket {
    let ticket = before;
    for (const event of events) {
      ticket = evolve(ticket, event);
      // That a clock is over follows from what ended it.
      if (event.type === 'clock-ended') continue;
      const at = momentText(event.at);
      const happens = this.#moments.get(at) ?? [];
      const from = sourceOf(event);
      happens.push({
        text: textOf(ticket, event),
        ...(from === undefined ? {} : { from }),
        told: consequences(ticket, event).map(({ to }) => this.#nameOf(to)),
      });
      this.#moments.set(at, happens);
    }
    return ticket;
  }

  moments(): WorkedMoment[] {
    return [...this.#moments].map(([at, happens]) => ({ at, happens }));
  }

  #nameOf(to: Addressee): string {
    return 'role' in to ? RECIPIENTS[to.role] : (this.unitName(to.unit) ?? to.unit);
  }
}

/** As the ledger tells it, but for whom it tells, which stands beside it, and for levels, which rulebooks name. */
function textOf(ticket: Ticket, event: TicketEvent): string {
  if (event.type === 'escalated')
    return `升至${levelOrdinal(event.data.level)}（${levelName(ticket, event.data.level)}）`;
  if (event.type !== 'reminded' && event.type !== 'urged') return eventSentence(event);
  const clock = ticket.clocks.find(({ id }) => id === event.data.fired?.clock);
  return `${event.type === 'reminded' ? '提醒' : '催办'}${clock ? `（${CLOCKS[clock.name]}）` : ''}`;
}

/** By which rule; of what a rung or a trigger did without one, the city decided it. */
function sourceOf({ data }: TicketEvent): string | undefined {
  const by = ('fired' in data ? data.fired : undefined) ?? ('triggered' in data ? data.triggered : undefined);
  if (by) return by.source ?? LOCAL;
  return 'source' in data ? data.source : undefined;
}

const WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];

/** `2026-10-13 周二 00:00`, with seconds where there are any. */
function momentText(at: Instant): string {
  const day = dayOf(at);
  const time = isoInstant(at).slice(11, 19).replace(/:00$/, '');
  return `${isoDay(day)} ${WEEKDAYS[weekday(day) - 1]} ${time}`;
}
