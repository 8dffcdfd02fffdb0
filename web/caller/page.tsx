import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Enter } from './access/enter';
import { type Access, fragmentOf } from './access/fragment';
import { Evaluation } from './acts/evaluate';
import styles from './caller.module.css';
import { callerQueries } from './queries';

/** Most who come have a code to write first: the rest is on its way meanwhile. */
const loadTicket = () => import('./ticket/ticket');
const Ticket = lazy(() => loadTicket().then((it) => ({ default: it.Ticket })));

/** One page for one ticket: its caller comes by number and code, or by a link. What lets in is kept in memory, and gone when the page is. */
export function Page() {
  const [fragment, setFragment] = useState(() => fragmentOf(location.hash));
  const [access, setAccess] = useState<Access | undefined>(fragment.access);
  const [isOut, setOut] = useState(false);
  const [queries] = useState(() => callerQueries(() => setOut(true)));
  useEffect(() => {
    void loadTicket();
    // Another link that is opened in this tab changes nothing but the fragment.
    const moved = () => {
      const next = fragmentOf(location.hash);
      queries.clear();
      setFragment(next);
      setAccess(next.access);
      setOut(false);
    };
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, [queries]);
  const enter = (next: Access) => {
    setAccess(next);
    setOut(false);
    void queries.invalidateQueries();
  };
  const leave = () => {
    queries.clear();
    setAccess(undefined);
    setOut(false);
    history.replaceState(null, '', location.pathname);
    setFragment({});
  };
  const isLinkOver = isOut && access?.evaluatesOnly === true;
  return (
    <QueryClientProvider client={queries}>
      <header className={styles.head}>
        <p className={styles.brand}>12345热线</p>
        {access && (
          <button type="button" className={styles.plain} onClick={leave}>
            退出
          </button>
        )}
      </header>
      <main className={styles.page}>
        {(!access || isOut) && (
          <>
            <h1>我的诉求</h1>
            {isLinkOver && (
              <p role="alert" className={styles.told} data-tone="soon">
                评价链接已经失效或者不完整。可以用工单编号和查询码进来，或者打12345。
              </p>
            )}
            <Enter
              key={access?.ticket ?? fragment.number ?? ''}
              number={access?.ticket ?? fragment.number ?? ''}
              again={isOut && !isLinkOver}
              onIn={enter}
            />
          </>
        )}
        {access && (
          // What was written stays, and nobody else reads it meanwhile.
          <div hidden={isOut}>
            {access.evaluatesOnly ? (
              <>
                <h1>服务评价</h1>
                <p>工单编号 {access.ticket}</p>
                <section className={styles.card} aria-labelledby="evaluation">
                  <h2 id="evaluation">您的评价</h2>
                  <Evaluation access={access} />
                </section>
                <button
                  type="button"
                  className={styles.plain}
                  onClick={() => {
                    const { ticket } = access;
                    leave();
                    setFragment({ number: ticket });
                  }}
                >
                  用查询码查看办理情况
                </button>
              </>
            ) : (
              <Suspense fallback={<p role="status">正在打开……</p>}>
                <Ticket access={access} />
              </Suspense>
            )}
          </div>
        )}
      </main>
    </QueryClientProvider>
  );
}
