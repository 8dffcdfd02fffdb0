import type { Instant } from '../domain/time/instant';
import { isoInstant } from '../domain/time/instant';
import { isRelayed } from '../domain/ticket/ticket';
import type { CallerAccess, CodedTicket } from '../keys/caller-access';
import type { Message } from '../storage/outbox/outbox';
import type { Store } from '../storage/store';
import type { CallerOf } from '../storage/tickets/tickets';
import { type CallerKeys, withCallerKeys } from './texts';

/** Makes code and link of a ticket as a message of that moment tells them. */
export type KeysOfCaller = (ticket: CodedTicket, at: Instant) => Promise<CallerKeys>;

export const keysOfCaller =
  (callers: Pick<CallerAccess, 'codeOf' | 'link'>): KeysOfCaller =>
  async (ticket, at) => ({
    code: callers.codeOf(ticket),
    link: (await callers.link(ticket, at)).what,
  });

/** A city's gateway that takes messages to callers, by short message say, where it is sent them. */
export interface CallersGateway {
  readonly url: string;
  /** Signs what it is sent. */
  readonly secret: string;
}

/** A message as a gateway gets it. Phone, code and link are put in for it, and are kept nowhere. */
export interface CallerLetter {
  /** Stays the same whenever the message is given again. */
  readonly id: string;
  readonly ticket: string;
  readonly phone: string;
  readonly template: Message['template'];
  readonly text: string;
  readonly at: string;
}

/**
 * Messages to callers, as a gateway gets them.
 * @returns also whom they are for, in their order; and which are for no third party (any more), by their ids: they lie ready for the caller who looks
 * @throws SealError
 */
export async function lettersToCallers(
  { tickets }: Pick<Store, 'tickets'>,
  keysOf: KeysOfCaller,
  messages: readonly Message[],
): Promise<{ readonly letters: CallerLetter[]; readonly told: CallerOf[]; readonly notForIt: string[] }> {
  const callers = await tickets.callersOf([...new Set(messages.map(callersTicket))]);
  const letters: CallerLetter[] = [];
  const told = new Map<string, CallerOf>();
  const notForIt: string[] = [];
  for (const message of messages) {
    const { id, template, text, at } = message;
    const ticket = callersTicket(message);
    const of = callers.get(ticket);
    if (!of || !isForGateway(of, message)) {
      notForIt.push(id);
      continue;
    }
    told.set(ticket, of);
    letters.push({
      id,
      ticket,
      phone: of.caller.phone,
      template,
      text: withCallerKeys(text, await keysOf({ id: ticket, codeGeneration: of.codeGeneration }, at)),
      at: isoInstant(at),
    });
  }
  return { letters, told: [...told.values()], notForIt };
}

/** The ticket whose caller a message is for. */
const callersTicket = ({ ticketId, voice }: Message): string => voice ?? ticketId;

/**
 * Whose report or confidential matter it is, no third party learns: the hotline tells them (WF-11, BJ-2). And who withdrew a matter is told
 * that it is closed, and nothing of before.
 */
const isForGateway = ({ matter, outcome }: CallerOf, { template }: Pick<Message, 'template'>): boolean =>
  !isRelayed(matter) && (outcome !== 'withdrawn' || template === 'closed');
