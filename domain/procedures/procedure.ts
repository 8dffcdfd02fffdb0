import type { CommandOf } from './command';
import type { Because, Wrong } from './refusal';
import type { UnitId } from '../ids';
import type { Fact } from '../ticket/event';
import type { TextRef } from '../ticket/text-ref';
import type { Assignment, TicketIn } from '../ticket/ticket';
import type { Instant } from '../time/instant';
import type { CommandName, TicketState } from '../words';

/** When a command is given, and where its free texts lie. */
export interface Given {
  readonly now: Instant;
  readonly text?: TextRef;
}

/**
 * One procedure of the regulations: when it is possible, who of a ticket may give it, and what comes of it.
 * What it does not say hinders nothing. Of several hindrances the first counts: the ticket's, the command's, the actor's, the body's.
 */
export type Procedure<N extends CommandName, S extends TicketState = TicketState> = {
  /** The states of a ticket in which it is possible. */
  readonly in: readonly S[];
  // From here on methods, and no properties that are functions: so a procedure that takes tickets of its own states alone
  // has a place in the table of all. It is handed no others, since `in` is asked first.
  /** Why nobody can give it as the ticket stands. */
  hindrance?(ticket: TicketIn<S>): Because | undefined;
  /** Why this very command is not possible as the ticket stands. */
  commandHindrance?(ticket: TicketIn<S>, command: CommandOf<N>, now: Instant): Because | undefined;
} & (ByAnyone<N, S> | ByUnits<N, S>);

/** Of people the API takes a command by their roles; for the ticket they are all one. */
interface ByAnyone<N extends CommandName, S extends TicketState> {
  readonly by: 'anyone';
  /** Where a unit gives it, it must be one that works on the ticket. */
  readonly ownUnitsOnly?: true;
  /** Why it is not this actor's to give. */
  actorHindrance?(ticket: TicketIn<S>, command: CommandOf<N>): Because | undefined;
  wrong?(ticket: TicketIn<S>, command: CommandOf<N>, now: Instant): Wrong | undefined;
  facts(ticket: TicketIn<S>, command: CommandOf<N>, given: Given): readonly Fact[];
}

interface ByUnits<N extends CommandName, S extends TicketState> {
  readonly by: 'working-units' | 'lead' | 'assisting-units';
  /** What this unit, of those that may, cannot do any more. */
  partHindrance?(ticket: TicketIn<S>, own: Assignment): Because | undefined;
  wrong?(ticket: TicketIn<S>, command: CommandOf<N>, now: Instant, own: Assignment): Wrong | undefined;
  /** @param given with the unit that gives it */
  facts(
    ticket: TicketIn<S>,
    command: CommandOf<N>,
    given: Given & { readonly unit: UnitId },
  ): readonly Fact[];
}

/** All states in which a ticket is not closed. */
export const OPEN: readonly Exclude<TicketState, 'closed'>[] = [
  'registered',
  'handling',
  'submitted',
  'callback',
  'deferred',
];
