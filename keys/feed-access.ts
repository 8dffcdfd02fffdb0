import { errors } from 'jose';
import { DAY, type Instant, instant } from '../domain/time/instant';
import type { DataKeys } from './data-keys';
import { claimsOf, signed } from './signed-tokens';

/** What tells a link to a unit's calendar from every other token that the service signs. */
const AUDIENCE = 'huiyin:due-feed';
const LIVES = 180 * DAY;

/** Links to the due moments of one unit, for calendar programs, which can't send a header. */
export interface FeedAccess {
  /** An address that is good for 180 days; the same for the same moment, so that it need not be kept. */
  link(unit: string, at: Instant): Promise<{ url: string; expiresAt: Instant }>;
  /** Whether a token is ours, for this unit, and not expired. */
  opens(unit: string, token: string): Promise<boolean>;
}

/**
 * @param keys the newest signs; what older ones signed is good still
 * @param publicUrl where the API is reached from outside, without a slash at its end
 */
export function feedAccess(keys: DataKeys, publicUrl: string): FeedAccess {
  return {
    async link(unit, at) {
      // JWT counts whole seconds.
      const expires = Math.floor((at + LIVES) / 1_000);
      const token = await signed(keys, { sub: unit, aud: AUDIENCE, exp: expires });
      const url = `${publicUrl}/v1/units/${encodeURIComponent(unit)}/due.ics?token=${token}`;
      return { url, expiresAt: instant(expires * 1_000) };
    },

    async opens(unit, token) {
      try {
        await claimsOf(keys, token, { audience: AUDIENCE, subject: unit, requiredClaims: ['exp'] });
        return true;
      } catch (error) {
        if (error instanceof errors.JOSEError) return false;
        throw error;
      }
    },
  };
}
