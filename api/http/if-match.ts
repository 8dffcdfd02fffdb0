import type { Request } from 'express';
import { invalid } from './problem';

/** What names a ticket as it is after event `seq`, or an edition of something by its number. */
export const etagOf = (number: number): string => `"${number}"`;

/** One tag of ours, or whatever there is. */
export const TAG = /^(?:\*|"(\d{1,9})")$/;

/**
 * The last event, or the edition, that whoever asks had seen, by `If-Match`; undefined where there is no such header, or whatever there
 * is will do (`*`).
 * @throws a 422 for one that is no tag of ours
 */
export function seenBy(request: Pick<Request, 'get'>): number | undefined {
  const header = request.get('If-Match')?.trim();
  if (header === undefined) return undefined;
  const found = TAG.exec(header);
  if (found) return found[1] === undefined ? undefined : Number(found[1]);
  throw invalid('The If-Match can’t be used.', [
    {
      path: 'If-Match',
      message: 'expected one tag as `ETag` has it, quotation marks included, or *',
    },
  ]);
}
