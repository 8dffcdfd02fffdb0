import { z } from 'zod';

/** Where somebody who signed in goes on where nothing else is said. */
export const DESK = '/desk/';

/** Any origin will do: what counts is that a path does not leave it. */
const HERE = 'https://here.invalid';

/**
 * A page of ours, as a browser reads the address: whoever makes a link to the sign-in sends nobody anywhere else by it (an open redirect).
 * @returns undefined for anything else
 */
export function ownPath(said: string): string | undefined {
  if (!said.startsWith('/') || !URL.canParse(said, HERE)) return undefined;
  const { origin, pathname, search, hash } = new URL(said, HERE);
  return origin === HERE && /^\/(desk|board)(\/|$)/.test(pathname) ? pathname + search + hash : undefined;
}

/** Where to go on after it. */
export const returnPath = z
  .string()
  .max(2_000)
  .transform((said, context) => {
    const path = ownPath(said);
    if (path !== undefined) return path;
    context.addIssue({ code: 'custom', message: 'expected a page of ours: /desk/… or /board/…' });
    return z.NEVER;
  })
  .default(DESK);
