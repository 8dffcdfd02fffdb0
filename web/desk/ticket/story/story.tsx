import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import { dayText, timeText } from '../../../shared/times';
import { Badge, Loading, Refusal } from '../../../shared/ui/notes';
import { eventsQuery, useNames } from '../queries';
import { detailsOf } from './details';
import { actorName, type Names } from './names';
import { sentenceOf } from './retold';
import { Said } from './said';
import styles from './story.module.css';
import { storyDays, type Turn } from './turns';

/**
 * All that happened, in order, by days.
 * @param goesOnAfter the newest line before something was done: the first line after it gets the focus once it is there
 */
export function Story({
  ticket,
  goesOnAfter,
  onSeen,
}: {
  readonly ticket: TicketAnswer;
  readonly goesOnAfter: number | undefined;
  readonly onSeen: () => void;
}) {
  const { data: events, error } = useQuery(eventsQuery(ticket.id));
  const names = useNames(ticket.rulebook.id);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (goesOnAfter === undefined || (events?.at(-1)?.seq ?? 0) <= goesOnAfter) return;
    const lines = [...(list.current?.querySelectorAll<HTMLElement>('li[data-seq]') ?? [])];
    lines.find((it) => Number(it.dataset.seq) > goesOnAfter)?.focus();
    onSeen();
  }, [events, goesOnAfter, onSeen]);
  return (
    <section className={styles.story} aria-labelledby="story">
      <h2 id="story">办理经过</h2>
      {error && <Refusal error={error} />}
      {!events && !error && <Loading />}
      <div ref={list}>
        {storyDays(events ?? []).map(({ day, turns }) => (
          <section key={day} aria-label={dayText(day)}>
            <h3 className={styles.day}>{dayText(day)}</h3>
            <ol className={styles.lines}>
              {turns.map((turn) => (
                <Line key={`${turn.event.seq} ${turn.event.superseded?.by}`} turn={turn} names={names} />
              ))}
            </ol>
          </section>
        ))}
      </div>
    </section>
  );
}

/** What presses somebody, or went wrong, is seen at once. */
const TONES: Readonly<Record<string, 'over' | 'soon' | 'good'>> = {
  'clock-breached': 'over',
  escalated: 'over',
  referred: 'over',
  'referral-proposed': 'over',
  supervised: 'soon',
  urged: 'soon',
  'correction-ordered': 'soon',
  disputed: 'soon',
  complained: 'soon',
  rehandled: 'soon',
  closed: 'good',
};

function Line({ turn: { event, clocks }, names }: { readonly turn: Turn; readonly names: Names }) {
  const details = detailsOf(event, names);
  const sentence = sentenceOf(event, names);
  const tone = TONES[event.type];
  return (
    <li className={styles.line} data-seq={event.seq} tabIndex={-1}>
      <time dateTime={event.at}>{timeText(event.at)}</time>
      <div className={styles.said}>
        <p>
          <span className={styles.who}>{actorName(event.actor, names)}</span>{' '}
          {tone ? (
            <Badge tone={tone}>{sentence}</Badge>
          ) : (
            <strong>
              <Said sentence={sentence} />
            </strong>
          )}
          {event.superseded && <Badge tone="over">系统曾回退，未发生</Badge>}
        </p>
        {details.map(({ label, text, isText }) => (
          <p key={label} className={isText ? styles.text : styles.detail}>
            <span className={styles.label}>{label}</span>
            <span>{text}</span>
          </p>
        ))}
        {clocks.length > 0 && (
          <p className={styles.clocks}>{clocks.map((it) => sentenceOf(it, names)).join('；')}</p>
        )}
      </div>
    </li>
  );
}
