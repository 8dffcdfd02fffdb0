import { type CommandId, commandId } from '../ids';
import type { SpotCheck } from '../procedures/closing/spot-check';
import type { Command } from '../procedures/command';
import type { DataOf, Fact, TicketEvent } from '../ticket/event';
import type { UnitRef } from '../ticket/ticket';
import type { CalendarSlice } from '../time/calendar';
import type { Instant } from '../time/instant';
import type { Span } from '../time/span';
import type { CommandName } from '../words';

/** What was done to a ticket from outside, at its own moment: time alone does the rest. */
export type Act =
  | { readonly at: Instant; readonly command: Command }
  | { readonly at: Instant; readonly calendar: CalendarSlice; readonly change: number }
  | { readonly at: Instant; readonly succeeded: DataOf<'unit-succeeded'> }
  /** What another ticket told it, or it told another, of a merge; it may go on by itself with that. */
  | { readonly at: Instant; readonly heard: Heard }
  /** How its re-inspection came out (JE-14). */
  | { readonly at: Instant; readonly checked: Omit<SpotCheck, 'at'> };

type Heard = Extract<Fact, { readonly type: 'split' | 'main-told' | 'voice-joined' | 'voice-left' }>;

/** The same of a command but its id and who gave it, as its own events tell it. */
type Body = { readonly name: CommandName } & Readonly<Record<string, unknown>>;

/**
 * What people did, read from a ledger: each command as the events tell it that came of it, calendars that were published, units that were
 * succeeded, and what was heard of other tickets. What another version of the rulebook did is left out: another one is tried.
 */
export function behaviourIn(ledger: readonly TicketEvent[]): Act[] {
  const acts: Act[] = [];
  let group: TicketEvent[] = [];
  const end = (): void => {
    const act = commandOf(group);
    if (act) acts.push(act);
    group = [];
  };
  for (const event of ledger) {
    if (event.command === undefined || event.command !== group[0]?.command) end();
    if (event.command !== undefined) group.push(event);
    else if (event.type === 'calendar-bound') acts.push({ at: event.at, ...event.data });
    else if (event.type === 'unit-succeeded') acts.push({ at: event.at, succeeded: event.data });
    else if (isHeard(event)) acts.push({ at: event.at, heard: event });
  }
  end();
  return acts;
}

const isHeard = (event: TicketEvent): event is TicketEvent & Heard =>
  ['split', 'main-told', 'voice-joined', 'voice-left'].includes(event.type);

function commandOf(group: readonly TicketEvent[]): Act | undefined {
  for (const event of group) {
    if (event.type === 'spot-checked') {
      const { at, command: id = commandId('') } = event;
      return { at, checked: { id, ...event.data } };
    }
    const body = bodyOf(event, group);
    if (!body) continue;
    const { at, actor, command } = event;
    const id: CommandId = command ?? commandId('');
    // Of its name's own body, as its procedure told it.
    return { at, command: { id, actor, parts: partsIn(group), ...body } as unknown as Command };
  }
  return undefined;
}

/** All free texts that were given with it; an event may tell what was said with another one. */
const partsIn = (group: readonly TicketEvent[]): string[] => [
  ...new Set(
    group.flatMap(({ data, command }) =>
      'text' in data && data.text?.ref === command ? (data.text?.parts ?? []) : [],
    ),
  ),
];

const REQUESTING = {
  return: 'request-return',
  extension: 'request-extension',
  termination: 'request-termination',
  unsolvable: 'report-unsolvable',
} as const;

