import { useQuery } from '@tanstack/react-query';
import type { TicketAnswer } from '../../../api/tickets/answers';
import type { Role } from '../../../domain/words';
import { momentText } from '../../shared/times';
import { acts, forecastQuery, useNames } from './queries';
import { addresseeName } from './story/names';
import styles from './ticket.module.css';

/** What happens by itself if nobody acts. */
export function Ahead({ ticket, role }: { readonly ticket: TicketAnswer; readonly role: Role }) {
  const { data } = useQuery({
    ...forecastQuery(ticket.id),
    enabled: acts(role) && ticket.state !== 'closed',
  });
  const names = useNames(ticket.rulebook.id);
  const { at, does } = ticket.next;
  if (ticket.state === 'closed') return null;
  return (
    <section className={styles.section} aria-labelledby="ahead">
      <h2 id="ahead">如果没有人办理</h2>
      <p>
        {at !== null && (
          <>
            <time dateTime={at}>{momentText(at)}</time>{' '}
          </>
        )}
        {does}
      </p>
      {data && data.length > 0 && (
        <ol className={styles.ahead}>
          {data.map((it) => (
            <li key={`${it.at} ${it.clock} ${it.does} ${it.to.join()}`}>
              <time dateTime={it.at}>{momentText(it.at)}</time>
              <span>{it.why}</span>
              <span className={styles.soft}>
                通知{it.to.map((to) => addresseeName(to, names)).join('、') || '无'}
              </span>
            </li>
          ))}
        </ol>
      )}
      {data?.length === 0 && <p className={styles.soft}>七天之内不会自动催办、督办或者升级。</p>}
    </section>
  );
}
