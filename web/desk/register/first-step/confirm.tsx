import type { ReactNode } from 'react';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';

/** What is about to be sent, before it is. */
export function Confirm({
  title,
  does,
  onConfirm,
  onClose,
  children,
}: {
  readonly title: string;
  /** On the button that sends it. */
  readonly does: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>再改改</Button>
          <Button look="primary" autoFocus onPress={onConfirm}>
            {does}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
