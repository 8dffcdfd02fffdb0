/** Lets pass that what is to be written stands there already, and nothing else. */
export function unlessDuplicate(error: unknown): void {
  const { code, writeErrors } = error as { code?: unknown; writeErrors?: unknown };
  const causes = Array.isArray(writeErrors) ? (writeErrors as { code?: unknown }[]) : [{ code }];
  if (code !== DUPLICATE || causes.some((it) => it.code !== DUPLICATE)) throw error;
}

/** MongoDB's code for a key that exists already. */
const DUPLICATE = 11_000;
