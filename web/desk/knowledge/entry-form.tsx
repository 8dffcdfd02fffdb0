import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { EntryAnswer } from '../../../api/knowledge/answers';
import { useDraft } from '../../shared/drafts';
import { EarlierDraft } from '../../shared/form/earlier-draft';
import { problemOf } from '../../shared/problem';
import { unitsQuery } from '../../shared/reference';
import { request } from '../../shared/request';
import { serverNow } from '../../shared/server-time';
import { useSession } from '../../shared/session';
import { dayOf, momentText } from '../../shared/times';
import { useSending } from '../../shared/sending';
import { Button } from '../../shared/ui/button';
import { SearchInput, TextInput } from '../../shared/ui/fields';
import { Note, Refusal } from '../../shared/ui/notes';
import { entryBody, faultsIn, NOTHING_WRITTEN, type Written, writtenOf } from './entry-words';
import styles from './knowledge.module.css';
import { entryQuery } from './queries';

/** Writes an entry, or one version more of it. @property from the settled ticket that a new one is proposed from */
export function EntryForm({
  entry,
  from = '',
  onDone,
  onLeave,
}: {
  readonly entry?: EntryAnswer;
  readonly from?: string;
  readonly onDone: (written: EntryAnswer) => void;
  readonly onLeave: () => void;
}) {
  const queries = useQueryClient();
  const send = useSending();
  const session = useSession();
  const { data: units = [] } = useQuery(unitsQuery);
  const [changed, setWritten] = useState<Written>();
  const [begun] = useState(entry ? writtenOf(entry) : { ...NOTHING_WRITTEN, proposedFrom: from });
  const typed = changed ?? begun;
  const draft = useDraft(`knowledge:${entry?.id ?? 'new'}`, changed);
  /** The version that one began from. */
  const [basis] = useState(entry?.version);
  const [isTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // A unit keeps its own entries.
  const written =
    typed.owner === '' && session.unit !== undefined ? { ...typed, owner: session.unit } : typed;
  const saving = useMutation({
    mutationFn: (body: object) =>
      entry
        ? request<EntryAnswer>(`/v1/knowledge/${entry.id}`, { method: 'PUT', body, ifMatch: entry.etag })
        : send<EntryAnswer>('/v1/knowledge', body),
    onSuccess: async (after) => {
      void queries.invalidateQueries({ queryKey: ['knowledge'] });
      queries.setQueryData(entryQuery(after.id).queryKey, after);
      await draft.discard();
      onDone(after);
    },
  });
  const today = dayOf(serverNow());
  const refused = problemOf(saving.error)?.errors ?? [];
  const faults = {
    ...Object.fromEntries(refused.map(({ path, message }) => [path, wrongText(path, message)])),
    ...(isTried ? faultsIn(written, today) : {}),
  };
  const change = (some: Partial<Written>) => setWritten({ ...written, ...some });
  const isStale = problemOf(saving.error)?.status === 412;
  return (
    <form
      ref={form}
      className={styles.card}
      noValidate
      aria-labelledby="title"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.keys(faultsIn(written, today)).length === 0) saving.mutate(entryBody(written));
        else
          setTimeout(() =>
            form.current
              ?.querySelector('[data-invalid]')
              ?.querySelector<HTMLElement>('input, textarea')
              ?.focus(),
          );
      }}
    >
      <h1 id="title">{entry ? '修改条目' : '新增条目'}</h1>
      <EarlierDraft draft={draft} onRead={(content) => setWritten({ ...begun, ...content })} />
      <p className={styles.soft}>条目对外公开：不写任何人的姓名、电话、住址。</p>
      <TextInput
        label="问题"
        required
        autoFocus
        longest={200}
        value={written.question}
        onChange={(question) => change({ question })}
        error={faults.question}
      />
      <TextInput
        label="答案"
        required
        lines={8}
        longest={5_000}
        value={written.answer}
        onChange={(answer) => change({ answer })}
        error={faults.answer}
      />
      <div className={styles.two}>
        <SearchInput
          label="维护单位"
          required
          choices={units
            .filter(({ id, successor }) =>
              session.unit === undefined ? successor === undefined : id === session.unit,
            )
            .map(({ id, name }) => ({ id, name }))}
          value={written.owner}
          onChange={(owner) => change({ owner: owner ?? '' })}
          error={faults.owner}
        />
        <TextInput
          label="依据"
          required
          longest={200}
          value={written.source}
          onChange={(source) => change({ source })}
          error={faults.source}
        />
        <TextInput
          label="复审日期"
          hint="那天早上提醒维护单位再看一遍"
          type="date"
          required
          value={written.reviewOn}
          onChange={(reviewOn) => change({ reviewOn })}
          error={faults.reviewOn}
        />
        <TextInput
          label="有效期至"
          hint="长期有效的不填"
          type="date"
          value={written.validUntil}
          onChange={(validUntil) => change({ validUntil })}
          error={faults.validUntil}
        />
        {!entry && (
          <TextInput
            label="来自哪件工单"
            hint="据已办结工单的答复提议的才填；另一个人发布后才能引用"
            longest={20}
            value={written.proposedFrom}
            onChange={(proposedFrom) => change({ proposedFrom: proposedFrom.trim().toUpperCase() })}
            error={faults.proposedFrom}
          />
        )}
      </div>
      {entry && entry.version !== basis && (
        <Note>
          <p>
            第{entry.version}版，{momentText(entry.at)}：{entry.question}
          </p>
          <p className={styles.text}>{entry.answer}</p>
        </Note>
      )}
      {isStale ? (
        <Note tone="soon">
          <p>条目已被别人改过。看过新版再保存；填写的内容还在。</p>
          {entry && (
            <div>
              <Button
                onPress={() => {
                  void queries.fetchQuery({ ...entryQuery(entry.id), staleTime: 0 });
                  saving.reset();
                }}
              >
                查看新版
              </Button>
            </div>
          )}
        </Note>
      ) : (
        saving.error &&
        (refused.length > 0 ? (
          <Note tone="bad">有{refused.length}项不符合要求，已标在各项下面。</Note>
        ) : (
          <Refusal error={saving.error} />
        ))
      )}
      <div className={styles.acts}>
        <Button type="submit" look="primary" isPending={saving.isPending}>
          保存
        </Button>
        <Button onPress={onLeave}>不改了</Button>
      </div>
    </form>
  );
}

const wrongText = (path: string, message: string): string => {
  if (/\p{Script=Han}/u.test(message)) return message;
  if (path === 'proposedFrom') return '须是已答复、已解决或者已解释，且不保密的工单';
  return message.includes('public')
    ? '条目公开，不能写电话、身份证号、姓名或者住址'
    : '这一项不符合要求，请检查';
};
