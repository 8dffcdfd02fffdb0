import { instant } from '../../domain/time/instant';
import type { Message } from '../../storage/outbox/outbox';
import type { Store } from '../../storage/store';
import type { Reply } from '../http/address';

/**
 * For the answer by which a reader gets the own messages: those that waited for that count as sent, when it has gone out. A try that was
 * broken off leaves them waiting; whoever reads all of them misses none either way.
 */
export function onceFetched(
  { outbox }: Pick<Store, 'outbox'>,
  messages: readonly Pick<Message, 'id' | 'status' | 'channel'>[],
): Pick<Reply, 'onceGiven'> {
  const ids = messages
    .filter(({ status, channel }) => status === 'waiting' && channel === 'outbox')
    .map(({ id }) => id);
  return ids.length === 0 ? {} : { onceGiven: () => outbox.markFetched(ids, instant(Date.now())) };
}
