import { useEffect, useState } from 'react';

/** So long (ms) somebody waits before being told that it is the network. */
const LONG = 6_000;

/** Whether something has waited for long. */
export function useSlow(waits: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!waits) return undefined;
    const timer = setTimeout(() => setSlow(true), LONG);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [waits]);
  return waits && isSlow;
}
