import type { Place } from '../../storage/feed/block';
import { ForgottenPlace, NoSuchPlace } from '../../storage/feed/feed';
import type { Store } from '../../storage/store';
import { gone, invalid } from '../http/problem';
import type { Subject } from '../requests/subject';
import type { ChangesAnswer } from './answers';
import { changeJson, mayFollow, partsIn } from './following';
import { placeText } from './places';

/** So many changes are looked at for one page: of a unit most may be those of others. */
const MOST_LOOKED_AT = 10_000;
const LOOK = 1_000;
/** So many blocks one question gathers: after a storm the sweep and others gather too. */
const MOST_GATHERED = 20;

/** The changes behind a place that a reader may know of, with what was changed up to now. @throws a 422 for a place that is not there, a 410 for one that is too old */
export async function changesAfter(
  store: Store,
  subject: Subject,
  after: Place,
  limit: number,
): Promise<ChangesAnswer> {
  for (let blocks = 0; blocks < MOST_GATHERED && (await store.feed.gather()) > 0;) blocks++;
  const items: ChangesAnswer['items'] = [];
  let place = after;
  for (let looked = 0; looked < MOST_LOOKED_AT && items.length < limit;) {
    const most = subject.role === 'unit' ? LOOK : limit - items.length;
    const { changes, place: end } = await read(store, place, most);
    if (changes.length === 0) break;
    const parts = subject.role === 'unit' ? await partsIn(store, changes) : new Map<string, never>();
    for (const change of changes) {
      if (items.length === limit) break;
      if (mayFollow(subject, change, parts)) items.push(changeJson(change));
      place = change.place;
    }
    if (items.length < limit) place = end;
    looked += changes.length;
  }
  return { items, next: placeText(place) };
}

export async function read({ feed }: Pick<Store, 'feed'>, place: Place, limit: number) {
  try {
    return await feed.after(place, limit);
  } catch (error) {
    if (error instanceof ForgottenPlace) {
      throw gone('The cursor is too old: what came behind it is not told any longer.', [
        {
          path: 'after',
          message:
            'expected a cursor of the last 30 days: ask with after=now for the newest, read the lists anew, and go on from it',
        },
      ]);
    }
    if (!(error instanceof NoSuchPlace)) throw error;
    throw invalid('The feed has no such place.', [
      {
        path: 'after',
        message:
          'expected a cursor of this feed; where it was one, the database was set back since: read the lists anew, and go on from now',
      },
    ]);
  }
}
