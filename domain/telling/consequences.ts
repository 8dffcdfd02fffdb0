import { type Addressee, addressees, named, type PressureEvent } from './addressees';
import { mayWait } from './gathered';
import type { Template } from './template';
import { withVoices } from './voices';
import type { TicketEvent } from '../ticket/event';
import { type TicketId, type UnitId, unitId } from '../ids';
import type { Instant } from '../time/instant';
import type { ClockName, CommandName, Level, Mode, Outcome, RequestName } from '../words';
import { assertNever, REFERRED_TO } from '../words';
import { levelName, toLevel } from '../ticket/accounting/levels';
import {
  assignmentOf,
  type Clock,
  explanationsOwed,
  leadOf,
  leads,
  openClock,
  type Ticket,
  workingUnits,
} from '../ticket/ticket';

/** Facts that a text is made of; nothing about a person. */
export interface NotificationFacts {
  readonly clock?: ClockName;
  readonly due?: Instant;
  readonly mode?: Mode;
  readonly level?: Level;
  /** What the rulebook calls the level. */
  readonly levelName?: string;
  readonly outcome?: Outcome;
  readonly source?: string;
  readonly unit?: string;
  readonly request?: RequestName;
  readonly command?: CommandName;
  /** `2026-10-30` */
  readonly day?: string;
}

export interface Notification {
  readonly ticket: TicketId;
  /** Of the event that it tells of. */
  readonly seq: number;
  readonly to: Addressee;
  readonly template: Template;
  readonly at: Instant;
  readonly facts: NotificationFacts;
  /** The ticket that was merged into this one, whose caller is told. */
  readonly voice?: TicketId;
  /** It may wait for others to the same unit (`gathered.ts`). */
  readonly mayWait?: true;
}

/**
 * What a message to one reader is known by, the same whenever the same event is told again, so that a retry sends no second one.
 * @param to a unit's id; or `caller`, or a level that no unit has; followed by the ticket whose caller it is, of one that was merged
 */
export const messageId = (
  { ticket, seq, voice }: Pick<Notification, 'ticket' | 'seq' | 'voice'>,
  to: string,
): string => `${ticket}:${seq}:${to}${voice === undefined ? '' : `/${voice}`}`;

/** The event that a message tells of, by its id: `ticket:seq:to`, or `ticket:epoch:seq:to` where another was told there and lost. */
export const seqOfMessage = (id: string): number => Number(id.split(':').at(-2));

/**
 * Who is told what after one event. `ticket` is the ticket after the event. A result goes to the hotline and to the caller (BJ-10).
 * Callers who want no reply are told only that their matter was not accepted (JN-6, WF-20; WF-19: the reason is always stated).
 */
export const consequences = (ticket: Ticket, event: TicketEvent): Notification[] =>
  withVoices(ticket, (as) => consequencesOf(as, event));

