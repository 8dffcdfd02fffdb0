import type { RequestHandler } from 'express';
import type { Kind } from '../../domain/words';
import type { Units } from '../../config/units-file';
import { forbidden, unauthenticated } from '../http/problem';
import { actsFor, type ReadSubject, type Subject } from './subject';

declare module 'express-serve-static-core' {
  interface Request {
    /** Who asks; set on every address below `/v1`. */
    subject?: Subject;
  }
}

/** Lets only those in who have a valid token, and no unit that is closed; before a body is read. */
export const knowsSubject =
  (read: ReadSubject, units: Pick<Units, 'today' | 'succeededBy'>): RequestHandler =>
  async (request, _response, next) => {
    request.subject = today(units, await read(request.headers.authorization));
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

/** Whether somebody came by a link that is good for the evaluation alone. */
export const onlyEvaluates = (subject: Subject): boolean =>
  subject.role === 'caller' && 'scope' in subject && subject.scope === 'evaluate';

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
  readonly assignments: readonly { readonly unit: string }[];
}

/** Units see what was dispatched or copied to them, callers their own ticket, all others every one (DESIGN §4). */
export function maySee(subject: Subject, ticket: Owned): boolean {
  if (subject.role === 'unit') return ticket.assignments.some(({ unit }) => actsFor(subject).includes(unit));
  if (subject.role === 'caller') return ticket.id === subject.ticket;
  return true;
}

/** Whether the caller is to stay unknown: of every report, and where the caller wants it (WF-11). */
export const isConfidential = ({ matter }: Owned): boolean => matter.confidential || matter.kind === 'report';

/**
 * Whose name and phone a reader may have. A unit needs them to contact the caller (BJ-8), but never those of a report
 * or of a caller who wants to stay unknown (WF-11, BJ-2, DESIGN §6).
 */
export function maySeeCaller(subject: Subject, ticket: Owned): boolean {
  switch (subject.role) {
    case 'operator':
    case 'supervisor':
    case 'caller':
      return maySee(subject, ticket);
    case 'unit':
      return maySee(subject, ticket) && !isConfidential(ticket);
    case 'admin':
    case 'auditor':
      return false;
  }
}
