import type { BoardAnswer } from '../../../api/board/answers';
import { keysOf } from '../../../domain/words';
import { dayText } from '../days';
import { shareOf, STEPS } from '../figures';
import { Panel, Quiet } from './panel';
import styles from './panels.module.css';

/** What happens by itself in the next days if nobody acts. */
export function Ahead({
  board: { ahead, today },
  onOpen,
}: {
  readonly board: BoardAnswer;
  readonly onOpen: (day: string) => void;
}) {
  const most = Math.max(...ahead.days.map(({ count }) => count), 0);
  const steps = keysOf(STEPS);
  return (
    <Panel
      title="若无人处理，将自动"
      area="ahead"
      more={
        <ul className={styles.legend} aria-hidden="true">
          {steps.map((step) => (
            <li key={step}>
              <span className={styles.swatch} data-step={step} />
              {STEPS[step]}
            </li>
          ))}
        </ul>
      }
    >
      {!ahead.complete && <Quiet>正在推算，稍后更新。</Quiet>}
      <ol className={styles.rows}>
        {ahead.days.map((day) => {
          const parts = steps.filter((step) => day[step] > 0);
          const said = parts.map((step) => `${STEPS[step]}${day[step]}次`).join('、');
          return (
            <li key={day.day}>
              <button
                type="button"
                className={styles.row}
                aria-label={`${dayText(day.day, today)}：${said || '没有自动事项'}，查看明细`}
                onClick={() => onOpen(day.day)}
              >
                <span className={styles.label}>{dayText(day.day, today)}</span>
                <span className={styles.track} title={said}>
                  {parts.map((step) => (
                    <span
                      key={step}
                      className={styles.part}
                      data-step={step}
                      style={{ width: `${shareOf(day[step], most)}%` }}
                    />
                  ))}
                </span>
                <span className={styles.count}>{day.count}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
