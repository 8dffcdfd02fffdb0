import type { Unit, Units } from '../config/units-file';
import type { Notification } from '../domain/telling/consequences';
import type { Delivery } from '../domain/telling/turn';
import { isRelayed } from '../domain/ticket/ticket';
import { isRecipientWord, type Recipient, RECIPIENTS } from '../domain/words';
import { isReady, type MessageChannel, type ReadyChannel } from '../storage/outbox/message';
import type { NewMessage } from '../storage/outbox/outbox';
import type { CallersGateway } from './callers';
import type { Receiver } from './channels/webhook';
import type { OutsideWorld } from './outside-world';
import { TOPICS } from './texts';

/** How a reader of messages is reached. */
export type Route =
  | ({ readonly channel: 'webhook' } & Receiver)
  | { readonly channel: 'email'; readonly address: string }
  /** Nothing is sent: somebody comes for it. */
  | { readonly channel: ReadyChannel };

/** Who gets a message: a unit, or a name under which its outbox is read. */
export interface Reader {
  /** The unit's id, or `caller`, or the level that no unit has. */
  readonly to: string;
  readonly unit?: Unit;
}

/** The units that an addressee means; who is no unit finds the message in the outbox under the role's name. */
export function readersOf(
  { to }: Pick<Notification, 'to'>,
  units: Pick<Units, 'today' | 'ofLevel'>,
): Reader[] {
  if ('unit' in to) return [readerOf(to.unit, units)];
  const found = to.role === 'caller' ? [] : units.ofLevel(to.role);
  const nobody: Recipient = to.role;
  return found.length > 0 ? found.map((unit) => ({ to: unit.id, unit })) : [{ to: nobody }];
}

/** Who reads what is for a unit: where that is closed, its successor. */
export function readerOf(id: string, units: Pick<Units, 'today'>): Reader {
  const unit = units.today(id);
  return { to: unit?.id ?? id, unit };
}

/** By what ways this service reaches its readers. */
export interface Ways {
  readonly units: Pick<Units, 'today'>;
  /** Whether it can send e-mail. */
  readonly mails: boolean;
  /** The city's gateway, where it is sent messages to callers; without it, it comes for them. */
  readonly callers?: Pick<CallersGateway, 'url' | 'secret'> | undefined;
}

export const waysOf = ({ units, mail, gateway }: Pick<OutsideWorld, 'units' | 'mail' | 'gateway'>): Ways => ({
  units,
  mails: mail !== undefined,
  callers: gateway,
});

/**
 * Webhook before e-mail before outbox, by what the unit has and what this service can do; to a caller by the city's gateway.
 * @param about the ticket, where it is known: the caller of a confidential one is told by the hotline, and by no third party (WF-11)
 */
export function routeTo(
  to: string,
  { units, mails, callers }: Ways,
  about?: Parameters<typeof isRelayed>[0],
): Route {
  if (to === ('caller' satisfies Recipient)) {
    if (about && isRelayed(about)) return { channel: 'outbox' };
    return callers === undefined
      ? { channel: 'queue' }
      : { channel: 'webhook', url: callers.url, secret: callers.secret };
  }
  const unit = units.today(to);
  const { webhook, email } = unit?.contact ?? {};
  if (unit && webhook !== undefined) return { channel: 'webhook', url: webhook, unit };
  if (email !== undefined && mails) return { channel: 'email', address: email };
  return { channel: 'outbox' };
}

/** By what a message of a ticket is to go out; where its caller gave an address for e-mail, that is opened when it is sent to. */
export function channelTo(
  to: string,
  ways: Ways,
  about: Parameters<typeof isRelayed>[0] & { readonly byMail?: true },
): MessageChannel {
  const { channel } = routeTo(to, ways, about);
  const mailed = to === ('caller' satisfies Recipient) && about.byMail && ways.mails && !isRelayed(about);
  return mailed ? 'email' : channel;
}

/** A message that is of no single ticket, as it is written for its reader. @param about under what it lies in the outbox */
export const messageTo = (
  to: string,
  about: string,
  what: Pick<NewMessage, 'id' | 'at' | 'template' | 'text'>,
  ways: Ways,
): NewMessage & { readonly ticketId: string } => ({
  ...what,
  ticketId: about,
  to,
  channel: routeTo(to, ways).channel,
  summary: `通知${nameOf(to, ways.units)} · ${TOPICS[what.template]}`,
});

/** What of these has to be sent, each by itself. */
export const deliveriesOf = (messages: readonly NewMessage[]): Delivery[] =>
  toBeSent(messages).map(({ id, summary }) => ({ ids: [id], summary }));

/** What has to be sent of messages, each by itself; the others lie ready until somebody comes for them, or are gathered. */
export const toBeSent = <M extends NewMessage>(messages: readonly M[]): M[] =>
  messages.filter(({ channel, gathered }) => !isReady(channel) && gathered === undefined);

/** Who answers for what is sent: all letters go by one mail server. */
export const receiverOf = (route: Route): string => (route.channel === 'webhook' ? route.url : route.channel);

/** What a reader is called: a unit by its name, who is no unit by the word for it. */
export const nameOf = (to: string, units: Pick<Units, 'today'>): string =>
  units.today(to)?.name ?? (isRecipientWord(to) ? RECIPIENTS[to] : to);
