import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useSession } from '../../shared/session';
import { useShortcut } from '../../shared/shortcuts';
import { Button } from '../../shared/ui/button';
import { Empty, Loading, Note, Refusal } from '../../shared/ui/notes';
import { BulkBar } from '../bulk/bar';
import { Filters } from './filters';
import { countQuery, ticketsQuery } from './queries';
import { QueueBar } from './queue-bar';
import { TicketTable } from './table';
import styles from './tickets.module.css';

const route = getRouteApi('/tickets');

/** All tickets that one may see, narrowed as its address says. */
export function TicketsPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const session = useSession();
  const { data: count } = useQuery(countQuery(search));
  const list = useInfiniteQuery(ticketsQuery(search));
  const [chosen, setChosen] = useState<ReadonlyMap<string, number>>(new Map());
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const tickets = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const first = tickets[0];
  useShortcut(
    first && {
      key: 'o',
      does: '打开第一件',
      run: () => void navigate({ to: '/tickets/$id', params: { id: first.id } }),
    },
  );
  const renew = () => void queries.resetQueries({ queryKey: ticketsQuery(search).queryKey });
  useShortcut({ key: 'r', does: '刷新列表', run: renew });
  const mayTellMany = session.role === 'operator' || session.role === 'supervisor';
  return (
    <section className={styles.page} aria-labelledby="title">
      <h1 id="title">工单{count !== undefined && `（${count}件）`}</h1>
      <QueueBar role={session.role} search={search} />
      <Filters key={JSON.stringify(search)} search={search} />
      {mayTellMany && (
        <BulkBar
          role={session.role}
          search={search}
          count={count}
          chosen={chosen}
          onDone={() => setChosen(new Map())}
        />
      )}
      {list.isStale && data && !list.isFetching && (
        <Note>
          列表有更新。
          <Button onPress={renew}>刷新（r）</Button>
        </Note>
      )}
      {error && <Refusal error={error} />}
      {isPending && <Loading />}
      {data && tickets.length === 0 && (
        <Empty>这里没有工单。可以换一个队列，放宽条件，或者清空后重新查找。</Empty>
      )}
      {tickets.length > 0 && (
        <TicketTable
          tickets={tickets}
          isMore={hasNextPage}
          onEnd={() => {
            if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
          }}
          {...(mayTellMany ? { chosen, onChoose: setChosen } : {})}
        />
      )}
    </section>
  );
}
