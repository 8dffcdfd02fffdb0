import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { FormAnswer } from '../../../../api/forms/answers';
import type { TicketAnswer } from '../../../../api/tickets/answers';
import { COMMANDS, type CommandName } from '../../../../domain/words';
import { useDraft } from '../../../shared/drafts';
import { EarlierDraft } from '../../../shared/form/earlier-draft';
import { FormFields } from '../../../shared/form/form-fields';
import { bodyOf, faultsOf, onlyChoices, refusedFields, type Values } from '../../../shared/form/form-values';
import { isPassing, ProblemError, problemOf } from '../../../shared/problem';
import { timeText } from '../../../shared/times';
import { Button } from '../../../shared/ui/button';
import { Loading, Note, Refusal } from '../../../shared/ui/notes';
import { formQuery } from '../queries';
import styles from './acting.module.css';
import { Changed } from './changed';
import { Missing } from './missing';
import { Suggestions } from './suggestions';
import { useAct } from './use-act';

interface Acting {
  readonly ticket: TicketAnswer;
  readonly command: CommandName;
  readonly onClose: () => void;
  /** Another command has to come first. */
  readonly onAct: (command: CommandName) => void;
  /** @param before the newest line of the story before */
  readonly onDone: (before: number) => void;
}

/** The form of a command, beside the story on which it is decided. */
export function ActPanel(acting: Acting) {
  const { ticket, command, onClose } = acting;
  const { data: form, error } = useQuery(formQuery(ticket.id, command));
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  useEscape(panel, onClose);
  return (
    <section ref={panel} className={styles.panel} aria-labelledby="acting">
      <h2 id="acting" tabIndex={-1}>
        {COMMANDS[command]}
      </h2>
      {form ? (
        <Form {...acting} form={form} />
      ) : (
        <>
          {error ? <Refusal error={error} /> : <Loading />}
          <div className={styles.foot}>
            <Button onPress={onClose}>返回</Button>
          </div>
        </>
      )}
    </section>
  );
}

/** Escape leaves the panel; of what is open in it, it closes that alone. */
function useEscape(panel: RefObject<HTMLElement | null>, onClose: () => void): void {
  const newest = useRef(onClose);
  useEffect(() => {
    newest.current = onClose;
  });
  useEffect(() => {
    const frame = panel.current;
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) newest.current();
    };
    frame?.addEventListener('keydown', pressed);
    return () => frame?.removeEventListener('keydown', pressed);
  }, [panel]);
}

const NO_FAULTS: ReadonlyMap<string, string> = new Map();

function Form({ ticket, command, form, onClose, onAct, onDone }: Acting & { readonly form: FormAnswer }) {
  const [typed, setTyped] = useState<Values>();
  const [asked, setAsked] = useState(false);
  const frame = useRef<HTMLFormElement>(null);
  const draft = useDraft(`${ticket.id}:${command}`, typed);
  const act = useAct(ticket, command, async (before) => {
    await draft.discard();
    onDone(before);
  });
  const { fields, missing } = form;
  const values = { ...onlyChoices(fields), ...typed };

  // Whoever opens a form writes next.
  useEffect(() => focusOn(frame.current, FIELDS), []);
  // What was refused is put right next.
  useEffect(() => {
    if (act.error) focusOn(frame.current, INVALID);
  }, [act.error]);

  const faults = asked ? faultsOf(fields, values) : NO_FAULTS;
  const problem = act.isStale ? undefined : problemOf(act.error);
  const refused = refusedFields(problem?.errors ?? [], fields, values);
  const errors = new Map([...refused.at, ...faults]);
  const change = (next: Values) => {
    setTyped(next);
    act.reset();
  };
  const send = () => {
    setAsked(true);
    if (faultsOf(fields, values).size > 0) {
      // Once it is drawn which they are.
      requestAnimationFrame(() => focusOn(frame.current, INVALID));
      return;
    }
    act.send(bodyOf(fields, values));
  };
  return (
    <form
      ref={frame}
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <EarlierDraft draft={draft} onRead={change} />
      <Missing missing={missing} onAct={onAct} />
      {command === 'dispatch' && <Suggestions ticket={ticket} values={values} onChange={change} />}
      {fields.length === 0 && <p className={styles.soft}>不需要填写内容，确认后生效。</p>}
      <FormFields
        fields={fields}
        values={values}
        onChange={change}
        form={{ all: values, errors, ticket: ticket.id }}
      />
      {faults.size > 0 && (
        <Note tone="bad">
          <p>还有{faults.size}处需要填写或者修改：</p>
          <ul>
            {[...faults].map(([path, text]) => (
              <li key={path}>{text}</li>
            ))}
          </ul>
        </Note>
      )}
      <Changed ticket={ticket} seen={act.seen} onSeen={act.see} />
      {act.error !== null && !act.isStale && (
        <Refusal
          error={problem ? new ProblemError({ ...problem, errors: refused.others }) : act.error}
          {...(isPassing(act.error) ? { onRetry: <p>可以重新提交，不会重复生效。</p> } : {})}
        />
      )}
      <div className={styles.foot}>
        {draft.savedAt !== undefined && (
          <span className={styles.soft}>草稿已于{timeText(draft.savedAt)}保存</span>
        )}
        <Button onPress={onClose}>返回</Button>
        <Button look="primary" type="submit" isDisabled={act.isSending || missing.length > 0 || act.mustLook}>
          {act.isSending ? '正在提交……' : `提交${COMMANDS[command]}`}
        </Button>
      </div>
    </form>
  );
}

const FIELDS = 'input:not([type=hidden]), textarea, button';
const INVALID = '[aria-invalid=true], [data-invalid], [role=alert]';

/** Of what holds several, as a group of choices does, the first that takes the focus. */
function focusOn(frame: HTMLElement | null, what: string): void {
  const found = frame?.querySelector<HTMLElement>(what);
  (found?.matches(FIELDS) ? found : found?.querySelector<HTMLElement>(FIELDS))?.focus();
}
