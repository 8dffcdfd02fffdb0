// What the driver's errors mean; nobody but the storage knows them.

/** MongoDB's code for a key that exists already. */
const DUPLICATE = 11_000;

/** Lets pass that what is to be written stands there already, and nothing else. */
export function unlessDuplicate(error: unknown): void {
  const { code, writeErrors } = error as { code?: unknown; writeErrors?: unknown };
  const causes = Array.isArray(writeErrors) ? (writeErrors as { code?: unknown }[]) : [{ code }];
  if (code !== DUPLICATE || causes.some((it) => it.code !== DUPLICATE)) throw error;
}

/** Whether an insertion put something in; false where it stood there already. */
export async function isNew(insertion: Promise<readonly unknown[]>): Promise<boolean> {
  try {
    return (await insertion).length > 0;
  } catch (error) {
    unlessDuplicate(error);
    return false;
  }
}

/** By their names; the driver gives that of a pool that was cleared on a network error without its own `Mongo`. */
const AWAY =
  /^(Mongo(ose)?\w*(Network|ServerSelection|WaitQueueTimeout|OperationTimeout|NotConnected|Pool|Closed)\w*|PoolClearedOnNetwork)Error$/;

/** Codes of a server that steps down, shuts down or starts. */
const NOT_NOW: readonly unknown[] = [6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436];

/** A lost connection as the system tells it: the driver lets it through where it was still writing what it sends. */
const LOST: readonly unknown[] = ['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT'];

/** Whether a call failed because the database could not be asked, or gave no answer in time. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (AWAY.test(error.name)) return true;
  const { code, cause, errorResponse } = error as {
    code?: unknown;
    cause?: unknown;
    errorResponse?: unknown;
  };
  if (error.name.startsWith('Mongo') && NOT_NOW.includes(code)) return true;
  if (LOST.includes(code)) return true;
  // A bulk write that met an outage hides it there.
  return isDatabaseAway(errorResponse) || isDatabaseAway(cause);
}
