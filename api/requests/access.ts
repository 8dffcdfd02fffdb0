import type { RequestHandler } from 'express';
import type { Kind } from '../../domain/words';
import { forbidden, unauthenticated } from '../http/problem';
import type { ReadSubject, Subject } from './subject';

declare module 'express-serve-static-core' {
  interface Request {
    /** Who asks; set on every address below `/v1`. */
    subject?: Subject;
  }
}

/** Lets only those in who have a valid token; before a body is read. */
export const knowsSubject =
  (read: ReadSubject): RequestHandler =>
  async (request, _response, next) => {
    request.subject = await read(request.headers.authorization);
    next();
  };

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
  if (subject.role === 'unit') return ticket.assignments.some(({ unit }) => unit === subject.unit);
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
