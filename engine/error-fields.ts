/** What a log may hold of an error: neither its message nor what it met. */
export function errorFields(error: unknown): { error: string | undefined; code: unknown } {
  const { name, code } = error as { name?: string; code?: unknown };
  return { error: name, code };
}
