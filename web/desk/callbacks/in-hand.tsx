import { Dial } from '../../shared/ui/dial';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { HoldAnswer } from '../../../api/callbacks/answers';
import type { TicketAnswer } from '../../../api/tickets/answers';
import { KINDS, SATISFACTIONS } from '../../../domain/words';
import { rulebookQuery, useUnitNames } from '../../shared/reference';
import { lengthText, momentText } from '../../shared/times';
import { useSending } from '../../shared/sending';
import { Button } from '../../shared/ui/button';
import { Loading, Note, Refusal } from '../../shared/ui/notes';
import { useNow } from '../../shared/use-now';
import { eventsQuery } from '../ticket/queries';
import { Story } from '../ticket/story/story';
import { ticketQuery } from '../tickets/queries';
import { scriptFor } from './call';
import { CallForm } from './call-form';
import styles from './callbacks.module.css';
import { replyIn, vainCalls } from './reply';

/** One who is called back now: the number, what to ask, what was answered and what came before; and what is heard. */
export function InHand({
  ticket: taken,
  until,
  said,
  onProlonged,
  onReleased,
  onSaved,
}: {
  readonly ticket: TicketAnswer;
  readonly until: string;
  /** What happened just before. */
  readonly said: string | undefined;
  readonly onProlonged: (until: string) => void;
  readonly onReleased: () => void;
  readonly onSaved: (isMore: boolean) => void;
}) {
  const { data: ticket = taken } = useQuery(ticketQuery(taken.id));
  const { data: book } = useQuery(rulebookQuery(ticket.rulebook.id));
  const { data: events, error } = useQuery(eventsQuery(ticket.id));
  const unitName = useUnitNames();
  const send = useSending();
  const release = useMutation({
    mutationFn: () => send(`/v1/callbacks/${ticket.id}/release`, {}),
    onSuccess: onReleased,
  });
  const prolong = useMutation({
    mutationFn: () => send<HoldAnswer>(`/v1/callbacks/${ticket.id}/hold`, {}),
    onSuccess: ({ heldUntil }) => onProlonged(heldUntil),
  });
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const phone = ticket.caller?.phone;
  const reply = events && replyIn(events);
  const scale = (book?.callback?.scale ?? []).map((id) => SATISFACTIONS[id] ?? id);
  return (
    <section className={styles.page} aria-labelledby="title">
      {said !== undefined && <Note tone="good">{said}</Note>}
      <div className={styles.head}>
        <h1 id="title" ref={heading} tabIndex={-1}>
          回访：{ticket.title}
        </h1>
        <Hold until={until} />
        <div className={styles.acts}>
          <Button isPending={prolong.isPending} onPress={() => prolong.mutate()}>
            再留十分钟
          </Button>
          <Button isPending={release.isPending} onPress={() => release.mutate()}>
            释放
          </Button>
        </div>
      </div>
      {(release.error ?? prolong.error) && <Refusal error={release.error ?? prolong.error} />}
      <div className={styles.columns}>
        <div className={styles.card}>
          <p className={styles.caller}>
            <span>{ticket.caller?.name ?? '诉求人'}</span>
            {phone === undefined ? '没有可以拨打的号码' : <Dial className={styles.phone} phone={phone} />}
          </p>
          <p className={styles.soft}>
            <a href={`/desk/tickets/${ticket.id}`} target="_blank" rel="noreferrer">
              {ticket.id}
            </a>{' '}
            · {KINDS[ticket.kind]} · {ticket.category} · {momentText(ticket.receivedAt)}
          </p>
          <h2>怎么问</h2>
          <ol className={styles.script}>
            {scriptFor(ticket, book?.callback, { dayText: momentText, scale }).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
          <CallForm
            ticket={ticket}
            rule={book?.callback}
            vain={events ? vainCalls(events) : 0}
            onSaved={onSaved}
          />
        </div>
        <aside className={styles.card} aria-label="答复和经过">
          <h2>诉求</h2>
          <p className={styles.text}>{ticket.content}</p>
          <h2>答复</h2>
          {error && <Refusal error={error} />}
          {!events && !error && <Loading />}
          {reply && (
            <>
              <p className={styles.soft}>
                {reply.unit !== undefined && unitName(reply.unit)}：{reply.outcome}
              </p>
              <dl className={styles.reply}>
                {reply.parts.map(({ name, text }) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd className={styles.text}>{text}</dd>
                  </div>
                ))}
              </dl>
            </>
          )}
          <Story ticket={ticket} goesOnAfter={undefined} onSeen={nothing} />
        </aside>
      </div>
    </section>
  );
}

const nothing = () => {};

/** How long it is this operator's alone; over, others may take it, and what is typed can still be saved if nobody did. */
function Hold({ until }: { readonly until: string }) {
  const now = useNow(1_000);
  const left = Date.parse(until) - now;
  const text =
    left <= 0
      ? '保留时间已过，其他人可以领取'
      : `为您保留${left < 60_000 ? `${Math.ceil(left / 1_000)}秒` : lengthText(left)}`;
  return (
    <span className={left < 120_000 ? styles.soon : styles.soft} role="timer">
      {text}
    </span>
  );
}
