import type { BoardAnswer } from '../../../api/board/answers';
import type { Showing } from '../use-shown';
import { Panel, Quiet } from './panel';
import styles from './panels.module.css';
import { changeOf, rateText } from './rates';

/** The month's rates against last month's, by one assessment. */
export function Rates({ board: { months }, shown, show }: Showing & { readonly board: BoardAnswer }) {
  const chosen = months.items.find(({ rulebook }) => rulebook === shown.rulebook) ?? months.items[0];
  return (
    <Panel
      title={chosen ? `${Number(chosen.month.slice(5))}月指标` : '本月指标'}
      area="rates"
      more={
        months.items.length > 1 && (
          <label>
            <span className="visually-hidden">考核办法</span>
            <select
              className={styles.choice}
              value={chosen?.rulebook}
              onChange={({ target }) => show({ rulebook: target.value })}
            >
              {months.items.map(({ rulebook, title }) => (
                <option key={rulebook} value={rulebook}>
                  {title}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      {!months.complete && <Quiet>部分指标还在统计，稍后更新。</Quiet>}
      {months.complete && !chosen && <Quiet>没有考核办法，不计指标。</Quiet>}
      {chosen && (
        <ul className={styles.rates}>
          {chosen.indicators.map((rate) => {
            const change = changeOf(rate);
            return (
              <li key={rate.id}>
                <button
                  type="button"
                  className={styles.rate}
                  aria-label={`${rate.name}${rateText(rate)}，${change.text}${change.way === 'worse' || change.way === 'better' ? `，${change.word}` : ''}，查看工单`}
                  onClick={() =>
                    show({
                      behind: { indicator: rate.id, month: chosen.month, rulebook: chosen.rulebook },
                    })
                  }
                >
                  <span className={styles.label}>{rate.name}</span>
                  <span className={styles.count}>{rateText(rate)}</span>
                  <span className={styles.change} data-way={change.way} title={change.text}>
                    <span>{change.short}</span>
                    <span>{change.word}</span>
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
