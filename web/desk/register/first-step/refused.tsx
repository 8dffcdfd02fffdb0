import type { TicketAnswer } from '../../../../api/tickets/answers';
import { Refusal } from '../../../shared/ui/notes';
import { Changed } from '../../ticket/acting/changed';
import type { useAct } from '../../ticket/acting/use-act';

/** Why something was not done, or what happened to the ticket meanwhile; what was typed stays. */
export function Refused({
  ticket,
  act: { seen, see, error, isStale },
}: {
  readonly ticket: TicketAnswer;
  readonly act: ReturnType<typeof useAct>;
}) {
  return (
    <>
      <Changed ticket={ticket} seen={seen} onSeen={see} />
      {error !== null && !isStale && <Refusal error={error} />}
    </>
  );
}
