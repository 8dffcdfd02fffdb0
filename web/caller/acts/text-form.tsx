import { type ReactNode, useRef, useState } from 'react';
import styles from '../caller.module.css';
import { Field, Send } from '../ui';
import { LONGEST, textFault } from '../words/acts';

/** Some words, which are looked through before they are sent. */
export function TextForm({
  label,
  hint,
  send,
  text,
  onText,
  waits,
  onSend,
  children,
}: {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What its button says. */
  readonly send: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** It was sent, and its answer is not there yet. */
  readonly waits: boolean;
  readonly onSend: (text: string) => void;
  /** What it was answered with. */
  readonly children: ReactNode;
}) {
  const [fault, setFault] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (waits) return;
        const wrong = textFault(text);
        setFault(wrong);
        if (wrong !== undefined) return field.current?.focus();
        onSend(text.trim());
      }}
    >
      <Field label={label} hint={hint} error={fault}>
        {(told) => (
          <textarea
            {...told}
            ref={field}
            rows={4}
            maxLength={LONGEST}
            value={text}
            required
            onChange={({ target }) => {
              onText(target.value);
              setFault(undefined);
            }}
          />
        )}
      </Field>
      {children}
      <Send waits={waits}>{send}</Send>
    </form>
  );
}
