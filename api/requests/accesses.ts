import { instant, isoInstant } from '../../domain/time/instant';
import type { Access } from '../../storage/requests/accesses';
import type { Store } from '../../storage/store';
import { isConfidential, type Owned } from './access';
import type { AccessAnswer } from '../tickets/answers';
import type { Subject } from './subject';

/** What is about to be shown. */
export type Shown = Pick<Access, 'what' | 'attachment' | 'callerShown'>;

/**
 * Notes who is about to see what of confidential tickets, so that a leak can be traced (WF-7, WF-11, JE-20); and of
 * every ticket that was found by its caller's phone number. Asked before an answer is sent: where it fails nothing is shown. A caller’s look at the own ticket is not noted.
 * @throws the driver's error while the database is away
 */
export async function noteAccess(
  store: Store,
  subject: Subject,
  tickets: readonly Owned[],
  shown: Shown,
): Promise<void> {
  if (subject.role === 'caller') return;
  const { sub, role } = subject;
  const at = instant(Date.now());
  const who = { at, sub, role, ...(subject.role === 'unit' ? { unit: subject.unit } : {}) };
  const noted = shown.what === 'caller' ? tickets : tickets.filter((it) => isConfidential(it));
  await store.accesses.note(noted.map(({ id }) => ({ ticketId: id, ...who, ...shown })));
}

export const accessJson = ({ ticketId, at, ...rest }: Access): AccessAnswer => ({
  ticket: ticketId,
  at: isoInstant(at),
  ...rest,
});
