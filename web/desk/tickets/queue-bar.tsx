import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Role } from '../../../domain/words';
import { newKey, request } from '../../shared/request';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { TextInput } from '../../shared/ui/fields';
import { Refusal } from '../../shared/ui/notes';
import { countQuery, viewsQuery } from './queries';
import { isSameSearch, type Queue, queuesOf, ticketsSearch, type TicketsSearch, viewOf } from './search';
import styles from './tickets.module.css';

/** A role's queues, and the views that one has kept, each with how many tickets it has. */
export function QueueBar({ role, search }: { readonly role: Role; readonly search: TicketsSearch }) {
  const { data: views = [] } = useQuery(viewsQuery);
  const queues = queuesOf(role);
  const kept = views.map(({ name, query }): Queue => ({ name, search: ticketsSearch(query) }));
  const mine = kept.find((it) => isSameSearch(it.search, search));
  const isKnown = mine !== undefined || queues.some((it) => isSameSearch(it.search, search));
  return (
    <nav aria-label="队列" className={styles.queues}>
      {[...queues, ...kept].map((queue) => (
        <QueueLink key={queue.name} queue={queue} isHere={isSameSearch(queue.search, search)} />
      ))}
      {/* What is searched may say who somebody is, and is kept nowhere (WF-11). */}
      {!isKnown && search.q === undefined && <KeepView search={search} />}
      {mine && <DropView name={mine.name} />}
    </nav>
  );
}

function QueueLink({ queue, isHere }: { readonly queue: Queue; readonly isHere: boolean }) {
  const { data: count } = useQuery(countQuery(queue.search));
  return (
    <Link
      to="/tickets"
      search={queue.search}
      className={styles.queue}
      activeOptions={{ exact: true, includeSearch: true }}
      {...(isHere ? { 'aria-current': 'page' as const } : {})}
    >
      {queue.name}
      {count !== undefined && <span className={styles.count}>{count}</span>}
    </Link>
  );
}

function KeepView({ search }: { readonly search: TicketsSearch }) {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const keep = useMutation({
    mutationFn: () =>
      request(`/v1/views/${encodeURIComponent(name.trim())}`, {
        method: 'PUT',
        body: { query: viewOf(search) },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: viewsQuery.queryKey });
      setOpen(false);
    },
  });
  return (
    <>
      <Button look="quiet" onPress={() => setOpen(true)}>
        存为视图
      </Button>
      {open && (
        <Dialog
          title="把现在的条件存为视图"
          onClose={() => setOpen(false)}
          foot={
            <>
              <Button onPress={() => setOpen(false)}>取消</Button>
              <Button
                look="primary"
                isPending={keep.isPending}
                isDisabled={name.trim() === ''}
                onPress={() => keep.mutate()}
              >
                保存
              </Button>
            </>
          }
        >
          <TextInput label="名称" value={name} onChange={setName} longest={40} autoFocus required />
          {keep.error && <Refusal error={keep.error} />}
        </Dialog>
      )}
    </>
  );
}

function DropView({ name }: { readonly name: string }) {
  const queries = useQueryClient();
  const drop = useMutation({
    mutationFn: () => request(`/v1/views/${encodeURIComponent(name)}/discard`, { body: {}, key: newKey() }),
    onSuccess: () => queries.invalidateQueries({ queryKey: viewsQuery.queryKey }),
  });
  return (
    <Button look="quiet" isPending={drop.isPending} onPress={() => drop.mutate()}>
      删除视图“{name}”
    </Button>
  );
}
