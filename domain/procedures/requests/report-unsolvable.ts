import { ask } from './asking';
import type { Procedure } from '../procedure';
import { because } from '../refusal';
import { toldFaults } from '../handling/told';
import { resumeClocks, stopClocks } from '../../ticket/clocks';
import type { Fact } from '../../ticket/event';
import { isOpen, openClock, type Request, type Ticket } from '../../ticket/ticket';
import type { Instant } from '../../time/instant';
import type { ClockName } from '../../words';
import { nextLevel } from '../../ticket/accounting/levels';

/** The unit's own clocks that stand still while others decide whether it can be expected to solve the matter. */
const PAUSED: readonly ClockName[] = ['handling', 'reply', 'contact', 'arrival', 'rectifying'];

/** The unit says that it cannot solve the matter, at any time (WF-23, JE-23); its clocks stop while that is decided. */
export const reportUnsolvable: Procedure<'report-unsolvable'> = {
  in: ['handling'],
  by: 'lead',
  hindrance: (ticket) => {
    if (ticket.pending.some(({ request }) => request === 'unsolvable')) return because('unsolvable-waits');
    return nextLevel(ticket) === undefined ? because('highest-level', { level: ticket.level }) : undefined;
  },
  wrong: (ticket, { told }, now) => toldFaults(ticket, told, now),
  facts: (ticket, { told }, given) => [
    ...ask(ticket, { request: 'unsolvable', ...(told ? { told } : {}) }, given),
    ...stopClocks(ticket, told ? PAUSED.filter((name) => name !== 'reply') : PAUSED, given.now),
  ],
};

/** It was decided that the unit can: what its report had stopped goes on, with a working day at least. */
export const goOn = (ticket: Ticket, { since }: Request, now: Instant): Fact[] =>
  resumeClocks(
    ticket,
    ticket.clocks.filter(
      (clock) =>
        !isOpen(clock) && clock.endedAt === since && PAUSED.includes(clock.name) && clock.state !== 'met',
    ),
    now,
  );

/** A decision from above binds the unit again: what its report had stopped besides the handling goes on. */
export const owedAgain = (ticket: Ticket, now: Instant): Fact[] =>
  resumeClocks(
    ticket,
    (['reply', 'contact', 'arrival'] as const).flatMap((name) => {
      const last = ticket.clocks.findLast((clock) => clock.name === name);
      return last && last.state === 'stopped' && !openClock(ticket, name) ? [last] : [];
    }),
    now,
  );
