import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Units } from '../config/units-file';
import { ticketId } from '../domain/ids';
import { messageId, type Notification } from '../domain/telling/consequences';
import type { TextTicket } from '../domain/telling/titles';
import { type Delivery, LEDGER_BEHIND, type Turn } from '../domain/telling/turn';
import { instant, isoInstant } from '../domain/time/instant';
import type { CallerAccess } from '../keys/caller-access';
import { isDatabaseAway } from '../storage/errors';
import type { Message, NewMessage } from '../storage/outbox/outbox';
import { LedgerAhead, type Recorded } from '../storage/record-turn';
import type { Store } from '../storage/store';
import { deliveriesOf, readersOf, type Route, routeOf } from './addressees';
import { DeliveryFailure } from './channels/delivery-failure';
import type { Mail } from './channels/mail';
import { receiversOfProcess } from './channels/receivers';
import { postWebhook } from './channels/webhook';
import type { RecordedTurn, TicketActivities } from './contract';
import { type CallerKeys, mailSubject, messageText, TOPICS } from './texts';

export interface OutsideWorld {
  readonly store: Store;
  readonly units: Pick<Units, 'today' | 'ofLevel'>;
  /** Without it, units with a mailbox find their messages in the outbox. */
  readonly mail?: Mail;
  /** Signs webhooks. */
  readonly webhookKey: string;
  /** Makes the codes and links that the caller's messages say. */
  readonly callers: Pick<CallerAccess, 'codeOf' | 'link'>;
  /** Lets a ticket's workflow begin again from its ledger, in place of this run of it. */
  readonly restart: (ticketId: string, runId?: string) => Promise<void>;
  readonly fetch?: typeof fetch;
  readonly log: Pick<Logger, 'error' | 'warn'>;
}

export function makeTicketActivities({
  store,
  units,
  mail,
  webhookKey,
  callers,
  restart,
  fetch: send = fetch,
  log,
}: OutsideWorld): TicketActivities {
  const receivers = receiversOfProcess();
  return { record, deliver };

  async function record(turn: Turn): Promise<Delivery[] | RecordedTurn> {
    const { ticketId: ticket, view, digest } = turn;
    const where = { ticket, seq: view.seq };
    try {
      const recorded = await store.recordTurn(turn, await messagesOf(turn));
      if (recorded.is === 'behind') throw behind(where, recorded.knows);
      tellWhatIsOdd(where, recorded);
      const deliveries = recorded.is === 'late' ? [] : deliveriesOf(recorded.messages);
      return digest === undefined ? deliveries : { deliveries, digest };
    } catch (error) {
      if (error instanceof LedgerAhead) await goOnFromLedger(where, error);
      // An outage ends by itself; this does not, though it is tried for ever.
      else if (!(error instanceof ApplicationFailure || isDatabaseAway(error)))
        log.error({ ...where, err: error }, 'a turn can’t be written');
      throw error;
    }
  }

  /** The ticket knows more than the ledger: it tells it again, and nobody but a person can bring back what only the database held. */
  function behind(where: object, knows: number): ApplicationFailure {
    log.error(
      { ...where, knows },
      'the ledger lacks what was written there before: was the database set back?',
    );
    return ApplicationFailure.nonRetryable('The ledger lacks what was before.', LEDGER_BEHIND, knows);
  }

  function tellWhatIsOdd(where: object, recorded: Exclude<Recorded, { is: 'behind' }>): void {
    if (recorded.is === 'late') return log.warn(where, 'a turn came too late: its ticket has decided anew');
    const { known, superseded, disagrees, gap } = recorded;
    if (superseded > 0)
      log.warn({ ...where, superseded }, 'lines that the engine lost gave way in the ledger');
    if (disagrees) log.error(where, 'ledger and workflow disagree');
    if (gap) log.error(where, 'the ledger has a gap that nobody can fill');
    if (!known) log.error(where, 'ticket is not in the database, its ledger is');
  }

  /** The ledger knows more than the workflow, and somebody was answered with it: the workflow begins again from there. */
  async function goOnFromLedger(where: object, { ticketId: id, confirmed }: LedgerAhead): Promise<void> {
    log.error({ ...where, confirmed }, 'the workflow lacks what was answered for: was the engine set back?');
    await restart(id, activityInfo().workflowExecution?.runId);
  }

  async function messagesOf({ ticketId, about, notifications }: Turn): Promise<NewMessage[]> {
    const all = await Promise.all(
      notifications.map((it) => written(ofToday(it), { id: ticketId, ...about })),
    );
    const messages = all.flat();
    // Two addressees of an event that are the same unit have the same id: it gets one message.
    return [...new Map(messages.toReversed().map((it) => [it.id, it])).values()].toReversed();
  }

  async function written(notification: Notification, ticket: TextTicket): Promise<NewMessage[]> {
    const { template, at } = notification;
    const text = messageText(ticket, notification, await callerKeys(notification, ticket));
    return readersOf(notification, units).map(({ to, unit }) => ({
      id: messageId(notification, to),
      at,
      to,
      template,
      channel: routeOf(unit, mail !== undefined).channel,
      text,
      summary: `通知${unit?.name ?? to} · ${TOPICS[template]}`,
    }));
  }

  /** From the event's own moment, so that the text is the same whenever the same event is told again. */
  async function callerKeys({ to, at }: Notification, { id }: TextTicket): Promise<CallerKeys | undefined> {
    if (!('role' in to) || to.role !== 'caller') return undefined;
    return { code: callers.codeOf(id), link: (await callers.link(id, at)).what };
  }

  async function deliver({ id }: { readonly id: string }): Promise<void> {
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
      await store.outbox.markFailed(id, error.message, instant(Date.now()));
      log.warn({ message: id, reason: error.message }, 'message not sent');
      // A 4xx too: a receiver that is set up wrongly is put right while its unit still has to know.
      throw ApplicationFailure.retryable(error.message, error.name);
    }
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

/** Who answers for what is sent: all letters go by one mail server. */
const receiverOf = (route: Route): string => (route.channel === 'webhook' ? route.url : route.channel);

/**
 * A message as this version says it. A turn that waited for the database while workers were replaced may come from a version that
 * gave a message its id whole, `ticket:seq:addressee`.
 */
function ofToday(notification: Notification | EarlierNotification): Notification {
  if (!('id' in notification)) return notification;
  const { id, ...rest } = notification;
  const [ticket = '', seq = ''] = id.split(':');
  return { ...rest, ticket: ticketId(ticket), seq: Number(seq) };
}

type EarlierNotification = Omit<Notification, 'ticket' | 'seq'> & { readonly id: string };
