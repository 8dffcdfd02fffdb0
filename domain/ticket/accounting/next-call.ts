import { deadline } from '../../time/deadline';
import type { Instant } from '../../time/instant';
import type { Ticket } from '../ticket';

/** From when on the next call to the caller counts, where the last was in vain and the rulebook wants some time between (WF-25). */
export function nextCallFrom({
  unreachedAt,
  unreached,
  law,
}: Pick<Ticket, 'unreachedAt' | 'unreached' | 'law'>): Instant | undefined {
  const { spacing } = law.rules.callback ?? {};
  if (!spacing || unreached === 0 || unreachedAt === undefined) return undefined;
  return deadline(unreachedAt, spacing, law.calendar, law.rules.dayEnds).due;
}
