import { useMemo, useRef, useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import type { RulebookAnswer } from '../../../api/law/rulebook-answer';
import type { TicketAnswer } from '../../../api/tickets/answers';
import { SATISFACTIONS } from '../../../domain/words';
import { useDraft } from '../../shared/drafts';
import { EarlierDraft } from '../../shared/form/earlier-draft';
import { Button } from '../../shared/ui/button';
import { TextInput } from '../../shared/ui/fields';
import { Refused } from '../register/first-step/refused';
import { useAct } from '../ticket/acting/use-act';
import { type Call, callBody, missingFromCall, NOT_CALLED } from './call';
import styles from './callbacks.module.css';

/** What was heard (WF-25). @property vain how often nobody was reached before */
export function CallForm({
  ticket,
  rule,
  vain,
  onSaved,
}: {
  readonly ticket: TicketAnswer;
  readonly rule: RulebookAnswer['callback'];
  readonly vain: number;
  readonly onSaved: (isMore: boolean) => void;
}) {
  const [typed, setCall] = useState<Call>();
  const call = typed ?? NOT_CALLED;
  const [isTried, setTried] = useState(false);
  /** Whether the next is wanted once this is saved. */
  const wantsMore = useRef(true);
  // As the command has it, so that the ticket's own page goes on with it too.
  const draft = useDraft(
    `${ticket.id}:callback`,
    useMemo(() => typed && callBody(typed), [typed]),
  );
  const act = useAct(ticket, 'callback', async () => {
    await draft.discard();
    onSaved(wantsMore.current);
  });
  const missing = isTried ? missingFromCall(call) : {};
  const change = (some: Partial<Call>) => setCall({ ...call, ...some });
  const save = (isMore: boolean) => {
    setTried(true);
    if (Object.keys(missingFromCall(call)).length > 0) return;
    wantsMore.current = isMore;
    act.send(callBody(call));
  };
  const attempts = rule?.attempts;
  return (
    <form
      className={styles.form}
      noValidate
      aria-label="回访结果"
      onSubmit={(event) => {
        event.preventDefault();
        save(true);
      }}
    >
      <EarlierDraft draft={draft} onRead={(content) => setCall({ ...NOT_CALLED, ...content })} />
      <Choices
        label="打通了吗"
        value={call.reached}
        choices={[
          [true, '打通'],
          [false, '没有打通'],
        ]}
        error={missing.reached}
        onChange={(reached) => change({ reached })}
      />
      {call.reached === false && (
        <p className={styles.soft}>
          {vain > 0 && `此前已有${vain}次没有打通。`}
          {attempts !== undefined &&
            (vain + 1 >= attempts
              ? `这是第${vain + 1}次，按规则（${attempts}次）保存后即办结。`
              : `按规则打${attempts}次都不通才办结，保存后稍后再拨。`)}
        </p>
      )}
      {call.reached === true && (
        <>
          <Choices
            label="问题解决了吗"
            value={call.resolved}
            choices={[
              [true, '解决了'],
              [false, '没有解决'],
            ]}
            error={missing.resolved}
            onChange={(resolved) => change({ resolved })}
          />
          {rule && rule.scale.length > 0 && (
            <Choices
              label="满意吗"
              value={call.satisfaction}
              choices={rule.scale.map((id) => [id, SATISFACTIONS[id] ?? id])}
              onChange={(satisfaction) => change({ satisfaction })}
            />
          )}
        </>
      )}
      <TextInput
        label="备注"
        lines={3}
        longest={2_000}
        value={call.comment}
        onChange={(comment) => change({ comment })}
      />
      <Refused ticket={ticket} act={act} />
      <div className={styles.acts}>
        <Button type="submit" look="primary" isPending={act.isSending} isDisabled={act.mustLook}>
          保存，打下一个
        </Button>
        <Button isDisabled={act.isSending || act.mustLook} onPress={() => save(false)}>
          只保存
        </Button>
      </div>
    </form>
  );
}

/** One of few, each in sight. */
function Choices<T extends string | boolean>({
  label,
  value,
  choices,
  error,
  onChange,
}: {
  readonly label: string;
  readonly value: T | undefined;
  readonly choices: readonly (readonly [value: T, name: string])[];
  readonly error?: string | undefined;
  readonly onChange: (value: T) => void;
}) {
  return (
    <RadioGroup
      className={styles.choices ?? ''}
      orientation="horizontal"
      value={value === undefined ? null : String(value)}
      onChange={(chosen) => {
        const found = choices.find(([it]) => String(it) === chosen);
        if (found) onChange(found[0]);
      }}
      isInvalid={error !== undefined}
    >
      <Label className={styles.label ?? ''}>{label}</Label>
      <div className={styles.radios}>
        {choices.map(([it, name]) => (
          <Radio key={String(it)} value={String(it)} className={styles.radio ?? ''}>
            {name}
          </Radio>
        ))}
      </div>
      {error !== undefined && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
    </RadioGroup>
  );
}
