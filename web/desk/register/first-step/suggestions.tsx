import { useQuery } from '@tanstack/react-query';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import { useShortcut } from '../../../shared/shortcuts';
import { Button } from '../../../shared/ui/button';
import { suggestedUnits } from '../queries';
import styles from '../register.module.css';

/** So many can be taken by their number. */
const SHOWN = 5;

/** Units that such a matter is usually for, each with why; where none can be said, one searches. */
export function Suggestions({
  ticket,
  lead,
  onLead,
}: {
  readonly ticket: TicketAnswer;
  readonly lead: string | undefined;
  readonly onLead: (unit: string) => void;
}) {
  const { data, isError } = useQuery(suggestedUnits(ticket));
  if (isError) return <p className={styles.soft}>暂时给不出建议，请查找单位。</p>;
  if (!data) return null;
  if (data.length === 0) return <p className={styles.soft}>没有建议的单位，请查找。</p>;
  return (
    <section className={styles.group} aria-labelledby="suggested">
      <h2 id="suggested">建议的主办单位</h2>
      <ol className={styles.list}>
        {data.slice(0, SHOWN).map(({ unit, name, why }, i) => (
          <li key={unit} className={styles.suggested} data-chosen={lead === unit}>
            <div>
              <strong>{name}</strong>
              <div className={styles.soft}>{why.join('；')}</div>
            </div>
            <Take number={i + 1} name={name} isChosen={lead === unit} onTake={() => onLead(unit)} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Take({
  number,
  name,
  isChosen,
  onTake,
}: {
  readonly number: number;
  readonly name: string;
  readonly isChosen: boolean;
  readonly onTake: () => void;
}) {
  useShortcut({ key: String(number), does: `由${name}主办`, run: onTake });
  return (
    <Button aria-pressed={isChosen} aria-label={`由${name}主办`} autoFocus={number === 1} onPress={onTake}>
      {isChosen ? '✓ 主办' : `主办（${number}）`}
    </Button>
  );
}
