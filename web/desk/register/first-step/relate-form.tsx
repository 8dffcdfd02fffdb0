import { useState } from 'react';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import { COMMANDS } from '../../../../domain/words';
import { Button } from '../../../shared/ui/button';
import { TextInput } from '../../../shared/ui/fields';
import { useAct } from '../../ticket/acting/use-act';
import styles from '../register.module.css';
import type { Related } from '../relations';
import { Refused } from './refused';

/** Merges the ticket into one that was found alike, or links the two, with the reason. */
export function RelateForm({
  ticket,
  relation: { ticket: other, how, reason: proposed },
  onSettled,
}: {
  readonly ticket: TicketAnswer;
  readonly relation: Related;
  readonly onSettled: () => void;
}) {
  const [reason, setReason] = useState(proposed);
  const [isTried, setTried] = useState(false);
  const act = useAct(ticket, how, async () => onSettled());
  const isMissing = reason.trim() === '';
  const send = () => {
    setTried(true);
    if (!isMissing) act.send({ [how === 'merge' ? 'into' : 'with']: other, reason: reason.trim() });
  };
  return (
    <form
      className={styles.card}
      noValidate
      aria-label={`${COMMANDS[how]}${other}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <h2>
        {how === 'merge' ? '并入' : '关联'}工单{other}
      </h2>
      {how === 'merge' && <p className={styles.soft}>并入后由原工单统一办理，本工单办结为“已合并”。</p>}
      <TextInput
        label={`${COMMANDS[how]}理由`}
        required
        autoFocus
        longest={2_000}
        value={reason}
        onChange={setReason}
        error={isTried && isMissing ? '请写明理由' : undefined}
      />
      <Refused ticket={ticket} act={act} />
      <div className={styles.acts}>
        <Button type="submit" look="primary" isPending={act.isSending} isDisabled={act.mustLook}>
          {COMMANDS[how]}
        </Button>
        <Button onPress={onSettled}>不{COMMANDS[how]}了</Button>
      </div>
    </form>
  );
}
