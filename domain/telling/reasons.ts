import type { Language } from '../words';
import type { Reason } from '../refusal-reasons';
import { EXPECTATIONS } from './reasons/expectations';
import { HINDRANCES } from './reasons/hindrances';
import type { Why, WordsOf } from './reasons/parameters';

export type { Parameters, PlainReason, Why } from './reasons/parameters';

const WORDS: WordsOf<Reason> = { ...HINDRANCES, ...EXPECTATIONS };

/** A reason in words. */
export function spoken({ reason, parameters }: Why, language: Language): string {
  // Of a reason and its parameters, `Why` knows that they belong together; a call by the reason's name forgets it.
  return WORDS[reason][language](parameters as never);
}
