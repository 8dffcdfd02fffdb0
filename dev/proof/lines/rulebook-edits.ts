/** A rulebook's content as YAML gives it. */
type Content = unknown;
type Path = readonly (string | number)[];
type Entries = Record<string | number, Content>;

const isEntries = (value: Content): value is Entries => typeof value === 'object' && value !== null;

const at = (book: Content, path: Path): Content =>
  path.reduce<Content>((value, key) => (isEntries(value) ? value[key] : undefined), book);

/** The same without what stands at `path`; a list closes up. */
export function without(book: Content, path: Path): Content {
  const copy = structuredClone(book);
  const key = path.at(-1);
  const holder = at(copy, path.slice(0, -1));
  if (key === undefined) return undefined;
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else if (isEntries(holder)) delete holder[key];
  return withDefault(book, copy, path);
}

/** Whether what stands at `path` is all that its list has. */
export function isAlone(book: Content, path: Path): boolean {
  const list = at(book, path.slice(0, -1));
  return Array.isArray(list) && list.length === 1;
}

/** Of grades, one is the default: the first takes the place of one that is gone. */
function withDefault(book: Content, copy: Content, path: Path): Content {
  const gone = at(book, path);
  const rest = at(copy, path.slice(0, -1));
  const first = Array.isArray(rest) ? (rest[0] as Content) : undefined;
  if (isEntries(gone) && gone['default'] === true && isEntries(first)) first['default'] = true;
  return copy;
}

/** The same with another value at `path`. */
export function withValue(book: Content, path: Path, value: Content): Content {
  const copy = structuredClone(book);
  const holder = at(copy, path.slice(0, -1));
  const key = path.at(-1);
  if (isEntries(holder) && key !== undefined) holder[key] = value;
  return copy;
}

/**
 * The same without whatever is said of a word that is no more: its entries, and its place in lists of words. What then speaks of no
 * word at all is left out too: it was about this one only.
 */
export function withoutWord(content: Content, word: string): Content {
  if (Array.isArray(content)) {
    return content
      .filter((item) => item !== word && !isOnlyAbout(item, word))
      .map((item) => withoutWord(item, word));
  }
  if (!isEntries(content)) return content;
  return Object.fromEntries(
    Object.entries(content)
      .filter(([key]) => key !== word)
      .map(([key, value]) => [key, withoutWord(value, word)]),
  );
}

const isOnlyAbout = (item: Content, word: string): boolean =>
  isEntries(item) &&
  Object.values(item).some(
    (value) => value === word || (Array.isArray(value) && value.length === 1 && value[0] === word),
  );

/** The other entries beside what stands at `path`, as far as they have the same keys. */
export function neighbours(book: Content, path: Path): { key: string; value: Content }[] {
  const own = at(book, path);
  const holder = at(book, path.slice(0, -1));
  if (!isEntries(own) || !isEntries(holder)) return [];
  const keys = JSON.stringify(withoutSource(own));
  return Object.entries(holder)
    .filter(([key, value]) => key !== String(path.at(-1)) && isEntries(value))
    .filter(([, value]) => JSON.stringify(withoutSource(value as Entries)) === keys)
    .map(([key, value]) => ({ key, value }));
}

const withoutSource = (entries: Entries): string[] =>
  Object.keys(entries)
    .filter((key) => !SAYS_WHENCE.includes(key))
    .toSorted();

const SAYS_WHENCE = ['source', 'set', 'note'];
/** What names an entry, and what each city chooses for itself: who is told, and when on a day. */
const NO_CONDITION = [...SAYS_WHENCE, 'id', 'label', 'default', 'limit', 'ladder', 'to', 'at', 'every'];

/** Where the words stand under which the entry at `path` holds: by itself, or in a list of them. */
export function wordsIn(book: Content, path: Path): Path[] {
  const entry = at(book, path);
  if (!isEntries(entry)) return [];
  return Object.entries(entry)
    .filter(([key]) => !NO_CONDITION.includes(key))
    .flatMap(([key, value]) => {
      if (typeof value === 'boolean' || (typeof value === 'string' && !isLength(value)))
        return [[...path, key]];
      if (!Array.isArray(value) || value.some(isEntries)) return [];
      return value.length === 1 ? [[...path, key]] : value.map((_, i) => [...path, key, i]);
    });
}

const LENGTH = /^(\d+) (seconds|minutes|hours|days|workdays)$/;
const SAME_DAY = 'same day';

const isLength = (value: Content): boolean =>
  typeof value === 'string' && (value === SAME_DAY || LENGTH.test(value));

/** Where the lengths of a limit stand, be it one or a choice; what says itself where it comes from is a line of its own. */
export function lengthsIn(book: Content, path: Path): Path[] {
  const value = at(book, path);
  if (isLength(value)) return [path];
  if (!isEntries(value) || 'source' in value || 'set' in value) return [];
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  return [...keys].flatMap((key) => lengthsIn(book, [...path, key]));
}

/** What the number or the length at `path` may be changed to; nothing of another value. */
export function changesOf(
  book: Content,
  path: Path,
): { from: string | number; candidates: readonly (string | number)[] }[] {
  const from = at(book, path);
  if (typeof from === 'number') return [{ from, candidates: [from + 1, from - 1] }];
  if (typeof from !== 'string') return [];
  if (from === SAME_DAY) return [{ from, candidates: ['2 days'] }];
  const [, count, unit] = LENGTH.exec(from) ?? [];
  if (count === undefined) return [];
  return [{ from, candidates: [+count + 1, +count * 2, +count - 1].map((n) => `${n} ${unit}`) }];
}
