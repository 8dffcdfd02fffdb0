import type { CookieOptions, Request, Response } from 'express';
import { MINUTE } from '../../domain/time/instant';
import { admitting, type DataKeys } from '../../keys/data-keys';
import { open, seal, SealError } from '../../keys/seal';
import { cookieNamed, cookieOptions, cookiesOf } from '../requests/sessions';
import type { Attempt } from './provider';

/** A sign-in that a browser began, and where it goes on after it. */
export interface Begun extends Attempt {
  readonly back: string;
}

/** Sign-ins that are under way. Only the browser keeps them, sealed: whoever begins a million fills nothing here. */
export interface Attempts {
  begin(request: Request, response: Response, begun: Begun): void;
  /** The one that has this state; none where this browser did not begin it, or too long ago. */
  of(request: Request, state: string): Begun | undefined;
  /** Nobody finishes it a second time. */
  end(response: Response, state: string): void;
}

/** How long somebody has to sign in at the provider (ms). */
const PATIENCE = 15 * MINUTE;
/** Windows in which somebody signs in at once; with more, those of before are given up, so that cookies stay small. */
const WINDOWS = 5;

/** @param secure as of sessions */
export function attemptsBy(keys: DataKeys, secure: boolean): Attempts {
  const prefix = cookieNamed('sign-in-', secure);
  const nameOf = (state: string): string => prefix + state.slice(0, 12);
  // Lax: the provider, on another site, sends the browser back here.
  const options: CookieOptions = { ...cookieOptions(secure), sameSite: 'lax' };
  const [newest, ...others] = admitting(keys);
  if (!newest) throw new RangeError('Without a data key that is not revoked nobody signs in.');

  return {
    begin(request, response, begun) {
      const before = Object.keys(cookiesOf(request)).filter((name) => name.startsWith(prefix));
      if (before.length >= WINDOWS) for (const name of before) response.clearCookie(name, options);
      const name = nameOf(begun.state);
      const text = JSON.stringify({ ...begun, until: Date.now() + PATIENCE });
      response.cookie(name, seal([newest], text, name), { ...options, maxAge: PATIENCE });
    },

    end: (response, state) => void response.clearCookie(nameOf(state), options),

    of(request, state) {
      const name = nameOf(state);
      const sealed = cookiesOf(request)[name];
      if (!sealed) return undefined;
      try {
        // As it was sealed.
        const begun = JSON.parse(open([newest, ...others], sealed, name)) as Begun & { until: number };
        return begun.state === state && Date.now() < begun.until ? begun : undefined;
      } catch (error) {
        if (error instanceof SealError) return undefined;
        throw error;
      }
    },
  };
}
