import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { BulkAnswer, BulkPageAnswer } from '../../../api/bulk/answers';
import { BULK_OUTCOMES, BULK_STATES, COMMANDS } from '../../../domain/words';
import { newKey, queryOf, request } from '../../shared/request';
import { momentText } from '../../shared/times';
import { Button } from '../../shared/ui/button';
import { Badge, Empty, Loading, Refusal } from '../../shared/ui/notes';
import styles from './bulk.module.css';
import { bulksQuery } from './queries';

/** What one has told many tickets at once. */
export function BulksPage() {
  const { data, error, isPending } = useQuery(bulksQuery);
  return (
    <section className={styles.page}>
      <h1>批量办理</h1>
      {error && <Refusal error={error} />}
      {isPending && <Loading />}
      {data?.items.length === 0 && (
        <Empty>还没有批量办理过。在工单列表里选中工单，或者按条件选全部，再点“批量……”。</Empty>
      )}
      <ul className={styles.list}>
        {data?.items.map((bulk) => (
          <li key={bulk.id}>
            <Link to="/bulk/$id" params={{ id: bulk.id }}>
              {momentText(bulk.at)} 批量{COMMANDS[bulk.command]}，{bulk.total}件
            </Link>{' '}
            <Badge>{BULK_STATES[bulk.state]}</Badge>
          </li>
        ))}
      </ul>
    </section>
  );
}

const route = getRouteApi('/bulk/$id');

/** How far one of them is, ticket by ticket. */
export function BulkPage() {
  const { id } = route.useParams();
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['bulk', id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      request<BulkPageAnswer>(`/v1/bulk/${id}${queryOf({ cursor: pageParam, limit: 100 })}`, { signal }),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.state === 'running' ? 2_000 : false),
  });
  const bulk = data?.pages[0];
  if (!bulk) return error ? <Refusal error={error} /> : <Loading />;
  const items = data.pages.flatMap((page) => page.items);
  const told = bulk.total - bulk.counts.waiting;
  return (
    <section className={styles.page}>
      <h1>
        批量{COMMANDS[bulk.command]} <Badge>{BULK_STATES[bulk.state]}</Badge>
      </h1>
      <p>{momentText(bulk.at)} 开始；关掉本页也会继续办理。</p>
      <progress className={styles.progress} max={bulk.total} value={told} aria-label="已办件数" />
      <p role="status">
        共{bulk.total}件：已办理{bulk.counts.done}，未能办理{bulk.counts.refused}，未能确认
        {bulk.counts.unavailable}，待办理{bulk.counts.waiting}
      </p>
      {error && <Refusal error={error} />}
      {bulk.state === 'running' && <Stop bulk={bulk} />}
      <ul className={styles.list}>
        {items.map((it) => (
          <li key={it.ticket}>
            <Link to="/tickets/$id" params={{ id: it.ticket }}>
              {it.ticket}
            </Link>{' '}
            <Badge
              tone={
                ({ done: 'good', refused: 'over', unavailable: 'soon', waiting: undefined } as const)[
                  it.outcome
                ]
              }
            >
              {BULK_OUTCOMES[it.outcome]}
            </Badge>{' '}
            {it.reason}
            {it.rule !== undefined && `（${it.rule}）`}
          </li>
        ))}
      </ul>
      {hasNextPage && <Button onPress={() => void fetchNextPage()}>更多</Button>}
    </section>
  );
}

function Stop({ bulk }: { readonly bulk: BulkAnswer }) {
  const queries = useQueryClient();
  const [key] = useState(newKey);
  const stop = useMutation({
    mutationFn: () => request(`/v1/bulk/${bulk.id}/stop`, { body: {}, key }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['bulk', bulk.id] }),
  });
  return (
    <>
      <Button
        look="danger"
        isDisabled={stop.isPending || bulk.stopAskedAt !== undefined}
        onPress={() => stop.mutate()}
      >
        {bulk.stopAskedAt === undefined ? '停止（已办的不撤回）' : '正在停止……'}
      </Button>
      {stop.error && <Refusal error={stop.error} />}
    </>
  );
}
