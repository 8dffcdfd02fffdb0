import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { ticketId } from '../domain/ids';
import { messageId, type Notification } from '../domain/telling/consequences';
import type { TextTicket } from '../domain/telling/titles';
import { type Delivery, type EarlierDelivery, LEDGER_BEHIND, type Turn } from '../domain/telling/turn';
import { hindranceOf } from '../storage/errors';
import { isReady } from '../storage/outbox/message';
import type { NewMessage } from '../storage/outbox/outbox';
import { LedgerAhead, type Recorded } from '../storage/record-turn';
import type { Difference } from '../telemetry/worker-metrics';
import { channelTo, nameOf, readersOf, receiverOf, routeTo, toBeSent, waysOf } from './addressees';
import { receiversOfProcess } from './channels/receivers';
import type { GatheringActivities, RecordedTurn, TicketActivities } from './contract';
import { delivering } from './delivering';
import { gathering } from './gathering';
import type { OutsideWorld } from './outside-world';
import { MARKS, messageText, TOPICS } from './texts';

export function makeTicketActivities({
  store,
  units,
  mail,
  gateway,
  keysOf,
  webhooks,
  restart,
  gathers = false,
  metrics,
  log,
}: OutsideWorld): TicketActivities & GatheringActivities {
  const receivers = receiversOfProcess();
  const ways = waysOf({ units, mail, gateway });
  return {
    record,
    ...delivering({ store, units, mail, gateway, keysOf, webhooks, receivers, metrics, log }),
    ...gathering({ store, units }),
  };

  async function record(turn: Turn): Promise<EarlierDelivery[] | RecordedTurn> {
    const { ticketId: ticket, view, digest } = turn;
    const where = { ticket, seq: view.seq };
    try {
      const recorded = await store.recordTurn(turn, messagesOf(turn));
      if (recorded.is === 'behind') throw behind(where, recorded.knows);
      tellWhatIsOdd(where, recorded);
      metrics.recorded(turn);
      const messages = recorded.is === 'late' ? [] : toBeSent(recorded.messages);
      if (digest === undefined) return messages.map(({ id, summary }) => ({ id, summary }));
      return { digest, ...(messages.length === 0 ? {} : { delivery: oneDelivery(turn, messages) }) };
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error;
      const hindrance = hindranceOf(error);
      metrics.unrecorded(turn, hindrance ? 'database-away' : 'fault');
      if (error instanceof LedgerAhead) await goOnFromLedger(where, error);
      else if (hindrance === 'slow') log.warn(where, 'a turn took too long to write');
      // An outage ends by itself; this does not, though it is tried for ever.
      else if (!hindrance) log.error({ ...where, err: error }, 'a turn can’t be written');
      throw error;
    }
  }

  /** The ticket knows more than the ledger: it tells it again, and nobody but a person can bring back what only the database held. */
  function behind(where: object, knows: number): ApplicationFailure {
    metrics.differs('ledger-behind');
    log.error(
      { ...where, knows },
      'the ledger lacks what was written there before: was the database set back?',
    );
    return ApplicationFailure.nonRetryable('The ledger lacks what was before.', LEDGER_BEHIND, knows);
  }

  function tellWhatIsOdd(where: object, recorded: Exclude<Recorded, { is: 'behind' }>): void {
    const told = (what: Difference, is: boolean, tell: () => void): void => {
      if (!is) return;
      metrics.differs(what);
      tell();
    };
    if (recorded.is === 'late')
      return told('late', true, () => log.warn(where, 'a turn came too late: its ticket has decided anew'));
    const { known, superseded, disagrees, gap } = recorded;
    told('superseded', superseded > 0, () =>
      log.warn({ ...where, superseded }, 'lines that the engine lost gave way in the ledger'),
    );
    told('disagrees', disagrees, () => log.error(where, 'ledger and workflow disagree'));
    told('gap', gap, () => log.error(where, 'the ledger has a gap that nobody can fill'));
    told('unknown-ticket', !known, () => log.error(where, 'ticket is not in the database, its ledger is'));
  }

  /** The ledger knows more than the workflow, and somebody was answered with it: the workflow begins again from there. */
  async function goOnFromLedger(where: object, { ticketId: id, confirmed }: LedgerAhead): Promise<void> {
    metrics.differs('ledger-ahead');
    log.error({ ...where, confirmed }, 'the workflow lacks what was answered for: was the engine set back?');
    await restart(id, activityInfo().workflowExecution?.runId);
  }

  /** What one turn tells, each message by the way of its own addressee. */
  function oneDelivery({ events }: Turn, messages: readonly NewMessage[]): Delivery {
    const names = messages.map(({ to }) => nameOf(to, units));
    const topics = messages.map(({ template }) => TOPICS[template]);
    // What comes of a command is never sent in the task that answers it: its answer would wait for the receiver.
    const byTime = events.every(({ command }) => command === undefined);
    const through = messages.map(({ to, channel }) =>
      channel === 'email' ? channel : receiverOf(routeTo(to, ways)),
    );
    return {
      ids: messages.map(({ id }) => id),
      summary: `通知${each(names)} · ${each(topics)}`,
      ...(byTime && through.every((it) => receivers.hasAnswered(it)) ? { atOnce: true } : {}),
    };
  }

  function messagesOf({ ticketId, about, notifications }: Turn): NewMessage[] {
    const messages = notifications.flatMap((it) => written(ofToday(it), { id: ticketId, ...about }));
    // Two addressees of an event that are the same unit have the same id: it gets one message.
    return [...new Map(messages.toReversed().map((it) => [it.id, it])).values()].toReversed();
  }

  function written(
    notification: Notification,
    ticket: TextTicket & Partial<Pick<Turn['about'], 'confidential' | 'byMail'>>,
  ): NewMessage[] {
    const { template, at } = notification;
    const { to: addressee } = notification;
    const forCaller = 'role' in addressee && addressee.role === 'caller';
    const { voice } = notification;
    const about = voice === undefined ? ticket : { ...ticket, id: voice };
    // Who is told along evaluates nothing: the own ticket has no result (HZ-10).
    const text = messageText(about, notification, forCaller && voice === undefined ? MARKS : undefined);
    return readersOf(notification, units).map(({ to, unit }) => {
      const channel = channelTo(to, ways, ticket);
      const waits = gathers && notification.mayWait && !isReady(channel) && unit?.contact?.gather !== false;
      return {
        id: messageId(notification, to),
        at,
        to,
        template,
        channel,
        text,
        summary: `通知${nameOf(to, units)} · ${TOPICS[template]}`,
        ...(waits ? { gathered: to } : {}),
        ...(voice === undefined ? {} : { voice }),
      };
    });
  }
}

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

/** Each once. */
const each = (words: readonly string[]): string => [...new Set(words)].join('、');
