import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef } from 'react';
import type { TicketSummary } from '../../../api/tickets/answers';
import { KINDS, STATES } from '../../../domain/words';
import { useUnitNames } from '../../shared/reference';
import { isOwed, momentText, pressing, remainingText } from '../../shared/times';
import { CheckInput } from '../../shared/ui/fields';
import { Badge } from '../../shared/ui/notes';
import { useNow } from '../../shared/use-now';
import styles from './tickets.module.css';

/** So high is a line of the list (px), where nothing in it takes a second one. */
const LINE = 64;

/**
 * Tickets, one a line; only what is on the screen is drawn.
 * @param onEnd called when the last of them comes near
 * @param isMore whether there are more than these
 * @param chosen the numbers of those that were chosen, with the `seq` at which each was seen; without it none can be
 */
export function TicketTable({
  tickets,
  onEnd,
  isMore,
  chosen,
  onChoose,
}: {
  readonly tickets: readonly TicketSummary[];
  readonly onEnd: () => void;
  readonly isMore: boolean;
  readonly chosen?: ReadonlyMap<string, number>;
  readonly onChoose?: (chosen: ReadonlyMap<string, number>) => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const now = useNow();
  const unitName = useUnitNames();
  const virtual = useVirtualizer({
    count: tickets.length,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE,
    overscan: 2,
    getItemKey: (index) => tickets[index]?.id ?? index,
  });
  const lines = virtual.getVirtualItems();
  const last = lines.at(-1)?.index ?? -1;
  useEffect(() => {
    if (isMore && last >= tickets.length - 10) onEnd();
  }, [isMore, last, tickets.length, onEnd]);
  return (
    <div ref={frame} className={styles.frame} role="region" aria-label="工单列表" tabIndex={0}>
      <ol
        className={styles.lines}
        style={{ height: virtual.getTotalSize() }}
        aria-label={`工单${tickets.length}件`}
      >
        {lines.map(({ index, start, key }) => {
          const ticket = tickets[index];
          return (
            ticket && (
              <li
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className={styles.line}
                style={{ transform: `translateY(${start}px)`, minHeight: LINE }}
                aria-setsize={isMore ? -1 : tickets.length}
                aria-posinset={index + 1}
              >
                <div className={styles.row}>
                  {chosen && onChoose && (
                    <div className={styles.choose}>
                      <CheckInput
                        label={<span className="visually-hidden">选中{ticket.title}</span>}
                        value={chosen.has(ticket.id)}
                        onChange={(isChosen) => onChoose(withTicket(chosen, ticket, isChosen))}
                      />
                    </div>
                  )}
                  <Line ticket={ticket} now={now} unitName={unitName} />
                </div>
              </li>
            )
          );
        })}
      </ol>
    </div>
  );
}

/** What stays on the screen while it is scrolled is not made anew: its link is most of what a line costs. */
const Line = memo(function Line({
  ticket,
  now,
  unitName,
}: {
  readonly ticket: TicketSummary;
  readonly now: number;
  readonly unitName: (id: string) => string;
}) {
  const lead = ticket.assignments.find(({ role }) => role === 'lead');
  const due = dueOf(ticket);
  return (
    <Link className={styles.link} to="/tickets/$id" params={{ id: ticket.id }}>
      <span className={styles.title}>
        <strong>{ticket.title}</strong>
        <span className={styles.more}>
          {ticket.id} · {KINDS[ticket.kind]} · {ticket.category}
        </span>
      </span>
      <span className={styles.who}>{lead ? unitName(lead.unit) : '尚未派单'}</span>
      <span className={styles.state}>
        <Badge>{STATES[ticket.state]}</Badge>
        {ticket.level > 0 && <Badge tone="over">{ticket.levelName ?? `第${ticket.level}级`}</Badge>}
      </span>
      <span className={styles.due}>
        {due !== undefined && <Badge tone={TONES[pressing(due, now)]}>{remainingText(due, now)}</Badge>}
        <span className={styles.more}>{momentText(due ?? ticket.closedAt ?? ticket.receivedAt)}</span>
      </span>
    </Link>
  );
});

const TONES = { over: 'over', soon: 'soon', later: undefined } as const;

/** The earliest moment by which somebody owes something. */
const dueOf = ({ clocks }: TicketSummary): string | undefined =>
  clocks
    .filter(isOwed)
    .map(({ due }) => due)
    .toSorted()[0];

function withTicket(chosen: ReadonlyMap<string, number>, { id, seq }: TicketSummary, isChosen: boolean) {
  const next = new Map(chosen);
  if (isChosen) next.set(id, seq);
  else next.delete(id);
  return next;
}
