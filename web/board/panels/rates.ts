/** How a rate stands against the month before. */
export interface Change {
  /** `better` and `worse` by what the rate is for: less may be better. */
  readonly way: 'better' | 'worse' | 'same' | 'unknown';
  /** `▲ 2.5`; empty where nothing can be compared. */
  readonly short: string;
  /** `好转`: said beside the colour. */
  readonly word: string;
  /** `比上月高2.5个百分点` */
  readonly text: string;
}

export interface Rate {
  /** None of a plain count. */
  readonly denominator: number | null;
  readonly value: number | null;
  readonly lastMonth: number | null;
  readonly lessIsBetter: boolean;
}

const tenths = (share: number): number => Math.round(share * 1_000) / 10;

/** `97.5%`; a count as it is; a dash where nothing was to be counted. */
export function rateText({ value, denominator }: Pick<Rate, 'value' | 'denominator'>): string {
  if (value === null) return '—';
  return denominator === null ? String(value) : `${tenths(value)}%`;
}

/** Rates are compared as they are shown, in tenths of a percent, so that no arrow stands between two that look the same. */
export function changeOf({ value, lastMonth, denominator, lessIsBetter }: Rate): Change {
  if (value === null) return { way: 'unknown', short: '', word: '暂无', text: '本月还没有可计的' };
  if (lastMonth === null) return { way: 'unknown', short: '', word: '上月无', text: '上月没有可比的' };
  const isCount = denominator === null;
  const more = isCount ? value - lastMonth : Math.round((tenths(value) - tenths(lastMonth)) * 10) / 10;
  if (more === 0) return { way: 'same', short: '＝', word: '持平', text: '与上月持平' };
  const isWorse = more > 0 === lessIsBetter;
  return {
    way: isWorse ? 'worse' : 'better',
    short: `${more > 0 ? '▲' : '▼'} ${Math.abs(more)}`,
    word: isWorse ? '变差' : '好转',
    text: `比上月${more > 0 ? '高' : '低'}${Math.abs(more)}${isCount ? '' : '个百分点'}`,
  };
}
