import { createHmac, randomBytes } from 'node:crypto';
import { admitting, type DataKeys } from './data-keys';

/** The id of a new session, which its cookie alone holds: 256 bits that nobody guesses. */
export const newSessionId = (): string => randomBytes(32).toString('base64url');

/**
 * As what a session is kept, by each data key, the newest first: a keyed hash of its id, so that a copy of the database lets nobody in.
 * A key that was revoked knows no session any more.
 */
export const keptAs = (keys: DataKeys, id: string): readonly string[] =>
  admitting(keys).map(({ sessions }) => createHmac('sha256', sessions).update(id).digest('base64url'));
