import { useCallback, useEffect, useState } from 'react';
import { searchOf, type Shown, shownIn } from './address';

/**
 * What the page shows, as its address says it; the browser's back leads to what was shown before.
 * @returns it, and what changes some of it
 */
export function useShown(): readonly [
  Shown,
  (some: { readonly [K in keyof Shown]?: Shown[K] | undefined }) => void,
] {
  const [search, setSearch] = useState(location.search);
  useEffect(() => {
    const moved = () => setSearch(location.search);
    addEventListener('popstate', moved);
    return () => removeEventListener('popstate', moved);
  }, []);
  const change = useCallback((some: object) => {
    const next = searchOf({ ...shownIn(location.search), ...some });
    history.pushState(null, '', `${location.pathname}${next}`);
    setSearch(location.search);
  }, []);
  return [shownIn(search), change];
}

/** What is shown, and what changes it. */
export interface Showing {
  readonly shown: Shown;
  readonly show: ReturnType<typeof useShown>[1];
}
