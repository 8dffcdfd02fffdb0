import { KINDS, STATES } from '../../../domain/words';
import { momentText, remainingText } from '../../shared/times';
import { Badge } from '../../shared/ui/notes';
import type { Line } from './lines';
import styles from './tickets.module.css';

/** Tickets by their numbers, each with what may be told of it. @property isLinked whether its number leads to the desk */
export function Lines({
  lines,
  unitName,
  isLinked,
}: {
  readonly lines: readonly Line[];
  readonly unitName: (id: string) => string;
  readonly isLinked: boolean;
}) {
  return (
    <ol className={styles.lines}>
      {lines.map(({ key, ticket, kind, category, district, unit, state, level = 0, due, overdue, note }) => (
        <li key={key} className={styles.line}>
          <span className={styles.first}>
            {isLinked ? <a href={`/desk/tickets/${ticket}`}>{ticket}</a> : <strong>{ticket}</strong>}
            {state && <Badge>{STATES[state]}</Badge>}
            {level > 0 && <Badge tone="over">第{level}级</Badge>}
            {due !== undefined && (
              <Badge tone={overdue ? 'over' : undefined}>
                {overdue ? '▲ ' : ''}
                {remainingText(due)}
              </Badge>
            )}
          </span>
          <span className={styles.more}>
            {[
              note,
              kind && KINDS[kind],
              category,
              district && unitName(district),
              unit && unitName(unit),
              due && `期限 ${momentText(due)}`,
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </li>
      ))}
    </ol>
  );
}
