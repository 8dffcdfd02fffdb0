import { useRef, useState } from 'react';
import { problemOf } from '../../shared/problem';
import type { Access } from '../access/fragment';
import styles from '../caller.module.css';
import { Told } from '../ui';
import type { TextAct as Act } from '../words/acts';
import { refusedText } from '../words/refused';
import { TextForm } from './text-form';
import { useAct } from './use-act';

/** One thing that a caller can do with some words. @property why it can't be done now */
export function TextAct({
  act,
  access,
  etag,
  newest,
  why,
}: {
  readonly act: Act;
  readonly access: Access;
  readonly etag: string;
  /** What happened last, for whoever wrote while it did. */
  readonly newest: string | undefined;
  readonly why: string | undefined;
}) {
  const { mutate, isPending, error, isSuccess, reset } = useAct(
    access,
    `/v1/tickets/${access.ticket}/${act.command}`,
    etag,
  );
  const [text, setText] = useState('');
  const done = useRef<HTMLDivElement>(null);
  const send = (words: string) =>
    mutate(
      { text: words },
      {
        onSuccess: () => {
          setText('');
          done.current?.focus();
        },
      },
    );
  // What was written stays, though it can't be sent any more.
  const isClosed = why !== undefined && text === '';
  return (
    <div>
      <div ref={done} tabIndex={-1}>
        {isSuccess && <Told tone="good">{act.done}</Told>}
      </div>
      {isClosed && !isSuccess && <p className={styles.whyNot}>现在不能：{why}</p>}
      {!isClosed && (
        <TextForm
          label={act.label}
          hint={act.hint}
          send={act.send}
          text={text}
          onText={(words) => {
            setText(words);
            if (isSuccess) reset();
          }}
          waits={isPending}
          onSend={send}
        >
          {error && (
            <Told tone="bad">
              <p>{refusedText(error)}</p>
              {problemOf(error)?.status === 412 && newest !== undefined && <p>最新情况：{newest}</p>}
            </Told>
          )}
        </TextForm>
      )}
    </div>
  );
}
