import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RulebookAnswer } from '../../../../api/law/rulebook-answer';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import { COMMANDS } from '../../../../domain/words';
import { useDraft } from '../../../shared/drafts';
import { EarlierDraft } from '../../../shared/form/earlier-draft';
import { Button } from '../../../shared/ui/button';
import { ChoiceInput, TextInput } from '../../../shared/ui/fields';
import { Empty } from '../../../shared/ui/notes';
import { EMERGENCY } from '../helps/emergency';
import { matterOf } from '../matter';
import { repeatsQuery } from '../queries';
import { useAct } from '../../ticket/acting/use-act';
import styles from '../register.module.css';
import { Confirm } from './confirm';
import { Refused } from './refused';
import { usePreview } from './use-preview';

/** What a ground may need besides the reason; a city's own parts show by their own names. */
const PARTS: Readonly<Record<string, { readonly label: string; readonly hint: string }>> = {
  guidance: { label: '引导途径', hint: '告诉来电人该找谁、怎么找' },
  earlier: { label: '原工单编号', hint: '正在办理或者已办理完毕的那一件' },
};

/** The ground and its parts, as the body of `decline` has them. */
type Said = Readonly<Record<string, string>>;

/** Not accepted, on a ground of the rulebook, and with what that ground needs (WF-19). */
export function DeclineForm({
  ticket,
  book,
  passedOn,
}: {
  readonly ticket: TicketAnswer;
  readonly book: RulebookAnswer | undefined;
  /** The numbers that an emergency is for. */
  readonly passedOn: string | undefined;
}) {
  const [typed, setSaid] = useState<Said>();
  const said: Said =
    typed ?? (passedOn === undefined ? {} : { ground: EMERGENCY, guidance: `请立即拨打${passedOn}。` });
  const { data: repeats } = useQuery(repeatsQuery(matterOf(ticket)));
  const draft = useDraft(`${ticket.id}:decline`, typed);
  const act = useAct(ticket, 'decline', draft.discard);
  const { isTried, isShown, hide, show, send } = usePreview(act);
  const grounds = book?.decline ?? [];
  const ground = grounds.find((it) => it.id === said.ground);
  const needs = ground?.needs ?? [];
  const textOf = (part: string) => said[part]?.trim() ?? '';
  const missing = ['reason', ...needs].filter((part) => textOf(part) === '');
  const errorOf = (part: string) =>
    isTried && missing.includes(part) ? '这条理由必须写明这一项' : undefined;
  if (book && grounds.length === 0) return <Empty>本规则没有不予受理的情形，请答复或者派单。</Empty>;
  const others = repeats?.items.filter((it) => it.ticket !== ticket.id) ?? [];
  return (
    <form
      className={styles.card}
      noValidate
      aria-label="不予受理"
      onSubmit={(event) => show(event, ground && ground.instead === undefined && missing.length === 0)}
    >
      <EarlierDraft draft={draft} onRead={(content) => setSaid(content as Said)} />
      <ChoiceInput
        label="不予受理的情形"
        required
        autoFocus
        choices={grounds.map((it) => ({
          id: it.id,
          name: it.label,
          ...(it.source === undefined ? {} : { more: it.source }),
        }))}
        value={said.ground}
        onChange={(id) => setSaid({ ...said, ground: id })}
        error={
          isTried && !ground
            ? '请选择规则中的情形'
            : ground?.instead === undefined
              ? undefined
              : `这种情形应当${COMMANDS[ground.instead]}，不能不予受理`
        }
      />
      {needs.map((part) =>
        part === 'earlier' && others.length > 0 ? (
          <ChoiceInput
            key={part}
            label="原工单"
            required
            choices={others.map((it) => ({ id: it.ticket, name: it.ticket, more: it.reasons.join(' · ') }))}
            value={said[part]}
            onChange={(text) => setSaid({ ...said, [part]: text })}
            error={errorOf(part)}
          />
        ) : (
          <TextInput
            key={part}
            label={PARTS[part]?.label ?? part}
            hint={PARTS[part]?.hint}
            required
            lines={part === 'earlier' ? 1 : 2}
            longest={2_000}
            value={said[part] ?? ''}
            onChange={(text) => setSaid({ ...said, [part]: text })}
            error={errorOf(part)}
          />
        ),
      )}
      <TextInput
        label="理由"
        required
        lines={2}
        longest={2_000}
        value={said.reason ?? ''}
        onChange={(reason) => setSaid({ ...said, reason })}
        error={isTried && missing.includes('reason') ? '请写明不予受理的理由' : undefined}
      />
      <Refused ticket={ticket} act={act} />
      <div className={styles.acts}>
        <Button type="submit" look="primary" isPending={act.isSending} isDisabled={act.mustLook}>
          预览
        </Button>
      </div>
      {isShown && ground && (
        <Confirm
          title="即将不予受理"
          does="确认不予受理"
          onClose={hide}
          onConfirm={() =>
            send({
              ground: ground.id,
              ...Object.fromEntries(['reason', ...needs].map((part) => [part, textOf(part)])),
            })
          }
        >
          <p>
            {ground.label}
            {ground.source !== undefined && `（${ground.source}）`}
          </p>
          {needs.map((part) => (
            <p key={part} className={styles.text}>
              {PARTS[part]?.label ?? part}：{textOf(part)}
            </p>
          ))}
          <p className={styles.text}>理由：{textOf('reason')}</p>
          <p>工单办结为“不予受理”；诉求人可以查到情形、理由和引导途径。</p>
        </Confirm>
      )}
    </form>
  );
}
