import type { Unit, Units } from '../config/units-file';
import type { Notification } from '../domain/telling/consequences';
import type { Recipient } from '../domain/words';
import type { MessageChannel, NewMessage } from '../storage/outbox/outbox';

/** How a reader of messages is reached. */
export type Route =
  | { readonly channel: 'webhook'; readonly url: string }
  | { readonly channel: 'email'; readonly address: string }
  | { readonly channel: Extract<MessageChannel, 'outbox'> };

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

/** Webhook before e-mail before outbox, by what the unit has and what this service can do. */
export function routeOf(unit: Unit | undefined, canMail: boolean): Route {
  const { webhook, email } = unit?.contact ?? {};
  if (webhook !== undefined) return { channel: 'webhook', url: webhook };
  if (email !== undefined && canMail) return { channel: 'email', address: email };
  return { channel: 'outbox' };
}

/** What has to be sent of messages, each by itself; the others lie in the outbox until they are fetched, or gathered. */
export const toBeSent = (messages: readonly NewMessage[]): NewMessage[] =>
  messages.filter(({ channel, gathered }) => channel !== 'outbox' && gathered === undefined);

/** Who answers for what is sent: all letters go by one mail server. */
export const receiverOf = (route: Route): string => (route.channel === 'webhook' ? route.url : route.channel);
