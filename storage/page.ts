/** Where in a list the next page begins: after this ticket. */
export interface Position {
  readonly receivedAt: number;
  readonly id: string;
}

/** A position as clients get it: they hand it back and read nothing from it. */
export const cursorText = ({ receivedAt, id }: Position): string =>
  Buffer.from(`${receivedAt}:${id}`).toString('base64url');

/** Reads a cursor; undefined for anything that {@link cursorText} did not make. */
export function parseCursor(text: string): Position | undefined {
  const found = /^(\d{1,15}):(.+)$/.exec(Buffer.from(text, 'base64url').toString());
  const position = found && { receivedAt: Number(found[1]), id: found[2] ?? '' };
  return position && cursorText(position) === text ? position : undefined;
}

/** How many documents one read of a long list takes: bounded memory, few round trips. */
const BATCH = 200;

/**
 * Goes through a list of any length, page by page; what a visitor changes moves no page.
 * @param read up to `limit` entries with ids greater than `after`, in order of id
 */
export async function* pages<T>(
  read: (after: string, limit: number) => Promise<T[]>,
  idOf: (entry: T) => string,
): AsyncGenerator<T[]> {
  for (let after = ''; ;) {
    const page = await read(after, BATCH);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < BATCH) return;
    after = idOf(last);
  }
}
