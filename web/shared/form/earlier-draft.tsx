import type { Draft } from '../drafts';
import { momentText } from '../times';
import { Button } from '../ui/button';
import { Note } from '../ui/notes';
import styles from './form.module.css';

/** A draft from before, which is gone on with or thrown away. */
export function EarlierDraft({
  draft: { earlier, read, discard },
  onRead,
}: {
  readonly draft: Draft;
  /** It is put into the form. */
  readonly onRead: (content: Readonly<Record<string, unknown>>) => void;
}) {
  if (!earlier) return null;
  return (
    <Note tone="soon">
      <p>{momentText(earlier.savedAt)}保存过一份草稿。</p>
      <div className={styles.buttons}>
        <Button onPress={() => void read().then(onRead, () => discard())}>继续填写</Button>
        <Button look="quiet" onPress={() => void discard()}>
          丢弃草稿
        </Button>
      </div>
    </Note>
  );
}
