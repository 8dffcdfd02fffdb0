/** Where in a list the next page begins: after this entry. */
export interface Position {
  readonly at: number;
  readonly id: string;
}

/** A position as clients get it: they hand it back and read nothing from it. */
export const cursorText = ({ at, id }: Position): string => Buffer.from(`${at}:${id}`).toString('base64url');

/** Reads a cursor; undefined for anything that {@link cursorText} did not make. */
export function parseCursor(text: string): Position | undefined {
  const found = /^(\d{1,15}):(.+)$/.exec(Buffer.from(text, 'base64url').toString());
  const position = found && { at: Number(found[1]), id: found[2] ?? '' };
  return position && cursorText(position) === text ? position : undefined;
}

/** Which page of a list is asked for. */
export interface Asked {
  /** The `nextCursor` of the page before; the first page without it. */
  readonly cursor: string | undefined;
  /** At most so many entries, at least 1. */
  readonly limit: number;
}

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor?: string;
}

/**
 * Reads one page of a list that is newest first, where the moment is the same the greater id first; or of one that is earliest first,
 * and then the smaller id. What comes in meanwhile neither skips nor repeats an entry.
 * @param moment the field that says when each entry came, or when it is due
 * @param read up to `most` documents that meet all conditions, in that order
 * @param shows whether what was read is an entry at all; a page has fewer where some are not, and goes on after them
 * @throws RangeError for a cursor that no list gave out
 */
export async function pageOf<D extends { readonly _id: string }>(
  { cursor, limit }: Asked,
  moment: { readonly field: string; of(document: D): number; readonly earliestFirst?: boolean },
  read: (conditions: readonly Record<string, unknown>[], most: number) => Promise<D[]>,
  shows: (document: D) => boolean = () => true,
): Promise<Page<D>> {
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  if (cursor !== undefined && !after) throw new RangeError('This cursor was not given out by this list.');
  // One more than is shown tells whether there is a next page.
  const found = await read(after ? beyond(moment, after) : [], limit + 1);
  const looked = found.slice(0, limit);
  const items = looked.filter(shows);
  const last = looked.at(-1);
  if (found.length <= limit || !last) return { items };
  return { items, nextCursor: cursorText({ at: moment.of(last), id: last._id }) };
}

/** After an entry; the first condition alone bounds the walk through an index. */
function beyond(
  { field, earliestFirst }: { readonly field: string; readonly earliestFirst?: boolean },
  { at, id }: Position,
): Record<string, unknown>[] {
  const [past, until] = earliestFirst ? ['$gt', '$gte'] : ['$lt', '$lte'];
  return [
    { [field]: { [until]: at } },
    { $or: [{ [field]: { [past]: at } }, { [field]: at, _id: { [past]: id } }] },
  ];
}

/** How many documents one read of a long list takes: bounded memory, few round trips. */
const BATCH = 200;

/**
 * Goes through a list of any length, page by page; what a visitor changes moves no page.
 * @param read up to `limit` entries with ids greater than `after`, in order of id
 * @param limit how many one read takes, at least 1
 */
export async function* pages<T>(
  read: (after: string, limit: number) => Promise<T[]>,
  idOf: (entry: T) => string,
  limit = BATCH,
): AsyncGenerator<T[]> {
  for (let after = ''; ;) {
    const page = await read(after, limit);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return;
    after = idOf(last);
  }
}

/** The next page is read while this one is worked on. */
export async function* ahead<T>(read: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    for (let next = read.next(); ;) {
      const { done, value } = await next;
      if (done) return;
      next = read.next();
      // Thrown where it is waited for.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await read.return(undefined);
  }
}
