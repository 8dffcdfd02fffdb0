import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import { useDraft } from '../../../shared/drafts';
import { EarlierDraft } from '../../../shared/form/earlier-draft';
import { FormFields } from '../../../shared/form/form-fields';
import { faultsOf, refusedFields, type Values } from '../../../shared/form/form-values';
import { isPassing, ProblemError, problemOf } from '../../../shared/problem';
import { useSending } from '../../../shared/sending';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { Note, Refusal } from '../../../shared/ui/notes';
import { bodyOfAct, DATA_ACTS, type DataAct, fieldsOfAct, nowOf } from './data-acts';
import styles from './personal.module.css';

/** The form of one act about personal data. @property onDone told what the service answered */
export function DataActForm({
  ticket,
  act,
  onDone,
  onClose,
}: {
  readonly ticket: TicketAnswer;
  readonly act: DataAct;
  readonly onDone: (answer: unknown) => void;
  readonly onClose: () => void;
}) {
  const { name, path, says } = DATA_ACTS[act];
  const queries = useQueryClient();
  const send = useSending();
  const [typed, setTyped] = useState<Values>();
  const [isTried, setTried] = useState(false);
  /** What is about to be erased, before it is. */
  const [asked, setAsked] = useState<Values>();
  const frame = useRef<HTMLFormElement>(null);
  useEffect(() => frame.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);
  const draft = useDraft(`${ticket.id}:${act}`, typed);
  const doing = useMutation({
    mutationFn: (body: Values) => send(`/v1/tickets/${ticket.id}/${path}`, body),
    async onSuccess(answer) {
      await draft.discard();
      onDone(answer);
      await queries.invalidateQueries({ queryKey: ['ticket', ticket.id] });
    },
  });
  const fields = fieldsOfAct(act, ticket);
  // What it said when the form was opened: what others change meanwhile is not changed back.
  const [now] = useState(() => nowOf(act, ticket));
  const values = typed ?? now;
  const body = bodyOfAct(act, fields, values, now);
  const faults = isTried ? faultsOf(fields, values) : new Map<string, string>();
  const problem = problemOf(doing.error);
  const refused = refusedFields(problem?.errors ?? [], fields, values);
  const submit = () => {
    setTried(true);
    if (doing.isPending || body === undefined || faultsOf(fields, values).size > 0) return;
    if (act === 'erase') setAsked(body);
    else doing.mutate(body);
  };
  return (
    <form
      ref={frame}
      className={styles.form}
      noValidate
      aria-label={name}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p className={styles.soft}>{says}</p>
      <EarlierDraft draft={draft} onRead={setTyped} />
      <FormFields
        fields={fields}
        values={values}
        onChange={(next) => {
          setTyped(next);
          if (!doing.isPending) doing.reset();
        }}
        form={{ all: values, errors: new Map([...refused.at, ...faults]), ticket: ticket.id }}
      />
      {isTried && body === undefined && <Note tone="bad">没有改动任何一项。</Note>}
      {doing.error && (
        <Refusal
          error={problem ? new ProblemError({ ...problem, errors: refused.others }) : doing.error}
          {...(isPassing(doing.error) ? { onRetry: <p>可以重新提交，不会重复生效。</p> } : {})}
        />
      )}
      <div className={styles.buttons}>
        <Button
          type="submit"
          look={act === 'erase' ? 'danger' : 'primary'}
          isPending={doing.isPending}
        >{`提交${name}`}</Button>
        <Button onPress={onClose}>返回</Button>
      </div>
      {asked && (
        <Dialog
          title="确认删除个人信息"
          onClose={() => setAsked(undefined)}
          foot={
            <>
              <Button autoFocus onPress={() => setAsked(undefined)}>
                不删除
              </Button>
              <Button
                look="danger"
                onPress={() => {
                  setAsked(undefined);
                  doing.mutate(asked);
                }}
              >
                确认删除
              </Button>
            </>
          }
        >
          <p>
            {asked.of === 'caller'
              ? `将删除${ticket.id}以及同一电话号码其他工单的个人信息：姓名、电话、地址、标题、内容、各方所写的文字和附件。`
              : `将删除${ticket.id}的个人信息：姓名、电话、地址、标题、内容、各方所写的文字和附件。`}
          </p>
          <p>删除后谁也不能恢复。</p>
        </Dialog>
      )}
    </form>
  );
}
