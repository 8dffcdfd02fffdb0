import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExplainedAnswer, TicketAnswer } from '../../../api/tickets/answers';
import { parseSpan, spokenSpan } from '../../../domain/time/span';
import { CLOCKS } from '../../../domain/words';
import { isOwed, momentText, pressing, remainingText, wholeMomentText } from '../../shared/times';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { Badge, Loading, Refusal } from '../../shared/ui/notes';
import { useNow } from '../../shared/use-now';
import { clocksQuery, useNames } from './queries';
import styles from './ticket.module.css';

type Clock = TicketAnswer['clocks'][number];

const ENDED = { met: '按时完成', breached: '已逾期', stopped: '已停止' } as const;
const TONES = { over: 'over', soon: 'soon', later: undefined } as const;

/** What is owed, the earliest first, each by the service's time, also where it is over; what has ended below. */
export function Clocks({ ticket }: { readonly ticket: TicketAnswer }) {
  const names = useNames(ticket.rulebook.id);
  const now = useNow(1_000);
  const [asked, setAsked] = useState<Clock>();
  const owed = ticket.clocks.filter(isOwed).toSorted((a, b) => (a.due < b.due ? -1 : 1));
  const ended = ticket.clocks.filter((it) => !isOwed(it));
  const line = (clock: Clock) => (
    <li key={`${clock.name} ${clock.unit} ${clock.startedAt} ${clock.due}`} className={styles.clock}>
      <span>
        <strong>{CLOCKS[clock.name]}</strong>
        {clock.unit !== undefined && <span className={styles.soft}> {names.unit(clock.unit)}</span>}
        <br />
        <span className={styles.soft}>
          {momentText(clock.due)}到期{clock.provisional && '（暂定：当年日历尚未公布）'}
        </span>
      </span>
      <span className={styles.clockEnd}>
        {isOwed(clock) || clock.state === 'running' ? (
          <Badge tone={TONES[pressing(clock.due, now)]}>{remainingText(clock.due, now)}</Badge>
        ) : (
          <Badge tone={clock.state === 'breached' || clock.late ? 'over' : undefined}>
            {clock.late ? '逾期后完成' : ENDED[clock.state]}
          </Badge>
        )}
        <Button look="quiet" aria-label={`为什么：${CLOCKS[clock.name]}`} onPress={() => setAsked(clock)}>
          为什么
        </Button>
      </span>
    </li>
  );
  return (
    <section className={styles.section} aria-labelledby="clocks">
      <h2 id="clocks">时限</h2>
      {owed.length === 0 ? (
        <p className={styles.soft}>没有正在计时的时限。</p>
      ) : (
        <ul className={styles.plain}>{owed.map(line)}</ul>
      )}
      {ended.length > 0 && (
        <details>
          <summary>已结束的时限（{ended.length}）</summary>
          <ul className={styles.plain}>{ended.map(line)}</ul>
        </details>
      )}
      {asked && <Explained id={ticket.id} clock={asked} onClose={() => setAsked(undefined)} />}
    </section>
  );
}

/** How a clock came to be due when it is: which days counted, which not and why, and what moved it (T-8, T-9). */
function Explained({
  id,
  clock,
  onClose,
}: {
  readonly id: string;
  readonly clock: Clock;
  readonly onClose: () => void;
}) {
  const { data, error } = useQuery(clocksQuery(id));
  const found = data?.find(
    (it) => it.name === clock.name && it.unit === clock.unit && it.startedAt === clock.startedAt,
  );
  return (
    <Dialog
      title={`${CLOCKS[clock.name]}是怎么算的`}
      onClose={onClose}
      foot={
        <Button autoFocus onPress={onClose}>
          关闭
        </Button>
      }
    >
      {error && <Refusal error={error} />}
      {!data && !error && <Loading />}
      {found && <Explanation clock={found} />}
      {data && !found && <p>没有这个时限的说明，请刷新后再看。</p>}
    </Dialog>
  );
}

function Explanation({ clock }: { readonly clock: ExplainedAnswer }) {
  const { limit, source, startedAt, due, counted, skipped, moves, endedAt } = clock;
  const [length = limit] = limit.split(',');
  const span = parseSpan(length);
  return (
    <>
      <p>
        {wholeMomentText(startedAt)}起算，时限{span ? spokenSpan(span) : limit}
        {source === undefined ? '（本地设定）' : `，依据${source}`}。
      </p>
      {counted.length > 0 ? (
        <Days title={`计入${counted.length}天`} days={counted.map((date) => ({ date }))} />
      ) : (
        <p>这个时限按钟点连续计算，不分工作日和休息日。</p>
      )}
      {skipped.length > 0 && <Days title={`不计入${skipped.length}天`} days={skipped} />}
      {moves.length > 0 && (
        <>
          <h3>改动</h3>
          <ol className={styles.moves}>
            {moves.map(({ at, before, after, causeText, source: by }) => (
              <li key={`${at} ${after}`}>
                {momentText(at)}因{causeText}
                {by !== undefined && `（${by}）`}，由{momentText(before)}改为{momentText(after)}
              </li>
            ))}
          </ol>
        </>
      )}
      <p>
        <strong>{wholeMomentText(due)}到期</strong>
        {endedAt !== undefined && `；${wholeMomentText(endedAt)}结束`}。
        {clock.provisional && '当年工作日历公布后可能改变。'}
      </p>
    </>
  );
}

function Days({
  title,
  days,
}: {
  readonly title: string;
  readonly days: readonly { readonly date: string; readonly why?: string }[];
}) {
  return (
    <>
      <h3>{title}</h3>
      <ul className={styles.days}>
        {days.map(({ date, why }) => (
          <li key={date}>
            {date}
            {why !== undefined && <span className={styles.soft}> {why}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
