import type { BoardAnswer } from '../../../api/board/answers';
import { type FigureId, shareOf } from '../figures';
import { Panel, Quiet } from './panel';
import styles from './panels.module.css';

/** So many units stand on a wall; the rest open below them. */
const MOST = 7;

/** What each unit has in hand, the most overdue first. */
export function Load({
  board: { load },
  onOpen,
}: {
  readonly board: BoardAnswer;
  readonly onOpen: (figure: FigureId, unit: string) => void;
}) {
  const most = Math.max(...load.map(({ open }) => open), 0);
  return (
    <Panel
      title="各单位在办"
      area="load"
      more={
        <ul className={styles.legend} aria-hidden="true">
          <li>
            <span className={styles.swatch} data-step="overdue" />▲ 逾期
          </li>
          <li>
            <span className={styles.swatch} data-step="open" />
            未逾期
          </li>
        </ul>
      }
    >
      {load.length === 0 && <Quiet>没有单位有在办的工单。</Quiet>}
      <ol className={styles.rows}>
        {load.slice(0, MOST).map(({ unit, name, open, overdue }) => (
          <li key={unit}>
            <button
              type="button"
              className={styles.row}
              aria-label={`${name}：在办${open}件，其中逾期${overdue}件，查看工单`}
              onClick={() => onOpen(overdue > 0 ? 'overdue' : 'open', unit)}
            >
              <span className={styles.label} title={name}>
                {name}
              </span>
              <span className={styles.track}>
                <span
                  className={styles.part}
                  data-step="overdue"
                  style={{ width: `${shareOf(overdue, most)}%` }}
                />
                <span
                  className={styles.part}
                  data-step="open"
                  style={{ width: `${shareOf(open - overdue, most)}%` }}
                />
              </span>
              <span className={styles.count}>
                {overdue > 0 && <span className={styles.over}>▲{overdue}</span>}
                {open}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
