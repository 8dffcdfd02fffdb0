import { QueryObserver, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { SIGN_IN_BESIDE, signIn } from '../../shared/session';
import { Button, LinkBeside } from '../../shared/ui/button';
import { Empty } from '../../shared/ui/notes';
import styles from './shell.module.css';

/** The way in. @property hasWork somebody's work stays on this page, unseen, until they are back: they sign in beside it */
export function SignedOut({ hasWork }: { readonly hasWork: boolean }) {
  return (
    <main className={styles.out}>
      <Empty>
        <h1>12345热线工作台</h1>
        {hasWork ? (
          <>
            <p>登录已到期，请重新登录。您填写的内容还在，登录后接着办。</p>
            <p>换他人登录的，这里只留下已经保存的草稿。</p>
            <LinkBeside href={SIGN_IN_BESIDE}>登录</LinkBeside>
          </>
        ) : (
          <>
            <p>请先登录，登录后回到这个页面。</p>
            <Button look="primary" autoFocus onPress={signIn}>
              登录
            </Button>
          </>
        )}
      </Empty>
    </main>
  );
}

/** Where one comes back to who has signed in beside another page: that goes on, and this one is needed no more. */
export function SignedInBeside() {
  useEffect(() => window.close(), []);
  return (
    <Empty>
      <h1>已登录</h1>
      <p>请回到原来的页面接着办理，这一页可以关闭。</p>
    </Empty>
  );
}

/** While nobody is signed in nobody asks for what was read, which would be forgotten after minutes; and with it the forms that stand on it. */
export function useKept(isWanted: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!isWanted) return undefined;
    const kept = queries
      .getQueryCache()
      .getAll()
      .map(({ options, queryKey }) =>
        new QueryObserver(queries, { ...options, queryKey, enabled: false }).subscribe(() => {}),
      );
    return () => kept.forEach((leave) => leave());
  }, [queries, isWanted]);
}
