import { createHmac } from 'node:crypto';
import parsePhoneNumber from 'libphonenumber-js/max';
import type { DataKeys } from './data-keys';

/** A number as people write it: without a country's code it is one of China; undefined for a text that is no valid number. */
function phoneNumber(written: string) {
  const found = parsePhoneNumber(written, { defaultCountry: 'CN', extract: false });
  return found?.isValid() ? found : undefined;
}

/** Whether a text is a phone number, of whatever country and however it is written: by this, and nothing else, callers are found. */
export const isPhoneNumber = (text: string): boolean => phoneNumber(text) !== undefined;

/** `+8613800138000` for any way of writing a number of the mainland; undefined for all else, service numbers among it. */
export function mainlandNumber(written: string): string | undefined {
  const found = phoneNumber(written);
  const type = found?.getType();
  const reachable = type === 'MOBILE' || type === 'FIXED_LINE' || type === 'FIXED_LINE_OR_MOBILE';
  return found?.country === 'CN' && reachable ? found.number : undefined;
}

/**
 * Keyed hashes of a phone number, by which it is found again without being stored readable: the first is the one to store,
 * all are to be looked for. The same number written differently (`+86`, spaces, dashes) gives the same.
 * @returns none where the text is no phone number
 */
export function phoneHashes(keys: DataKeys, text: string): string[] {
  const found = phoneNumber(text);
  if (!found) return [];
  return keys.map(({ hashing }) => createHmac('sha256', hashing).update(found.number).digest('base64url'));
}
