import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { HoldAnswer, NextCallbackAnswer } from '../../../api/callbacks/answers';
import type { TicketAnswer } from '../../../api/tickets/answers';
import { useShortcut } from '../../shared/shortcuts';
import { useSending } from '../../shared/sending';
import { Button } from '../../shared/ui/button';
import { Empty, Loading, Note, Refusal } from '../../shared/ui/notes';
import { ticketQuery } from '../tickets/queries';
import styles from './callbacks.module.css';
import { InHand } from './in-hand';
import { callbacksQuery } from './queries';
import { Waiting } from './waiting';

interface Held {
  readonly ticket: TicketAnswer;
  readonly until: string;
}

/** The queue of those who are to be called back, and the one that is in hand (WF-25). */
export function CallbacksPage() {
  const queries = useQueryClient();
  const send = useSending();
  const [held, setHeld] = useState<Held>();
  /** Those that were let go: they are not given again as the next. */
  const [skipped, setSkipped] = useState<readonly string[]>([]);
  const [said, setSaid] = useState<string>();
  const queue = useInfiniteQuery(callbacksQuery);
  const items = queue.data?.pages.flatMap((page) => page.items) ?? [];

  const lookAnew = () => void queries.invalidateQueries({ queryKey: callbacksQuery.queryKey });
  const take = useMutation({
    mutationFn: (skip: readonly string[]) => send<NextCallbackAnswer>('/v1/callbacks/next', { skip }),
    onSuccess: ({ ticket, heldUntil }) => {
      if (ticket) {
        // What was read of it before may be old.
        queries.removeQueries({ queryKey: ['ticket', ticket.id] });
        queries.setQueryData(ticketQuery(ticket.id).queryKey, ticket);
      }
      setHeld(ticket && heldUntil !== undefined ? { ticket, until: heldUntil } : undefined);
      if (!ticket) setSaid('没有等待回访的工单了。');
      lookAnew();
    },
  });
  const takeThis = useMutation({
    mutationFn: async (id: string) => {
      const { heldUntil } = await send<HoldAnswer>(`/v1/callbacks/${id}/hold`, {});
      const ticket = await queries.fetchQuery({ ...ticketQuery(id), staleTime: 0 });
      return { ticket, until: heldUntil };
    },
    onSuccess: (taken) => {
      setHeld(taken);
      lookAnew();
    },
  });
  const next = () => {
    setSaid(undefined);
    takeThis.reset();
    take.mutate(skipped.slice(-50));
  };
  useShortcut(held || take.isPending ? undefined : { key: 'j', does: '领取下一件回访', run: next });

  if (held)
    return (
      <InHand
        key={held.ticket.id}
        ticket={held.ticket}
        until={held.until}
        said={said}
        onProlonged={(until) => setHeld({ ...held, until })}
        onReleased={() => {
          setSkipped([...skipped, held.ticket.id]);
          setHeld(undefined);
          setSaid('已释放，其他人可以领取。');
          lookAnew();
        }}
        onSaved={(isMore) => {
          setHeld(undefined);
          setSaid(`已保存${held.ticket.id}的回访。`);
          if (isMore) take.mutate(skipped.slice(-50));
          else lookAnew();
        }}
      />
    );
  return (
    <section className={styles.page} aria-labelledby="title">
      <div className={styles.head}>
        <h1 id="title">回访</h1>
        <Button look="primary" autoFocus isPending={take.isPending} onPress={next}>
          下一件（j）
        </Button>
      </div>
      {said !== undefined && <Note>{said}</Note>}
      {take.isError && <Refusal error={take.error} />}
      {takeThis.isError && <Refusal error={takeThis.error} />}
      {queue.error && <Refusal error={queue.error} />}
      {queue.isPending && <Loading />}
      {queue.data && items.length === 0 && <Empty>没有等待回访的工单。办结审核通过的会排到这里。</Empty>}
      {items.length > 0 && <Waiting items={items} onTake={(id) => takeThis.mutate(id)} />}
      {queue.hasNextPage && (
        <Button isPending={queue.isFetchingNextPage} onPress={() => void queue.fetchNextPage()}>
          显示更多
        </Button>
      )}
    </section>
  );
}
