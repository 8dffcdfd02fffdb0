import { type FormEvent, useState } from 'react';

/** A form that is filled in, shown as it would be sent, and only then sent. */
export function usePreview(act: { readonly send: (body: object) => void }) {
  const [isTried, setTried] = useState(false);
  const [isShown, setShown] = useState(false);
  return {
    /** Somebody wanted to see it: from then on it is said what is missing. */
    isTried,
    isShown,
    hide: () => setShown(false),
    show: (event: FormEvent, isComplete: boolean | undefined) => {
      event.preventDefault();
      setTried(true);
      if (isComplete) setShown(true);
    },
    send: (body: object) => {
      setShown(false);
      act.send(body);
    },
  };
}
