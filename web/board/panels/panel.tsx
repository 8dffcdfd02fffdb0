import type { ReactNode } from 'react';
import styles from './panels.module.css';

/** A part of the board under its own heading. @property more beside the heading */
export function Panel({
  title,
  area,
  more,
  children,
}: {
  readonly title: string;
  readonly area: 'ahead' | 'load' | 'rates' | 'spots';
  readonly more?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles.panel} aria-labelledby={`panel-${area}`} data-area={area}>
      <header className={styles.bar}>
        <h2 id={`panel-${area}`}>{title}</h2>
        {more}
      </header>
      {children}
    </section>
  );
}

/** Nothing is there, and that is all right; or it is still being counted. */
export const Quiet = ({ children }: { readonly children: ReactNode }) => (
  <p className={styles.quiet}>{children}</p>
);
