import { condition, continueAsNew, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import type { Delivery, EarlierDelivery } from '../../../domain/telling/turn';
import { Sender } from '../../../workflows/sender';

export const send = defineSignal<[Delivery | EarlierDelivery]>('send');
/** Goes on in another run, with what is undelivered. */
export const goOn = defineSignal('go on');
/** What is undelivered, and how many messages were settled in this run. */
export const standing = defineQuery<{ readonly undelivered: Delivery[]; readonly settled: number }>(
  'standing',
);

/** A sender that a test gives messages. */
export async function sender(carried: readonly Delivery[] = []): Promise<void> {
  let settled = 0;
  let leaving = false;
  const post = new Sender(() => {
    settled++;
  });
  setHandler(send, (delivery) => post.send(delivery));
  setHandler(goOn, () => {
    leaving = true;
  });
  setHandler(standing, () => ({ undelivered: post.undelivered, settled }));
  for (const delivery of carried) post.send(delivery);
  await condition(() => leaving);
  await continueAsNew<typeof sender>(post.undelivered);
}
