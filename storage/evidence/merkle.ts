import { createHash } from 'node:crypto';

/**
 * Merkle trees as RFC 6962 §2.1 has them: leaves and nodes are hashed apart (`0x00`, `0x01`), and the left side of a tree is the largest
 * whole one. So trees of {@link PART} leaves each, and the tree over their roots, are the tree over all their leaves.
 */
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** Leaves of a part of a tree: a power of two. */
export const PART = 1_024;

const sha256 = (...bytes: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const it of bytes) hash.update(it);
  return hash.digest();
};

export const leafHash = (text: string): Buffer => sha256(LEAF, Buffer.from(text));

/** The root over hashes of leaves, or over roots of parts; that of none is the hash of nothing. */
export function rootOf(hashes: readonly Buffer[]): Buffer {
  const [only] = hashes;
  if (only === undefined) return sha256();
  if (hashes.length === 1) return only;
  const left = leftOf(hashes.length);
  return sha256(NODE, rootOf(hashes.slice(0, left)), rootOf(hashes.slice(left)));
}

/**
 * What proves that one of them stands in the tree: the roots beside its way up, the nearest first.
 * @param index 0 … `hashes.length` − 1
 */
export function pathTo(index: number, hashes: readonly Buffer[]): Buffer[] {
  if (hashes.length <= 1) return [];
  const left = leftOf(hashes.length);
  return index < left
    ? [...pathTo(index, hashes.slice(0, left)), rootOf(hashes.slice(left))]
    : [...pathTo(index - left, hashes.slice(left)), rootOf(hashes.slice(0, left))];
}

/** The largest power of two below `count`, which is at least 2. */
const leftOf = (count: number): number => 2 ** Math.floor(Math.log2(count - 1));
