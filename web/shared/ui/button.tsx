import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps, Link } from 'react-aria-components';
import styles from './button.module.css';

/**
 * @property look `primary` for what is most likely done next, `danger` for what can't be undone, `quiet` for what stands beside
 * @property isPending what it did is under way: it keeps the focus, and does nothing more until that is over
 */
export function Button({
  look,
  isPending = false,
  children,
  onPress,
  type = 'button',
  ...props
}: Omit<ButtonProps, 'children'> & {
  readonly look?: 'primary' | 'quiet' | 'danger';
  readonly children?: ReactNode;
}) {
  const className = [styles.button, look && styles[look], isPending && styles.pending]
    .filter(Boolean)
    .join(' ');
  // The library's own word for it announces by an id that is gone when the button is.
  const pressed = isPending || onPress === undefined ? {} : { onPress };
  return (
    <AriaButton {...props} {...pressed} type={isPending ? 'button' : type} className={className}>
      {children}
      {isPending && <span className={styles.busy}>……</span>}
    </AriaButton>
  );
}

/** Leads to another page, in a tab of its own, and looks like what is most likely done next. */
export function LinkBeside({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Link
      href={href}
      target="_blank"
      // So that the tab may close itself once it has done what it was opened for.
      rel="opener"
      autoFocus
      className={`${styles.button} ${styles.primary}`}
    >
      {children}
    </Link>
  );
}
