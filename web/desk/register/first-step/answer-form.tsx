import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EntryAnswer } from '../../../../api/knowledge/answers';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import { useDraft } from '../../../shared/drafts';
import { EarlierDraft } from '../../../shared/form/earlier-draft';
import { unitsQuery, useUnitNames } from '../../../shared/reference';
import { Button } from '../../../shared/ui/button';
import { ChoiceInput, SearchInput, TextInput } from '../../../shared/ui/fields';
import { Answers } from '../helps/answers';
import { entryQuery } from '../../knowledge/queries';
import { matterOf } from '../matter';
import { repeatsQuery } from '../queries';
import { useAct } from '../../ticket/acting/use-act';
import styles from '../register.module.css';
import { Confirm } from './confirm';
import { Refused } from './refused';
import { usePreview } from './use-preview';

const NONE = 'none';

/** As the body of `answer` has it, unfinished. */
type Said = {
  readonly reply: string;
  readonly knowledge?: string | undefined;
  readonly earlier?: string | undefined;
  readonly threeWay?: string | undefined;
};

/** Answers at once: from the knowledge base (WF-31), by an earlier result (JE-4), or with a linked hotline on the line (JE-21). */
export function AnswerForm({
  ticket,
  entry,
}: {
  readonly ticket: TicketAnswer;
  readonly entry: EntryAnswer | undefined;
}) {
  const [typed, setTyped] = useState<Said>();
  const said = typed ?? { reply: entry?.answer ?? '', knowledge: entry?.id };
  const { reply, knowledge, earlier, threeWay } = said;
  const [known, setKnown] = useState(entry);
  const { data: read } = useQuery({ ...entryQuery(knowledge ?? ''), enabled: knowledge !== undefined });
  const cited = known?.id === knowledge ? known : read;
  const { data: repeats } = useQuery(repeatsQuery(matterOf(ticket)));
  const { data: units = [] } = useQuery(unitsQuery);
  const unitName = useUnitNames();
  const draft = useDraft(`${ticket.id}:answer`, typed);
  const act = useAct(ticket, 'answer', draft.discard);
  const { isTried, isShown, hide, show, send } = usePreview(act);
  const isMissing = reply.trim() === '';
  const closed = repeats?.items.filter((it) => it.state === 'closed' && it.ticket !== ticket.id) ?? [];
  const change = (some: Partial<Said>) => setTyped({ ...said, ...some });
  const body = { ...said, reply: reply.trim() };
  return (
    <form
      className={styles.card}
      noValidate
      aria-label="即时答复"
      onSubmit={(event) => show(event, !isMissing)}
    >
      <EarlierDraft draft={draft} onRead={(content) => setTyped({ reply: '', ...content })} />
      <TextInput
        label="答复内容"
        required
        autoFocus
        lines={5}
        longest={5_000}
        value={reply}
        onChange={(text) => change({ reply: text })}
        error={isTried && isMissing ? '请填写答复来电人的内容' : undefined}
      />
      <Answers
        asked={ticket.title}
        chosen={knowledge}
        onChoose={(chosen) => {
          setKnown(chosen);
          const isTheirs = chosen && (isMissing || reply === cited?.answer);
          change({ knowledge: chosen?.id, ...(isTheirs ? { reply: chosen.answer } : {}) });
        }}
      />
      <div className={styles.two}>
        {closed.length > 0 && (
          <ChoiceInput
            label="依据以往工单的结果"
            choices={[
              { id: NONE, name: '不依据' },
              ...closed.map((it) => ({ id: it.ticket, name: it.ticket })),
            ]}
            value={earlier ?? NONE}
            onChange={(id) => change({ earlier: id === NONE ? undefined : id })}
          />
        )}
        <SearchInput
          label="三方通话的联动热线"
          choices={units
            .filter(({ successor }) => successor === undefined)
            .map(({ id, name }) => ({ id, name }))}
          value={threeWay}
          onChange={(id) => change({ threeWay: id })}
        />
      </div>
      <Refused ticket={ticket} act={act} />
      <div className={styles.acts}>
        <Button type="submit" look="primary" isPending={act.isSending} isDisabled={act.mustLook}>
          预览答复
        </Button>
      </div>
      {isShown && (
        <Confirm title="即将答复" does="确认答复并办结" onClose={hide} onConfirm={() => send(body)}>
          <p className={styles.text}>{body.reply}</p>
          {cited && <p className={styles.soft}>引用知识：{cited.question}</p>}
          {earlier !== undefined && <p className={styles.soft}>依据以往工单：{earlier}</p>}
          {threeWay !== undefined && <p className={styles.soft}>三方通话：{unitName(threeWay)}</p>}
          <p>工单办结为“即时答复”，不再派给承办单位；诉求人可以查到这份答复。</p>
        </Confirm>
      )}
    </form>
  );
}
