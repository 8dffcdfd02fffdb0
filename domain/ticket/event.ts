import type { CommandId } from '../ids';
import type { Instant } from '../time/instant';
import type { ClockFact } from './facts/clock-facts';
import type { ClosingFact } from './facts/closing-facts';
import type { OrderFact } from './facts/order-facts';
import type { JoiningFact } from './facts/joining-facts';
import type { Actor } from './facts/parts';
import type { PressureFact } from './facts/pressure-facts';

export type { LostCommand } from './facts/clock-facts';
export type { Actor, Person, ReferredFacts, Told, Triggered } from './facts/parts';

export type Fact = OrderFact | ClosingFact | PressureFact | ClockFact | JoiningFact;

/** What a fact of a type says. */
export type DataOf<T extends Fact['type']> = Extract<Fact, { type: T }>['data'];

/** One line of the ledger: a fact with its place, its moment, its author, and the command that it came from. */
export type TicketEvent = Fact & {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: Actor;
  /** Set on the events of a command: its id. */
  readonly command?: CommandId;
};
