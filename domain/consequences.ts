import type { TicketEvent } from './event';
import type { Instant } from './instant';
import type { ClockName, Level, Mode, Outcome, Recipient } from './terms';
import { assertNever } from './terms';
import { type Clock, leadOf, openClock, type Ticket, workingUnits } from './ticket';

/** Which text a notification has; the texts themselves stand in one place, by template. */
export type Template =
  | 'registered'
  | 'dispatched'
  | 'copied'
  | 'signed'
  | 'contacted'
  | 'arrived'
  | 'progressed'
  | 'supplemented'
  | 'submitted'
  | 'approved'
  | 'sent-back'
  | 'rehandled'
  | 'put-to-review'
  | 'closed'
  | 'reminded'
  | 'urged'
  | 'supervised'
  | 'escalated';

/** Facts that a text is made of; nothing about a person. */
export interface NotificationFacts {
  readonly clock?: ClockName;
  readonly due?: Instant;
  readonly mode?: Mode;
  readonly level?: Level;
  readonly outcome?: Outcome;
  readonly source?: string;
  readonly unit?: string;
}

/** Either one unit by its id, or all units of a level, or the caller. */
export type Addressee =
  { readonly unit: string } | { readonly role: Exclude<Recipient, 'unit' | 'district'> };

export interface Notification {
  /** `ticket:seq:addressee`, the same whenever the same event is told again, so that a retry sends no second message. */
  readonly id: string;
  readonly to: Addressee;
  readonly template: Template;
  readonly at: Instant;
  readonly facts: NotificationFacts;
}

/**
 * Who is told what after one event. `ticket` is the ticket after the event.
 * Callers who want no reply are told only that their matter was not accepted (JN-6, WF-20; WF-19: the reason is always stated).
 */
export function consequences(ticket: Ticket, event: TicketEvent): Notification[] {
  const tell = (
    template: Template,
    to: readonly Addressee[],
    facts: NotificationFacts = {},
  ): Notification[] =>
    to.map((addressee) => ({
      id: `${ticket.id}:${event.seq}:${'unit' in addressee ? addressee.unit : addressee.role}`,
      to: addressee,
      template,
      at: event.at,
      facts,
    }));
  const units = workingUnits(ticket).map(({ id }) => ({ unit: id }));
  const caller: Addressee[] = ticket.wantsReply ? [{ role: 'caller' }] : [];
  switch (event.type) {
    case 'registered':
      return tell('registered', caller);
    case 'dispatched': {
      const facts = { clock: 'handling', due: openClock(ticket, 'handling')?.due } as const;
      const copies = event.data.copy.map(({ id }) => ({ unit: id }));
      return [...tell('dispatched', units, facts), ...tell('copied', copies, facts)];
    }
    case 'signed':
      return tell('signed', caller, { unit: unitName(ticket, event.data.unit) });
    case 'contacted':
      return tell('contacted', caller, { unit: unitName(ticket, event.data.unit) });
    case 'arrived':
    case 'progressed':
      return tell(event.type, [...caller, { role: 'hotline' }], { unit: unitName(ticket, event.data.unit) });
    case 'supplemented':
      return tell('supplemented', units);
    case 'submitted':
      return tell('submitted', [{ role: 'hotline' }], {
        unit: unitName(ticket, event.data.unit),
        outcome: event.data.outcome,
      });
    case 'reviewed':
      if (!event.data.approved)
        return tell('sent-back', units, { clock: 'handling', due: openClock(ticket, 'handling')?.due });
      return ticket.state === 'closed' ? [] : tell('approved', caller);
    case 'rehandled':
      return tell('rehandled', units, { clock: 'handling', due: openClock(ticket, 'handling')?.due });
    case 'put-to-review':
      return tell('put-to-review', [{ role: 'hotline' }]);
    case 'reminded':
    case 'urged':
    case 'supervised':
    case 'escalated':
      return tell(event.type, addressees(ticket, event), pressure(ticket, event));
    case 'closed':
      return tell(
        'closed',
        [...units, ...(event.data.outcome === 'declined' ? [{ role: 'caller' } as const] : caller)],
        {
          outcome: event.data.outcome,
        },
      );
    case 'answered':
    case 'declined':
    case 'withdrawn':
    case 'called-back':
    case 'clock-started':
    case 'clock-breached':
    case 'clock-ended':
    case 'cancellation-requested':
    case 'restored':
      return [];
    default:
      return assertNever(event);
  }
}

/**
 * Who is told what after one turn. Times of a repeating rung that an outage held up are all in the ledger,
 * but told once: the last one says it all (glpi#2408, osTicket#5153: floods of mail).
 * @param ticket the ticket after the turn
 */
export function consequencesOfTurn(ticket: Ticket, events: readonly TicketEvent[]): Notification[] {
  return events
    .filter((event, index) => {
      const rung = rungOf(event);
      return rung === undefined || !events.slice(index + 1).some((later) => rungOf(later) === rung);
    })
    .flatMap((event) => consequences(ticket, event));
}

type PressureEvent = Extract<TicketEvent, { type: 'reminded' | 'urged' | 'supervised' | 'escalated' }>;

const isPressure = (event: TicketEvent): event is PressureEvent =>
  event.type === 'reminded' ||
  event.type === 'urged' ||
  event.type === 'supervised' ||
  event.type === 'escalated';

const rungOf = (event: TicketEvent): string | undefined => {
  const fired = isPressure(event) ? event.data.fired : undefined;
  return fired && `${fired.clock}/${fired.rung}`;
};

/** Whom a rung names; by hand: those who act, the hotline, and whoever it is escalated to. */
function addressees(ticket: Ticket, event: PressureEvent): Addressee[] {
  const { fired } = event.data;
  const named: readonly Recipient[] = fired
    ? fired.to
    : event.type === 'escalated'
      ? (['unit', 'hotline', 'office', 'meeting'] as const).slice(0, event.data.level + 1)
      : event.type === 'supervised'
        ? ['unit', 'hotline']
        : ticket.assignments.length > 0
          ? ['unit']
          : ['hotline'];
  return named.flatMap((recipient): Addressee[] => {
    if (recipient === 'unit') return workingUnits(ticket).map(({ id }) => ({ unit: id }));
    if (recipient === 'district') {
      const parent = leadOf(ticket)?.unit.parent;
      return parent ? [{ unit: parent }] : [];
    }
    return recipient === 'caller' && !ticket.wantsReply ? [] : [{ role: recipient }];
  });
}

function pressure(ticket: Ticket, event: PressureEvent): NotificationFacts {
  const { fired } = event.data;
  const clock: Clock | undefined = fired
    ? ticket.clocks.find(({ id }) => id === fired.clock)
    : openClock(ticket, 'handling');
  return {
    clock: clock?.name,
    due: clock?.due,
    source: fired?.source,
    ...(event.type === 'supervised' ? { mode: event.data.mode } : {}),
    ...(event.type === 'escalated' ? { level: event.data.level } : {}),
  };
}

const unitName = (ticket: Ticket, id: string): string =>
  ticket.assignments.find(({ unit }) => unit.id === id)?.unit.name ?? id;
