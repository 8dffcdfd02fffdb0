import { useEffect } from 'react';
import { useShortcut } from '../../shared/shortcuts';
import { Button } from '../../shared/ui/button';

/** The whole story on paper: what is folded on the screen is unfolded there. */
export function PrintButton() {
  useShortcut({ key: 'p', does: '打印工单', run: () => window.print() });
  useEffect(() => {
    let unfolded: readonly HTMLDetailsElement[] = [];
    const unfold = () => {
      unfolded = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
      for (const it of unfolded) it.open = true;
    };
    const fold = () => {
      for (const it of unfolded) it.open = false;
      unfolded = [];
    };
    addEventListener('beforeprint', unfold);
    addEventListener('afterprint', fold);
    return () => {
      removeEventListener('beforeprint', unfold);
      removeEventListener('afterprint', fold);
    };
  }, []);
  return (
    <Button look="quiet" onPress={() => window.print()}>
      打印
    </Button>
  );
}
