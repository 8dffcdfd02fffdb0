import type { Logger } from 'pino';
import type { UnitId } from '../../domain/ids';
import type { Command } from '../../domain/procedures/command';
import { type Refusal, staleFor } from '../../domain/procedures/refusal';
import type { Succession } from '../../domain/ticket/succession';
import type { Instant } from '../../domain/time/instant';
import { hindranceOf } from '../../storage/errors';
import type { CommandTexts, Texts } from '../../storage/ledger/command-texts';
import { wholeLedger } from '../../storage/ledger/whole-ledger';
import type { Store } from '../../storage/store';
import type { StoredTicket } from '../../storage/tickets/tickets';
import { errorFields } from '../../telemetry/fault';
import type { Engine, Fate } from '../commands';

/** A command as it is sent, with what only the database may hold of it. */
export interface Order {
  readonly command: Command;
  readonly texts: Texts;
  /** Who gives it, with the account. */
  readonly by: CommandTexts['actor'];
  readonly at: Instant;
}

/** What came of a command, for whoever gave it. */
export type Carried =
  | { readonly is: 'done'; readonly ticket: StoredTicket }
  | { readonly is: 'refused'; readonly refusal: Refusal }
  /** The ticket is closed, and was not closed by this command. */
  | { readonly is: 'over'; readonly ticket: StoredTicket }
  /** Nobody knows, or readers do not find it yet: the same once more finds out, and does nothing twice. */
  | { readonly is: 'unavailable'; readonly why: 'no-answer' | 'being-written' };

export interface Hands {
  readonly engine: Pick<Engine, 'send' | 'start' | 'reopen' | 'isRunning'>;
  /** Who succeeds those of these units that are closed. */
  readonly successions: (units: readonly UnitId[]) => readonly Succession[];
  readonly log: Pick<Logger, 'warn' | 'error'>;
}

export type CarryingOut = ReturnType<typeof carryingOut>;

/**
 * Carries out commands, whoever gives them, one at a time or many: one update of the ticket's workflow each, its free texts stored
 * before it (DESIGN §2, §6).
 */
export function carryingOut({ engine, successions, log }: Hands) {
  return { isOver, carryOut, settled };

  /**
   * Whether a ticket is closed. What the database says of a closure the engine may have lost, where worker and engine were killed
   * together after it was written: its workflow goes on then, and takes commands. What is in the archive is over, whatever the engine says.
   * @returns undefined where the engine gave no answer
   */
  async function isOver({ id, state, archivedAt }: StoredTicket): Promise<boolean | undefined> {
    if (archivedAt !== undefined) return true;
    if (state !== 'closed') return false;
    const running = await engine.isRunning(id);
    return running === undefined ? undefined : !running;
  }

  /** Sends a command and waits until readers find it. @throws the driver's error while the database is away */
  async function carryOut(store: Store, ticket: StoredTicket, order: Order): Promise<Carried> {
    const { texts, by: actor, at } = order;
    const { id, name } = order.command;
    const commitment = await store.texts.put({ id, ticketId: ticket.id, name, actor, texts, at });
    const command = commitment === undefined ? order.command : { ...order.command, commitment };
    let fate = await send(ticket, command);
    if (fate.kind === 'not-running') {
      const now = await store.tickets.find(ticket.id);
      if (now && command.name === 'split' && isMerged(now)) {
        fate = await reopen(store, now, command);
      } else if (!now || now.state === 'closed') {
        // It was closed meanwhile.
        return settled(store, now ?? ticket, order);
      } else fate = await revive(store, now, command);
    }
    if (fate.kind === 'refused' && isOfClosed(fate.refusal)) {
      // Where both say so its workflow goes on only until its last messages are sent.
      const now = await store.tickets.find(ticket.id);
      if (now?.state === 'closed') return settled(store, now, order);
    }
    return judge(store, ticket, order, fate);
  }

  /** A ticket that still names a closed unit is told of its successor first: from then on it takes commands of that one. */
  function send({ id, assignments }: StoredTicket, command: Command): Promise<Fate> {
    return engine.send(id, command, successions(assignments.map(({ unit }) => unit)));
  }

  /** Starts the workflow of a ticket that is open and has none, and sends the command once more (DESIGN §2). */
  async function revive(store: Store, ticket: StoredTicket, command: Command): Promise<Fate> {
    try {
      const input = ticket.started
        ? await store.rebuildInput(ticket.id)
        : await store.tickets.startInput(ticket.id);
      if (!input) return { kind: 'not-running' };
      await engine.start(input);
    } catch (cause) {
      if (hindranceOf(cause)) throw cause;
      return { kind: 'no-answer', cause };
    }
    await store.tickets.markStarted(ticket.id);
    return send(ticket, command);
  }

  /** A merge is undone: the ticket's workflow begins once more where its ledger ended, with the command that lets it go on. */
  async function reopen(store: Store, { id }: StoredTicket, command: Command): Promise<Fate> {
    const input = await store.rebuildInput(id);
    if (!input?.carried) return { kind: 'not-running' };
    // It came to its own end, and was not ended from outside.
    const { restored: _, ...carried } = input.carried;
    return engine.reopen({ ...input, carried }, command);
  }

  async function judge(store: Store, ticket: StoredTicket, order: Order, fate: Fate): Promise<Carried> {
    switch (fate.kind) {
      case 'applied': {
        const shown = await store.tickets.confirm(ticket.id, fate.seq);
        if (shown && shown.seq >= fate.seq) return { is: 'done', ticket: shown };
        return { is: 'unavailable', why: 'being-written' };
      }
      case 'refused':
        await store.texts.remove(order.command.id);
        return { is: 'refused', refusal: fate.refusal };
      case 'not-running':
        // Its workflow is over, and the database does not know of it: it was set back.
        log.error({ ticket: ticket.id }, 'an open ticket has no workflow and can’t be given one');
        await store.tickets.doubt(ticket.id, order.at);
        return { is: 'unavailable', why: 'no-answer' };
      case 'no-answer':
        // It may still be applied, so its texts stay; the sweep removes them when it was not.
        log.warn({ ticket: ticket.id, ...errorFields(fate.cause) }, 'no answer to a command');
        return { is: 'unavailable', why: 'no-answer' };
    }
  }

  /** A closed ticket takes no command; but one that closed it, and is asked for again, was applied. */
  async function settled(
    store: Store,
    ticket: StoredTicket,
    { command }: Pick<Order, 'command'>,
  ): Promise<Carried> {
    const lines = await wholeLedger(store, ticket.id);
    if (lines.some(({ event }) => event.command === command.id)) return { is: 'done', ticket };
    await store.texts.remove(command.id);
    const stale = staleFor(ticket.seq, command.seen);
    return stale ? { is: 'refused', refusal: stale } : { is: 'over', ticket };
  }
}

/** Refused since the ticket is closed. */
const isOfClosed = (refusal: Refusal): boolean =>
  refusal.reason === 'not-in-this-state' && refusal.parameters.state === 'closed';

/** It was closed by a merge, and all of it is still there. */
export const isMerged = ({ mergedInto, archivedAt, erasedAt }: StoredTicket): boolean =>
  mergedInto !== undefined && archivedAt === undefined && erasedAt === undefined;
