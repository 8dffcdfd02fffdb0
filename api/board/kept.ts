/**
 * What takes long to count, kept for a while, each by its name. It is counted once at a time, however many ask: they are given what is
 * known, and what is older than it may be is counted anew behind it.
 * @param fresh for so long (ms) nothing is counted anew
 * @param most so many are kept; the one that was asked for longest ago goes first
 * @param failed told of each that could not be counted; it is tried again when it is asked for
 */
export function keptFor<T>(
  { fresh, most }: { readonly fresh: number; readonly most: number },
  failed: (error: unknown) => void,
) {
  interface Kept {
    value?: T;
    at: number;
    coming?: Promise<T | undefined>;
  }
  const kept = new Map<string, Kept>();

  function count(name: string, it: Kept, make: () => Promise<T>): Promise<T | undefined> {
    it.coming ??= make()
      .then((value) => {
        it.value = value;
        it.at = performance.now();
        return value;
      })
      .catch((error: unknown) => {
        if (it.value === undefined) kept.delete(name);
        failed(error);
        return it.value;
      })
      .finally(() => {
        it.coming = undefined;
      });
    return it.coming;
  }

  /**
   * @param patience for so long (ms) what is not known at all is waited for; as long as it takes without it
   * @returns undefined where it is not known by then, or could not be counted
   */
  return async (name: string, make: () => Promise<T>, patience?: number): Promise<T | undefined> => {
    const it: Kept = kept.get(name) ?? { at: Number.NEGATIVE_INFINITY };
    kept.delete(name);
    kept.set(name, it);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    if (performance.now() - it.at < fresh) return it.value;
    const coming = count(name, it, make);
    if (it.value !== undefined) return it.value;
    if (patience === undefined) return coming;
    let impatient: NodeJS.Timeout | undefined;
    const waited = new Promise<undefined>((resolve) => {
      impatient = setTimeout(() => resolve(undefined), patience).unref();
    });
    return Promise.race([coming, waited]).finally(() => clearTimeout(impatient));
  };
}
