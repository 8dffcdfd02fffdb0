import type { ReferredFacts, TicketEvent, Told, Triggered } from '../../domain/ticket/event';
import type { Basis, UnitRef } from '../../domain/ticket/ticket';
import { isoInstant } from '../../domain/time/instant';
import { type Span, spanText } from '../../domain/time/span';
import { assertNever } from '../../domain/words';
import { type Texts, WITHOUT } from '../../storage/ledger/command-texts';
import type { LedgerLine, SupersededLine } from '../../storage/ledger/ledger-lines';
import { actsFor, type Subject } from '../requests/subject';
import type { EventAnswer } from './answers';

/** A ledger as far as this reader may read it. */
export function eventsJson(lines: readonly LedgerLine[], subject: Subject): EventAnswer[] {
  const approved = approvedIn(lines);
  return lines.map((line) => eventJson(line, subject, approved.has(line.event.seq)));
}

/** What stood in a ledger and gave way, for auditors. */
export const supersededJson = (lines: readonly SupersededLine[], subject: Subject): EventAnswer[] =>
  lines.map((line) => ({
    ...eventJson(line, subject, false),
    superseded: { decidedAt: isoInstant(line.decided), by: isoInstant(line.by) },
  }));

/** The submissions that the hotline approved, by their places in the ledger: also of one that was only deferred (JN-4). */
function approvedIn(lines: readonly LedgerLine[]): ReadonlySet<number> {
  const approved = new Set<number>();
  let newest: number | undefined;
  for (const { event } of lines) {
    if (event.type === 'submitted') newest = event.seq;
    if (event.type === 'reviewed' && event.data.approved && newest !== undefined) approved.add(newest);
  }
  return approved;
}

/** Texts are among the first that a caller is owed: the reply to the matter, why it was not accepted, and what the caller said. */
function mayReadTexts(event: TicketEvent, approved: boolean): boolean {
  const { type, actor } = event;
  if (actor.role === 'caller' || type === 'answered' || type === 'declined') return true;
  // Why a ticket was ended or takes longer, and what was explained, are owed to the caller (BJ-9, JN-4, WF-14, WF-21).
  if (type === 'explained' || type === 'clock-moved') return true;
  if (type === 'decided')
    return event.data.approved && ['extension', 'termination'].includes(event.data.request);
  // A reply is the unit's draft until the hotline has approved it (HZ-8); so are measures and plan of a deferral (JN-4).
  return type === 'submitted' && approved;
}

/** How and by whom the caller was told, for the hotline to check; and what units say of one another. */
const isInternal = (part: string): boolean =>
  part === 'told' || part === 'attempts' || part.startsWith(WITHOUT);

/** What of an event's texts this reader may read. */
function readable(
  { event, texts = {} }: LedgerLine,
  { role }: Subject,
  approved: boolean,
): Readonly<Record<string, unknown>> {
  if (role === 'caller') {
    if (!mayReadTexts(event, approved)) return {};
    return Object.fromEntries(Object.entries(texts).filter(([part]) => !isInternal(part)));
  }
  const said = Object.entries(texts).filter(([part]) => !part.startsWith(WITHOUT));
  return { ...Object.fromEntries(said), ...withoutJson(event, texts) };
}

/** Assisting units that gave nothing, each with why the lead goes on without it (BJ-7). */
function withoutJson(event: TicketEvent, texts: Texts): object {
  const { without = [] } = event.type === 'submitted' ? event.data : {};
  if (without.length === 0) return {};
  return { without: without.map((unit) => given({ unit, reason: texts[WITHOUT + unit] })) };
}

const KNOW_ACCOUNTS: readonly Subject['role'][] = ['operator', 'supervisor', 'admin', 'auditor'];

/** One entry of the ledger. */
function eventJson(line: LedgerLine, subject: Subject, approved: boolean): EventAnswer {
  const { event, sub } = line;
  const { seq, at, type, actor } = event;
  return {
    seq,
    at: isoInstant(at),
    type,
    actor: { ...actor, ...(sub !== undefined && KNOW_ACCOUNTS.includes(subject.role) ? { sub } : {}) },
    data: isKeptFrom(subject, event)
      ? {}
      : { ...given(dataJson(event)), ...readable(line, subject, approved) },
  };
}

