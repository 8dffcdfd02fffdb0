import type { Command } from '../../domain/procedures/command';
import type { Actor } from '../../domain/ticket/event';
import { allowedNow } from '../../domain/procedures/allowed';
import type { Span } from '../../domain/time/span';
import { type CommandName, COMMANDS, keysOf, KINDS, MODES, REQUESTS, STAGES } from '../../domain/words';
import { dayOf, isoDay, plusDays } from '../../domain/time/instant';
import { leadOf, type Ticket, type UnitRef } from '../../domain/ticket/ticket';
import { ALL_CITIES, lawOf, unitOf } from './cities';

/** Units of every level, all of which may be named by an order, a suggestion, a decision or a referral. */
export const UNITS: readonly UnitRef[] = [
  'chengguan',
  'huanbao',
  'zhishichanquan',
  'lixia',
  'quancheng-lu',
  'luoyuan',
  'shuiwu',
  'ipr-12330',
  'shizhong',
  'hotline',
  'office',
  'meeting',
  'discipline',
].map(unitOf);

/** Thrown dice, so that a story is drawn by numbers alone: the same numbers draw the same story. */
export interface Dice {
  /** A number from 0 to n − 1. */
  of(n: number): number;
  pick<T>(all: readonly T[]): T;
}

export function dice(thrown: readonly number[]): Dice {
  let turn = 0;
  const of = (n: number): number => (thrown[turn++ % thrown.length] ?? 0) % n;
  return { of, pick: (all) => all[of(all.length)] as never };
}

const SPANS: readonly Span[] = [
  { workdays: 1 },
  { workdays: 40 },
  { days: 2 },
  { hours: 3 },
  { seconds: 30 },
  { sameDay: true },
];
const ALL_PARTS = ['reason', 'guidance', 'process', 'reply', 'response', 'result', 'method', 'lookBack'];

/**
 * Any command by anybody, possible or not; but two times of three one that brings the ticket on, or one that it says it takes,
 * so that stories get past the beginning.
 * @param cast the units that orders, assignments and decisions name, mostly
 */
export function drawCommand(ticket: Ticket, by: Dice, id: string, cast: readonly UnitRef[] = UNITS): Command {
  const name = drawName(ticket, by);
  return {
    name,
    id,
    actor: drawActor(ticket, name, by),
    ...drawBody(ticket, name, by, cast),
  } as unknown as Command;
}

function drawName(ticket: Ticket, by: Dice): CommandName {
  const how = by.of(6);
  if (how < 3) return onward(ticket, by);
  // What ends a story at once is rare, and what only ties it to another.
  const lasting = allowedNow(ticket).filter(
    (name) => !['withdraw', 'answer', 'decline', 'merge', 'link'].includes(name) || by.of(20) === 0,
  );
  return how < 5 && lasting.length > 0 ? by.pick(lasting) : by.pick(keysOf(COMMANDS));
}

/** What the ticket waits for. */
function onward({ state, pending, assignments }: Ticket, by: Dice): CommandName {
  switch (state) {
    case 'registered':
      return 'dispatch';
    case 'handling':
      if (pending.length > 0 && by.of(2) > 0) return 'decide';
      return by.pick(
        assignments.some(({ role, contribution }) => role === 'assist' && !contribution)
          ? ['contribute', 'contribute', 'submit', 'contact', 'request-return', 'request-extension']
          : [
              ...(['submit', 'submit', 'submit', 'contact', 'arrive', 'request-return'] as const),
              ...(['request-extension', 'request-termination', 'report-unsolvable'] as const),
            ],
      );
    case 'submitted':
      return 'review';
    case 'callback':
      return by.pick(['callback', 'callback', 'evaluate', 'explain']);
    case 'deferred':
      return by.pick(['submit', 'progress', 'urge']);
    case 'closed':
      return 'dispatch';
  }
}

const BY_UNITS: readonly CommandName[] = [
  'sign',
  'contact',
  'arrive',
  'progress',
  'contribute',
  'summon',
  'hand-down',
  'report-unsolvable',
  'request-return',
  'request-extension',
  'request-termination',
  'submit',
  'explain',
];

function drawActor(ticket: Ticket, name: CommandName, by: Dice): Actor {
  const roles = ['operator', 'supervisor', 'caller'] as const;
  if (!BY_UNITS.includes(name) && by.of(9) > 0) return { role: by.pick(roles) };
  const lead = leadOf(ticket)?.unit;
  const assisting = ticket.assignments.filter(({ role }) => role === 'assist').map(({ unit }) => unit);
  const how = by.of(8);
  if (name === 'contribute' && assisting.length > 0 && how > 0)
    return { role: 'unit', unit: by.pick(assisting).id };
  if (lead && how > 2) return { role: 'unit', unit: lead.id };
  if (assisting.length > 0 && how > 0) return { role: 'unit', unit: by.pick(assisting).id };
  return { role: 'unit', unit: by.pick(UNITS).id };
}

