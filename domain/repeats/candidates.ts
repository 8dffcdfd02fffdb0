import type { TicketId } from '../ids';

/** What of a matter is held against what is known. */
export interface Compared {
  readonly category: string;
  readonly district: string;
  readonly address?: string;
  /** Who leads the handling, or is thought of. */
  readonly unit?: string;
}

/** A ticket that a new matter may repeat. */
export interface Candidate extends Compared {
  readonly ticket: TicketId;
  readonly receivedAt: number;
  readonly sameCaller: boolean;
  /** Of the texts, from 0 to 1. */
  readonly likeness: number;
  /** The ticket that goes on for it. */
  readonly mergedInto?: TicketId;
}

/** One that is shown, and why, in Chinese. @property score from 0 to 1 */
export interface Repeat {
  readonly ticket: TicketId;
  readonly score: number;
  readonly reasons: readonly string[];
}

/** How candidates are shown: so many at most. */
const MOST_SHOWN = 10;

/** What speaks for it that two matters are one, each with its share of the whole; no text gives numbers. */
const SHARES = {
  likeness: 0.5,
  caller: 0.2,
  place: 0.12,
  category: 0.08,
  unit: 0.05,
  district: 0.05,
} as const;

/** From so much on texts are alike; below that they have a few words in common, as most have. */
const ALIKE = 0.2;
/** From so much on two addresses may be one place. */
const NEAR = 0.6;

/** What a matter may repeat, the likeliest first: same caller, same class, place, unit, and what it says (JE-4, HZ-3). */
export function repeatsOf(
  matter: Compared,
  candidates: readonly Candidate[],
  names: { readonly district: (id: string) => string; readonly unit: (id: string) => string },
): Repeat[] {
  return candidates
    .map((candidate) => ({ candidate, signals: signalsOf(matter, candidate) }))
    .filter(({ signals }) => speaksForIt(signals))
    .map(({ candidate, signals }) => ({
      receivedAt: candidate.receivedAt,
      repeat: {
        ticket: candidate.ticket,
        score: scoreOf(signals),
        reasons: reasonsOf(candidate, signals, names),
      },
    }))
    .sort((a, b) => b.repeat.score - a.repeat.score || b.receivedAt - a.receivedAt)
    .slice(0, MOST_SHOWN)
    .map(({ repeat }) => repeat);
}

/** What was merged is shown as the ticket that goes on for it, where that is among them, with what speaks for either. */
export function withoutMerged<C extends Candidate>(candidates: readonly C[]): C[] {
  const known = new Set(candidates.map(({ ticket }) => ticket));
  const isShownElsewhere = ({ mergedInto }: C): boolean => mergedInto !== undefined && known.has(mergedInto);
  return candidates
    .filter((it) => !isShownElsewhere(it))
    .map((main) => {
      const all = [main, ...candidates.filter(({ mergedInto }) => mergedInto === main.ticket)];
      return {
        ...main,
        sameCaller: all.some(({ sameCaller }) => sameCaller),
        likeness: Math.max(...all.map(({ likeness }) => likeness)),
      };
    });
}

/** Each from 0 to 1. */
export type Signals = { readonly [S in keyof typeof SHARES]: number };

function signalsOf(matter: Compared, candidate: Candidate): Signals {
  const same = (one?: string, other?: string): number => (one !== undefined && one === other ? 1 : 0);
  const sameClass = same(matter.category, candidate.category);
  return {
    likeness: candidate.likeness,
    caller: candidate.sameCaller ? 1 : 0,
    place: placeLikeness(matter.address, candidate.address),
    category: sameClass || same(classOf(matter.category), classOf(candidate.category)) / 2,
    unit: same(matter.unit, candidate.unit),
    district: same(matter.district, candidate.district),
  };
}

/** From 0 to 1, in thousandths: more of anything never makes it less. */
export const scoreOf = (signals: Signals): number => {
  const sum = SIGNALS.reduce((all, signal) => all + SHARES[signal] * signals[signal], 0);
  return Math.round(sum * 1_000) / 1_000;
};

const SIGNALS = Object.keys(SHARES) as (keyof typeof SHARES)[];

/** The same caller's tickets are always shown; of others those that say something alike, or are of one class at one place. */
const speaksForIt = ({ caller, likeness, place, category }: Signals): boolean =>
  caller === 1 || likeness >= ALIKE || (place >= NEAR && category === 1);

function reasonsOf(
  { category, district, unit, likeness }: Candidate,
  signals: Signals,
  names: { readonly district: (id: string) => string; readonly unit: (id: string) => string },
): string[] {
  return [
    signals.caller === 1 ? '同一诉求人' : '',
    signals.place === 1 ? '同一地点' : signals.place >= NEAR ? '地点相近' : '',
    signals.category === 1
      ? `同一分类：${category}`
      : signals.category > 0
        ? `同一大类：${classOf(category)}`
        : '',
    signals.district === 1 ? `同一区县：${names.district(district)}` : '',
    signals.unit === 1 && unit !== undefined ? `同一承办单位：${names.unit(unit)}` : '',
    likeness >= ALIKE ? `内容相似度${Math.round(likeness * 100)}%` : '',
  ].filter((reason) => reason !== '');
}

/** 大类 of 大类/小类. */
const classOf = (category: string): string => category.split('/')[0] ?? category;

/** How alike two addresses are, from 0 to 1: the share of their pairs of characters that both have (Jaccard). */
export function placeLikeness(one?: string, other?: string): number {
  const [a, b] = [pairsOf(one ?? ''), pairsOf(other ?? '')];
  if (a.size === 0 || b.size === 0) return 0;
  const both = [...a].filter((pair) => b.has(pair)).length;
  return both / (a.size + b.size - both);
}

function pairsOf(address: string): Set<string> {
  const characters = Array.from(
    address
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s,，。.、]/gu, ''),
  );
  return new Set(characters.slice(1).map((second, at) => `${characters[at]}${second}`));
}
