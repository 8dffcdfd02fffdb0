import { keysOf, type Channel, type ClockName, type Kind, type Origin } from '../words';
import { EDITION } from './edition';
import type { Briefing, ClockRule, For, LimitLine, Rulebook, Rules, Rung } from './rules';

/** The words of a ticket by which a rulebook chooses. */
export interface Bound {
  readonly kind: Kind;
  readonly channel: Channel;
  readonly category: string;
  readonly urgency?: string;
  readonly origin?: Origin;
}

/** So many hex digits of a file's hash are kept with a ticket. */
const HASH_KEPT = 12;

/** What a ticket and its changes call the file of a rulebook by. */
export const shortHash = (hash: string): string => hash.slice(0, HASH_KEPT);

/**
 * Chooses what of a rulebook binds one ticket.
 * @param book with the SHA-256 of its file, where it comes from one
 */
export function bindRules(book: Rulebook & { readonly hash?: string }, facts: Bound): Rules {
  const words = [facts.kind, gradeOf(book, facts)];
  const clocks: Partial<Record<ClockName, ClockRule>> = {};
  for (const name of keysOf(book.clocks)) {
    const definition = book.clocks[name];
    if (!definition) continue;
    const { limit: lines, ladder, channels, kinds, ...rest } = definition;
    if (channels && !channels.includes(facts.channel)) continue;
    if (kinds && !kinds.includes(facts.kind)) continue;
    const decides = limitFor(lines, facts, gradeOf(book, facts));
    if (!decides && lines.length > 0) continue;
    clocks[name] = {
      ...(decides && { limit: decides.limit }),
      ladder: chosenFor<Rung>(ladder, words),
      ...rest,
      source: decides?.source ?? rest.source,
    };
  }
  const { id, version, dayEnds, callback, dispatch, contribution, extension, closure, triggers } = book;
  const { levels, decision, returning, deferral, correction, lookBack } = book;
  return lean({
    edition: EDITION,
    id,
    version,
    hash: book.hash === undefined ? undefined : shortHash(book.hash),
    dayEnds,
    clocks,
    decline: book.decline.map(({ label: _, ...ground }) => ground),
    callback,
    dispatch: some(dispatch),
    contribution,
    levels: some(levels),
    decision,
    returning,
    deferral,
    correction,
    lookBack,
    extension,
    termination: some(book.termination.map(({ label: _, ...ground }) => ground)),
    closure: some(closure),
    triggers: some(triggers),
    briefing: some(chosenFor<Briefing>(book.briefing, words)),
  });
}

const some = <T extends object>(value: T): T | undefined =>
  Object.keys(value).length > 0 ? value : undefined;

/**
 * It travels in a workflow's input: what is not there, that a city set something for itself, and notes for its readers are left out.
 * They are optional in each type that this is called with, which the compiler does not see.
 */
function lean<T>(value: T): T {
  if (Array.isArray(value)) return value.map(lean) as T;
  if (typeof value !== 'object' || value === null) return value;
  const said = Object.entries(value).filter(
    ([key, it]) => it !== undefined && key !== 'note' && !(key === 'source' && it === 'local'),
  );
  return Object.fromEntries(said.map(([key, it]) => [key, lean(it)])) as T;
}

/** Those that are for every ticket, and those for its kind or its grade of urgency. */
const chosenFor = <T extends object>(
  all: readonly (T & { readonly for?: readonly string[] })[],
  words: readonly string[],
): T[] =>
  all
    .filter((it) => !it.for || it.for.some((word) => words.includes(word)))
    // A T without `for` is still a T: only what is added to it here has that.
    .map(({ for: _, ...it }) => it as unknown as T);

/** The grade of urgency that a ticket has, by name or by default; empty where a rulebook has none. */
export const gradeOf = (book: Pick<Rulebook, 'urgency'>, { urgency }: Pick<Bound, 'urgency'>): string =>
  urgency ?? book.urgency.find((grade) => grade.default)?.id ?? '';

/**
 * The line that decides a ticket's limit: of those that fit, the one with the most words; of as many, the one that names the category,
 * then the urgency, the kind, the level; a 大类/小类 before its 大类. Undefined where none fits.
 */
export function limitFor<L extends Pick<LimitLine, 'for'>>(
  lines: readonly L[],
  facts: Omit<Bound, 'channel'>,
  urgency: string,
): L | undefined {
  let best: { readonly line: L; readonly weight: number } | undefined;
  for (const line of lines) {
    const weight = weightOf(line.for ?? {}, facts, urgency);
    if (weight !== undefined && (!best || weight > best.weight)) best = { line, weight };
  }
  return best?.line;
}

/** How specific a line is for a ticket; undefined where it does not fit. */
function weightOf(
  { kind, urgency: grades, category, level }: For,
  facts: Omit<Bound, 'channel'>,
  urgency: string,
): number | undefined {
  if (kind && !kind.includes(facts.kind)) return undefined;
  if (grades && !grades.includes(urgency)) return undefined;
  if (level && !level.includes(facts.origin ?? 'city')) return undefined;
  const exact = category?.includes(facts.category);
  if (category && !exact && !category.includes(facts.category.split('/')[0] ?? '')) return undefined;
  const words = [kind, grades, category, level].filter(Boolean).length;
  return (
    words * 100 + (category ? 16 : 0) + (exact ? 8 : 0) + (grades ? 4 : 0) + (kind ? 2 : 0) + (level ? 1 : 0)
  );
}
