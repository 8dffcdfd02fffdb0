import type { BoardAnswer } from '../../../api/board/answers';
import { keysOf } from '../../../domain/words';
import { type FigureId, FIGURES } from '../figures';
import styles from './panels.module.css';

/** The five figures; each opens its tickets. */
export function Figures({
  board,
  onOpen,
}: {
  readonly board: BoardAnswer;
  readonly onOpen: (figure: FigureId) => void;
}) {
  return (
    <ul className={styles.figures} aria-label="现况">
      {keysOf(FIGURES).map((id) => {
        const { name, sign, tone, counts } = FIGURES[id];
        return (
          <li key={id}>
            <button
              type="button"
              className={styles.figure}
              data-tone={board[id] > 0 ? tone : 'plain'}
              title={counts}
              aria-label={`${name}${board[id]}件，查看工单`}
              onClick={() => onOpen(id)}
            >
              <span className={styles.name}>
                <span aria-hidden="true">{sign} </span>
                {name}
              </span>
              <span className={styles.number}>{board[id]}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
