import { closureFaults } from './closure-faults';
import type { Procedure } from '../procedure';
import { because } from '../refusal';
import { toldCaller } from '../handling/told';
import { isFirstEdition } from '../../law/edition';
import { meetClock, startClock, stopClock, stopClocks } from '../../ticket/clocks';
import { isRelayed, owing, type Ticket } from '../../ticket/ticket';

/** Clocks of what a unit still owed or asked for, which is moot with its reply. */
const MOOT = [
  'contact',
  'arrival',
  'assist',
  'rectifying',
  'deciding',
  'return-review',
  'extension-review',
  'unsolvable-review',
  'closure-review',
] as const;

/**
 * The unit asks to close, as resolved, as explained where the request does not accord with law (JN-5), as not fully done (HZ-9); or to
 * defer to a day that it promises (JN-4). Its duty to handle has ended; the hotline's to review begins (HZ-8, JE-11).
 */
export const submit: Procedure<'submit', 'handling' | 'deferred'> = {
  in: ['handling', 'deferred'],
  by: 'lead',
  hindrance: (ticket) => {
    // By the rules from before the lead waits for what its assisting units owe it (BJ-7).
    const units = isFirstEdition(ticket.law.rules) ? owing(ticket) : [];
    return units.length > 0
      ? because('assisting-units-owe', { units }, ticket.law.rules.contribution?.source)
      : undefined;
  },
  wrong: closureFaults,
  facts: (ticket, command, { now, unit, text }) => {
    // A command that was recorded before it said so itself: what is not finished has a plan.
    const { outcome, finished = !command.parts.includes('plan'), told, deferUntil, without = [] } = command;
    return [
      {
        type: 'submitted',
        data: {
          unit,
          outcome,
          finished,
          ...(told ? { told } : {}),
          ...(deferUntil === undefined ? {} : { deferUntil }),
          ...(without.length > 0 ? { without } : {}),
          text,
        },
      },
      ...meetClock(ticket, 'handling', now),
      // A promise that another day takes the place of was not kept.
      ...(deferUntil === undefined ? meetClock : stopClock)(ticket, 'promise', now),
      ...meetClock(ticket, 'signing', now, unit),
      ...toldCaller(ticket, told, unit, now),
      ...stopClocks(ticket, MOOT, now),
      ...(isHotlineToTell(ticket) ? startClock(ticket, 'feedback', now) : []),
      ...startClock(ticket, 'closure-review', now),
    ];
  },
};

/** The hotline tells the caller, where that is not the unit's own to do, or the unit knows no way to (JE-11; S-25). */
const isHotlineToTell = (ticket: Ticket): boolean =>
  ticket.wantsReply && (ticket.law.rules.closure?.told === undefined || isRelayed(ticket));
