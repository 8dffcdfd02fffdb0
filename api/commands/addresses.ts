import { type CommandName, COMMANDS, keysOf } from '../../domain/words';
import type { Texts } from '../../storage/ledger/command-texts';
import { type EvaluationAnswer, evaluationAnswer } from '../callers/answers';
import { type Address, address, answers, json, ticketPath } from '../http/address';
import type { Parts } from '../parts';
import { TAGGED, type TicketAnswer, ticketAnswer } from '../tickets/answers';
import { findsTicket } from '../tickets/visible-ticket';
import { commanding } from './carrying-out';
import { commandDoors, type Doors } from './doors';

const DONE = 'Done; the ticket as it is now';
const TICKET = answers<TicketAnswer | EvaluationAnswer>(ticketAnswer, DONE, TAGGED);
const TICKET_OR_EVALUATION = answers(
  ticketAnswer.or(evaluationAnswer),
  `${DONE}, or for who came by a link the evaluation`,
  TAGGED,
);

/** One address a command: `POST /v1/tickets/{id}/dispatch`. */
export function commandAddresses(parts: Parts): Address[] {
  const doors = commandDoors(parts.config);
  const carryOut = commanding(parts);
  return keysOf(COMMANDS).map((name) => commandAddress(name, doors[name], carryOut(name), parts));
}

function commandAddress(
  name: CommandName,
  { who, body, most }: Doors[CommandName],
  handler: ReturnType<ReturnType<typeof commanding>>,
  { database, callers, metrics }: Pick<Parts, 'database' | 'callers' | 'metrics'>,
): Address {
  const byLink = name === 'evaluate';
  return address({
    id: name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    method: 'post',
    path: `/v1/tickets/{id}/${name}`,
    tag: 'commands',
    summary: `${COMMANDS[name]} · ${name}`,
    who: { by: 'token', roles: who, ...(byLink ? { byLink } : {}) },
    params: ticketPath,
    finds: findsTicket({ database, callers }),
    takes: json<{ readonly texts: Texts; readonly facts: object }>(body, most),
    ifMatch: 'The `etag` of the ticket that was looked at: it is done only if nothing happened since',
    answers: { 200: byLink ? TICKET_OR_EVALUATION : TICKET },
    problems: {
      409: 'Not possible in this state; `allowed` says what is',
      412: 'Something happened to the ticket since its `etag` was read',
    },
    shows: ['caller', 'matter'],
    notes: 'ticket',
    handler,
    answered: (status) => metrics.commandAnswered(name, resultOf(status)),
  });
}

function resultOf(status: number): 'applied' | 'refused' | 'unavailable' | 'fault' {
  if (status < 400) return 'applied';
  if (status < 500) return 'refused';
  return status === 503 ? 'unavailable' : 'fault';
}
