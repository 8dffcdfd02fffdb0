import { useShortcuts } from '../../shared/shortcuts';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import styles from './shell.module.css';

/** Every key that does something here. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const shortcuts = useShortcuts();
  return (
    <Dialog title="快捷键" onClose={onClose} foot={<Button onPress={onClose}>关闭</Button>}>
      <dl className={styles.keys}>
        {shortcuts.map(({ key, does }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>关闭对话框</dd>
        </div>
      </dl>
    </Dialog>
  );
}
