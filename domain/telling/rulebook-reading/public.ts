import type { Rulebook } from '../../law/rules';
import type { ClockName } from '../../words';
import { limitSections } from './clocks';
import { headSections, intakeSentences } from './head';
import { namesOf } from './names';
import { procedureSections } from './procedures';
import type { Section, Sentence } from './sentence';

/** What whoever raises a matter waits for, in the order in which it comes. */
const STEPS: readonly ClockName[] = [
  'registration',
  'dispatching',
  'signing',
  'contact',
  'arrival',
  'handling',
  'reply',
  'feedback',
  'callback',
  'explanation',
];

/** What else concerns a caller. */
const OF_CALLERS: readonly string[] = ['不予受理和即时答复', '回访', '滥用热线'];

/** How a city is reached, the steps of a matter, and what else concerns a caller. */
export interface PublicReading {
  readonly channels: readonly Sentence[];
  /** In their order: from when to when, then each limit. */
  readonly steps: readonly Section[];
  readonly others: readonly Section[];
}

/** Channels and procedure of a city as they are made public (WF-28): what a caller may do, wait for and expect, each with its source. */
export function publicReading(book: Rulebook, unitName: (id: string) => string | undefined): PublicReading {
  const names = namesOf(book, unitName);
  const all = [...headSections(book, names), ...procedureSections(book, names)];
  return {
    channels: intakeSentences(book),
    steps: limitSections(book, names, STEPS),
    others: all.filter(({ title }) => OF_CALLERS.includes(title)),
  };
}
