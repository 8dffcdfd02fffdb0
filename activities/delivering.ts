import { ApplicationFailure } from '@temporalio/common';
import { instant, isoInstant } from '../domain/time/instant';
import type { Gathering } from '../storage/outbox/gatherings';
import type { Message } from '../storage/outbox/outbox';
import { receiverOf, type Route, routeOf } from './addressees';
import { DeliveryFailure } from './channels/delivery-failure';
import { postWebhook } from './channels/webhook';
import type { Receivers } from './channels/receivers';
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
  readonly body: object;
  readonly subject: string;
  readonly text: string;
}

/** Sends what stands in the outbox, each message by the way of its own addressee, and what was gathered for a unit as one. */
export function delivering({
  store,
  units,
  mail,
  webhookKey,
  receivers,
  fetch,
  metrics,
  log,
}: Pick<OutsideWorld, 'store' | 'units' | 'mail' | 'webhookKey' | 'metrics' | 'log'> & {
  readonly receivers: Receivers;
  readonly fetch: typeof globalThis.fetch;
}): Pick<TicketActivities, 'deliver'> & Pick<GatheringActivities, 'deliverGathered'> {
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
    if (isOpen(message)) await send(single(message));
  }

  async function deliverGathered({ unit, id }: Pick<Gathering, 'unit' | 'id'>): Promise<void> {
    const gathering = await store.gatherings.find(unit);
    if (gathering?.id !== id) return;
    // What gave way since is told to nobody: it stands there as superseded, or not any more.
    const open = (await store.outbox.among(gathering.messages)).filter(isOpen);
    const [first] = open;
    if (first) await send(gathering.messages.length === 1 ? single(first) : together(gathering, open));
    await store.gatherings.settle(unit, id);
  }

  async function send(letter: Letter): Promise<void> {
    const { to } = letter;
    const ids = letter.messages.map(({ id }) => id);
    // As the units file says now: a unit's new address, or its successor's, counts for what is not sent yet.
    const route = routeOf(units.today(to), mail !== undefined);
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
        return postWebhook(fetch, route.url, webhookKey, body);
      case 'email':
        return mail?.send({ id, to: route.address, subject, text });
      case 'outbox':
        // Its unit lost its address since: the message lies ready to be fetched.
        return;
    }
  }
}

const isOpen = ({ status, superseded }: Message): boolean => status !== 'sent' && superseded === undefined;

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

const bodyOf = ({ id, ticketId, template, text, at }: Message): object => ({
  id,
  ticket: ticketId,
  template,
  text,
  at: isoInstant(at),
});
