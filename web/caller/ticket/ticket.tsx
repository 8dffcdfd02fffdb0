import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { KINDS } from '../../../domain/words';
import { momentText } from '../../shared/times';
import { useNow } from '../../shared/use-now';
import type { Access } from '../access/fragment';
import { Acts } from '../acts/acts';
import { Restrictions } from '../acts/appeal';
import styles from '../caller.module.css';
import { More, Told } from '../ui';
import { refusedText } from '../words/refused';
import { placeOf, standingOf, WAY } from '../words/standing';
import { storyOf } from '../words/story';
import { Messages } from './messages';
import { NextSteps } from './next-steps';
import { eventsQuery, ticketQuery, unitsQuery } from './queries';
import { Story } from './story';
import { useSlow } from './use-slow';

/** How a matter stands, what comes next, what happened, and what its caller can do. */
export function Ticket({ access }: { readonly access: Access }) {
  const { data: ticket, error, isPending, refetch } = useQuery(ticketQuery(access));
  const { data: events, error: eventsError } = useQuery(eventsQuery(access));
  const { data: units } = useQuery(unitsQuery(access));
  const isSlow = useSlow(isPending);
  const now = useNow();
  const head = useRef<HTMLHeadingElement>(null);
  const isThere = ticket !== undefined;
  // Who has come in hears first how it stands.
  useEffect(() => {
    if (isThere) head.current?.focus();
  }, [isThere]);
  const unitName = (id: string): string => units?.find((it) => it.id === id)?.name ?? '承办单位';
  if (!ticket)
    return (
      <>
        <h1>我的诉求</h1>
        {error ? (
          <Told tone="bad">
            <p>{refusedText(error)}</p>
            <button type="button" className={styles.plain} onClick={() => void refetch()}>
              再试一次
            </button>
          </Told>
        ) : (
          <div className={styles.card} role="status">
            <p>{isSlow ? '网络有点慢，还在读取……' : '正在读取……'}</p>
            <div className={styles.ghost} aria-hidden="true" />
            <div className={styles.ghost} aria-hidden="true" />
          </div>
        )}
      </>
    );
  const said = standingOf(ticket, unitName, now);
  const place = placeOf(ticket);
  const story = events && storyOf(events.items, unitName, now);
  return (
    <>
      <section className={styles.card} aria-labelledby="standing">
        <p className={styles.hint}>
          工单编号 {ticket.id} · {KINDS[ticket.kind]} · {momentText(ticket.receivedAt)}提出
        </p>
        <h1 id="standing" ref={head} tabIndex={-1}>
          {said.headline}
        </h1>
        <p>{said.text}</p>
        {said.also.map((it) => (
          <p key={it}>{it}</p>
        ))}
        <ol className={styles.way} aria-label="办理到哪一步">
          {WAY.map((step, i) => (
            <li key={step} data-done={i < place} aria-current={i === place ? 'step' : undefined}>
              <span className={styles.dot} aria-hidden="true">
                {i < place ? '✓' : i + 1}
              </span>
              {step}
              {i < place && <span className="visually-hidden">（已过）</span>}
            </li>
          ))}
        </ol>
        {error && <Told tone="soon">{refusedText(error)} 下面是刚才的情况。</Told>}
      </section>
      <NextSteps access={access} ticket={ticket} unitName={unitName} now={now} />
      <Restrictions access={access} />
      <Acts access={access} ticket={ticket} newest={story?.[0]?.text} />
      <section className={styles.card} aria-labelledby="story">
        <h2 id="story">办理经过</h2>
        {eventsError && !events && <Told tone="bad">{refusedText(eventsError)}</Told>}
        {story && <Story story={story} />}
      </section>
      <section className={styles.card} aria-label="更多">
        <More name="登记的内容">
          <p>
            <strong>{ticket.title}</strong>
          </p>
          {ticket.content !== undefined && <p className={styles.written}>{ticket.content}</p>}
          {ticket.address !== undefined && <p>地点：{ticket.address}</p>}
          <p className={styles.hint}>{ticket.category}</p>
        </More>
        <Messages access={access} />
      </section>
    </>
  );
}
