/**
 * A fault by its kind and its place. Its message is left out, and what is attached to it: a database's error quotes what it was to store,
 * which may be a person's data (DESIGN §6).
 */
export function faultOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const at = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
  const code =
    'code' in error && ['string', 'number'].includes(typeof error.code) ? { code: error.code } : {};
  return { type: error.name, ...code, at, ...(error.cause ? { cause: faultOf(error.cause) } : {}) };
}

/** What a log may hold of an error: neither its message nor what it met. */
export function errorFields(error: unknown): { error: string | undefined; code: unknown } {
  const { name, code } = error as { name?: string; code?: unknown };
  return { error: name, code };
}
