import { open, resealed, seal, SealError, type SealingKeys } from '../../keys/seal';
import { type KeysOf, UNREADABLE } from '../tickets/texts/sealed-text';
import type { Access } from './accesses';

/** Bound to who looked and when, so that no reason can be put in another's place. */
const placeOf = ({ tickets: [ticket], at, sub }: Access): string => `${ticket} access ${at} ${sub}`;

export type AccessReasons = ReturnType<typeof accessReasonsIn>;

/** Why somebody looked, in their own words: sealed with the key of its ticket, wherever that lies, and gone with it. */
export function accessReasonsIn(keysOf: KeysOf) {
  async function changed(
    access: Access,
    change: (by: SealingKeys, reason: string) => string,
  ): Promise<Access> {
    const {
      reason,
      tickets: [ticket = ''],
    } = access;
    return reason === undefined ? access : { ...access, reason: change(await keysOf(ticket), reason) };
  }

  return {
    sealed: (access: Access): Promise<Access> =>
      changed(access, (by, reason) => seal(by, reason, placeOf(access))),
    /** As the key of its ticket seals it; of a ticket that has none, the newest data key. @throws SealError */
    resealed: (access: Access): Promise<Access> =>
      changed(access, (by, reason) => resealed(by, by, reason, placeOf(access))),
    opened: (access: Access): Promise<Access> =>
      changed(access, (by, reason) => {
        try {
          return open(by, reason, placeOf(access));
        } catch (error) {
          if (error instanceof SealError) return UNREADABLE;
          throw error;
        }
      }),
  };
}
