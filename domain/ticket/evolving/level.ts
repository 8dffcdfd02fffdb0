import { isFirstEdition } from '../../law/edition';
import type { Level } from '../../words';
import type { DataOf, TicketEvent } from '../event';
import { leadOf, type Ticket } from '../ticket';
import type { Instant } from '../../time/instant';
import { isOfDifficult } from '../accounting/tally';
import { climbed, withClock, withNextPlaces } from './clocks';
import { put } from './put';
import { endedFor, putRight, withAssignments } from './units';

type EventOf<T extends TicketEvent['type']> = Extract<TicketEvent, { type: T }>;

/** Under supervision, once in each mode; by the rules from before it is level 1 too. */
export function supervised(ticket: Ticket, { data, at }: EventOf<'supervised'>): Ticket {
  const { mode, unit, fired, triggered } = data;
  const known = ticket.supervision.find(
    (it) => it.mode === mode && it.unit === unit && it.endedAt === undefined,
  );
  const whose = unit === undefined ? {} : { unit };
  const ground = fired ? { clock: fired.clock } : {};
  const supervision = !known
    ? [...ticket.supervision, { mode, ...whose, since: at, ...ground }]
    : known.clock === undefined || known.clock === fired?.clock
      ? ticket.supervision
      : // It has another ground now.
        ticket.supervision.map((it) => (it === known ? withoutClock(it) : it));
  const raisedSo = isFirstEdition(ticket.law.rules) ? raised(ticket, { level: 1, fired }) : ticket;
  const difficult =
    ticket.difficultSince === undefined && triggered && isOfDifficult(triggered, mode)
      ? { difficultSince: at }
      : {};
  return climbed(put(raisedSo, { supervision, ...difficult }), fired);
}

const withoutClock = ({ clock: _, ...it }: Ticket['supervision'][number]): Ticket['supervision'][number] =>
  it;

export const escalated = (ticket: Ticket, { data: { level, fired } }: EventOf<'escalated'>): Ticket =>
  climbed(raised(ticket, { level, fired }), fired);

/** Levels only rise, but by a recorded decision (DESIGN §1, escalate). */
function raised(
  ticket: Ticket,
  { level, fired }: { level: Level; fired?: { readonly clock: string } | undefined },
): Ticket {
  if (level <= ticket.level) return ticket;
  const rise = { level, ...(fired ? { clock: fired.clock } : {}) };
  return withNextPlaces(put(ticket, { level, rises: [...ticket.rises, rise] }));
}

/** A breach was taken back, and with it what came from it alone, and what followed from that above (T-9). */
export const lowered = (ticket: Ticket, { to, takenBack, by }: DataOf<'level-lowered'>): Ticket => {
  const rises = ticket.rises.filter((it) => isLeft(it, to, takenBack));
  // A ladder had found the level reached, and not raised it: now it is what holds it.
  const held = by !== undefined && !rises.some(({ level, clock }) => level === to && clock === by);
  const left = put(ticket, { level: to, rises: held ? [...rises, { level: to, clock: by }] : rises });
  return withNextPlaces(
    withUnfired(left, takenBack, (key) => key.startsWith('level ') && Number(key.split(' ')[1]) > to),
  );
};

const isLeft = ({ level, clock }: Ticket['rises'][number], to: Level, takenBack: string): boolean =>
  level <= to && clock !== takenBack;

/** What a rung did was taken back: with the next breach it fires again. */
const withUnfired = (ticket: Ticket, id: string, isTakenBack: (key: string) => boolean): Ticket =>
  withClock(ticket, id, (clock) =>
    clock.fired ? { ...clock, fired: clock.fired.filter((key) => !isTakenBack(key)) } : clock,
  );

export const supervisionEnded = (ticket: Ticket, data: DataOf<'supervision-ended'>, at: Instant): Ticket => {
  const { mode, takenBack } = data;
  const ended = concluded(ticket, data, at);
  return takenBack === undefined || mode === undefined
    ? ended
    : withUnfired(ended, takenBack, (key) => key === mode || key.startsWith(`${mode} `));
};

const concluded = (
  ticket: Ticket,
  { unit, mode, takenBack }: DataOf<'supervision-ended'>,
  at: Instant,
): Ticket => {
  const supervision = endedFor(
    ticket,
    (it) =>
      it.unit === unit &&
      (mode === undefined || it.mode === mode) &&
      (takenBack === undefined || it.clock === takenBack),
    at,
  );
  return put(ticket, { supervision });
};

/**
 * The decision binds the lead: a return that it asked for is moot. By the rules from before the level falls with it, and where nothing
 * is left above it, supervision has ended too.
 */
export function resolved(
  ticket: Ticket,
  { to, settled }: DataOf<'escalation-resolved'>,
  at: Instant,
): Ticket {
  if (settled === false) return ticket;
  const lead = leadOf(ticket)?.unit.id;
  return put(
    withAssignments(ticket, (it) => (it.role === 'lead' ? { ...it, fixed: true } : it)),
    {
      pending: ticket.pending.filter(
        ({ request, unit }) => (request !== 'return' && request !== 'unsolvable') || unit !== lead,
      ),
      supervision: to === 0 ? putRight(ticket, at) : ticket.supervision,
      level: to,
    },
  );
}
