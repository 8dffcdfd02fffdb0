import type { Connection } from 'mongoose';
import { dataKeys } from '../../../keys/data-keys';
import { openStore, type Store } from '../../../storage/store';

const WRITES = [
  'bulkWrite',
  'insertMany',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'findOneAndUpdate',
];

export class Killed extends Error {}

/** Whether a process was killed over its work; it fails of nothing else. */
export const isKilled = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => false,
    (error: unknown) => {
      if (!(error instanceof Killed)) throw error;
      return true;
    },
  );

/** A store of a process that is killed right before one of its writes. @param before which, counted from 1; none where it is left out */
export function storeKilled(onto: Connection, before = Infinity): Store {
  let writes = 0;
  const killing = <T extends object>(model: T): T =>
    new Proxy(model, {
      get(target, name, receiver) {
        if (WRITES.includes(String(name)) && ++writes >= before) throw new Killed();
        return Reflect.get(target, name, receiver) as unknown;
      },
    });
  const connection = new Proxy(onto, {
    get(target, name) {
      if (name !== 'model') return Reflect.get(target, name) as unknown;
      return (...args: Parameters<Connection['model']>) =>
        killing(target.models[args[0]] ?? target.model(...args));
    },
  });
  return openStore(connection, dataKeys(Buffer.alloc(32, 1)));
}
