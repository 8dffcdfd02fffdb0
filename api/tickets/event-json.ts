import { bulkOf } from '../../domain/bulk/bulk';
import type { TicketEvent } from '../../domain/ticket/event';
import { isoInstant } from '../../domain/time/instant';
import { assertNever } from '../../domain/words';
import { type Texts, WITHOUT } from '../../storage/ledger/command-texts';
import type { LedgerLine, SupersededLine } from '../../storage/ledger/ledger-lines';
import { knowsAccounts, mayKnowReferral } from '../requests/access';
import type { Subject } from '../requests/subject';
import type { EventAnswer } from './answers';
import {
  basisJson,
  factsJson,
  given,
  idsOf,
  occasion,
  spanJson,
  toldJson,
  triggeredJson,
} from './event-parts';

/** A ledger as far as this reader may read it. */
export function eventsJson(lines: readonly LedgerLine[], subject: Subject): EventAnswer[] {
  const approved = approvedIn(lines);
  return lines
    .filter(({ event }) => !isKeptFrom(subject, event.type, referredTo(event)))
    .map((line) => eventJson(line, subject, approved.has(line.event.seq)));
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

/** One entry of the ledger. */
function eventJson(line: LedgerLine, subject: Subject, approved: boolean): EventAnswer {
  const { event, sub } = line;
  const { seq, at, type, actor, command = '' } = event;
  const bulk = knowsAccounts(subject) ? bulkOf(command) : undefined;
  return {
    seq,
    at: isoInstant(at),
    type,
    actor: { ...actor, ...(sub !== undefined && knowsAccounts(subject) ? { sub } : {}) },
    ...(bulk === undefined ? {} : { bulk }),
    data: {
      ...(isAboutOthers(subject, event) ? {} : given(dataJson(event))),
      ...readable(line, subject, approved),
    },
  };
}

/**
 * What is the hotline's own is not in the ledger of units and callers: that a unit is to be referred, or was; what leaders were told; and
 * what befell the ticket in the engine. The numbers of the others stay as they are. Those kinds are left out together, so that a gap says
 * only that something internal stands there.
 * @param to to whom something was referred
 */
export function isKeptFrom(subject: Subject, type: TicketEvent['type'], to: string | undefined): boolean {
  if (knowsAccounts(subject)) return false;
  switch (type) {
    case 'referred':
      return to === undefined || !mayKnowReferral(subject, to);
    case 'referral-proposed':
    case 'briefed':
    case 'cancellation-requested':
    case 'restored':
      return true;
    case 'linked':
    case 'main-told':
    case 'voice-joined':
    case 'voice-left':
      return subject.role === 'caller';
    default:
      return false;
  }
}

const referredTo = (event: TicketEvent): string | undefined =>
  event.type === 'referred' ? event.data.to : undefined;

/** A caller has no business with the tickets of others: that the own one was merged is told without its number. */
const isAboutOthers = ({ role }: Subject, { type }: TicketEvent): boolean =>
  role === 'caller' && (type === 'merged' || type === 'split');

/** What an event says, in the words of the contract: moments as ISO 8601, spans as a rulebook writes them, units by their ids. */
function dataJson(event: TicketEvent): object {
  switch (event.type) {
    case 'registered':
      return { receivedAt: isoInstant(event.data.receivedAt) };
    case 'briefed': {
      const { to, source } = event.data;
      return { to, source };
    }
    case 'answered': {
      const { earlier, knowledge, threeWay } = event.data;
      return { earlier, knowledge, threeWay: threeWay?.id };
    }
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
      const { kind, category, district, urgency, confidential } = event.data;
      return { kind, category, district: district?.id, urgency, confidential };
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
      return { reached, resolved, satisfaction, by: satisfaction === undefined ? undefined : 'callback' };
    }
    case 'evaluated': {
      const { stage, satisfaction, by } = event.data;
      return { stage, satisfaction, by };
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
    case 'spot-checked': {
      const { passed, occasion } = event.data;
      return { passed, occasion };
    }
    case 'closed':
      return { outcome: event.data.outcome };
    case 'linked':
      return { with: event.data.with };
    case 'merged':
      return { into: event.data.into };
    case 'split': {
      const { from, notTaken } = event.data;
      return { from, notTaken };
    }
    case 'main-told': {
      const { main, says } = event.data;
      return { main, says };
    }
    case 'voice-joined':
    case 'voice-left':
      return { ticket: event.data.ticket };
    case 'supplemented':
    case 'complained':
    case 'disputed':
    case 'withdrawn':
    case 'cancellation-requested':
    case 'restored':
      return {};
    case 'imported': {
      const { source, externalId } = event.data;
      return { source, externalId };
    }
    case 'command-lost':
      return { command: event.data.name, by: event.data.by };
    default:
      return assertNever(event);
  }
}
