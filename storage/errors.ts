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

/** MongoDB's code for a call that took longer than it may (`maxTimeMS`). */
const TOO_LONG = 50;

/**
 * Why a call failed that may go well when it is made again: `away` where the database could not be asked, or gave no answer;
 * `slow` where it answered that this takes longer than a call may. Undefined for a fault.
 */
export function hindranceOf(error: unknown): 'away' | 'slow' | undefined {
  if (isAnyOf(error, isTooSlow)) return 'slow';
  return isAnyOf(error, isAway) ? 'away' : undefined;
}

const isTooSlow = ({ name, code }: DriverError): boolean => name.startsWith('Mongo') && code === TOO_LONG;

const isAway = ({ name, code }: DriverError): boolean =>
  AWAY.test(name) || (name.startsWith('Mongo') && NOT_NOW.includes(code)) || LOST.includes(code);

type DriverError = Error & { readonly code?: unknown; readonly errorResponse?: unknown };

/** Whether an error is of a kind, or hides one that is. */
function isAnyOf(error: unknown, kind: (error: DriverError) => boolean): boolean {
  if (!(error instanceof Error)) return false;
  const { errorResponse, cause }: DriverError = error;
  // A bulk write that met one hides it in its response.
  return kind(error) || isAnyOf(errorResponse, kind) || isAnyOf(cause, kind);
}
