import { errors } from 'jose';
import { DAY, type Instant, instant } from '../domain/time/instant';
import type { DataKeys } from './data-keys';
import { claimsOf, signed } from './signed-tokens';

/** What tells a link to a unit's calendar from every other token that the service signs. */
const AUDIENCE = 'huiyin:due-feed';
const LIVES = 180 * DAY;

/** One link, without what opens by it. */
export interface FeedLink {
  /** Of a unit's links; whoever has the address can read it there, and can do nothing with it alone. */
  readonly id: string;
  readonly madeAt: Instant;
}

/** Links to the due moments of one unit, for calendar programs, which can't send a header. */
export interface FeedAccess {
  /** An address that is good for 180 days; the same for the same moment, so that it need not be kept. */
  link(unit: string, at: Instant): Promise<{ url: string; id: string; expiresAt: Instant }>;
  /** The link that a token is, where it is ours, for this unit, and not expired; whether it was revoked, the database knows. */
  linkOf(unit: string, token: string): Promise<FeedLink | undefined>;
}

/**
 * @param keys the newest signs; what others signed is good too, unless they are revoked
 * @param publicUrl where the API is reached from outside, without a slash at its end
 */
export function feedAccess(keys: DataKeys, publicUrl: string): FeedAccess {
  return {
    async link(unit, at) {
      // JWT counts whole seconds; the id has the moment whole.
      const exp = Math.floor((at + LIVES) / 1_000);
      const id = String(at);
      const token = await signed(keys, { sub: unit, aud: AUDIENCE, exp, jti: id });
      const url = `${publicUrl}/v1/units/${encodeURIComponent(unit)}/due.ics?token=${token}`;
      return { url, id, expiresAt: instant(exp * 1_000) };
    },

    async linkOf(unit, token) {
      const expected = { audience: AUDIENCE, subject: unit, requiredClaims: ['exp'] };
      try {
        const { exp = 0, jti } = await claimsOf(keys, token, expected);
        // Those of before had no id; they were made within the second after this.
        const id = jti ?? String(exp * 1_000 - LIVES);
        return { id, madeAt: instant(Number(id)) };
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}