function consequencesOf(ticket: Ticket, event: TicketEvent): Notification[] {
  const tell = (
    template: Template,
    to: readonly Addressee[],
    facts: NotificationFacts = {},
  ): Notification[] =>
    to.map((addressee) => ({
      ticket: ticket.id,
      seq: event.seq,
      to: addressee,
      template,
      at: event.at,
      facts,
      ...(mayWait(ticket, event) ? { mayWait: true } : {}),
    }));
  const units = workingUnits(ticket).map(({ id }) => ({ unit: id }));
  const caller: Addressee[] = ticket.wantsReply ? [{ role: 'caller' }] : [];
  switch (event.type) {
    case 'registered':
      return tell('registered', caller);
    case 'briefed':
      return tell('briefed', named(ticket, event.data.to), { source: event.data.source });
    case 'dispatched': {
      const copies = event.data.copy.map(({ id }) => ({ unit: id }));
      return [
        ...units.flatMap((to) => tell('dispatched', [to], limitOf(ticket, to.unit))),
        ...tell('copied', copies, limitOf(ticket)),
        // A longer limit by law is told to the caller (JN-3).
        ...(event.data.statutory ? tell('limit-set', caller, limitOf(ticket)) : []),
      ];
    }
    case 'assigned': {
      const { id } = event.data.unit;
      return tell('assigned', [{ unit: id }], limitOf(ticket, id));
    }
    case 'unit-succeeded': {
      const { unit, by } = event.data;
      const works = assignmentOf(ticket, by.id) !== undefined;
      return tell('succeeded', [{ unit: by.id }], {
        unit: unit.name,
        ...(works ? limitOf(ticket, by.id) : {}),
      });
    }
    case 'returned':
      return tell('returned', [{ role: 'hotline' }], {
        unit: ticket.returnedBy.find(({ id }) => id === event.data.unit)?.name,
      });
    case 'contributed': {
      const lead = leadOf(ticket)?.unit.id;
      return tell('contributed', lead === undefined ? [] : [{ unit: lead }], {
        unit: unitName(ticket, event.data.unit),
      });
    }
    case 'requested': {
      const { request, unit, notified } = event.data;
      const asked = { request, unit: unitName(ticket, unit) };
      if (!notified) return tell('requested', [{ role: 'hotline' }], asked);
      // It holds already: the caller is told until when, the hotline may object (BJ-9).
      const facts = limitOf(ticket);
      return [
        ...tell('extension-notified', [{ role: 'hotline' }], { ...asked, ...facts }),
        ...tell('extended', caller, facts),
      ];
    }
    case 'decided': {
      const { request, unit, approved, notified } = event.data;
      const facts = request === 'extension' ? limitOf(ticket) : {};
      return [
        ...tell(approved ? 'approved-request' : 'refused-request', [{ unit }], { request, ...facts }),
        // Of an extension the caller is told, and until when (BJ-9, JN-4).
        ...(request === 'extension' && approved && !notified ? tell('extended', caller, facts) : []),
      ];
    }
    case 'signed':
      return tell('signed', caller, { unit: unitName(ticket, event.data.unit) });
    case 'contacted':
      // Who assists may have spoken with the caller too; that is the lead's to say.
      return event.data.attempts === undefined && leads(ticket, event.data.unit)
        ? tell('contacted', caller, { unit: unitName(ticket, event.data.unit) })
        : [];
    case 'summoned':
    case 'handed-down':
      return event.data.to.flatMap(({ id }) => tell('summoned', [{ unit: id }], limitOf(ticket, id)));
    case 'released':
      return tell('released', [{ unit: event.data.unit }]);
    case 'deferred':
      return tell('deferred', [...caller, ...units], {
        clock: 'promise',
        due: openClock(ticket, 'promise')?.due,
      });
    case 'amended':
      return tell('amended', units, limitOf(ticket));
    case 'arrived':
    case 'progressed':
      return tell(event.type, [...caller, { role: 'hotline' }], { unit: unitName(ticket, event.data.unit) });
    case 'supplemented':
      return tell('supplemented', units);
    case 'complained':
      return tell('complained', [{ role: 'hotline' }], explanationOf(ticket));
    case 'disputed':
      return tell('disputed', [...units, { role: 'hotline' }], explanationOf(ticket));
    case 'explained':
      return tell('explained', caller);
    case 'submitted': {
      const { unit, outcome, deferUntil } = event.data;
      const name = unitName(ticket, unit);
      return deferUntil === undefined
        ? tell('submitted', [{ role: 'hotline' }], { unit: name, outcome })
        : tell('deferral-asked', [{ role: 'hotline' }], { unit: name, day: deferUntil });
    }
    case 'reviewed':
      if (!event.data.approved) return tell('sent-back', units, limitOf(ticket));
      return ticket.state === 'callback' ? tell('approved', caller) : [];
    case 'rehandled':
      return tell('rehandled', units, limitOf(ticket));
    case 'put-to-review':
      return tell('put-to-review', [{ role: 'hotline' }]);
    case 'reminded':
    case 'urged':
    case 'supervised':
    case 'escalated':
      return tell(event.type, addressees(ticket, event), pressure(ticket, event));
    case 'correction-ordered':
      return tell('correction-ordered', addressees(ticket, event), {
        ...pressure(ticket, event),
        unit: unitName(ticket, event.data.unit),
      });
    case 'supervision-ended': {
      const { unit, mode } = event.data;
      return tell('supervision-ended', unit === undefined ? [] : [{ unit }], mode ? { mode } : {});
    }
    case 'level-lowered': {
      const { from, to } = event.data;
      const above = from === 0 ? [] : named(ticket, toLevel(ticket, from));
      return tell('level-lowered', above, { level: to, levelName: levelName(ticket, to) });
    }
    case 'escalation-resolved': {
      // What could not be settled rises, and that is told.
      if (event.data.settled === false) return [];
      const { from } = event.data;
      const above =
        from === 0
          ? []
          : named(
              ticket,
              toLevel(ticket, from).filter((to) => to !== 'unit'),
            );
      return [
        ...tell('decision-made', units, limitOf(ticket)),
        ...tell('decision-recorded', above, limitOf(ticket)),
      ];
    }
    case 'referral-proposed':
      return tell('referral-proposed', [{ role: 'hotline' }], {
        source: event.data.triggered?.source,
        unit: unitName(ticket, event.data.unit),
      });
    case 'referred':
      return tell('referred', referredTo(event.data.to), {
        source: event.data.triggered?.source,
        ...(event.data.unit === undefined ? {} : { unit: unitName(ticket, event.data.unit) }),
      });
    case 'closed': {
      const { outcome } = event.data;
      // These are always explained (WF-19, WF-21).
      const always = outcome === 'declined' || outcome === 'terminated';
      return tell('closed', [...units, ...(always ? [{ role: 'caller' } as const] : caller)], { outcome });
    }
    case 'voice-joined':
      return tell('voice-joined', units);
    case 'split':
      return tell('split', [...units, ...caller]);
    case 'linked':
    case 'merged':
    case 'main-told':
    case 'voice-left':
    case 'answered':
    case 'declined':
    case 'coordinated':
    case 'withdrawn':
    case 'called-back':
    case 'evaluated':
    case 'closure-held':
    case 'spot-checked':
    case 'clock-started':
    case 'clock-resumed':
    case 'clock-moved':
    case 'calendar-bound':
    case 'rulebook-bound':
    case 'clock-breached':
    case 'clock-ended':
    case 'cancellation-requested':
    case 'restored':
    case 'imported':
      return [];
    case 'command-lost': {
      const { name, by } = event.data;
      if (by.role === 'unit') return tell('command-lost', [{ unit: by.unit }], { command: name });
      return tell('command-lost', by.role === 'caller' ? caller : [{ role: 'hotline' }], { command: name });
    }
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

const isPressure = (event: TicketEvent): event is PressureEvent =>
  event.type === 'reminded' ||
  event.type === 'urged' ||
  event.type === 'supervised' ||
  event.type === 'escalated' ||
  event.type === 'correction-ordered';

const rungOf = (event: TicketEvent): string | undefined => {
  const fired = isPressure(event) ? event.data.fired : undefined;
  return fired && `${fired.clock}/${fired.rung}`;
};

/** Until when a unit has to act: an assisting one by its own clock. */
function limitOf(ticket: Ticket, unit?: UnitId): NotificationFacts {
  const own = unit === undefined ? undefined : openClock(ticket, 'assist', unit);
  return own
    ? { clock: 'assist', due: own.due }
    : { clock: 'handling', due: openClock(ticket, 'handling')?.due };
}

const explanationOf = (ticket: Ticket): NotificationFacts => ({
  clock: 'explanation',
  due: explanationsOwed(ticket).at(-1)?.due,
});

/** A referral names a level of units, or one unit. */
const referredTo = (to: string): Addressee[] => (isRole(to) ? [{ role: to }] : [{ unit: unitId(to) }]);

const isRole = (to: string): to is (typeof REFERRED_TO)[number] => REFERRED_TO.some((level) => level === to);

function pressure(ticket: Ticket, event: PressureEvent): NotificationFacts {
  const { fired } = event.data;
  const clock: Clock | undefined = fired
    ? ticket.clocks.find(({ id }) => id === fired.clock)
    : openClock(ticket, 'handling');
  return {
    clock: clock?.name,
    due: clock?.due,
    source: fired?.source ?? event.data.triggered?.source ?? event.data.source,
    ...(event.type === 'supervised' ? { mode: event.data.mode, ...unitMeant(ticket, event.data.unit) } : {}),
    ...(event.type === 'escalated'
      ? { level: event.data.level, levelName: levelName(ticket, event.data.level) }
      : {}),
  };
}

const unitName = (ticket: Ticket, id: UnitId): string =>
  [...ticket.assignments.map(({ unit }) => unit), ...ticket.returnedBy].find((unit) => unit.id === id)
    ?.name ?? id;

/** Whose order is meant, by its name. */
const unitMeant = (ticket: Ticket, unit: UnitId | undefined): NotificationFacts =>
  unit === undefined ? {} : { unit: unitName(ticket, unit) };
