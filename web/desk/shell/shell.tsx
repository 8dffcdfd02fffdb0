import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { Activity, useEffect, useState } from 'react';
import { ROLES } from '../../../domain/words';
import {
  type Session,
  SessionContext,
  sessionQuery,
  signOut,
  useSameInAllPages,
  useSession,
} from '../../shared/session';
import { useShortcut } from '../../shared/shortcuts';
import { Button } from '../../shared/ui/button';
import { Loading, Refusal } from '../../shared/ui/notes';
import { useFollowing } from './follow';
import { KeySheet } from './key-sheet';
import { type Room, roomsOf } from './rooms';
import { SignedOut, useKept } from './signed-out';
import styles from './shell.module.css';

/** The head, by who is signed in, and the room under it. */
export function Shell() {
  const { data: session, error } = useQuery(sessionQuery);
  /** Whose work is on this page. */
  const [worker, setWorker] = useState<Session>();
  if (session && !worker) setWorker(session);
  const isAnother = session?.sub !== undefined && worker !== undefined && !isSame(session, worker);
  useEffect(() => {
    // What one person has begun is nobody else's.
    if (isAnother) location.reload();
  }, [isAnother]);
  useSameInAllPages(session?.sub);
  useKept(session === null && worker !== undefined);
  // A session that is known stays, also while nothing answers who asks for it again.
  if (session === undefined) return error ? <Refusal error={error} /> : <Loading />;
  if (isAnother) return <Loading />;
  if (!worker) return <SignedOut hasWork={false} />;
  return (
    <>
      <Activity mode={session ? 'visible' : 'hidden'}>
        <SessionContext value={session ?? worker}>
          <SignedIn />
        </SessionContext>
      </Activity>
      {!session && <SignedOut hasWork />}
    </>
  );
}

const isSame = (one: Session, other: Session): boolean =>
  one.sub === other.sub && one.role === other.role && one.unit === other.unit;

function SignedIn() {
  const session = useSession();
  useFollowing(session.role);
  const [sheet, setSheet] = useState(false);
  useShortcut({ key: '?', does: '显示快捷键', run: () => setSheet(true) });
  const rooms = roomsOf(session.role);
  return (
    <div className={styles.desk}>
      <a className={styles.skip} href="#work">
        跳到正文
      </a>
      <header className={styles.head}>
        <span className={styles.brand}>回音</span>
        <nav aria-label="工作台" className={styles.rooms}>
          {rooms.map((room) => (
            <RoomLink key={room.to} room={room} />
          ))}
        </nav>
        <div className={styles.account}>
          <span>
            {session.unitName ?? ROLES[session.role]}
            {session.name !== undefined && ` · ${session.name}`}
          </span>
          <Button look="quiet" aria-label="快捷键" onPress={() => setSheet(true)}>
            ?
          </Button>
          <Button look="quiet" onPress={() => void signOut()}>
            退出
          </Button>
        </div>
      </header>
      <main id="work" className={styles.work} tabIndex={-1}>
        <Outlet />
      </main>
      {sheet && <KeySheet onClose={() => setSheet(false)} />}
    </div>
  );
}

function RoomLink({ room }: { readonly room: Room }) {
  const navigate = useNavigate();
  useShortcut({ key: room.key, does: `去“${room.name}”`, run: () => void navigate({ to: room.to }) });
  return (
    <Link to={room.to} className={styles.room} activeProps={{ 'aria-current': 'page' }}>
      {room.name}
    </Link>
  );
}
