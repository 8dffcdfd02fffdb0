import { useEffect, useState } from 'react';
import { serverNow } from './server-time';

/** The service's now (ms), told anew every so many ms. */
export function useNow(every = 30_000): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
