import type { TicketId } from '../ids';

/** From so many callers of one class and district within so long (ms) a matter is a hot spot (热点): `set: local`, since no text gives numbers. */
export interface HotSpotRule {
  readonly callers: number;
  readonly within: number;
}

/** A ticket as it counts. @property caller a keyed hash, the same for the same phone */
export interface Raised {
  readonly ticket: TicketId;
  readonly category: string;
  readonly district: string;
  readonly receivedAt: number;
  readonly caller: string;
}

/** Matters of one class and district that many raised within a short time (JE-13, JN-7, BJ-12). */
export interface HotSpot {
  /** Of its first ticket: whoever finds it again, finds the same. */
  readonly key: string;
  readonly category: string;
  readonly district: string;
  /** When the first of its tickets came, and the last. */
  readonly since: number;
  readonly until: number;
  readonly callers: number;
  /** In the order in which they came. */
  readonly tickets: readonly TicketId[];
}

/**
 * The hot spots among tickets: where `callers` different ones raised one class in one district within a time. What follows within that time
 * of the last belongs to the same, and who asks again and again counts once.
 */
export function hotSpotsIn(raised: readonly Raised[], rule: HotSpotRule): HotSpot[] {
  const groups = new Map<string, Raised[]>();
  for (const it of raised) {
    const key = `${it.district}|${it.category}`;
    const group = groups.get(key);
    if (group) group.push(it);
    else groups.set(key, [it]);
  }
  return [...groups.values()]
    .flatMap((group) => spotsOf(group.toSorted(byArrival), rule))
    .sort((a, b) => a.since - b.since || (a.key < b.key ? -1 : 1));
}

const byArrival = (a: Raised, b: Raised): number =>
  a.receivedAt - b.receivedAt || (a.ticket < b.ticket ? -1 : 1);

/** @param group of one class and district, in order */
function spotsOf(group: readonly Raised[], { callers, within }: HotSpotRule): HotSpot[] {
  const spots: Raised[][] = [];
  let first = 0;
  group.forEach((last, at) => {
    while ((group[first]?.receivedAt ?? 0) < last.receivedAt - within) first++;
    const window = group.slice(first, at + 1);
    if (callersOf(window) < callers) return;
    const goingOn = spots.at(-1);
    const isSame = goingOn && (goingOn.at(-1)?.receivedAt ?? 0) >= last.receivedAt - within;
    if (isSame) goingOn.push(...window.filter((it) => !goingOn.includes(it)));
    else spots.push([...window]);
  });
  return spots.map(spotOf);
}

function spotOf(tickets: readonly Raised[]): HotSpot {
  const ordered = tickets.toSorted(byArrival);
  // There are as many as the rule wants.
  const [first, last] = [ordered[0] as Raised, ordered.at(-1) as Raised];
  const { category, district } = first;
  return {
    key: `${district}:${first.ticket}`,
    category,
    district,
    since: first.receivedAt,
    until: last.receivedAt,
    callers: callersOf(ordered),
    tickets: ordered.map(({ ticket }) => ticket),
  };
}

const callersOf = (tickets: readonly Raised[]): number => new Set(tickets.map(({ caller }) => caller)).size;
