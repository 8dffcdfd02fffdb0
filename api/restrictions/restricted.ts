import { OPEN_CHANNELS, RESTRICTED } from '../../domain/restriction/restriction';
import { because, notNow } from '../../domain/procedures/refusal';
import { type Instant, instant, isoInstant } from '../../domain/time/instant';
import type { Restriction } from '../../storage/restrictions/restrictions';
import type { Store } from '../../storage/store';
import { type Channel, type Language } from '../../domain/words';
import { type Problem, refused } from '../http/problem';
import { noteAccess } from '../requests/accesses';
import { knowsAccounts } from '../requests/access';
import type { Subject } from '../requests/subject';
import type { RestrictionAnswer } from './answers';

const isOn = ({ until, ended }: Restriction, now: Instant): boolean =>
  until !== undefined && ended === undefined && now < until;

/** A restriction as its reader may see it: a caller what it is for and until when, and not what shows it, which may name others. */
export function restrictionJson(
  subject: Subject,
  restriction: Restriction,
  now = instant(Date.now()),
): RestrictionAnswer {
  const { id, rulebook, at, until, source, handedOn, reason, evidence, by, events } = restriction;
  return {
    id,
    rulebook,
    at: isoInstant(at),
    until: until === undefined ? null : isoInstant(until),
    stands: isOn(restriction, now),
    ...(source === undefined ? {} : { source }),
    ...(handedOn === undefined || subject.role === 'caller' ? {} : { handedOn }),
    reason,
    ...(knowsAccounts(subject) ? { evidence: evidence as RestrictionAnswer['evidence'], by } : {}),
    events: events.map((event) => ({
      at: isoInstant(event.at),
      type: event.type,
      ...(event.type === 'ended' ? { how: event.how } : {}),
      role: event.actor.role,
      ...(event.text === undefined ? {} : { text: event.text }),
    })),
  };
}

/**
 * The restriction that keeps a matter from being taken in by phone (HZ-4); every other channel stays open, and so does the phone from its
 * moment on, whatever its workflow has noted by then.
 */
export const restrictionOf = async (
  store: Pick<Store, 'restrictions'>,
  { channel, caller, rulebook }: { channel: Channel; caller: { phone: string }; rulebook: string },
  now: Instant,
): Promise<Restriction | undefined> =>
  channel === RESTRICTED ? store.restrictions.standing(caller.phone, rulebook, now) : undefined;

/** Tells an operator why a caller is not taken in by phone, and until when; that the operator learned of it is noted first. */
export async function tellRestricted(
  store: Pick<Store, 'accesses'>,
  subject: Subject,
  { id, until = instant(0), reason, source }: Restriction,
  language: Language,
): Promise<Problem> {
  await noteAccess(store, subject, [{ id }], { what: 'restriction', callerShown: false });
  return refused(
    notNow(because('caller-restricted', { until, why: reason, open: OPEN_CHANNELS }, source), []),
    language,
  );
}
