import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { EntryAnswer } from '../../../api/knowledge/answers';
import { ROLES } from '../../../domain/words';
import { useUnitNames } from '../../shared/reference';
import { serverNow } from '../../shared/server-time';
import { useSession } from '../../shared/session';
import { useShortcut } from '../../shared/shortcuts';
import { dayOf, momentText } from '../../shared/times';
import { useSending } from '../../shared/sending';
import { Button } from '../../shared/ui/button';
import { Badge, Loading, Refusal } from '../../shared/ui/notes';
import { EntryForm } from './entry-form';
import { standingOf } from './entry-words';
import styles from './knowledge.module.css';
import { entryQuery, versionsQuery } from './queries';

const route = getRouteApi('/knowledge/$id');

/** One entry: what it says, who keeps it right, and what it said before. */
export function EntryPage() {
  const { id } = route.useParams();
  const { data: entry, error } = useQuery(entryQuery(id));
  const [isEdited, setEdited] = useState(false);
  if (!entry) return error ? <Refusal error={error} /> : <Loading />;
  return isEdited ? (
    <EntryForm entry={entry} onDone={() => setEdited(false)} onLeave={() => setEdited(false)} />
  ) : (
    <Shown entry={entry} onEdit={() => setEdited(true)} />
  );
}

function Shown({ entry, onEdit }: { readonly entry: EntryAnswer; readonly onEdit: () => void }) {
  const queries = useQueryClient();
  const unitName = useUnitNames();
  const send = useSending();
  const session = useSession();
  const [isAsked, setAsked] = useState(false);
  const publishing = useMutation({
    mutationFn: () => send<EntryAnswer>(`/v1/knowledge/${entry.id}/publish`, {}),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['knowledge'] }),
  });
  const mayWrite = session.role === 'operator' || (session.role === 'unit' && session.unit === entry.owner);
  useShortcut(mayWrite ? { key: 'e', does: '修改条目', run: onEdit } : undefined);
  const { name, tone } = standingOf(entry, dayOf(serverNow()));
  return (
    <article className={styles.card} aria-labelledby="title">
      <p>
        <Link to="/knowledge">知识库</Link>
      </p>
      <div className={styles.head}>
        <h1 id="title">{entry.question}</h1>
        <Badge tone={tone}>{name}</Badge>
      </div>
      <p className={styles.text}>{entry.answer}</p>
      <dl className={styles.facts}>
        <Fact name="依据">{entry.source}</Fact>
        <Fact name="维护单位">{unitName(entry.owner)}</Fact>
        <Fact name="有效期">{entry.validUntil === undefined ? '长期' : `至${entry.validUntil}`}</Fact>
        <Fact name="复审日期">{entry.reviewOn}</Fact>
        <Fact name="最近修改">
          {momentText(entry.at)}，{ROLES[entry.by]}，第{entry.version}版
        </Fact>
        {entry.proposedFrom !== undefined && (
          <Fact name="来自工单">
            <a href={`/desk/tickets/${entry.proposedFrom}`}>{entry.proposedFrom}</a>
          </Fact>
        )}
      </dl>
      {publishing.error && <Refusal error={publishing.error} />}
      <div className={styles.acts}>
        {mayWrite && <Button onPress={onEdit}>修改（e）</Button>}
        {mayWrite && entry.proposed && (
          <Button look="primary" isPending={publishing.isPending} onPress={() => publishing.mutate()}>
            发布
          </Button>
        )}
        {entry.version > 1 && (
          <Button aria-expanded={isAsked} onPress={() => setAsked(!isAsked)}>
            以前的版本
          </Button>
        )}
      </div>
      {mayWrite && entry.proposed && (
        <p className={styles.soft}>提议由另一个人看过后发布；发布后才能引用。</p>
      )}
      {isAsked && <Versions id={entry.id} />}
    </article>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Versions({ id }: { readonly id: string }) {
  const { data, error } = useQuery(versionsQuery(id));
  if (!data) return error ? <Refusal error={error} /> : <Loading />;
  return (
    <ol className={styles.versions} aria-label="以前的版本">
      {data.slice(1).map((it) => (
        <li key={it.version}>
          <p className={styles.soft}>
            第{it.version}版 · {momentText(it.at)} · {ROLES[it.by]}
          </p>
          <strong>{it.question}</strong>
          <p className={styles.text}>{it.answer}</p>
        </li>
      ))}
    </ol>
  );
}
