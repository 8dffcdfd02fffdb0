import { useQuery } from '@tanstack/react-query';
import { KINDS } from '../../../../domain/words';
import { useUnitNames } from '../../../shared/reference';
import { momentText } from '../../../shared/times';
import { Loading, Refusal } from '../../../shared/ui/notes';
import { ticketQuery } from '../../tickets/queries';
import styles from './helps.module.css';

/** A ticket in short, beside what one works on. */
export function Glance({ id }: { readonly id: string }) {
  const { data: ticket, error } = useQuery(ticketQuery(id));
  const unitName = useUnitNames();
  if (error) return <Refusal error={error} />;
  if (!ticket) return <Loading />;
  const lead = ticket.assignments.find(({ role }) => role === 'lead');
  return (
    <div className={styles.glance}>
      <strong>{ticket.title}</strong>
      <p className={styles.soft}>
        {momentText(ticket.receivedAt)} · {KINDS[ticket.kind]} · {ticket.category} ·{' '}
        {lead ? `${unitName(lead.unit)}主办` : '尚未派单'}
      </p>
      {ticket.address !== undefined && <p>{ticket.address}</p>}
      {ticket.content !== undefined && <p className={styles.text}>{ticket.content}</p>}
      <p className={styles.soft}>{ticket.next.does}</p>
      <a href={`/desk/tickets/${id}`} target="_blank" rel="noreferrer">
        在新页打开工单
      </a>
    </div>
  );
}
