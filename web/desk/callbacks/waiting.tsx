import type { WaitingCallbackAnswer } from '../../../api/callbacks/answers';
import { KINDS } from '../../../domain/words';
import { useUnitNames } from '../../shared/reference';
import { isOwed, lengthText, momentText, pressing, remainingText } from '../../shared/times';
import { Button } from '../../shared/ui/button';
import { Badge } from '../../shared/ui/notes';
import { useNow } from '../../shared/use-now';
import styles from './callbacks.module.css';

const TONES = { over: 'over', soon: 'soon', later: undefined } as const;

/** Who waits for a call, what is due first, first; and who has which in hand. */
export function Waiting({
  items,
  onTake,
}: {
  readonly items: readonly WaitingCallbackAnswer[];
  readonly onTake: (id: string) => void;
}) {
  const now = useNow(10_000);
  const unitName = useUnitNames();
  return (
    <ol className={styles.queue} aria-label="等待回访的工单">
      {items.map(({ ticket, callFrom, held }) => {
        const due = ticket.clocks.find((it) => it.name === 'callback' && isOwed(it))?.due;
        const lead = ticket.assignments.find(({ role }) => role === 'lead');
        const isHeld = held !== undefined && Date.parse(held.until) > now;
        const isEarly = callFrom !== undefined && Date.parse(callFrom) > now;
        return (
          <li key={ticket.id} className={styles.line}>
            <div className={styles.what}>
              <a href={`/desk/tickets/${ticket.id}`}>{ticket.title}</a>
              <span className={styles.soft}>
                {ticket.id} · {KINDS[ticket.kind]} · {ticket.category}
                {lead && ` · ${unitName(lead.unit)}`}
              </span>
              {isHeld && (
                <span className={styles.soft}>
                  {held.mine ? '在您手上' : `${held.by}正在回访`}，还有
                  {lengthText(Date.parse(held.until) - now)}
                </span>
              )}
              {isEarly && (
                <span className={styles.soft}>上次没有打通，{momentText(callFrom)}以后再拨才计次</span>
              )}
            </div>
            <div className={styles.when}>
              {due !== undefined && <Badge tone={TONES[pressing(due, now)]}>{remainingText(due, now)}</Badge>}
              {(!isHeld || held.mine) && (
                <Button
                  aria-label={`${isHeld ? '继续' : '领取'}${ticket.id}`}
                  onPress={() => onTake(ticket.id)}
                >
                  {isHeld ? '继续' : '领取'}
                </Button>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
