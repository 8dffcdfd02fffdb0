import { useEffect, useEffectEvent } from 'react';
import type { ChangeAnswer } from '../../api/feed/answers';

/** A stream that was refused is asked for again after this time (ms). */
const AGAIN = 10_000;

/**
 * Hears of every change of a ticket that one may see, as it happens, while the page is looked at.
 * @param mayFollow false for whoever may not, and hears nothing
 * @param onChange without a change: any ticket may have changed meanwhile
 */
export function useChanges(mayFollow: boolean, onChange: (change?: ChangeAnswer) => void): void {
  const heard = useEffectEvent(onChange);
  useEffect(() => (mayFollow ? followChanges((change) => heard(change)) : undefined), [mayFollow]);
}

/**
 * Follows changes while the page is shown. A page that nobody looks at gives its connection back: a browser has six for one host, so that
 * six pages that are open would leave none for what they read. A connection that is lost is taken up where it was by the browser itself;
 * one that was refused, or given back, begins anew, and what was missed is told as one.
 * @returns ends it
 */
export function followChanges(heard: (change?: ChangeAnswer) => void): () => void {
  let stream: EventSource | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    stream = new EventSource('/v1/changes');
    stream.addEventListener('message', ({ data }: MessageEvent<string>) =>
      heard(JSON.parse(data) as ChangeAnswer),
    );
    stream.addEventListener('error', () => {
      if (stream?.readyState === EventSource.CLOSED) waiting = setTimeout(openAgain, AGAIN);
    });
  }
  function openAgain(): void {
    open();
    // Told once it is open: from then on nothing is missed.
    stream?.addEventListener('open', () => heard(), { once: true });
  }
  function close(): void {
    clearTimeout(waiting);
    stream?.close();
    stream = undefined;
  }
  function shown(): void {
    if (document.hidden) close();
    else if (!stream) openAgain();
  }

  document.addEventListener('visibilitychange', shown);
  if (!document.hidden) open();
  return () => {
    document.removeEventListener('visibilitychange', shown);
    close();
  };
}
