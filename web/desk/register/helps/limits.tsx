import { useQuery } from '@tanstack/react-query';
import { dueText } from '../../../shared/times';
import { type Matter, momentOf } from '../matter';
import { deadlineQuery, limitsQuery } from '../queries';
import { limitsToTell, spokenLimit, type ToldLimit } from '../told-limits';
import styles from './helps.module.css';

/** The limits that the ticket will get, and the days that they end on if they began now. */
export function Limits({
  rulebook,
  matter,
}: {
  readonly rulebook: string | undefined;
  readonly matter: Matter;
}) {
  const { data } = useQuery(limitsQuery(rulebook, matter.kind, matter.category, matter.urgency));
  if (!data) return null;
  return (
    <section className={styles.help} aria-labelledby="limits">
      <h2 id="limits">时限</h2>
      <dl className={styles.limits}>
        {limitsToTell(data, matter.channel).map((limit) => (
          <div key={limit.clock}>
            <dt>{limit.label}</dt>
            <dd>
              {spokenLimit(limit.limit)}，
              <Due rulebook={rulebook} limit={limit.limit} from={fromOf(limit, matter)} />
              {limit.source !== undefined && <span className={styles.soft}>（{limit.source}）</span>}
            </dd>
          </div>
        ))}
      </dl>
      <p className={styles.soft}>按现在登记、现在派单推算。</p>
    </section>
  );
}

const fromOf = ({ from, clock }: ToldLimit, { receivedAt }: Matter): string =>
  from === 'receipt' || clock === 'overall' ? momentOf(receivedAt) : '';

/** The moment on which a limit ends, in words. @property from when it begins; now without it */
export function Due({
  rulebook,
  limit,
  from = '',
}: {
  readonly rulebook: string | undefined;
  readonly limit: string;
  readonly from?: string;
}) {
  const { data } = useQuery(deadlineQuery(rulebook, limit, from === '' ? undefined : from));
  return data ? (
    <span title={data.explanation}>
      {dueText(data.due)}
      {data.provisional && '（日历未公布，暂定）'}
    </span>
  ) : (
    '……'
  );
}
