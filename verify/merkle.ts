import { createHash } from 'node:crypto';

const sha256 = (...bytes: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const it of bytes) hash.update(it);
  return hash.digest();
};

/** A leaf's hash (RFC 6962 §2.1). */
export const leafHash = (text: string): Buffer => sha256(Buffer.of(0), Buffer.from(text));

const nodeHash = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.of(1), left, right);

/**
 * The root to which a path leads from a leaf (RFC 9162 §2.1.3.2).
 * @returns undefined for a path that no leaf at this place of so large a tree has
 */
export function rootThrough(
  leaf: Buffer,
  index: number,
  size: number,
  path: readonly Buffer[],
): Buffer | undefined {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return undefined;
  let [place, last, root] = [index, size - 1, leaf];
  for (const beside of path) {
    if (last === 0) return undefined;
    if (place % 2 === 1 || place === last) {
      root = nodeHash(beside, root);
      while (place % 2 === 0 && place !== 0) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
    } else {
      root = nodeHash(root, beside);
    }
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? root : undefined;
}

/** The root over a whole tree, as its leaves come: roots of whole trees wait until another as large stands beside them. */
export function rootOver(leaves: readonly Buffer[]): Buffer {
  const waiting: { size: number; root: Buffer }[] = [];
  for (const leaf of leaves) {
    let tree = { size: 1, root: leaf };
    for (let left = waiting.at(-1); left?.size === tree.size; left = waiting.at(-1)) {
      waiting.pop();
      tree = { size: tree.size * 2, root: nodeHash(left.root, tree.root) };
    }
    waiting.push(tree);
  }
  const last = waiting.pop();
  return last ? waiting.reduceRight((right, { root }) => nodeHash(root, right), last.root) : sha256();
}
