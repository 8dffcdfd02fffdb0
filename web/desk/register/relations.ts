import type { Matter } from './matter';
import type { Repeat } from './queries';

/** What is to become of a ticket that was found alike, once this one is registered. */
export type Relation = 'merge' | 'link' | 'follows';

export const RELATIONS: Readonly<Record<Relation, string>> = {
  merge: '登记后并入',
  link: '登记后关联',
  follows: '作为再次反映',
};

export interface Related {
  readonly ticket: string;
  readonly how: Exclude<Relation, 'follows'>;
  /** Why, as it is proposed. */
  readonly reason: string;
}

/** What can be done with it: only an open ticket takes another in, and only a closed one comes back (HZ-3). */
export const relationsTo = ({ state }: Pick<Repeat, 'state'>): readonly Relation[] =>
  state === 'closed' ? ['follows', 'link'] : ['merge', 'link'];

/** Chosen again, it is taken back; a matter is merged into one ticket at most. */
export function related(
  before: readonly Related[],
  { ticket, reasons }: Pick<Repeat, 'ticket' | 'reasons'>,
  how: Related['how'],
): readonly Related[] {
  const wasChosen = before.some((it) => it.ticket === ticket && it.how === how);
  const others = before.filter((it) => it.ticket !== ticket && !(how === 'merge' && it.how === 'merge'));
  return wasChosen ? others : [...others, { ticket, how, reason: `${reasons.join('；')}。` }];
}

/** The relation that is chosen for a ticket, if any. */
export const relationOf = (
  ticket: string,
  all: readonly Related[],
  { follows }: Pick<Matter, 'follows'>,
): Relation | undefined => (follows === ticket ? 'follows' : all.find((it) => it.ticket === ticket)?.how);
