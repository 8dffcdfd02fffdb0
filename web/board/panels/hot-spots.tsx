import type { BoardAnswer } from '../../../api/board/answers';
import { useUnitNames } from '../../shared/reference';
import { momentText } from '../../shared/times';
import { Panel, Quiet } from './panel';
import styles from './panels.module.css';

/** So many stand on a wall. */
const MOST = 4;

/** What many raised within days, the newest first. */
export function HotSpots({
  board: { hotSpots },
  onOpen,
}: {
  readonly board: BoardAnswer;
  readonly onOpen: (spot: string) => void;
}) {
  const unitName = useUnitNames();
  return (
    <Panel title="热点" area="spots">
      {hotSpots.length === 0 && <Quiet>近日没有多人反映的同类事项。</Quiet>}
      <ol className={styles.rows}>
        {hotSpots.slice(0, MOST).map(({ id, category, district, callers, tickets, open, until }) => (
          <li key={id}>
            <button
              type="button"
              className={styles.spot}
              aria-label={`${unitName(district)}${category}：${callers}人反映，${tickets}件，其中${open}件在办，查看工单`}
              onClick={() => onOpen(id)}
            >
              <span className={styles.what}>
                <strong>{category}</strong>
                <span className={styles.where}>
                  {unitName(district)} · 最近 {momentText(until)}
                </span>
              </span>
              <span className={styles.count}>
                {callers}
                <span className={styles.unit}>人</span>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
