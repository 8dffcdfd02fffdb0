import { type ReactNode, useId } from 'react';
import styles from './caller.module.css';

/** A field with its name, its hint, and what is wrong with it, which is announced with it. Elements of the browser's own: small, and known to every aid. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly children: (told: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': true | undefined;
  }) => ReactNode;
}) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`]
    .filter(Boolean)
    .join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      )}
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined && (
        <span id={`${id}-error`} className={styles.error}>
          <span aria-hidden="true">✕ </span>
          {error}
        </span>
      )}
    </div>
  );
}

/** @property waits it was pressed, and its answer is not there yet: it stays where it is, and does nothing more */
export function Send({ waits, children }: { readonly waits: boolean; readonly children: ReactNode }) {
  return (
    <button type="submit" className={styles.main} aria-disabled={waits}>
      {waits ? '正在提交……' : children}
    </button>
  );
}

/** Said aloud when it appears. */
export function Told({
  tone,
  children,
}: {
  readonly tone?: 'bad' | 'good' | 'soon';
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.told} data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

/** Opens and closes by itself, by the browser's own means. */
export function More({
  name,
  isOpen = false,
  children,
}: {
  readonly name: ReactNode;
  readonly isOpen?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <details className={styles.more} open={isOpen}>
      <summary>{name}</summary>
      <div className={styles.inside}>{children}</div>
    </details>
  );
}
