import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from '../../shared/ui/button';
import styles from './tickets.module.css';

/** Comes from the side before what it tells more of; Escape or a click beside it closes it. */
export function Drawer({
  title,
  more,
  onClose,
  children,
}: {
  readonly title: string;
  /** Buttons in its head. */
  readonly more: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  return (
    <ModalOverlay
      className={styles.overlay ?? ''}
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className={styles.modal ?? ''}>
        <Dialog className={styles.drawer ?? ''}>
          <header className={styles.head}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <div className={styles.buttons}>
              {more}
              <Button autoFocus onPress={onClose}>
                关闭
              </Button>
            </div>
          </header>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
