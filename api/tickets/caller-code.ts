import type { CallerAccess } from '../../keys/caller-access';
import type { Subject } from '../requests/subject';

/** A ticket with its code, for an operator, who tells it to the caller; nobody else is to speak for the caller. */
export const withCode = <T extends object>(
  callers: Pick<CallerAccess, 'codeOf'>,
  { role }: Subject,
  id: string,
  ticket: T,
): T & { code?: string } => (role === 'operator' ? { ...ticket, code: callers.codeOf(id) } : ticket);
