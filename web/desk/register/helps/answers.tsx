import { useQuery } from '@tanstack/react-query';
import type { EntryAnswer } from '../../../../api/knowledge/answers';
import { useUnitNames } from '../../../shared/reference';
import { Button } from '../../../shared/ui/button';
import { Refusal } from '../../../shared/ui/notes';
import { knowledgeFor } from '../queries';
import styles from './helps.module.css';

/** What the knowledge base has for the matter, to answer it at once (WF-31). */
export function Answers({
  asked,
  chosen,
  onChoose,
}: {
  readonly asked: string;
  /** The entry that it is going to be answered from. */
  readonly chosen: string | undefined;
  readonly onChoose: (entry: EntryAnswer | undefined) => void;
}) {
  const { data, error, isFetching } = useQuery(knowledgeFor(asked));
  const unitName = useUnitNames();
  if (!data && !error) return null;
  return (
    <section className={styles.help} aria-labelledby="answers" aria-busy={isFetching}>
      <h2 id="answers">知识库{data ? `（${data.items.length}条）` : ''}</h2>
      {error && <Refusal error={error} />}
      {data?.items.length === 0 && <p className={styles.soft}>没有可以直接答复的条目。</p>}
      <ul className={styles.found}>
        {data?.items.map((entry) => (
          <li key={entry.id} className={styles.item}>
            <strong>{entry.question}</strong>
            <details>
              <summary className={styles.soft}>
                {unitName(entry.owner)} · {entry.source}
              </summary>
              <p className={styles.text}>{entry.answer}</p>
            </details>
            <div className={styles.acts}>
              <Button
                look="quiet"
                aria-pressed={chosen === entry.id}
                aria-label={`用“${entry.question}”即时答复`}
                onPress={() => onChoose(chosen === entry.id ? undefined : entry)}
              >
                {chosen === entry.id ? '✓ 将用它答复' : '用它即时答复'}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
