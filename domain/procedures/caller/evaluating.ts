import type { Outcome, Stage } from '../../words';
import type { TicketFacts } from '../../ticket/ticket';

/** Closed so, a ticket has a result that can be evaluated. */
const WITH_RESULT: readonly (Outcome | undefined)[] = [
  'answered',
  'resolved',
  'explained',
  'unfinished',
  'unresolved',
  'terminated',
];

/** What of a ticket decides whether it can be evaluated; of one that is closed, with the evaluations that came after its closure. */
export interface Evaluable extends Pick<TicketFacts, 'state' | 'evaluations'> {
  readonly outcome?: Outcome;
}

/**
 * Why a stage of a ticket, open or closed, can't be evaluated; undefined where it can (HZ-10).
 * The intake is evaluated once, at any time; the handling when its result is there, and again when it was handled again.
 */
export function evaluationHindrance(
  { state, outcome, evaluations }: Evaluable,
  stage: Stage,
): 'no-result-yet' | 'no-result' | 'evaluated' | undefined {
  if (stage === 'handling' && state === 'callback') return undefined;
  if (stage === 'handling' && state !== 'closed') return 'no-result-yet';
  if (stage === 'handling' && !WITH_RESULT.includes(outcome)) return 'no-result';
  // What the caller told an operator takes the own word from nobody.
  return evaluations.some((it) => it.stage === stage && it.by !== 'callback') ? 'evaluated' : undefined;
}
