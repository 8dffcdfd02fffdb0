import { lengthText } from '../shared/times';

/** Figures that are older than this (ms) are not shown as today's: the page asks several times in that time. */
export const OLD = 90_000;

const clock = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const day = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric' });

/** `16:40:12`, with its day where that is not today. */
function momentOf(at: number, now: number): string {
  const time = clock.format(at);
  return day.format(at) === day.format(now) ? time : `${day.format(at)} ${time}`;
}

/** Whether figures may pass for the present ones, and what is said of them. */
export interface Freshness {
  readonly isOld: boolean;
  readonly text: string;
}

/**
 * @param countedAt when the service counted them (ms since 1970)
 * @param now by the service's time
 * @param failing the newest question had no answer
 */
export function freshnessOf(countedAt: number, now: number, failing: boolean): Freshness {
  const age = now - countedAt;
  const moment = momentOf(countedAt, now);
  if (age <= OLD) return { isOld: false, text: `${moment} 的数据${failing ? '，正在重新连接' : ''}` };
  const why = failing ? '连接中断' : '服务没有新的统计';
  return { isOld: true, text: `${why}，以下是 ${moment}（${lengthText(age)}前）的旧数据，正在重试` };
}
