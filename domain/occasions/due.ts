import { EDITION } from '../law/edition';
import { nextOnLadder, rungKey } from '../law/ladder';
import { DUE, type Place } from '../ticket/ticket';
import type { Instant } from '../time/instant';
import type { Party } from './kind';
import { evolveAll } from './evolve';
import { type Occasion, type OccasionEvent, type OccasionFact, owing, stepOf } from './occasion';
import { stamp } from './stamp';

/** The next place on the ladder of the step that goes on; undefined where nothing is left to fire. */
function nextPlace(occasion: Occasion): Place | undefined {
  const { clock, calendar } = occasion;
  const step = stepOf(occasion);
  return clock && step && nextOnLadder(step.ladder, clock, { calendar, rules: { edition: EDITION } });
}

/** The earliest moment at which something happens by itself. */
export const nextDue = (occasion: Occasion): Instant | undefined => nextPlace(occasion)?.at;

/** What time alone has brought about up to a moment: after an outage each rung that was missed once, in order, with its planned moment. */
export function due(occasion: Occasion, moment: Instant): OccasionEvent[] {
  const events: OccasionEvent[] = [];
  let current = occasion;
  for (let place = nextPlace(current); place && place.at <= moment; place = nextPlace(current)) {
    const more = stamp(current, [happening(current, place)], { at: moment, actor: { role: 'system' } });
    events.push(...more);
    current = evolveAll(current, more);
  }
  return events;
}

function happening(occasion: Occasion, { at: planned, rung }: Place): OccasionFact {
  const step = occasion.step ?? 0;
  if (rung === DUE) return { type: 'overdue', data: { step, due: planned } };
  const ladder = stepOf(occasion)?.ladder ?? [];
  const fires = ladder[rung];
  const to = (fires?.to ?? []).flatMap((it): readonly Party[] =>
    it === 'unit' ? owing(occasion) : [it as Party],
  );
  return {
    type: fires?.do === 'remind' ? 'reminded' : 'urged',
    data: { step, rung, key: rungKey(ladder, rung), planned, to: [...new Set(to)] },
  };
}
