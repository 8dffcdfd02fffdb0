import { useQuery } from '@tanstack/react-query';
import { momentText } from '../../shared/times';
import type { Access } from '../access/fragment';
import styles from '../caller.module.css';
import { More, Told } from '../ui';
import { refusedText } from '../words/refused';
import { messagesQuery } from './queries';

/** What the caller was told, the newest first. */
export function Messages({ access }: { readonly access: Access }) {
  const { data, error } = useQuery(messagesQuery(access));
  const items = data?.items.toReversed() ?? [];
  return (
    <More name={`发给我的消息${data ? `（${items.length}条）` : ''}`}>
      {error && !data && <Told tone="bad">{refusedText(error)}</Told>}
      {data && items.length === 0 && <p>还没有给您发过消息。</p>}
      <ol className={styles.story}>
        {items.map(({ id, at, text, status }) => (
          <li key={id}>
            <time dateTime={at}>
              {momentText(at)}
              {status === 'failed' && '（没有送到）'}
            </time>
            <p className={styles.written}>{text}</p>
          </li>
        ))}
      </ol>
    </More>
  );
}
