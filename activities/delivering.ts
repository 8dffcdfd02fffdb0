import { ApplicationFailure } from '@temporalio/common';
import { instant, isoInstant } from '../domain/time/instant';
import type { Gathering } from '../storage/outbox/gatherings';
import type { Message } from '../storage/outbox/outbox';
import { isReady, isUnsent } from '../storage/outbox/message';
import { receiverOf, type Route, routeTo, waysOf } from './addressees';
import { lettersToCallers } from './callers';
import { DeliveryFailure } from './channels/delivery-failure';
import type { Receivers } from './channels/receivers';
import type { WebhookMessage } from './channels/webhook';
import type { GatheringActivities, TicketActivities } from './contract';
import { gatheredSubject, gatheredText, mailSubject } from './texts';
import type { OutsideWorld } from './outside-world';

/** What goes out at once: a message, or some to one unit. @property id stays the same on a try again */
interface Letter {
  readonly id: string;
  /** Its reader, as the messages name it. */
  readonly to: string;
  readonly messages: readonly Message[];
  /** What a webhook is sent. */
  readonly body: WebhookMessage;
  readonly subject: string;
  readonly text: string;
}

/** Sends what stands in the outbox, each message by the way of its own addressee, and what was gathered for a unit as one. */
export function delivering({
  store,
  units,
  mail,
  gateway,
  keysOf,
  webhooks,
  receivers,
  metrics,
  log,
}: Pick<OutsideWorld, 'store' | 'units' | 'mail' | 'gateway' | 'keysOf' | 'webhooks' | 'metrics' | 'log'> & {
  readonly receivers: Receivers;
}): Pick<TicketActivities, 'deliver'> & Pick<GatheringActivities, 'deliverGathered'> {
  const ways = waysOf({ units, mail, gateway });
  return { deliver, deliverGathered };

  async function deliver(delivery: Parameters<TicketActivities['deliver']>[0]): Promise<void> {
    const ids = 'ids' in delivery ? delivery.ids : [delivery.id];
    const tries = await Promise.allSettled(ids.map(deliverOne));
    const failures = tries.flatMap((it): unknown[] => (it.status === 'rejected' ? [it.reason] : []));
    // What the code did not foresee before what is only tried again.
    const failure = failures.find((it) => !(it instanceof ApplicationFailure)) ?? failures[0];
    if (failure !== undefined) throw failure;
  }

  async function deliverOne(id: string): Promise<void> {
    const message = await store.outbox.find(id);
    if (!message) {
      // Its ticket writes it again, when it finds that the database was set back.
      log.error({ message: id }, 'a message that is to be sent is not in the outbox');
      throw ApplicationFailure.retryable('not in the outbox', 'NoSuchMessage');
    }
    if (isOpen(message))
      await (message.to === 'caller' ? sendToCaller(message) : sendToUnit(single(message)));
  }

  /** Who it is to, the gateway or the mail server learns as it is sent, and nobody else. */
  async function sendToCaller(message: Message): Promise<void> {
    const { letters, told } = await lettersToCallers(store, keysOf, [message]);
    const [[body], [of]] = [letters, told];
    if (!body || !of) return store.outbox.keepReady([message.id], 'outbox');
    const { email: address } = of.caller;
    // As the caller's address stands now: it may have been put right.
    const mailed = mail !== undefined && address !== undefined;
    const route = mailed ? ({ channel: 'email', address } as const) : routeTo('caller', ways);
    await send({ ...single(message), body, text: body.text }, route);
  }

  /** As the units file says now: a unit's new address, or its successor's, counts for what is not sent yet. */
  function sendToUnit(letter: Letter): Promise<void> {
    return send(letter, routeTo(letter.to, ways));
  }

  async function deliverGathered({ unit, id }: Pick<Gathering, 'unit' | 'id'>): Promise<void> {
    const gathering = await store.gatherings.find(unit);
    if (gathering?.id !== id) return;
    // What gave way since is told to nobody: it stands there as superseded, or not any more.
    const open = (await store.outbox.among(gathering.messages)).filter(isOpen);
    const [first] = open;
    if (first) await sendToUnit(gathering.messages.length === 1 ? single(first) : together(gathering, open));
    await store.gatherings.settle(unit, id);
  }

  async function send(letter: Letter, route: Route): Promise<void> {
    const { to } = letter;
    const ids = letter.messages.map(({ id }) => id);
    // Its reader lost the address since: the message lies ready to be fetched.
    if (isReady(route.channel)) return store.outbox.keepReady(ids, route.channel);
    try {
      await receivers.send(receiverOf(route), () => sendBy(route, letter));
    } catch (error) {
      if (!(error instanceof DeliveryFailure)) throw error;
      metrics.delivered(to, route.channel, 'failed');
      await store.outbox.markFailed(ids, error.message, instant(Date.now()));
      log.warn({ message: letter.id, reason: error.message }, 'message not sent');
      // A 4xx too: a receiver that is set up wrongly is put right while its unit still has to know.
      throw ApplicationFailure.retryable(error.message, error.name);
    }
    metrics.delivered(to, route.channel, 'sent');
    await store.outbox.markSent(ids, route.channel, instant(Date.now()));
  }

  async function sendBy(route: Route, { id, body, subject, text }: Letter): Promise<void> {
    switch (route.channel) {
      case 'webhook':
        return webhooks.post(route, body);
      case 'email':
        return mail?.send({ id, to: route.address, subject, text });
      case 'outbox':
      case 'queue':
        return;
    }
  }
}

const isOpen = (message: Message): boolean => isUnsent(message) && message.superseded === undefined;

function single(message: Message): Letter {
  const { id, to, ticketId, template, text } = message;
  const subject = mailSubject(ticketId, template);
  return { id, to, messages: [message], body: bodyOf(message), subject, text };
}

/** Of which ticket it is, its parts say: a gathered message has none of its own. */
function together({ id, unit, at }: Gathering, messages: readonly Message[]): Letter {
  const text = gatheredText(messages);
  const body = { id, template: 'gathered', text, at: isoInstant(at), messages: messages.map(bodyOf) };
  return { id, to: unit, messages, body, subject: gatheredSubject(messages), text };
}

const bodyOf = ({ id, ticketId, template, text, at }: Message) => ({
  id,
  ticket: ticketId,
  template,
  text,
  at: isoInstant(at),
});
