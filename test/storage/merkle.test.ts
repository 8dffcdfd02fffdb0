import fc from 'fast-check';
import { leafHash, PART, pathTo, rootOf } from '../../storage/evidence/merkle';
import { rootThrough } from '../../verify/merkle';

/** The inputs and roots that implementations of RFC 6962 test themselves with (`google/certificate-transparency`, `merkle_tree_test.cc`). */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => leafHashOf(hex));
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

function leafHashOf(hex: string): Buffer {
  // Each byte is below 0x80, so that as text it is the same.
  return leafHash(Buffer.from(hex, 'hex').toString());
}

test('the tree over nothing is the hash of nothing', () =>
  expect(rootOf([]).toString('hex')).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ));

test.each(ROOTS.map((root, i) => [i + 1, root] as const))(
  'the tree over the first %i known leaves',
  (count, root) => expect(rootOf(LEAVES.slice(0, count)).toString('hex')).toBe(root),
);

test('a known path: the first of eight', () =>
  expect(pathTo(0, LEAVES).map((it) => it.toString('hex'))).toEqual([
    '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  ]));

test('each leaf of a tree of any size is found in it by its path, and by no other place', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), (count, at) => {
      const hashes = Array.from({ length: count }, (_, i) => leafHash(`${i}`));
      const index = at % count;
      const path = pathTo(index, hashes);
      const leaf = hashes[index]!;
      const root = rootOf(hashes);
      expect(rootThrough(leaf, index, count, path)).toEqual(root);
      if (count > 1) expect(rootThrough(leaf, (index + 1) % count, count, path)).not.toEqual(root);
    }),
  ));

test('the tree over the roots of parts is the tree over all', () => {
  for (const count of [1, PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 3, 5 * PART + 7]) {
    const hashes = Array.from({ length: count }, (_, i) => leafHash(`${i}`));
    const parts = Array.from({ length: Math.ceil(count / PART) }, (_, i) =>
      rootOf(hashes.slice(i * PART, (i + 1) * PART)),
    );
    expect(rootOf(parts)).toEqual(rootOf(hashes));
  }
});
