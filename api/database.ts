import { connect } from '../storage/connection';
import type { DataKeys } from '../keys/data-keys';
import { openStore, type Store } from '../storage/store';

/** The store, connected when it is first needed: the service starts, and says that it is live, while the database is away. */
export interface Database {
  /** @throws the driver's error while the database is away */
  store(): Promise<Store>;
  /** Whether the database really answers. */
  answers(): Promise<boolean>;
  close(): Promise<void>;
}

/** How long whoever asks whether it answers waits for it (ms). */
const PING_PATIENCE = 1_500;

/** @param opened done once with a store that was opened; where it fails, the next to need the store opens it anew */
export function lazyDatabase(
  uri: string,
  keys: DataKeys,
  opened: (store: Store) => Promise<void> = async () => {},
): Database {
  let opening: Promise<Store> | undefined;
  const open = async (): Promise<Store> => {
    const store = openStore(await connect(uri), keys);
    try {
      await store.ensureIndexes();
      await opened(store);
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  };
  const store = (): Promise<Store> => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    store,
    answers: () =>
      Promise.race([
        store()
          .then((it) => it.ping())
          .then(
            () => true,
            () => false,
          ),
        new Promise<false>((resolve) => void setTimeout(resolve, PING_PATIENCE, false).unref()),
      ]),
    close: async () => {
      const store = await opening?.catch(() => undefined);
      await store?.close();
    },
  };
}