function drawBody(
  ticket: Ticket,
  name: CommandName,
  by: Dice,
  cast: readonly UnitRef[],
): Record<string, unknown> {
  const { rules } = ticket.law;
  const someUnit = (): UnitRef => by.pick(by.of(5) > 0 ? cast : UNITS);
  const someOfTicket = (): UnitRef =>
    by.pick(
      by.of(5) > 0 && ticket.assignments.length > 0 ? ticket.assignments.map(({ unit }) => unit) : UNITS,
    );
  const parts = by.of(6) > 0 ? ALL_PARTS : ['reason'];
  const grounds = [...rules.decline, ...(rules.termination ?? []), { id: 'none' }].map(({ id }) => id);
  const scale = [...(rules.callback?.scale ?? []), 'none'];
  switch (name) {
    case 'answer':
      return { parts, ...(by.of(2) > 0 ? { earlier: 'T-0' } : {}) };
    case 'decline':
      return { parts, ground: by.pick(grounds), ...(by.of(2) > 0 ? { earlier: 'T-0' } : {}) };
    case 'dispatch': {
      const first = by.of(cast.length);
      const turned = [...cast.slice(first), ...cast.slice(0, first)];
      const order = [...turned, ...UNITS.filter((unit) => !cast.includes(unit))];
      const [lead, ...rest] = order;
      const assisting = by.of(4);
      return {
        parts,
        lead,
        assist: rest.slice(0, assisting),
        copy: rest.slice(assisting, assisting + by.of(3)),
        related: UNITS,
        ...(by.of(5) === 0 ? { statutory: by.pick(SPANS) } : {}),
        ...(by.of(3) === 0 ? { coordination: { units: rest.slice(0, 2) } } : {}),
      };
    }
    case 'arrive':
      return { parts, settled: by.of(2) > 0 };
    case 'contribute':
      return by.of(3) > 0
        ? { parts: ['result'] }
        : { parts: ['reason', 'progress'], expectedBy: dayAhead(ticket, by.of(9)) };
    case 'request-return':
      return { parts, ...(by.of(2) > 0 ? { suggest: someUnit() } : {}) };
    case 'request-extension':
      return { parts, limit: by.pick(SPANS) };
    case 'request-termination':
      return { parts, ground: by.pick(grounds) };
    case 'decide': {
      const asked = ticket.pending.map(({ request }) => request);
      const request = asked.length > 0 && by.of(8) > 0 ? by.pick(asked) : by.pick(keysOf(REQUESTS));
      return {
        parts,
        request,
        approve: by.of(2) > 0,
        ...(request === 'return' && by.of(2) > 0 ? { assign: someUnit() } : {}),
        ...(by.of(3) === 0 ? { unit: someOfTicket().id } : {}),
      };
    }
    case 'submit':
      return drawSubmission(ticket, parts, by);
    case 'contact':
      return { parts, ...(by.of(4) === 0 ? { attempts: by.of(4) + 1 } : {}) };
    case 'progress':
      return { parts, ...(by.of(2) > 0 ? { expectedBy: dayAhead(ticket, by.of(9)), ...told(ticket) } : {}) };
    case 'summon':
      return { parts, units: [someUnit()] };
    case 'hand-down':
      return { parts, to: by.pick(UNITS), duties: by.of(2) > 0 ? [ticket.category] : [] };
    case 'release':
      return { parts, unit: by.pick([...ticket.assignments.map(({ unit }) => unit), ...UNITS]).id };
    case 'report-unsolvable':
      return { parts };
    case 'amend':
      return { parts, ...amendment(ticket, by) };
    case 'end-supervision':
    case 'correct':
      return { parts, ...(by.of(3) === 0 ? { unit: someOfTicket().id } : {}) };
    case 'review':
      return { parts, approve: by.of(3) > 0 };
    case 'callback': {
      const reached = by.of(4) > 0;
      return reached
        ? {
            parts,
            reached,
            resolved: by.of(4) === 0,
            ...(by.of(2) > 0 ? { satisfaction: by.pick(scale) } : {}),
          }
        : { parts, reached };
    }
    case 'evaluate':
      return { parts, stage: by.pick(keysOf(STAGES)), satisfaction: by.pick(scale) };
    case 'supervise':
      return { parts, mode: by.pick(keysOf(MODES)), ...(by.of(3) === 0 ? { unit: someOfTicket().id } : {}) };
    case 'escalate':
      return { parts, level: by.of(3) + 1 };
    case 'resolve-escalation':
      return {
        parts,
        ...(by.of(2) > 0 ? { assign: someUnit() } : {}),
        ...(by.of(2) > 0 ? { limit: by.pick(SPANS) } : {}),
        ...(by.of(3) === 0 ? { settled: false } : {}),
      };
    case 'refer':
      return { parts, to: by.pick(UNITS).id, ...(by.of(3) === 0 ? { unit: someOfTicket().id } : {}) };
    case 'link':
      return { parts, with: by.pick(['T-0', 'T-1', ticket.id]) };
    case 'merge':
      return { parts, into: by.pick(['T-0', ticket.id]) };
    default:
      return { parts };
  }
}

