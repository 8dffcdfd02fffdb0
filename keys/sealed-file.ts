import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { SealError, type SealingKey, type SealingKeys } from './seal';

const ALGORITHM = 'aes-256-gcm';
/** Lengths in bytes. */
const ID = 8;
const SALT = 32;
const HEAD = ID + SALT;
const PIECE = 64 * 1024;
const TAG = 16;

/**
 * Seals a file as it comes: first which key it is and a salt, by which the file has a key of its own; then piece by piece (64 KiB,
 * AES-256-GCM). The nonce of each has its position, and whether it is the last (STREAM, Hoang, Reyhanitabar, Rogaway, Vizár 2015): so
 * no piece can be taken away, not at the end either, moved, or put into another file.
 * @param place where it is kept: opened elsewhere, it fails
 */
export async function* sealedFile(
  [key]: SealingKeys,
  bytes: AsyncIterable<Buffer>,
  place: string,
): AsyncGenerator<Buffer> {
  const salt = randomBytes(SALT);
  const own = ownKey(key, salt);
  yield Buffer.concat([Buffer.from(key.id.padEnd(ID)), salt]);
  let position = 0;
  for await (const { piece, last } of piecesOf(bytes)) {
    const cipher = createCipheriv(ALGORITHM, own, nonceOf(position++, last)).setAAD(Buffer.from(place));
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
  }
}

/** Opens the whole of what {@link sealedFile} made; nothing of it is given before its end was found right. @throws SealError */
export function openFile(keys: SealingKeys, sealed: Buffer, place: string): Buffer {
  const id = sealed.toString('latin1', 0, ID).trimEnd();
  const key = keys.find((it) => it.id === id);
  if (!key) throw new SealError('Sealed with a key that is not among those given.');
  const own = ownKey(key, sealed.subarray(ID, HEAD));
  const pieces: Buffer[] = [];
  try {
    for (let start = HEAD; start === HEAD || start < sealed.length; start += PIECE + TAG) {
      const piece = sealed.subarray(start, start + PIECE + TAG);
      const nonce = nonceOf(pieces.length, start + PIECE + TAG >= sealed.length);
      const decipher = createDecipheriv(ALGORITHM, own, nonce, { authTagLength: TAG })
        .setAAD(Buffer.from(place))
        .setAuthTag(piece.subarray(-TAG));
      pieces.push(Buffer.concat([decipher.update(piece.subarray(0, -TAG)), decipher.final()]));
    }
  } catch (error) {
    throw new SealError('The file that is sealed here was changed, or sealed for another place.', {
      cause: error,
    });
  }
  return Buffer.concat(pieces);
}

/** Of one file alone: so that positions may be nonces. */
const ownKey = ({ sealing }: SealingKey, salt: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', sealing, salt, 'huiyin file', 32));

/** 11 bytes of the position, one of whether it is the last. */
function nonceOf(position: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(position, 5, 6);
  nonce[11] = Number(last);
  return nonce;
}

/** The last has what is left, nothing of an empty file. */
async function* piecesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<{ piece: Buffer; last: boolean }> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    held.push(chunk);
    size += chunk.length;
    if (size <= PIECE) continue;
    let rest = Buffer.concat(held);
    for (; rest.length > PIECE; rest = rest.subarray(PIECE))
      yield { piece: rest.subarray(0, PIECE), last: false };
    held = [rest];
    size = rest.length;
  }
  yield { piece: Buffer.concat(held), last: true };
}
