import { isFirstEdition } from '../../law/edition';
import { startOfLadder } from '../../law/ladder';
import type { Rules } from '../../law/rules';
import type { DataOf, TicketEvent } from '../event';
import { isOpen, leadOf, type Ticket } from '../ticket';
import { boundBy } from './clocks';
import { put } from './put';

/** Rungs that the new ladder puts into the past never fire. By rules that tell supervision from level, it is the lead's, and no level. */
export function ruledAnew(
  ticket: Ticket,
  { rules, change }: DataOf<'rulebook-bound'>,
  { at }: TicketEvent,
): Ticket {
  const clocks = ticket.clocks.map((clock) =>
    isOpen(clock) ? { ...clock, reached: startOfLadder(at) } : clock,
  );
  const renewed = isFirstEdition(ticket.law.rules) && !isFirstEdition(rules);
  const lead = leadOf(ticket)?.unit.id;
  const whose = lead === undefined ? {} : { unit: lead };
  return boundBy(
    put(ticket, {
      clocks,
      ...(renewed
        ? {
            level: ticket.level === 1 ? 0 : ticket.level,
            supervision: ticket.supervision.map((it) =>
              it.endedAt === undefined ? { ...it, ...whose } : it,
            ),
          }
        : {}),
      rebound: { ...ticket.rebound, rules, rulesBy: change },
    }),
    { ...ticket.law, rules },
  );
}

/** What another system left open goes on by the whole rulebook: of its ladders what lies behind never fires. */
export const boundWhole = (ticket: Ticket, rules: Rules, at: TicketEvent['at']): Ticket =>
  boundBy(
    put(ticket, {
      clocks: ticket.clocks.map((clock) =>
        isOpen(clock) ? { ...clock, reached: startOfLadder(at) } : clock,
      ),
      rebound: { ...ticket.rebound, rules },
    }),
    { ...ticket.law, rules },
  );
