import type { ReactNode } from 'react';
import { COMMANDS, type CommandName } from '../../../domain/words';
import { AwayError, errorText, problemOf, problemText } from '../problem';
import styles from './notes.module.css';

export function Note({
  tone,
  children,
}: {
  readonly tone?: 'bad' | 'good' | 'soon';
  readonly children: ReactNode;
}) {
  return (
    <div className={`${styles.note} ${tone ? styles[tone] : ''}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

/** What went wrong, by which rule, and what can be done instead. */
export function Refusal({ error, onRetry }: { readonly error: unknown; readonly onRetry?: ReactNode }) {
  const problem = problemOf(error);
  return (
    <Note tone="bad">
      <p>{sayOf(error)}</p>
      {problem?.errors && problem.errors.length > 0 && (
        <ul>
          {problem.errors.map(({ path, message, rule }) => (
            <li key={`${path} ${message}`}>
              {errorText(message, path)}
              {rule !== undefined && `（${rule}）`}
            </li>
          ))}
        </ul>
      )}
      {problem?.allowed && problem.allowed.length > 0 && (
        <p>现在可以：{problem.allowed.map(commandText).join('、')}</p>
      )}
      {onRetry}
    </Note>
  );
}

const sayOf = (error: unknown): string => {
  const problem = problemOf(error);
  if (problem) return problemText(problem);
  return error instanceof AwayError ? error.message : '页面出了差错，请刷新后重试。';
};

export const commandText = (name: string): string =>
  Object.hasOwn(COMMANDS, name) ? COMMANDS[name as CommandName] : name;

/** Nothing is there, and what to do then. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <div className={styles.empty}>{children}</div>;
}

export function Badge({
  tone,
  children,
}: {
  readonly tone?: 'over' | 'soon' | 'good' | undefined;
  readonly children: ReactNode;
}) {
  return <span className={`${styles.badge} ${tone ? styles[tone] : ''}`}>{children}</span>;
}

export const Loading = ({ what = '正在读取……' }: { readonly what?: string }) => (
  <p role="status" className={styles.empty}>
    {what}
  </p>
);
