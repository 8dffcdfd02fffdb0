import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';

/** A key that does something while what declares it is on the screen. */
export interface Shortcut {
  /** As `KeyboardEvent.key` says it, of one key alone: `n`, `/`, `?`. */
  readonly key: string;
  /** What it does, for the sheet of all of them. */
  readonly does: string;
  readonly run: () => void;
}

interface Known {
  /** Asked when they are needed: what a key does may have changed since it was added. */
  readonly all: readonly (() => Shortcut)[];
  readonly add: (shortcut: () => Shortcut) => () => void;
}
const Shortcuts = createContext<Known>({ all: [], add: () => () => {} });

/** Keys mean letters where somebody writes, and nothing behind a dialog that is open. */
const isMeantOtherwise = (event: KeyboardEvent): boolean => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented)
    return true;
  const { target } = event;
  return (
    (target instanceof HTMLElement &&
      (target.isContentEditable || target.matches('input, textarea, select, [role=combobox]'))) ||
    document.querySelector('[role=dialog]') !== null
  );
};

export function ShortcutsProvider({ children }: { readonly children: ReactNode }) {
  const [added, setAdded] = useState<readonly (() => Shortcut)[]>([]);
  const add = useCallback((shortcut: () => Shortcut) => {
    setAdded((all) => [...all, shortcut]);
    return () => setAdded((all) => all.filter((it) => it !== shortcut));
  }, []);
  const known = useMemo<Known>(() => ({ all: added, add }), [added, add]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (isMeantOtherwise(event)) return;
      // What was declared last stands before the rest.
      const found = added.map((it) => it()).findLast(({ key }) => key === event.key);
      if (!found) return;
      event.preventDefault();
      found.run();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [added]);
  return <Shortcuts value={known}>{children}</Shortcuts>;
}

/** @param shortcut none while it can't be done */
export function useShortcut(shortcut: Shortcut | undefined): void {
  const { add } = useContext(Shortcuts);
  const newest = useRef(shortcut);
  useLayoutEffect(() => {
    newest.current = shortcut;
  });
  const key = shortcut?.key;
  useEffect(() => (key === undefined ? undefined : add(() => newest.current as Shortcut)), [key, add]);
}

export const useShortcuts = (): readonly Shortcut[] => useContext(Shortcuts).all.map((it) => it());
