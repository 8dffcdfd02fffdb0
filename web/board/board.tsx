import { useQuery } from '@tanstack/react-query';
import type { BoardAnswer } from '../../api/board/answers';
import type { Role } from '../../domain/words';
import { problemOf } from '../shared/problem';
import type { Session } from '../shared/session';
import { Loading, Refusal } from '../shared/ui/notes';
import { useNow } from '../shared/use-now';
import styles from './board.module.css';
import { freshnessOf } from './freshness';
import { Head } from './head';
import { useLive } from './live';
import { Ahead } from './panels/ahead';
import { Figures } from './panels/figures';
import { HotSpots } from './panels/hot-spots';
import { Load } from './panels/load';
import { Rates } from './panels/rates-panel';
import { boardQuery } from './queries';
import { Behind } from './tickets/behind';
import type { Showing } from './use-shown';

/** Who may follow the changes of tickets; a leader reads what is counted of them. */
const FOLLOWERS: readonly Role[] = ['operator', 'supervisor', 'auditor'];

export function Board({ session, shown, show }: Showing & { readonly session: Session }) {
  const query = boardQuery(shown.district);
  const { data, error } = useQuery(query);
  useLive(query.queryKey, FOLLOWERS.includes(session.role));
  const now = useNow(1_000);
  const freshness = data && freshnessOf(Date.parse(data.at), now, error !== null);
  // Where the service says why not, that is said; where it says nothing, it is away.
  const refused = problemOf(error);
  return (
    <div className={styles.board} data-old={freshness?.isOld ?? false}>
      <Head session={session} shown={shown} show={show} freshness={freshness} now={now} />
      <main className={styles.main}>
        {!data && !error && <Loading what="正在读取数据……" />}
        {error && (!data || (refused && refused.status < 500)) && (
          <div className={styles.refusal}>
            <Refusal error={error} />
          </div>
        )}
        {data && <Panels board={data} shown={shown} show={show} />}
      </main>
      {shown.behind && (
        <Behind
          session={session}
          behind={shown.behind}
          board={data}
          district={shown.district}
          onClose={() => show({ behind: undefined })}
        />
      )}
    </div>
  );
}

function Panels({ board, shown, show }: Showing & { readonly board: BoardAnswer }) {
  return (
    <>
      <h1 className="visually-hidden">12345热线态势看板</h1>
      <Figures board={board} onOpen={(of) => show({ behind: { of } })} />
      <div className={styles.panels}>
        <Ahead board={board} onOpen={(day) => show({ behind: { day } })} />
        <Load board={board} onOpen={(of, unit) => show({ behind: { of, unit } })} />
        <Rates board={board} shown={shown} show={show} />
        <HotSpots board={board} onOpen={(spot) => show({ behind: { spot } })} />
      </div>
    </>
  );
}
