import type { TicketAnswer } from '../../../../api/tickets/answers';
import { OUTCOMES, STATES } from '../../../../domain/words';
import { useUnitNames } from '../../../shared/reference';
import { useShortcut } from '../../../shared/shortcuts';
import { dueText } from '../../../shared/times';
import { Button } from '../../../shared/ui/button';
import styles from '../register.module.css';

/** What became of the ticket, and the way to the next. */
export function Done({ ticket, onNext }: { readonly ticket: TicketAnswer; readonly onNext: () => void }) {
  const unitName = useUnitNames();
  const lead = ticket.assignments.find(({ role }) => role === 'lead');
  const handling = ticket.clocks.find(({ name, state }) => name === 'handling' && state === 'running');
  useShortcut({ key: 'n', does: '登记下一件', run: onNext });
  return (
    <section className={styles.card} aria-labelledby="done">
      <h2 id="done">
        {ticket.outcome === undefined ? STATES[ticket.state] : OUTCOMES[ticket.outcome]}
        {lead && `：${unitName(lead.unit)}主办`}
      </h2>
      {handling && <p>办理时限：{dueText(handling.due)}</p>}
      {ticket.mergedInto !== undefined && <p>并入工单{ticket.mergedInto}，两位诉求人都会收到其结果。</p>}
      <p className={styles.soft}>
        接下来：{ticket.next.does}
        {ticket.next.at !== null && `（${dueText(ticket.next.at)}）`}
      </p>
      <div className={styles.acts}>
        <Button look="primary" autoFocus onPress={onNext}>
          登记下一件（n）
        </Button>
        <a href={`/desk/tickets/${ticket.id}`}>打开工单</a>
      </div>
    </section>
  );
}
