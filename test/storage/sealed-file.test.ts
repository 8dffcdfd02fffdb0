import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { dataKeys } from '../../keys/data-keys';
import { SealError } from '../../keys/seal';
import { openFile, sealedFile } from '../../keys/sealed-file';

const keys = dataKeys(randomBytes(32));
const PIECE = 64 * 1024;
const SEALED = PIECE + 16;
const HEAD = 40;

async function* inChunks(bytes: Buffer, size = 10_007): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const sealed = (bytes: Buffer, place = 'T-1 a', by = keys): Promise<Buffer> =>
  buffer(sealedFile(by, inChunks(bytes), place));

test.each([0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 77])(
  'a file of %i bytes is opened as it was',
  async (size) => {
    const bytes = randomBytes(size);
    const file = await sealed(bytes);
    expect(openFile(keys, file, 'T-1 a').equals(bytes)).toBe(true);
    expect(file.length).toBe(HEAD + size + 16 * Math.max(1, Math.ceil(size / PIECE)));
  },
);

describe('a file of three pieces', () => {
  let file: Buffer;
  beforeAll(async () => (file = await sealed(Buffer.alloc(3 * PIECE, '回音'))));
  const head = (): Buffer => file.subarray(0, HEAD);
  const piece = (i: number): Buffer => file.subarray(HEAD + i * SEALED, HEAD + (i + 1) * SEALED);
  const opens = (changed: Buffer, place = 'T-1 a') => openFile(keys, changed, place);

  test('says the same twice in no two ways, and nothing that can be read', async () => {
    expect((await sealed(Buffer.alloc(3 * PIECE, '回音'))).equals(file)).toBe(false);
    expect(piece(0).equals(piece(1))).toBe(false);
    expect(file.includes('回音')).toBe(false);
  });

  test.each<[string, () => Buffer]>([
    ['without its last piece', () => Buffer.concat([head(), piece(0), piece(1)])],
    ['without its first', () => Buffer.concat([head(), piece(1), piece(2)])],
    ['cut within a piece', () => file.subarray(0, -100)],
    ['cut to nothing', () => head()],
    ['cut within its head', () => file.subarray(0, 20)],
    ['with two pieces exchanged', () => Buffer.concat([head(), piece(1), piece(0), piece(2)])],
    ['with a piece twice', () => Buffer.concat([head(), piece(0), piece(0), piece(2)])],
    ['with something behind its end', () => Buffer.concat([file, piece(2)])],
    ['with a byte changed', () => Buffer.from(file.map((byte, i) => (i === 99_999 ? byte ^ 1 : byte)))],
    ['with another salt', () => Buffer.from(file.map((byte, i) => (i === 20 ? byte ^ 1 : byte)))],
  ])('is not opened %s', (_how, changed) => expect(() => opens(changed())).toThrow(SealError));

  test('is not opened with a piece of another file at the same place', async () => {
    const other = await sealed(Buffer.alloc(3 * PIECE, '别的'));
    const mixed = Buffer.concat([
      head(),
      piece(0),
      other.subarray(HEAD + SEALED, HEAD + 2 * SEALED),
      piece(2),
    ]);
    expect(() => opens(mixed)).toThrow(SealError);
  });

  test('is not opened elsewhere, nor by another key', () => {
    expect(() => opens(file, 'T-1 b')).toThrow(SealError);
    expect(() => openFile(dataKeys(randomBytes(32)), file, 'T-1 a')).toThrow(SealError);
    expect(
      openFile(dataKeys(randomBytes(32), randomBytes(32)).concat(keys) as never, file, 'T-1 a'),
    ).toHaveLength(3 * PIECE);
  });
});
