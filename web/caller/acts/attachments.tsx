import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { AttachmentAnswer } from '../../../api/attachments/answers';
import { queryOf, request, requestFile } from '../../shared/request';
import { save } from '../../shared/save';
import { momentText } from '../../shared/times';
import type { Access } from '../access/fragment';
import styles from '../caller.module.css';
import { attachmentsQuery } from '../ticket/queries';
import { Field, Told } from '../ui';
import { refusedText } from '../words/refused';

/** 20 MB, as the service takes them. */
const LARGEST = 20 * 1024 * 1024;
const TYPES = 'image/*,audio/*,video/*,application/pdf,.docx,.xlsx,.pptx';

const sizeText = (bytes: number): string =>
  bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))}KB`
    : `${(bytes / 1024 / 1024).toFixed(1)}MB`;

const isAborted = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

/** Pictures, voices and the like that belong to the matter (BJ-1). @property isClosed nothing can be added any more */
export function Attachments({ access, isClosed }: { readonly access: Access; readonly isClosed: boolean }) {
  const query = attachmentsQuery(access);
  const queries = useQueryClient();
  const { data, error: unread } = useQuery(query);
  const stop = useRef<AbortController>(undefined);
  const picker = useRef<HTMLInputElement>(null);
  const { mutate, isPending, error, isSuccess, variables } = useMutation({
    mutationFn: (file: File) => {
      if (file.size > LARGEST) throw new Error('large');
      stop.current = new AbortController();
      // The same bytes are one attachment, however often they are sent.
      return request(`/v1/tickets/${access.ticket}/attachments${queryOf({ name: file.name.slice(-100) })}`, {
        bytes: new Blob([file], { type: file.type || 'application/octet-stream' }),
        token: access.token,
        signal: stop.current.signal,
      });
    },
    onSettled: () => {
      if (picker.current) picker.current.value = '';
      return queries.invalidateQueries({ queryKey: query.queryKey });
    },
  });
  const items = data?.items ?? [];
  return (
    <div className={styles.form}>
      {unread && !data && <Told tone="bad">{refusedText(unread)}</Told>}
      {data && items.length === 0 && <p>还没有附件。</p>}
      <ul className={styles.files}>
        {items.map((it) => (
          <li key={it.id}>
            <Attached access={access} attachment={it} />
          </li>
        ))}
      </ul>
      {isClosed ? (
        <p className={styles.whyNot}>已经办结，不能再添附件。</p>
      ) : (
        <Field label="添加附件" hint="照片、录音、视频、PDF或者Office文档，每个最多20兆。选好就开始上传。">
          {(told) => (
            <input
              {...told}
              ref={picker}
              type="file"
              accept={TYPES}
              disabled={isPending}
              onChange={({ target }) => target.files?.[0] && mutate(target.files[0])}
            />
          )}
        </Field>
      )}
      {isPending && (
        <Told tone="soon">
          <p>
            正在上传{variables?.name}（{sizeText(variables?.size ?? 0)}），网络慢的话要等一会儿。
          </p>
          <button type="button" className={styles.plain} onClick={() => stop.current?.abort()}>
            取消上传
          </button>
        </Told>
      )}
      {isSuccess && <Told tone="good">已经上传。</Told>}
      {error && (
        <Told tone="bad">
          {isAborted(error)
            ? '已经取消，没有上传。'
            : error.message === 'large'
              ? '文件太大，最多20兆。'
              : refusedText(error)}
        </Told>
      )}
    </div>
  );
}

function Attached({
  access,
  attachment,
}: {
  readonly access: Access;
  readonly attachment: AttachmentAnswer;
}) {
  const { id, name, size, at, by, type } = attachment;
  const called = name ?? `附件（${type}）`;
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () =>
      save(
        await requestFile(`/v1/tickets/${access.ticket}/attachments/${id}`, '*/*', { token: access.token }),
        called,
      ),
  });
  return (
    <>
      <button
        type="button"
        className={styles.plain}
        aria-disabled={isPending}
        onClick={() => !isPending && mutate()}
      >
        {isPending ? `正在下载${called}……` : `下载 ${called}`}
      </button>
      <span className={styles.hint}>
        {sizeText(size)} · {momentText(at)} ·{' '}
        {by.role === 'caller' ? '您' : by.role === 'unit' ? '承办单位' : '热线'}上传
      </span>
      {error && <Told tone="bad">{refusedText(error)}</Told>}
    </>
  );
}
