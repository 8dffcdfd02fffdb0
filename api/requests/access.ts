import type { RequestHandler } from 'express';
import { type AssignmentRole, isRelayed } from '../../domain/ticket/ticket';
import type { Kind, OwnWay } from '../../domain/words';
import type { Units } from '../../config/units-file';
import { forbidden, unauthenticated } from '../http/problem';
import type { Session } from '../../storage/sessions/sessions';
import type { Sessions } from './sessions';
import { actsFor, type ReadSubject, type Subject, type UnitSubject, type WithoutAccount } from './subject';

declare module 'express-serve-static-core' {
  interface Request {
    /** Who asks; set on every address below `/v1`. */
    subject?: Subject;
    /** By what it is known, where a browser's cookie says it. */
    session?: Session;
  }
}

/**
 * Lets only those in who have a valid token, or with a browser a session, and no unit that is closed; before a body is read. A request that
 * says by a token who asks is known by that alone, whatever cookies it brings.
 */
export const knowsSubject =
  (
    read: ReadSubject,
    sessions: Pick<Sessions, 'asking'>,
    units: Pick<Units, 'today' | 'succeededBy'>,
  ): RequestHandler =>
  async (request, _response, next) => {
    const { authorization } = request.headers;
    if (authorization === undefined) request.session = await sessions.asking(request);
    // Who signed in is one of these: see `subjectIn`.
    const subject = (request.session?.subject as Subject | undefined) ?? (await read(authorization));
    request.subject = today(units, subject);
    next();
  };

/** Who asks, with the closed units whose work it does. @throws a 403 for a unit that is closed itself */
function today(units: Pick<Units, 'today' | 'succeededBy'>, subject: Subject): Subject {
  if (subject.role !== 'unit') return subject;
  const by = units.today(subject.unit);
  if (by && by.id !== subject.unit)
    throw forbidden(`The unit ${subject.unit} was closed; its tickets are those of ${by.id}.`);
  const succeeds = units.succeededBy(subject.unit);
  return succeeds.length > 0 ? { ...subject, succeeds } : subject;
}

export function subjectOf(request: { readonly subject?: Subject }): Subject {
  if (!request.subject) throw unauthenticated('Send a token: Authorization: Bearer <JWT>.');
  return request.subject;
}

/** Who is told by which account something was done. */
export const knowsAccounts = ({ role }: Subject): boolean => role !== 'unit' && role !== 'caller';

/** Whether somebody came by a token of ours, for a caller without an account: by a code or by a link. */
export const wasMadeFor = (subject: Subject): subject is WithoutAccount =>
  subject.role === 'caller' && 'generation' in subject;

/** Whether somebody came by a link that is good for the evaluation alone. */
export const onlyEvaluates = (subject: Subject): boolean =>
  wasMadeFor(subject) && subject.scope === 'evaluate';

/** By what a caller came. */
export function cameBy(subject: Subject): OwnWay {
  if (!wasMadeFor(subject)) return 'account';
  return onlyEvaluates(subject) ? 'link' : 'code';
}

/** Keeps whoever came by a link to what the link is for; whatever else there is or comes to be is closed to it. */
export const closedToLinks: RequestHandler = ({ subject }, _response, next) => {
  if (subject && onlyEvaluates(subject))
    throw forbidden('This link lets evaluate the ticket (评价), and nothing else.');
  next();
};

/** What of a ticket decides who may see it. */
export interface Owned {
  readonly id: string;
  readonly matter: { readonly kind: Kind; readonly confidential: boolean };
  readonly assignments: readonly { readonly unit: string; readonly role: AssignmentRole }[];
}

/** Units see what was dispatched or copied to them, callers their own ticket, leaders and gateways none, all others every one (DESIGN §4). */
export function maySee(subject: Subject, ticket: Owned): boolean {
  if (subject.role === 'unit') return ticket.assignments.some(({ unit }) => actsFor(subject).includes(unit));
  if (subject.role === 'caller') return ticket.id === subject.ticket;
  return subject.role !== 'leader' && subject.role !== 'gateway';
}

/** Whether the caller is to stay unknown: of every report, and where the caller wants it (WF-11). */
export const isConfidential = ({ matter }: Pick<Owned, 'matter'>): boolean => isRelayed(matter);

/**
 * Whose name and phone a reader may have. A unit that handles a matter needs them to contact the caller (BJ-8), but never those of a
 * report or of a caller who wants to stay unknown (WF-11, BJ-2, DESIGN §6); one that only gets a copy contacts nobody.
 */
export function maySeeCaller(subject: Subject, ticket: Owned): boolean {
  switch (subject.role) {
    case 'operator':
    case 'supervisor':
    case 'caller':
      return maySee(subject, ticket);
    case 'unit':
      return works(subject, ticket) && !isConfidential(ticket);
    case 'admin':
    case 'auditor':
    case 'leader':
    case 'gateway':
      return false;
  }
}

const works = (subject: UnitSubject, { assignments }: Owned): boolean =>
  assignments.some(({ unit, role }) => role !== 'copy' && actsFor(subject).includes(unit));

/**
 * Where a matter is. Where a whistle-blower lives may be just there: of a confidential one only who may know the caller is told (WF-11).
 * It is kept with the contact, and a unit that only gets a copy has no use for either.
 */
export const maySeeAddress = (subject: Subject, ticket: Owned): boolean =>
  maySeeCaller(subject, ticket) ||
  (subject.role !== 'unit' && maySee(subject, ticket) && !isConfidential(ticket));

/**
 * Whether a reader may know that something was referred to somebody. A unit that has to account does not learn of it here, nor do others,
 * nor the caller: no text says that they are told, and whoever it was referred to tells them.
 */
export function mayKnowReferral(subject: Subject, to: string): boolean {
  if (subject.role === 'unit') return actsFor(subject).includes(to);
  return subject.role !== 'caller' && subject.role !== 'leader' && subject.role !== 'gateway';
}
