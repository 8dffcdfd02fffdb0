import type { TicketEvent, Triggered } from '../../domain/ticket/event';
import type { Basis, UnitRef } from '../../domain/ticket/ticket';
import { isoInstant } from '../../domain/time/instant';
import { type Span, spanText } from '../../domain/time/span';
import { assertNever, type TicketState } from '../../domain/words';
import type { LedgerLine } from '../../storage/ledger/ledger-lines';
import type { Subject } from '../requests/subject';
import type { EventAnswer } from './answers';

/** Texts are among the first that a caller is owed: the reply to the matter, why it was not accepted, and what the caller said. */
function mayReadTexts(subject: Subject, event: TicketEvent, state: TicketState): boolean {
  if (subject.role !== 'caller') return true;
  const { type, actor } = event;
  if (actor.role === 'caller' || type === 'answered' || type === 'declined') return true;
  // Why a ticket was ended or takes longer, and what was explained, are owed to the caller (BJ-9, JN-4, WF-14, WF-21).
  if (type === 'explained' || type === 'clock-moved') return true;
  if (type === 'decided') return event.data.approved && event.data.request !== 'return';
  // A reply is the unit's draft until the hotline has approved it (HZ-8).
  return type === 'submitted' && (state === 'callback' || state === 'closed');
}

const KNOW_ACCOUNTS: readonly Subject['role'][] = ['operator', 'supervisor', 'admin', 'auditor'];

/** One entry of the ledger, as far as this reader may read it. */
export function eventJson(
  { event, sub, texts }: LedgerLine,
  subject: Subject,
  state: TicketState,
): EventAnswer {
  const { seq, at, type, actor } = event;
  const said = texts !== undefined && mayReadTexts(subject, event, state) ? texts : {};
  return {
    seq,
    at: isoInstant(at),
    type,
    actor: { ...actor, ...(sub !== undefined && KNOW_ACCOUNTS.includes(subject.role) ? { sub } : {}) },
    data: { ...given(dataJson(event)), ...said },
  };
}

/** Without what is not there. */
const given = (data: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined && value !== null));

/** What an event says, in the words of the contract: moments as ISO 8601, spans as a rulebook writes them, units by their ids. */
function dataJson(event: TicketEvent): object {
  switch (event.type) {
    case 'registered':
      return { receivedAt: isoInstant(event.data.receivedAt) };
    case 'briefed': {
      const { to, source } = event.data;
      return { to, source };
    }
    case 'answered':
      return { earlier: event.data.earlier };
    case 'declined': {
      const { ground, earlier, source } = event.data;
      return { ground, earlier, source };
    }
    case 'coordinated': {
      const { how, units, source } = event.data;
      return { how, units, source };
    }
    case 'dispatched': {
      const { lead, assist, copy, statutory } = event.data;
      return { lead: lead.id, assist: idsOf(assist), copy: idsOf(copy), statutory: spanJson(statutory) };
    }
    case 'signed':
    case 'contacted':
    case 'progressed':
    case 'returned':
      return { unit: event.data.unit };
    case 'explained':
      return { unit: event.data.unit };
    case 'arrived': {
      const { unit, settled } = event.data;
      return { unit, settled };
    }
    case 'contributed': {
      const { unit, finished } = event.data;
      return { unit, finished };
    }
    case 'requested': {
      const { request, unit, limit, ground, suggest, source } = event.data;
      return { request, unit, limit: spanJson(limit), ground, suggest, source };
    }
    case 'decided': {
      const { request, unit, approved, assign } = event.data;
      return { request, unit, approved, assign };
    }
    case 'assigned': {
      const { unit, role, replaces } = event.data;
      return { unit: unit.id, role, replaces };
    }
    case 'unit-succeeded': {
      const { unit, by } = event.data;
      return { unit: unit.id, by: by.id };
    }
    case 'submitted': {
      const { unit, outcome, finished } = event.data;
      return { unit, outcome, finished };
    }
    case 'reviewed':
      return { approved: event.data.approved };
    case 'called-back': {
      const { reached, resolved, satisfaction } = event.data;
      return { reached, resolved, satisfaction };
    }
    case 'evaluated': {
      const { stage, satisfaction } = event.data;
      return { stage, satisfaction };
    }
    case 'rehandled':
      return { times: event.data.times };
    case 'put-to-review':
      return { rehandled: event.data.rehandled };
    case 'reminded':
    case 'urged':
      return occasion(event.data);
    case 'supervised':
      return { mode: event.data.mode, ...occasion(event.data) };
    case 'escalated':
      return { level: event.data.level, ...occasion(event.data) };
    case 'escalation-resolved': {
      const { from, to } = event.data;
      return { from, to };
    }
    case 'referred': {
      const { to, facts, triggered } = event.data;
      const breached = facts.breached.map(({ name, due }) => ({ name, due: isoInstant(due) }));
      return { facts: { ...facts, breached }, ...triggeredJson(triggered), to };
    }
    case 'clock-started': {
      const { clock, name, unit, from, due, provisional, limit, own, source } = event.data;
      const counted = { from: isoInstant(from), due: isoInstant(due), provisional, limit: spanText(limit) };
      return { clock, name, unit, ...counted, own, source };
    }
    case 'clock-moved': {
      const { clock, name, before, after, provisional, basis, cause, source } = event.data;
      const moved = { before: isoInstant(before), after: isoInstant(after), provisional };
      return { clock, name, ...moved, basis: basisJson(basis), cause, source };
    }
    case 'clock-breached': {
      const { clock, name, due } = event.data;
      return { clock, name, due: isoInstant(due) };
    }
    case 'clock-ended': {
      const { clock, name, how, at } = event.data;
      return { clock, name, how, at: isoInstant(at) };
    }
    case 'calendar-bound': {
      const { change, calendar } = event.data;
      return { change, calendar };
    }
    case 'rulebook-bound': {
      const { change, rules } = event.data;
      const { id, version, hash } = rules;
      return { change, rules: given({ id, version, hash }) };
    }
    case 'closed':
      return { outcome: event.data.outcome };
    case 'supplemented':
    case 'complained':
    case 'disputed':
    case 'withdrawn':
    case 'cancellation-requested':
    case 'restored':
      return {};
    default:
      return assertNever(event);
  }
}

type Pressure = Extract<TicketEvent, { type: 'reminded' | 'urged' | 'supervised' | 'escalated' }>['data'];

/** By which rung, and when that was planned; or by which count; neither where somebody did it. */
function occasion({ fired, triggered, source }: Pressure): object {
  return {
    ...(source === undefined ? {} : { source }),
    ...(fired ? given({ ...fired, planned: isoInstant(fired.planned) }) : {}),
    ...triggeredJson(triggered),
  };
}

const triggeredJson = (triggered: Triggered | undefined): object => (triggered ? given(triggered) : {});

const basisJson = ({ from, limit, own, extensions }: Basis): object =>
  given({
    from: isoInstant(from),
    limit: spanText(limit),
    own,
    extensions: extensions?.map(spanText),
  });

const idsOf = (units: readonly Pick<UnitRef, 'id'>[]): string[] => units.map(({ id }) => id);
const spanJson = (span: Span | undefined): string | undefined => span && spanText(span);
