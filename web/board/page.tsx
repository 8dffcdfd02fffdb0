import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect } from 'react';
import { sessionQuery, signIn } from '../shared/session';
import { Button } from '../shared/ui/button';
import { Empty, Loading, Refusal } from '../shared/ui/notes';
import { Board } from './board';
import styles from './board.module.css';
import { useShown } from './use-shown';

/** The board for whoever is signed in; who isn't, is shown the way in. */
export function Page() {
  const [shown, show] = useShown();
  const { data: session, error, isPending } = useQuery(sessionQuery);
  const { dark } = shown;
  useLayoutEffect(() => {
    document.documentElement.style.colorScheme = dark === undefined ? '' : dark ? 'dark' : 'light';
  }, [dark]);
  if (session) return <Board session={session} shown={shown} show={show} />;
  return (
    <main className={styles.out}>
      {isPending && <Loading />}
      {error && <Refusal error={error} />}
      {session === null && (
        <Empty>
          <h1>12345热线态势看板</h1>
          <p>请先登录。登录已到期的，登录后回到这个看板。</p>
          <Button look="primary" autoFocus onPress={signIn}>
            登录
          </Button>
        </Empty>
      )}
    </main>
  );
}
