import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { AttachmentAnswer } from '../../../../api/attachments/answers';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import { ROLES } from '../../../../domain/words';
import { useUnitNames } from '../../../shared/reference';
import { newKey, queryOf, request } from '../../../shared/request';
import type { Session } from '../../../shared/session';
import { momentText } from '../../../shared/times';
import { Button } from '../../../shared/ui/button';
import { Loading, Refusal } from '../../../shared/ui/notes';
import { isPassing } from '../../../shared/problem';
import { attachmentsQuery } from '../queries';
import styles from './beside.module.css';

/** What the file chooser offers; the service looks at what a file is itself. */
const TAKEN = 'image/*,audio/*,video/*,.heic,.amr,.pdf,.docx,.xlsx,.pptx';

const sizeText = (bytes: number): string =>
  bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} KB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** Voices, pictures, videos and documents of the matter (BJ-1). Everybody saves the copy that says nothing of place and device. */
export function Attachments({
  ticket,
  session,
}: {
  readonly ticket: TicketAnswer;
  readonly session: Session;
}) {
  const { data, error } = useQuery(attachmentsQuery(ticket.id));
  const mayAttach =
    ticket.state !== 'closed' &&
    (session.role === 'operator' ||
      (session.role === 'unit' &&
        ticket.assignments.some(({ unit, role }) => unit === session.unit && role !== 'copy')));
  const originals = session.role === 'supervisor' || session.role === 'auditor';
  return (
    <section className={styles.section} aria-labelledby="attachments">
      <h2 id="attachments">附件{data && `（${data.length}）`}</h2>
      {error && <Refusal error={error} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && <p className={styles.soft}>没有附件。</p>}
      {data && data.length > 0 && (
        <>
          <ul className={styles.list}>
            {data.map((it) => (
              <Attached key={it.id} ticket={ticket.id} attachment={it} originals={originals} />
            ))}
          </ul>
          <p className={styles.soft}>
            下载的是去除拍摄地点和设备信息的副本，承办单位看到的也是它
            {originals && '；原件的下载会被记录'}。
          </p>
        </>
      )}
      {mayAttach && <Attach id={ticket.id} />}
    </section>
  );
}

function Attached({
  ticket,
  attachment: { id, name, type, size, at, by },
  originals,
}: {
  readonly ticket: string;
  readonly attachment: AttachmentAnswer;
  readonly originals: boolean;
}) {
  const unit = useUnitNames();
  const address = `/v1/tickets/${ticket}/attachments/${id}`;
  const called = name ?? '未命名的附件';
  return (
    <li className={styles.line}>
      <a href={address} download={name ?? ''}>
        {called}
      </a>
      <span className={styles.soft}>
        {type} · {sizeText(size)} · {momentText(at)} ·{' '}
        {by.unit === undefined ? ROLES[by.role] : unit(by.unit)}
      </span>
      {originals && (
        <a href={`${address}/original`} download={name ?? ''} aria-label={`${called}的原件`}>
          原件
        </a>
      )}
    </li>
  );
}

/** One file after the other; one that did not arrive can be sent again under its own key. */
function Attach({ id }: { readonly id: string }) {
  const input = useRef<HTMLInputElement>(null);
  const queries = useQueryClient();
  const [failed, setFailed] = useState<{ readonly file: File; readonly key: string }>();
  const sending = useMutation({
    mutationFn: ({ file, key }: { readonly file: File; readonly key: string }) =>
      request<AttachmentAnswer>(`/v1/tickets/${id}/attachments${queryOf({ name: file.name })}`, {
        // A phone knows no type of what a recorder made; then it is bytes.
        bytes: file.type === '' ? new Blob([file], { type: 'application/octet-stream' }) : file,
        key,
      }),
    onSuccess: () => setFailed(undefined),
    onError: (_, sent) => setFailed(sent),
    onSettled: () => queries.invalidateQueries({ queryKey: attachmentsQuery(id).queryKey }),
  });
  const send = async (files: readonly File[]) => {
    for (const file of files) await sending.mutateAsync({ file, key: newKey() }).catch(() => {});
  };
  return (
    <div className={styles.attach}>
      <input
        ref={input}
        type="file"
        multiple
        accept={TAKEN}
        hidden
        onChange={({ target }) => {
          void send([...(target.files ?? [])]);
          target.value = '';
        }}
      />
      <Button isDisabled={sending.isPending} onPress={() => input.current?.click()}>
        {sending.isPending ? '正在上传……' : '上传附件'}
      </Button>
      {failed && sending.error && (
        <Refusal
          error={sending.error}
          onRetry={
            <p>
              {failed.file.name}{' '}
              {isPassing(sending.error) && <Button onPress={() => sending.mutate(failed)}>重新上传</Button>}
            </p>
          }
        />
      )}
    </div>
  );
}
