import type { DataKeys } from '../keys/data-keys';
import { NotMigrated } from '../storage/migrations/migrate';
import { type Store, storeAt } from '../storage/store';

/** The store, connected when it is first needed: the service starts, and says that it is live, while the database is away. */
export interface Database {
  /** @throws the driver's error while the database is away; NotMigrated while it lacks what this version needs */
  store(): Promise<Store>;
  /** What hinders whoever needs the store; nothing where the database really answers, and is of this version. */
  hindrance(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** How long whoever asks whether it answers waits for it (ms). */
const PING_PATIENCE = 1_500;
/** What hinders where nothing answers in good time. */
export const NO_ANSWER = 'expected an answer';

/** @param opened done once with a store that was opened; where it fails, the next to need the store opens it anew */
export function lazyDatabase(
  uri: string,
  keys: DataKeys,
  opened: (store: Store) => Promise<void> = async () => {},
): Database {
  let opening: Promise<Store> | undefined;
  const store = (): Promise<Store> => {
    opening ??= storeAt(uri, keys, opened).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    store,
    hindrance: () =>
      Promise.race([
        store()
          .then((it) => it.ping())
          .then(
            () => undefined,
            (error: unknown) => (error instanceof NotMigrated ? error.message : NO_ANSWER),
          ),
        new Promise<string>((resolve) => void setTimeout(resolve, PING_PATIENCE, NO_ANSWER).unref()),
      ]),
    close: async () => {
      const store = await opening?.catch(() => undefined);
      await store?.close();
    },
  };
}
