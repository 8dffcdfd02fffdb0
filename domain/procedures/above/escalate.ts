import { OPEN, type Procedure } from '../procedure';
import { because, wrong } from '../refusal';
import { highestLevel } from '../../ticket/accounting/levels';
import { escalation } from '../../ticket/accounting/pressure';

/** A supervisor takes the matter up by hand; a level only rises (WF-23). */
export const escalate: Procedure<'escalate'> = {
  in: OPEN,
  by: 'anyone',
  hindrance: (ticket) =>
    ticket.level < highestLevel(ticket) ? undefined : because('highest-level', { level: ticket.level }),
  commandHindrance: ({ level }, command) =>
    command.level > level ? undefined : because('level-only-rises', { level }, 'WF-23'),
  wrong: ({ law }, { level }) => {
    const { levels } = law.rules;
    if (!levels || level === 0 || levels[level]) return undefined;
    return wrong(because('another-order'), 'level', because('one-of', { expected: Object.keys(levels) }));
  },
  facts: (ticket, { level }, { now, text }) => escalation(ticket, level, now, { text }),
};
