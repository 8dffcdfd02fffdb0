import type { Request } from 'express';
import { commandId } from '../../domain/ids';
import type { Instant } from '../../domain/time/instant';
import type { Store } from '../../storage/store';
import { languageOf } from '../http/language';
import { invalid } from '../http/problem';
import type { Parts } from '../parts';
import { actorOf, type Subject } from '../requests/subject';
import { sendCommand } from './acting';

/**
 * Sets a ticket that is being registered as a simulated matter of an occasion, before it is stored: only as many as were approved (JE-16). The
 * same ticket once more does nothing.
 * @throws a 422 where there is no such occasion, a 409 where none may be set, or none any more
 */
export async function simulate(
  parts: Pick<Parts, 'engine' | 'log'>,
  store: Store,
  {
    occasion: id,
    ticket,
    at,
    subject,
    request,
  }: {
    readonly occasion: string;
    readonly ticket: string;
    readonly at: Instant;
    readonly subject: Subject;
    readonly request: Request;
  },
): Promise<void> {
  if (!(await store.occasions.find(id)))
    throw invalid('There is no such occasion.', [
      { path: 'simulation', message: 'expected the id of an occasion', rule: 'JE-16' },
    ]);
  const command = {
    id: commandId(`${id}/${ticket}`),
    name: 'simulate',
    actor: actorOf(subject),
    at,
    ticket,
  } as const;
  const language = languageOf(request);
  await sendCommand(parts, store, { id, command, subject, texts: {}, tickets: [ticket], language });
}