/** What a command said, by the event that tells of it; none of those that only follow from it. */
function bodyOf(event: TicketEvent, group: readonly TicketEvent[]): Body | undefined {
  switch (event.type) {
    case 'answered':
      return { name: 'answer', ...event.data };
    case 'declined':
      return { name: 'decline', ground: event.data.ground, earlier: event.data.earlier };
    case 'dispatched': {
      const { lead, assist, copy, statutory } = event.data;
      const coordinated = group.find((it): it is EventOf<'coordinated'> => it.type === 'coordinated');
      return {
        name: 'dispatch',
        lead,
        assist,
        copy,
        ...(statutory ? { statutory } : {}),
        // Their ids are all that is told of them.
        ...(coordinated ? { coordination: { units: coordinated.data.units.map((id) => ({ id })) } } : {}),
      };
    }
    case 'supplemented':
      return { name: 'supplement' };
    case 'withdrawn':
      return { name: 'withdraw' };
    case 'urged':
      return { name: 'urge' };
    case 'complained':
      return { name: 'complain' };
    case 'disputed':
      return { name: 'dispute' };
    case 'explained':
      return { name: 'explain' };
    case 'signed':
      return { name: 'sign' };
    case 'contacted':
      return { name: 'contact', attempts: event.data.attempts };
    case 'arrived':
      return { name: 'arrive', settled: event.data.settled };
    case 'progressed':
      return { name: 'progress', expectedBy: event.data.expectedBy, told: event.data.told };
    case 'contributed':
      return { name: 'contribute', expectedBy: event.data.expectedBy };
    case 'summoned':
      return { name: 'summon', units: event.data.to };
    case 'handed-down':
      return { name: 'hand-down', to: event.data.to[0] };
    case 'released':
      return { name: 'release', unit: event.data.unit };
    case 'requested': {
      const { request, limit, ground, told, suggest } = event.data;
      const unit = suggest === undefined ? {} : { suggest: { id: suggest } };
      return { name: REQUESTING[request], limit, ground, told, ...unit };
    }
    case 'decided': {
      const { request, unit, approved, assign } = event.data;
      const to = assignedIn(group) ?? (assign === undefined ? undefined : { id: assign });
      return {
        name: 'decide',
        request,
        unit,
        approve: approved,
        ...(assign !== undefined ? { assign: to } : {}),
      };
    }
    case 'submitted': {
      const { outcome, finished, told, deferUntil, without } = event.data;
      return { name: 'submit', outcome, finished, told, deferUntil, without };
    }
    case 'reviewed':
      return { name: 'review', approve: event.data.approved };
    case 'called-back': {
      const { reached, resolved, satisfaction } = event.data;
      return { name: 'callback', reached, resolved, satisfaction };
    }
    case 'evaluated': {
      const { stage, satisfaction, by } = event.data;
      return { name: 'evaluate', stage, satisfaction, by };
    }
    case 'amended': {
      const { text: _, ...facts } = event.data;
      return { name: 'amend', ...facts };
    }
    case 'supervised':
      return { name: 'supervise', mode: event.data.mode, unit: event.data.unit };
    case 'supervision-ended': {
      const only = group.filter(({ type }) => type === 'supervision-ended').length === 1;
      // Of several units at once it named none.
      return { name: 'end-supervision', unit: only ? event.data.unit : undefined, mode: event.data.mode };
    }
    case 'correction-ordered':
      return { name: 'correct', unit: event.data.unit };
    case 'escalated':
      return { name: 'escalate', level: event.data.level };
    case 'escalation-resolved':
      return {
        name: 'resolve-escalation',
        settled: event.data.settled,
        assign: assignedIn(group),
        limit: decidedIn(group),
      };
    case 'linked':
      return { name: 'link', with: event.data.with };
    case 'merged':
      return { name: 'merge', into: event.data.into };
    case 'split':
      return { name: 'split' };
    case 'referred':
      return { name: 'refer', to: event.data.to, unit: event.data.unit };
    default:
      return undefined;
  }
}

type EventOf<T extends Fact['type']> = Extract<TicketEvent, { type: T }>;

const assignedIn = (group: readonly TicketEvent[]): UnitRef | undefined =>
  group.find((event): event is EventOf<'assigned'> => event.type === 'assigned')?.data.unit;

/** The limit that a decision from above set. */
function decidedIn(group: readonly TicketEvent[]): Span | undefined {
  for (const event of group) {
    if (event.type === 'clock-started' && event.data.decided) return event.data.limit;
    if (event.type === 'clock-moved' && event.data.basis.decided) return event.data.basis.limit;
  }
  return undefined;
}
