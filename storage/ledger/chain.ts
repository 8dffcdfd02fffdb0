import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import type { LineDocument } from './line-document';

/**
 * What stands in a line of the ledger, in 43 characters, and through the line before it all that stands before: whoever changes one line
 * has to change every later one (SHA-256 over JSON, the fields of objects in the order of their names). When and with what it was written is not in it:
 * the same event may be written again.
 */
export const hashOf = ({ ticketId, seq, at, type, actor, command, data, before }: LineDocument): string =>
  createHash('sha256')
    .update(stringify([ticketId, seq, at, type, actor, command, data, before]))
    .digest('base64url');

/**
 * Lines as they follow each other.
 * @param previous the line before the first; none at the beginning of a ledger, and where the database has lost it
 * @param there those that stand in their places already, and stay
 */
export function chained(
  lines: readonly LineDocument[],
  previous: LineDocument | undefined,
  there: ReadonlyMap<number, LineDocument>,
): LineDocument[] {
  let last = previous;
  return lines.map((line) => {
    const following = last ? { ...line, before: hashOf(last) } : line;
    last = there.get(line.seq) ?? following;
    return following;
  });
}

/** Whether a line says rightly what stands before it; those from before lines were chained say nothing. @param previous the line at the place before */
export const follows = (line: LineDocument, previous: LineDocument): boolean =>
  line.version === undefined || line.before === hashOf(previous);
