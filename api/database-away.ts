const AWAY =
  /^Mongo(ose)?\w*(Network|ServerSelection|WaitQueueTimeout|OperationTimeout|NotConnected|Pool|Closed)\w*Error$/;

/** Codes of a server that steps down, shuts down or starts. */
const NOT_NOW: readonly unknown[] = [6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436];

/** Whether a call failed because the database could not be asked, or gave no answer in time. */
export const isDatabaseAway = (error: unknown): boolean =>
  error instanceof Error &&
  (AWAY.test(error.name) ||
    (error.name === 'MongoServerError' && 'code' in error && NOT_NOW.includes(error.code)) ||
    isDatabaseAway(error.cause));
