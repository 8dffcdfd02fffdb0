import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ROLES } from '../../../domain/words';
import { type Session, sessionQuery, signIn, signOut } from '../../shared/session';
import { useShortcut } from '../../shared/shortcuts';
import { Button } from '../../shared/ui/button';
import { Empty, Loading, Refusal } from '../../shared/ui/notes';
import { useFollowing } from './follow';
import { KeySheet } from './key-sheet';
import { type Room, roomsOf } from './rooms';
import styles from './shell.module.css';

/** The head, by who is signed in, and the room under it. */
export function Shell() {
  const { data: session, error, isPending } = useQuery(sessionQuery);
  if (isPending) return <Loading />;
  if (error) return <Refusal error={error} />;
  if (!session)
    return (
      <main className={styles.out}>
        <Empty>
          <h1>12345热线工作台</h1>
          <p>请先登录；登录已到期的，登录后回到刚才的页面。</p>
          <Button look="primary" autoFocus onPress={signIn}>
            登录
          </Button>
        </Empty>
      </main>
    );
  return <SignedIn session={session} />;
}

function SignedIn({ session }: { readonly session: Session }) {
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
