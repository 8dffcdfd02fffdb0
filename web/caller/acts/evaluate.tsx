import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { EvaluationAnswer } from '../../../api/callers/answers';
import type { Access } from '../access/fragment';
import styles from '../caller.module.css';
import { evaluationQuery } from '../ticket/queries';
import { Field, Send, Told } from '../ui';
import { LONGEST } from '../words/acts';
import { refusedText } from '../words/refused';
import { useAct } from './use-act';

/** The caller says how it was, stage by stage (HZ-10). */
export function Evaluation({ access }: { readonly access: Access }) {
  const { data, error } = useQuery(evaluationQuery(access));
  if (error && !data) return <Told tone="bad">{refusedText(error)}</Told>;
  if (!data) return <p role="status">正在读取……</p>;
  // What there is a result of is what somebody comes for.
  const stages = data.stages.toSorted((a, b) => rank(a) - rank(b));
  return stages.map((stage) => <Stage key={stage.stage} access={access} stage={stage} scale={data.scale} />);
}

const rank = ({ stage, open }: EvaluationAnswer['stages'][number]): number =>
  open ? (stage === 'handling' ? 0 : 1) : 2;

function Stage({
  access,
  stage: { stage, label, open, satisfaction },
  scale,
}: {
  readonly access: Access;
  readonly stage: EvaluationAnswer['stages'][number];
  readonly scale: EvaluationAnswer['scale'];
}) {
  const { mutate, isPending, error, isSuccess } = useAct(access, `/v1/tickets/${access.ticket}/evaluate`);
  const [chosen, setChosen] = useState<string>();
  const [comment, setComment] = useState('');
  const [fault, setFault] = useState<string>();
  const done = useRef<HTMLParagraphElement>(null);
  const first = useRef<HTMLInputElement>(null);
  const said = scale.find(({ id }) => id === satisfaction)?.label ?? satisfaction;
  if (isSuccess || !open)
    return (
      <div className={styles.form}>
        <h3>{label}</h3>
        <p ref={done} tabIndex={-1} role="status">
          {isSuccess
            ? '已经收到您的评价，谢谢！'
            : said === undefined
              ? '有了结果以后才能评价。'
              : `您的评价：${said}。`}
        </p>
      </div>
    );
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isPending) return;
        if (chosen === undefined) {
          setFault('请先选一项。');
          return first.current?.focus();
        }
        const words = comment.trim();
        mutate(
          { stage, satisfaction: chosen, ...(words === '' ? {} : { comment: words }) },
          { onSuccess: () => setTimeout(() => done.current?.focus()) },
        );
      }}
    >
      <fieldset aria-describedby={fault === undefined ? undefined : `${stage}-fault`}>
        <legend>您对{label}满意吗？</legend>
        {scale.map(({ id, label: answer }, i) => (
          <label key={id} className={styles.choice}>
            <input
              ref={i === 0 ? first : undefined}
              type="radio"
              name={stage}
              value={id}
              checked={chosen === id}
              required
              onChange={() => {
                setChosen(id);
                setFault(undefined);
              }}
            />
            {answer}
          </label>
        ))}
        {fault !== undefined && (
          <p id={`${stage}-fault`} className={styles.error} role="alert">
            ✕ {fault}
          </p>
        )}
      </fieldset>
      <Field label="还想说的（可以不填）">
        {(told) => (
          <textarea
            {...told}
            rows={3}
            maxLength={LONGEST}
            value={comment}
            onChange={({ target }) => setComment(target.value)}
          />
        )}
      </Field>
      {error && <Told tone="bad">{refusedText(error)}</Told>}
      <Send waits={isPending}>提交评价</Send>
    </form>
  );
}
