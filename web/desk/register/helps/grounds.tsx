import type { RulebookAnswer } from '../../../../api/law/rulebook-answer';
import { COMMANDS } from '../../../../domain/words';
import styles from './helps.module.css';

/** What the rulebook leaves to others, and where the caller is sent with it at once: emergencies among it. */
export function Grounds({ book }: { readonly book: RulebookAnswer | undefined }) {
  if (!book?.decline || book.decline.length === 0) return null;
  return (
    <section className={styles.help} aria-labelledby="grounds">
      <h2 id="grounds">不由热线受理的</h2>
      <ul className={styles.grounds}>
        {book.decline.map(({ id, label, instead, source }) => (
          <li key={id}>
            {label}
            {instead !== undefined && `——应当${COMMANDS[instead]}`}
            {source !== undefined && <span className={styles.soft}>（{source}）</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
