import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { unitsQuery } from '../shared/reference';
import { ROLES } from '../../domain/words';
import { type Session, signOut } from '../shared/session';
import { useShortcut } from '../shared/shortcuts';
import { wholeMomentText } from '../shared/times';
import type { Showing } from './use-shown';
import styles from './board.module.css';
import type { Freshness } from './freshness';

/** What it is of, how new it is, and how it looks. */
export function Head({
  session,
  shown,
  show,
  freshness,
  now,
}: Showing & { readonly session: Session; readonly freshness: Freshness | undefined; readonly now: number }) {
  return (
    <header className={styles.head}>
      <p className={styles.title}>12345热线态势看板</p>
      <District shown={shown} show={show} />
      <div className={styles.fresh} role="status" aria-live={freshness?.isOld ? 'assertive' : 'off'}>
        {freshness && (
          <>
            <span aria-hidden="true">{freshness.isOld ? '✕ ' : '● '}</span>
            {freshness.text}
          </>
        )}
      </div>
      <span className={styles.now}>{wholeMomentText(new Date(now).toISOString())}</span>
      <div className={styles.tools}>
        <FullScreen />
        <DarkSwitch shown={shown} show={show} />
        <button type="button" className={styles.tool} onClick={() => void signOut()}>
          退出（{session.name ?? ROLES[session.role]}）
        </button>
      </div>
    </header>
  );
}

function District({ shown, show }: Showing) {
  const { data } = useQuery(unitsQuery);
  const districts = data?.filter(({ level }) => level === 'district') ?? [];
  return (
    <label className={styles.district}>
      <span className="visually-hidden">区县</span>
      <select
        value={shown.district ?? ''}
        onChange={({ target }) => show({ district: target.value || undefined })}
      >
        <option value="">全市</option>
        {districts.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function FullScreen() {
  const [isFull, setFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const changed = () => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, []);
  // A browser may refuse it, and the page is as it was.
  const turn = () =>
    void (isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {});
  useShortcut({ key: 'f', does: '全屏', run: turn });
  return (
    <button type="button" className={styles.tool} onClick={turn} aria-keyshortcuts="f">
      {isFull ? '退出全屏' : '全屏'}（F）
    </button>
  );
}

function DarkSwitch({ shown: { dark }, show }: Showing) {
  const isDark = dark ?? matchMedia('(prefers-color-scheme: dark)').matches;
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isDark}
      className={styles.tool}
      onClick={() => show({ dark: !isDark })}
    >
      {isDark ? '☾ 深色' : '☀ 浅色'}
    </button>
  );
}
