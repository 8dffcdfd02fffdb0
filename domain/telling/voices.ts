import type { Addressee } from './addressees';
import type { Template } from './template';
import type { TicketId } from '../ids';
import type { Ticket } from '../ticket/ticket';

/** What is told to somebody. @property voice the ticket that was merged into this one, whose caller it is for */
interface Told {
  readonly to: Addressee;
  readonly template: Template;
  readonly voice?: TicketId;
}

/** What concerns one caller alone: who was called, is to be called, was explained something to, or whose command was lost. */
const ONE_CALLERS_OWN: readonly Template[] = [
  'registered',
  'contacted',
  'approved',
  'explained',
  'command-lost',
  'split',
];

/**
 * What a ticket tells, and of that what its caller is told also to the callers of the tickets that were merged into it (JE-4), as far as
 * each wants replies.
 * @param tell what is told of a ticket whose caller wants replies, or does not
 */
export function withVoices<T extends Told>(ticket: Ticket, tell: (as: Ticket) => T[]): T[] {
  const own = tell(ticket);
  const { voices = [] } = ticket;
  if (voices.length === 0) return own;
  return [
    ...own,
    ...voices.flatMap(({ ticket: voice, wantsReply }) =>
      tell({ ...ticket, wantsReply })
        .filter(({ to, template }) => isToCaller(to) && !ONE_CALLERS_OWN.includes(template))
        .map((it) => ({ ...it, voice })),
    ),
  ];
}

const isToCaller = (to: Addressee): boolean => 'role' in to && to.role === 'caller';
