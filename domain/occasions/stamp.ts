import type { Occasion, OccasionEvent, OccasionFact } from './occasion';

/** Facts as the next lines of an occasion's ledger. */
export const stamp = (
  { seq }: Pick<Occasion, 'seq'>,
  facts: readonly OccasionFact[],
  by: Pick<OccasionEvent, 'at' | 'actor' | 'command'>,
): OccasionEvent[] => facts.map((fact, i) => ({ ...fact, seq: seq + i + 1, ...by }));
