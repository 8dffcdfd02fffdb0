import { heard, wrongAnswer } from '../closing/callers-word';
import { evaluationHindrance } from './evaluating';
import { OPEN, type Procedure } from '../procedure';
import { because } from '../refusal';
import type { Fact } from '../../ticket/event';
import { keysOf, STAGES } from '../../words';

/** The caller evaluates: of the intake it is kept; of the handling it says what a call-back would have asked (HZ-10). */
export const evaluate: Procedure<'evaluate'> = {
  in: OPEN,
  by: 'anyone',
  hindrance: (ticket) =>
    keysOf(STAGES).every((stage) => evaluationHindrance(ticket, stage))
      ? because('nothing-to-evaluate', 'HZ-10')
      : undefined,
  commandHindrance: (ticket, { stage }) => {
    const hindered = evaluationHindrance(ticket, stage);
    return (
      hindered && because(hindered === 'evaluated' ? 'intake-evaluated' : 'result-not-approved', 'HZ-10')
    );
  },
  wrong: wrongAnswer,
  facts: (ticket, { stage, satisfaction, by }, { now, text }) => {
    const evaluated: Fact = { type: 'evaluated', data: { stage, satisfaction, by, text } };
    return stage === 'handling' && ticket.state === 'callback'
      ? heard(ticket, [evaluated], { satisfaction }, now)
      : [evaluated];
  },
};
