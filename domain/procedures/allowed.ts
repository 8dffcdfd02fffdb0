import { PROCEDURES } from './index';
import { type Because, because } from './refusal';
import type { Ticket } from '../ticket/ticket';
import { type CommandName, COMMANDS, keysOf } from '../words';

/** The commands that a ticket takes as it stands. */
export const allowedNow = (ticket: Ticket): CommandName[] =>
  keysOf(COMMANDS).filter((name) => hindranceOf(ticket, name) === undefined);

/** Why nobody can give this command as the ticket stands; undefined where somebody can. */
export function hindranceOf(ticket: Ticket, name: CommandName): Because | undefined {
  const procedure = PROCEDURES[name];
  return procedure.in.includes(ticket.state)
    ? procedure.hindrance?.(ticket)
    : because('not-in-this-state', { command: name, state: ticket.state });
}
