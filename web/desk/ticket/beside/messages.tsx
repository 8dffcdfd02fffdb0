import { useQuery } from '@tanstack/react-query';
import type { NotificationAnswer } from '../../../../api/tickets/answers';
import { MESSAGE_STATUSES } from '../../../../domain/words';
import { useUnitNames } from '../../../shared/reference';
import { momentText } from '../../../shared/times';
import { Badge, Loading, Refusal } from '../../../shared/ui/notes';
import { messagesQuery } from '../queries';
import { addresseeName } from '../story/names';
import styles from './beside.module.css';

const CHANNELS: Readonly<Record<string, string>> = {
  webhook: '接口推送',
  email: '邮件',
  outbox: '系统内待取',
  queue: '短信网关',
};
const TONES = { failed: 'over', delivered: 'good' } as const;

/** Who was told what of it, and whether it arrived. */
export function Messages({ id }: { readonly id: string }) {
  const { data, error } = useQuery(messagesQuery(id));
  const unit = useUnitNames();
  const failed = data?.filter(({ status }) => status === 'failed').length ?? 0;
  return (
    <section className={styles.section} aria-labelledby="messages">
      <details>
        <summary>
          <h2 id="messages">发出的通知{data && `（${data.length}）`}</h2>
          {failed > 0 && <Badge tone="over">{failed}条未送达</Badge>}
        </summary>
        {error && <Refusal error={error} />}
        {!data && !error && <Loading />}
        {data?.length === 0 && <p className={styles.soft}>还没有通知过任何人。</p>}
        <ol className={styles.list}>
          {data?.map((it) => (
            <Message key={it.id} message={it} to={addresseeName(it.to, { unit })} />
          ))}
        </ol>
      </details>
    </section>
  );
}

function Message({ message, to }: { readonly message: NotificationAnswer; readonly to: string }) {
  const { at, channel, status, attempts, reason, text, superseded } = message;
  return (
    <li>
      <p className={styles.line}>
        <time dateTime={at}>{momentText(at)}</time>
        <strong>{to}</strong>
        <span className={styles.soft}>{CHANNELS[channel] ?? channel}</span>
        <Badge tone={status === 'failed' || status === 'delivered' ? TONES[status] : undefined}>
          {MESSAGE_STATUSES[status]}
          {attempts > 1 && `，试过${attempts}次`}
        </Badge>
        {superseded !== undefined && <Badge tone="over">所说的事未发生</Badge>}
      </p>
      <p className={styles.text}>{text}</p>
      {reason !== undefined && <p className={styles.soft}>未送达原因：{reason}</p>}
    </li>
  );
}
