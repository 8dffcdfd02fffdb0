import { useQuery } from '@tanstack/react-query';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import { momentText } from '../../../shared/times';
import { Button } from '../../../shared/ui/button';
import { Note } from '../../../shared/ui/notes';
import { eventsQuery, useNames } from '../queries';
import { actorName } from '../story/names';
import { sentenceOf } from '../story/retold';
import { since } from '../story/turns';

/** What happened while somebody wrote: nobody decides on an old view, and nothing that was typed is lost. */
export function Changed({
  ticket,
  seen,
  onSeen,
}: {
  readonly ticket: TicketAnswer;
  readonly seen: number;
  readonly onSeen: () => void;
}) {
  const { data: events = [], isFetching } = useQuery(eventsQuery(ticket.id));
  const names = useNames(ticket.rulebook.id);
  if (ticket.seq <= seen) return null;
  const changes = since(events, seen);
  return (
    <Note tone="soon">
      <p>
        <strong>工单已有变化</strong>，您填写的内容还在：
      </p>
      <ul>
        {changes.map((it) => (
          <li key={it.seq}>
            {momentText(it.at)} {actorName(it.actor, names)} {sentenceOf(it, names)}
          </li>
        ))}
        {changes.length === 0 && (
          <li>{isFetching ? '正在读取有什么变化……' : '工单的时限或者内部信息有变化。'}</li>
        )}
      </ul>
      <div>
        <Button onPress={onSeen}>已看过，继续办理</Button>
      </div>
    </Note>
  );
}
