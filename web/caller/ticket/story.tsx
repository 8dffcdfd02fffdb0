import { useState } from 'react';
import { momentText } from '../../shared/times';
import styles from '../caller.module.css';
import type { Happening } from '../words/story';

/** So much is seen at first: what is newest. */
const FIRST = 6;

export function Story({ story }: { readonly story: readonly Happening[] }) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? story : story.slice(0, FIRST);
  return (
    <>
      <ol className={styles.story}>
        {shown.map(({ key, at, text, written }) => (
          <li key={key}>
            <time dateTime={at}>{momentText(at)}</time>
            <p>{text}</p>
            {written.length > 0 && (
              <dl className={styles.written}>
                {written.map(({ label, text: said }) => (
                  <div key={label}>
                    <dt>{label}</dt>
                    <dd>{said}</dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        ))}
      </ol>
      {shown.length < story.length && (
        <button type="button" className={styles.plain} onClick={() => setWhole(true)}>
          再看更早的{story.length - shown.length}条
        </button>
      )}
    </>
  );
}
