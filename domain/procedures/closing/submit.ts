import type { CommandOf } from '../command';
import type { Procedure } from '../procedure';
import { because, type Wrong } from '../refusal';
import { meetClock, startClock, stopClocks } from '../../ticket/clocks';
import { owing, type Ticket } from '../../ticket/ticket';

/** Clocks of what a unit still owed or asked for, which is moot with its reply. */
const MOOT = ['contact', 'arrival', 'assist', 'return-review', 'extension-review', 'closure-review'] as const;

/**
 * The unit asks to close, as resolved, or as explained where the request does not accord with law (JN-5). Its duty to handle has
 * ended; the hotline's to review begins (HZ-8, JE-11). The lead waits for what its assisting units owe it (BJ-7).
 */
export const submit: Procedure<'submit'> = {
  in: ['handling'],
  by: 'lead',
  hindrance: (ticket) => {
    const units = owing(ticket);
    return units.length > 0
      ? because('assisting-units-owe', { units }, ticket.law.rules.contribution?.source)
      : undefined;
  },
  wrong: wrongReply,
  facts: (ticket, command, { now, unit, text }) => {
    // A command that was recorded before it said so itself: what is not finished has a plan.
    const { outcome, finished = !command.parts.includes('plan') } = command;
    return [
      { type: 'submitted', data: { unit, outcome, finished, text } },
      ...meetClock(ticket, 'handling', now),
      ...stopClocks(ticket, MOOT, now),
      ...(ticket.wantsReply ? startClock(ticket, 'feedback', now) : []),
      ...startClock(ticket, 'closure-review', now),
    ];
  },
};

/** The parts of a reply that this city demands where others assisted, or where the matter was only explained (HZ-8). */
function wrongReply(ticket: Ticket, { outcome, parts }: CommandOf<'submit'>): Wrong | undefined {
  const { assisted = [], explained = [], source } = ticket.law.rules.closure ?? {};
  const hasAssisted = ticket.assignments.some(({ role }) => role === 'assist');
  const needed = [...(hasAssisted ? assisted : []), ...(outcome === 'explained' ? explained : [])];
  const missing = [...new Set(needed)].filter((part) => !parts.includes(part));
  if (missing.length === 0) return undefined;
  const errors = missing.map((part) => ({
    path: `reply.${part}`,
    ...because(
      hasAssisted && assisted.includes(part) ? 'required-where-assisted' : 'required-where-explained',
      source,
    ),
  }));
  return { why: because('reply-incomplete'), errors };
}
