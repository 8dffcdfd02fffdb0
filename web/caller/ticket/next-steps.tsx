import { useQuery } from '@tanstack/react-query';
import type { TicketAnswer } from '../../../api/tickets/answers';
import { remainingText } from '../../shared/times';
import type { Access } from '../access/fragment';
import styles from '../caller.module.css';
import { More, Told } from '../ui';
import { nextSteps, whySentences } from '../words/next-step';
import { refusedText } from '../words/refused';
import { deadlinesQuery } from './queries';

/** What happens next, by when, and why by then. */
export function NextSteps({
  access,
  ticket,
  unitName,
  now,
}: {
  readonly access: Access;
  readonly ticket: TicketAnswer;
  readonly unitName: (id: string) => string;
  readonly now: number;
}) {
  const { data, error } = useQuery(deadlinesQuery(access));
  if (ticket.state === 'closed') return null;
  const lead = ticket.assignments.find(({ role }) => role === 'lead')?.unit;
  const clocks = data?.items ?? [];
  const steps = nextSteps(clocks, lead, unitName, now);
  return (
    <section className={styles.card} aria-labelledby="next">
      <h2 id="next">接下来</h2>
      {error && !data && <Told tone="bad">{refusedText(error)}</Told>}
      {data && steps.length === 0 && <p>{ticket.next.does}。</p>}
      <ul className={styles.steps}>
        {steps.map(({ clock, text, by, isOver, due }) => {
          const why = clocks.find((it) => it.clock === clock);
          return (
            <li key={clock} data-over={isOver}>
              <strong>{text}</strong>
              <span className={styles.by}>
                {isOver && <span aria-hidden="true">▲ </span>}
                {by}
                {isOver ? '，热线会督促' : `（${remainingText(due, now)}）`}
              </span>
              {why && (
                <More
                  name={
                    <>
                      为什么是这个时间<span className="visually-hidden">：{text}</span>
                    </>
                  }
                >
                  {whySentences(why, now).map((it) => (
                    <p key={it}>{it}</p>
                  ))}
                </More>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
