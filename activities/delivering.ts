import { ApplicationFailure } from '@temporalio/common';
import { instant, isoInstant } from '../domain/time/instant';
import type { Message } from '../storage/outbox/outbox';
import { receiverOf, type Route, routeOf } from './addressees';
import { DeliveryFailure } from './channels/delivery-failure';
import { postWebhook } from './channels/webhook';
import type { Receivers } from './channels/receivers';
import type { TicketActivities } from './contract';
import { mailSubject } from './texts';
import type { OutsideWorld } from './outside-world';

/** Sends what stands in the outbox, each message by the way of its own addressee. */
export function delivering({
  store,
  units,
  mail,
  webhookKey,
  receivers,
  fetch: send,
  metrics,
  log,
}: Pick<OutsideWorld, 'store' | 'units' | 'mail' | 'webhookKey' | 'metrics' | 'log'> & {
  readonly receivers: Receivers;
  readonly fetch: typeof fetch;
}): TicketActivities['deliver'] {
  return async (delivery) => {
    const ids = 'ids' in delivery ? delivery.ids : [delivery.id];
    const tries = await Promise.allSettled(ids.map(deliverOne));
    const failures = tries.flatMap((it): unknown[] => (it.status === 'rejected' ? [it.reason] : []));
    // What the code did not foresee before what is only tried again.
    const failure = failures.find((it) => !(it instanceof ApplicationFailure)) ?? failures[0];
    if (failure !== undefined) throw failure;
  };

  async function deliverOne(id: string): Promise<void> {
    const message = await store.outbox.find(id);
    if (!message) {
      // Its ticket writes it again, when it finds that the database was set back.
      log.error({ message: id }, 'a message that is to be sent is not in the outbox');
      throw ApplicationFailure.retryable('not in the outbox', 'NoSuchMessage');
    }
    if (message.status === 'sent' || message.superseded !== undefined) return;
    // As the units file says now: a unit's new address, or its successor's, counts for what is not sent yet.
    const route = routeOf(units.today(message.to), mail !== undefined);
    try {
      await receivers.send(receiverOf(route), () => sendBy(route, message));
    } catch (error) {
      if (!(error instanceof DeliveryFailure)) throw error;
      metrics.delivered(message.to, route.channel, 'failed');
      await store.outbox.markFailed(id, error.message, instant(Date.now()));
      log.warn({ message: id, reason: error.message }, 'message not sent');
      // A 4xx too: a receiver that is set up wrongly is put right while its unit still has to know.
      throw ApplicationFailure.retryable(error.message, error.name);
    }
    metrics.delivered(message.to, route.channel, 'sent');
    await store.outbox.markSent(id, route.channel, instant(Date.now()));
  }

  async function sendBy(route: Route, { id, ticketId, template, text, at }: Message): Promise<void> {
    switch (route.channel) {
      case 'webhook':
        return postWebhook(send, route.url, webhookKey, {
          id,
          ticket: ticketId,
          template,
          text,
          at: isoInstant(at),
        });
      case 'email':
        return mail?.send({ id, to: route.address, subject: mailSubject(ticketId, template), text });
      case 'outbox':
        // Its unit lost its address since: the message lies ready to be fetched.
        return;
    }
  }
}