/** A proposal is the hotline's until it has decided; a referral is its own unit's, and theirs whom it is referred to. */
function isKeptFrom(subject: Subject, event: TicketEvent): boolean {
  if (KNOW_ACCOUNTS.includes(subject.role)) return false;
  if (event.type === 'referral-proposed') return true;
  if (event.type !== 'referred') return false;
  const { unit, to } = event.data;
  return subject.role !== 'unit' || !actsFor(subject).some((own) => own === unit || own === to);
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
    case 'returned':
    case 'explained':
    case 'released':
      return { unit: event.data.unit };
    case 'contacted': {
      const { unit, attempts, vain } = event.data;
      return { unit, attempts, vain };
    }
    case 'progressed': {
      const { unit, expectedBy, renews, told } = event.data;
      return { unit, expectedBy, renews, ...toldJson(told) };
    }
    case 'summoned':
    case 'handed-down':
      return { unit: event.data.unit, to: idsOf(event.data.to) };
    case 'amended': {
      const { kind, category, district, urgency } = event.data;
      return { kind, category, district: district?.id, urgency };
    }
    case 'arrived': {
      const { unit, settled } = event.data;
      return { unit, settled };
    }
    case 'contributed': {
      const { unit, finished, expectedBy } = event.data;
      return { unit, finished, expectedBy };
    }
    case 'requested': {
      const { request, unit, limit, ground, suggest, clock, notified, told, source } = event.data;
      const asked = { request, unit, limit: spanJson(limit), ground, suggest, clock, notified };
      return { ...asked, ...toldJson(told), source };
    }
    case 'decided': {
      const { request, unit, id, approved, assign } = event.data;
      return { request, unit, requestId: id, approved, assign };
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
      const { unit, outcome, finished, told, deferUntil, without } = event.data;
      const units = without?.map((it) => ({ unit: it }));
      return { unit, outcome, finished, ...toldJson(told), deferUntil, without: units };
    }
    case 'deferred':
      return { until: event.data.until };
    case 'closure-held':
      return { outcome: event.data.outcome };
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
    case 'put-to-review': {
      const { rehandled, unresolved } = event.data;
      return { rehandled, unresolved };
    }
    case 'reminded':
    case 'urged':
      return occasion(event.data);
    case 'supervised':
      return { mode: event.data.mode, unit: event.data.unit, ...occasion(event.data) };
    case 'supervision-ended': {
      const { unit, mode, takenBack } = event.data;
      return { unit, mode, takenBack };
    }
    case 'correction-ordered':
      return { unit: event.data.unit, ...occasion(event.data) };
    case 'escalated':
      return { level: event.data.level, ...occasion(event.data) };
    case 'escalation-resolved': {
      const { from, to, settled } = event.data;
      return { from, to, settled };
    }
    case 'level-lowered': {
      const { from, to, takenBack } = event.data;
      return { from, to, takenBack };
    }
    case 'referral-proposed': {
      const { unit, to, facts, triggered } = event.data;
      return { ...triggeredJson(triggered), unit, to, facts: factsJson(facts) };
    }
    case 'referred': {
      const { to, unit, facts, triggered } = event.data;
      return { facts: factsJson(facts), ...triggeredJson(triggered), to, unit };
    }
    case 'clock-started': {
      const { clock, name, unit, due, provisional, source, ...basis } = event.data;
      return { clock, name, unit, ...basisJson(basis), due: isoInstant(due), provisional, source };
    }
    case 'clock-resumed': {
      const { clock, name, due, provisional, basis } = event.data;
      return { clock, name, due: isoInstant(due), provisional, basis: basisJson(basis) };
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
    case 'command-lost':
      return { command: event.data.name, by: event.data.by };
    default:
      return assertNever(event);
  }
}

const factsJson = ({ breached, ...facts }: ReferredFacts): object => ({
  ...facts,
  breached: breached.map(({ name, due }) => ({ name, due: isoInstant(due) })),
});

/** When the caller was told; how and by whom stands in the text `told`. */
const toldJson = (told: Told | undefined): object =>
  told === undefined
    ? {}
    : 'at' in told
      ? { toldAt: isoInstant(told.at) }
      : { toldAttempts: told.attempts.map(isoInstant) };

type Pressure = Extract<
  TicketEvent,
  { type: 'reminded' | 'urged' | 'supervised' | 'escalated' | 'correction-ordered' }
>['data'];

/** By which rung, and when that was planned; or by which count; neither where somebody did it. */
function occasion({ fired, triggered, source }: Pressure): object {
  return {
    ...(source === undefined ? {} : { source }),
    ...(fired ? given({ ...fired, planned: isoInstant(fired.planned) }) : {}),
    ...triggeredJson(triggered),
  };
}

const triggeredJson = (triggered: Triggered | undefined): object => (triggered ? given(triggered) : {});

const basisJson = ({ from, limit, own, decided, ordered, extensions }: Basis): object =>
  given({
    from: isoInstant(from),
    limit: spanText(limit),
    own,
    decided,
    ordered: ordered === undefined ? undefined : isoInstant(ordered),
    extensions: extensions?.map(spanText),
  });

const idsOf = (units: readonly Pick<UnitRef, 'id'>[]): string[] => units.map(({ id }) => id);
const spanJson = (span: Span | undefined): string | undefined => span && spanText(span);
