import { createHash } from 'node:crypto';
import { canonical, type Finding, type Line, type Pack } from './pack';

const FIELDS = ['seq', 'at', 'type', 'actor', 'command', 'data', 'before'];

/** What a line's follower says of it (SHA-256 over JSON). */
export const lineHash = (ticket: string, { seq, at, type, actor, command, data, before }: Line): string =>
  createHash('sha256')
    .update(canonical([ticket, seq, at, type, actor, command, data, before]))
    .digest('base64url');

/** Fields that nobody has hashed, and that therefore prove nothing. */
export const strayFields = (of: object, known: readonly string[], where: string): string[] =>
  Object.keys(of)
    .filter((name) => !known.includes(name))
    .map((name) => `${where}: “${name}” is not part of what is proven`);

/** Each line follows from the one before: none was changed, taken out, put in or moved, as far as the newest is known by a checkpoint. */
export function ledgerOf({ ticket, lines }: Pack): Finding {
  const wrong = lines.flatMap((line, i) => {
    const where = `line ${i + 1}`;
    const previous = lines[i - 1];
    const follows = line.before === (previous && lineHash(ticket, previous));
    return [
      ...strayFields(line, FIELDS, where),
      ...(line.seq === i + 1
        ? []
        : [`${where}: has the place ${line.seq}; a line is missing or was put in before it`]),
      ...(follows || !previous
        ? []
        : [`${where}: does not follow from line ${previous.seq}; one of the two was changed`]),
      ...(follows || previous ? [] : [`${where}: follows from a line that is not there`]),
    ];
  });
  if (lines.length === 0) wrong.push('there is no line');
  return { of: 'ledger', proven: [`${lines.length} lines, each follows from the one before`], wrong };
}

/** Lines that the engine had lost and that gave way: what stood there once, for whoever was told of it. */
export function supersededOf({ ticket, lines, superseded }: Pack): Finding {
  const known = new Set([...lines, ...superseded].map((line) => lineHash(ticket, line)));
  const wrong = superseded.flatMap((line) => {
    const where = `superseded line ${line.seq}`;
    const follows = line.before === undefined || known.has(line.before);
    return [
      ...strayFields(line, [...FIELDS, 'decided', 'by'], where),
      ...(follows ? [] : [`${where}: follows from a line that is not there`]),
    ];
  });
  const proven = superseded.length > 0 ? [`${superseded.length} lines that gave way, marked as such`] : [];
  return { of: 'superseded', proven, wrong };
}
