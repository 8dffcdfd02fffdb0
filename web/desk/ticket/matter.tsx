import type { TicketAnswer } from '../../../api/tickets/answers';
import { Dial } from '../../shared/ui/dial';
import styles from './ticket.module.css';

/** What it is about and who raised it, as far as the reader may know. */
export function Matter({ ticket: { content, address, caller, kind } }: { readonly ticket: TicketAnswer }) {
  return (
    <section className={styles.section} aria-labelledby="matter">
      <h2 id="matter">诉求内容</h2>
      <p className={styles.text}>{content ?? '没有可以查看的内容。'}</p>
      {address !== undefined && (
        <p>
          <span className={styles.soft}>地址 </span>
          {address}
        </p>
      )}
      {caller ? (
        <p>
          <span className={styles.soft}>诉求人 </span>
          {caller.name ?? '未留姓名'} <Dial phone={caller.phone} />
          {caller.email !== undefined && ` ${caller.email}`}
          {caller.wantsReply && '（要求答复）'}
          {caller.confidential && '（要求保密）'}
        </p>
      ) : (
        <p className={styles.soft}>
          {kind === 'report' ? '举报人的信息保密。' : '诉求人的信息不在您的查看范围内。'}
        </p>
      )}
    </section>
  );
}
