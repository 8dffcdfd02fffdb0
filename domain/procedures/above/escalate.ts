import { OPEN, type Procedure } from '../procedure';
import { because } from '../refusal';

/** A supervisor takes the ticket up by hand; a level only rises (WF-23). */
export const escalate: Procedure<'escalate'> = {
  in: OPEN,
  by: 'anyone',
  hindrance: ({ level }) => (level < 3 ? undefined : because('highest-level')),
  commandHindrance: ({ level }, command) =>
    command.level > level ? undefined : because('level-only-rises', { level }, 'WF-23'),
  facts: (_, { level }, { text }) => [{ type: 'escalated', data: { level, text } }],
};
