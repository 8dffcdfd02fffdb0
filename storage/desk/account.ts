import { createHash } from 'node:crypto';
import type { Role } from '../../domain/words';

/** An account as the desk tells it from others. */
export interface Account {
  readonly sub: string;
  readonly role: Role;
}

/** What an account's own things are found by: it can stand in ids, whatever signs its name has. */
export const accountId = ({ role, sub }: Account): string =>
  createHash('sha256')
    .update(JSON.stringify([role, sub]))
    .digest('base64url');
