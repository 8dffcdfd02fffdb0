import { isErased, isHeld } from '../../domain/law/personal-data';
import { because, notNow, type Refusal } from '../../domain/procedures/refusal';
import type { Instant } from '../../domain/time/instant';
import type { DataKeys } from '../../keys/data-keys';
import { seal } from '../../keys/seal';
import { pages } from '../page';
import { sealingKeysOf } from '../tickets/texts/sealed-text';
import type { DoneBy } from './acts';
import { erasingIn } from './erasing';
import { type Outlived, outlivedIn, type Place } from './outlived';
import type { PersonalRooms } from './personal-data';
import { reasonPlace, type RecordedActs, recordedActs } from './recorded-acts';
import { rectifyingIn } from './rectifying';
import { ticketDocument } from './stored-ticket';

export type { Outlived, Place };

/** All that is done about personal data, each act recorded before it is done. */
export function personalDataIn(rooms: PersonalRooms, keys: DataKeys) {
  const { acts } = rooms;
  const { carryOut, ...erasing } = erasingIn(rooms, keys);
  const { apply, rectify } = rectifyingIn(rooms, keys);

  /** Sets or lifts a hold; where it stands so already, nothing is added. */
  async function hold(
    id: string,
    type: 'held' | 'lifted',
    { reason, by, at }: { readonly reason: string; readonly by: DoneBy; readonly at: Instant },
  ): Promise<Refusal | undefined> {
    const document = await ticketDocument(rooms, id);
    if (!document) return undefined;
    const own = sealingKeysOf(keys, document);
    const added = await acts.add(
      id,
      (earlier) => {
        if (isErased(earlier)) return { not: notNow(because('erased'), []) };
        if (isHeld(earlier) === (type === 'held')) return { not: undefined };
        return { type, at, by };
      },
      (place) => ({ reason: seal(own, reason, reasonPlace(place)) }),
    );
    return 'not' in added ? added.not : undefined;
  }

  return {
    ...erasing,
    rectify,
    hold,
    of: (id: string): Promise<RecordedActs> => recordedActs(rooms, keys, id),
    erasures: acts.erasures,
    ...outlivedIn(rooms),

    /** Finishes what was recorded and not done, or is to be done once more. @param failed is told of what could not be; it stops no other @returns how many */
    async finish(
      now: Instant,
      failed: (ticket: string, error: unknown) => void,
      pause: () => void = () => {},
    ): Promise<number> {
      let done = 0;
      const read = (after: string, limit: number) => acts.due(now, after, limit);
      for await (const page of pages(read, ({ _id }) => _id)) {
        for (const act of page) {
          try {
            await (act.type === 'erased' ? carryOut(act, now) : apply(act));
            done++;
          } catch (error) {
            failed(act.ticketId, error);
          }
          pause();
        }
      }
      return done;
    },
  };
}
