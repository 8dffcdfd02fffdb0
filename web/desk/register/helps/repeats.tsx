import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { OUTCOMES, STATES } from '../../../../domain/words';
import { Button } from '../../../shared/ui/button';
import { Badge, Refusal } from '../../../shared/ui/notes';
import type { Matter } from '../matter';
import { type Repeat, repeatsQuery } from '../queries';
import { type Relation, RELATIONS, relationsTo } from '../relations';
import { Glance } from './glance';
import styles from './helps.module.css';

/** So many are shown first, so that the rest of what helps is in sight. */
const SHOWN = 3;

/** Tickets that the matter may repeat. @property relation what was chosen to become of one */
export function Repeats({
  matter,
  relation,
  onRelate,
}: {
  readonly matter: Matter;
  readonly relation: (ticket: string) => Relation | undefined;
  readonly onRelate: (repeat: Repeat, how: Relation) => void;
}) {
  const { data, error, isFetching } = useQuery(repeatsQuery(matter));
  const [opened, setOpened] = useState<string>();
  const [isWhole, setWhole] = useState(false);
  if (!data && !error) return null;
  const all = data?.items ?? [];
  const shown = isWhole ? all : all.filter((it, i) => i < SHOWN || relation(it.ticket) !== undefined);
  return (
    <section className={styles.help} aria-labelledby="repeats" aria-busy={isFetching}>
      <h2 id="repeats">可能重复{data ? `（${data.items.length}件）` : ''}</h2>
      {error && <Refusal error={error} />}
      {data?.complete === false && <p className={styles.soft}>查重刚刚启动，暂时只显示同一来电人的工单。</p>}
      {data?.items.length === 0 && <p className={styles.soft}>没有相似的工单。</p>}
      <ul className={styles.found}>
        {shown.map((repeat) => {
          const { ticket, score, reasons, state, outcome } = repeat;
          const isOpen = opened === ticket;
          const chosen = relation(ticket);
          return (
            <li key={ticket} className={styles.item}>
              <div className={styles.line}>
                <strong>{Math.round(score * 100)}%</strong>
                <span className={styles.number}>{ticket}</span>
                <Badge>{outcome === undefined ? STATES[state] : OUTCOMES[outcome]}</Badge>
              </div>
              <p className={styles.soft}>{reasons.join(' · ')}</p>
              <div className={styles.acts}>
                <Button
                  look="quiet"
                  aria-expanded={isOpen}
                  aria-label={`查看工单${ticket}`}
                  onPress={() => setOpened(isOpen ? undefined : ticket)}
                >
                  {isOpen ? '收起' : '查看'}
                </Button>
                {relationsTo(repeat).map((how) => (
                  <Button
                    key={how}
                    look="quiet"
                    aria-pressed={chosen === how}
                    aria-label={`${RELATIONS[how]}${ticket}`}
                    onPress={() => onRelate(repeat, how)}
                  >
                    {chosen === how ? '✓ ' : ''}
                    {RELATIONS[how]}
                  </Button>
                ))}
              </div>
              {isOpen && <Glance id={ticket} />}
            </li>
          );
        })}
      </ul>
      {all.length > shown.length && (
        <Button look="quiet" onPress={() => setWhole(true)}>
          显示全部{all.length}件
        </Button>
      )}
    </section>
  );
}
