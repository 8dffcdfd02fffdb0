import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { EntryAnswer } from '../../../api/knowledge/answers';
import { useUnitNames } from '../../shared/reference';
import { serverNow } from '../../shared/server-time';
import { useSession } from '../../shared/session';
import { useShortcut } from '../../shared/shortcuts';
import { dayOf } from '../../shared/times';
import { Button } from '../../shared/ui/button';
import { TextInput } from '../../shared/ui/fields';
import { Badge, Empty, Loading, Refusal } from '../../shared/ui/notes';
import { dueForReview, standingOf } from './entry-words';
import styles from './knowledge.module.css';
import { allEntriesQuery, entriesQuery } from './queries';
import { knowledgeSearch, type KnowledgeSearch } from './search';

const route = getRouteApi('/knowledge');
const SHOWS = [
  [undefined, '全部'],
  ['review', '该复审的'],
  ['proposed', '待发布'],
] as const;

/** The knowledge base: searched, and what somebody has to look at again (WF-31, HZ-5). */
export function KnowledgePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [q, setQ] = useState(search.q ?? '');
  const form = useRef<HTMLFormElement>(null);
  const session = useSession();
  const listed = useInfiniteQuery(entriesQuery(search));
  const isReview = search.show === 'review';
  const all = useQuery(allEntriesQuery(isReview));
  const today = dayOf(serverNow());
  const asked = isReview ? all : listed;
  const entries = isReview
    ? dueForReview(all.data ?? [], today)
    : (listed.data?.pages.flatMap(({ items }) => items) ?? []);
  useShortcut({ key: '/', does: '查找', run: () => form.current?.querySelector('input')?.focus() });
  const show = (wanted: KnowledgeSearch) => void navigate({ search: knowledgeSearch({ ...wanted }) });
  return (
    <section className={styles.page} aria-labelledby="title">
      <div className={styles.head}>
        <h1 id="title">知识库</h1>
        {session.role !== 'supervisor' && <Link to="/knowledge/new">新增条目</Link>}
      </div>
      <form
        ref={form}
        role="search"
        className={styles.search}
        onSubmit={(event) => {
          event.preventDefault();
          show({ q });
        }}
      >
        <TextInput label="查找" hint="来电人会怎么问" type="search" longest={200} value={q} onChange={setQ} />
        <Button type="submit" look="primary">
          查找
        </Button>
        <div className={styles.acts} role="group" aria-label="范围">
          {SHOWS.map(([id, name]) => (
            <Button
              key={name}
              aria-pressed={search.show === id && search.q === undefined}
              onPress={() => {
                setQ('');
                show(id === undefined ? {} : { show: id });
              }}
            >
              {name}
            </Button>
          ))}
        </div>
      </form>
      {asked.error && <Refusal error={asked.error} />}
      {asked.isPending && <Loading />}
      {asked.data && entries.length === 0 && <Nothing search={search} />}
      {entries.length > 0 && (
        <ul className={styles.list} aria-label="条目">
          {entries.map((entry) => (
            <Line key={entry.id} entry={entry} today={today} />
          ))}
        </ul>
      )}
      {!isReview && listed.hasNextPage && (
        <div>
          <Button isPending={listed.isFetchingNextPage} onPress={() => void listed.fetchNextPage()}>
            显示更多
          </Button>
        </div>
      )}
    </section>
  );
}

function Nothing({ search: { q, show } }: { readonly search: KnowledgeSearch }) {
  if (show === 'review') return <Empty>没有该复审的条目。</Empty>;
  if (show === 'proposed') return <Empty>没有待发布的提议。</Empty>;
  return (
    <Empty>
      {q === undefined ? '还没有条目，可以新增。' : '没有能回答的条目，换个说法再找，或者新增条目。'}
    </Empty>
  );
}

function Line({ entry, today }: { readonly entry: EntryAnswer; readonly today: string }) {
  const unitName = useUnitNames();
  const { name, tone } = standingOf(entry, today);
  return (
    <li className={styles.line}>
      <div className={styles.head}>
        <Link to="/knowledge/$id" params={{ id: entry.id }} className={styles.question}>
          {entry.question}
        </Link>
        <Badge tone={tone}>{name}</Badge>
      </div>
      <p className={styles.clamped}>{entry.answer}</p>
      <p className={styles.soft}>
        {unitName(entry.owner)} · {entry.source} · 复审 {entry.reviewOn}
        {entry.validUntil !== undefined && ` · 有效至 ${entry.validUntil}`}
      </p>
    </li>
  );
}
