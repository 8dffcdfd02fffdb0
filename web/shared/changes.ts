import { useEffect, useEffectEvent } from 'react';
import type { ChangeAnswer } from '../../api/feed/answers';

/**
 * Hears of every change of a ticket that one may see, as it happens. A connection that is lost is taken up where it was by the browser itself.
 * @param mayFollow false for whoever may not, and hears nothing
 */
export function useChanges(mayFollow: boolean, onChange: (change: ChangeAnswer) => void): void {
  const heard = useEffectEvent(onChange);
  useEffect(() => {
    if (!mayFollow) return undefined;
    const changes = new EventSource('/v1/changes');
    changes.addEventListener('message', ({ data }: MessageEvent<string>) => {
      // An event without data says only how far one has heard.
      if (data) heard(JSON.parse(data) as ChangeAnswer);
    });
    return () => changes.close();
  }, [mayFollow]);
}