/** Its category was taken down wrongly, or its kind: then other lines of the same rulebook bind it. */
function amendment(ticket: Ticket, by: Dice): object {
  const city = ALL_CITIES.find((it) => it === ticket.law.rules.id);
  if (by.of(2) > 0 || city === undefined || ticket.rebound?.rules)
    return { category: by.pick(['供热/停暖', ticket.category]) };
  const kind = by.pick(keysOf(KINDS));
  return { kind, rules: lawOf(city, { ...ticket, kind }).rules };
}

/** A closure application: often with all that a city demands, sometimes without. */
function drawSubmission(ticket: Ticket, parts: string[], by: Dice): Record<string, unknown> {
  const owing = ticket.assignments.filter(({ role, contribution }) => role === 'assist' && !contribution);
  const whole = by.of(5) > 0;
  const deferred = by.of(5) === 0;
  const unfinished = deferred || by.of(5) === 0;
  return {
    parts: unfinished ? [...parts, 'progress', 'plan'] : parts,
    finished: !unfinished,
    outcome: unfinished ? 'unfinished' : by.pick(['resolved', 'explained']),
    ...(whole ? told(ticket) : {}),
    ...(whole && owing.length > 0 ? { without: owing.map(({ unit }) => unit.id) } : {}),
    ...(deferred ? { deferUntil: dayAhead(ticket, by.of(40)) } : {}),
  };
}

/** Where the unit may know how to reach the caller. */
const told = (ticket: Ticket): object =>
  ticket.confidential || ticket.kind === 'report' ? {} : { told: { at: ticket.asOf } };

const dayAhead = ({ asOf }: Ticket, days: number): string => isoDay(plusDays(dayOf(asOf), days));

/** Commands of one name by everybody who may have a part, with every body that could make a difference to whether it is possible. */
export function commandsOf(ticket: Ticket, name: CommandName): Command[] {
  const units = ticket.assignments.map(({ unit }): Actor => ({ role: 'unit', unit: unit.id }));
  const actors: Actor[] = BY_UNITS.includes(name) ? [...units, { role: 'operator' }] : [{ role: 'operator' }];
  return actors.flatMap((actor) =>
    bodiesOf(ticket, name).map(
      (body) => ({ name, id: 'try', actor, parts: ALL_PARTS, ...body }) as unknown as Command,
    ),
  );
}

function bodiesOf(ticket: Ticket, name: CommandName): object[] {
  const [lead] = UNITS;
  switch (name) {
    case 'dispatch':
      return [{ lead, assist: [], copy: [] }];
    case 'decline':
    case 'request-termination':
      return ticket.law.rules.decline.map(({ id }) => ({ ground: id }));
    case 'request-extension':
      return SPANS.map((limit) => ({ limit }));
    case 'decide':
      return [
        ...keysOf(REQUESTS).map((request) => ({ request, approve: true })),
        ...ticket.pending.map(({ request, id }) => ({ request, requestId: id, approve: false })),
      ];
    case 'submit':
      return [
        {
          outcome: 'resolved',
          ...told(ticket),
          without: ticket.assignments
            .filter(({ role, contribution }) => role === 'assist' && !contribution)
            .map(({ unit }) => unit.id),
        },
      ];
    case 'summon':
      return UNITS.map((unit) => ({ units: [unit] }));
    case 'hand-down':
      return UNITS.map((to) => ({ to, duties: [ticket.category] }));
    case 'release':
      return ticket.assignments.map(({ unit }) => ({ unit: unit.id }));
    case 'amend':
      return [{ category: '别的/类别' }];
    case 'review':
      return [{ approve: true }, { approve: false }];
    case 'callback':
      return [{ reached: true }];
    case 'evaluate':
      return keysOf(STAGES).map((stage) => ({ stage, satisfaction: ticket.law.rules.callback?.scale[0] }));
    case 'supervise':
      return [{ mode: 'daily' }];
    case 'escalate':
      return [1, 2, 3].map((level) => ({ level }));
    case 'refer':
      return UNITS.flatMap(({ id }) => [undefined, ...ticket.corrected].map((unit) => ({ to: id, unit })));
    case 'resolve-escalation':
      return [{ settled: true }];
    case 'link':
      return [{ with: 'T-another' }];
    case 'merge':
      return [{ into: 'T-0' }];
    default:
      return [{}];
  }
}
