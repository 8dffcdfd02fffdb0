import { damaged } from './no-copy';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const END = 0x3b;
/** How long a frame is shown, and how it is put over those before. */
const CONTROL = 0xf9;
const APPLICATION = 0xff;
/** How often an animation is repeated. */
const REPEATED = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0']);

/** Frames and how they follow each other; no comments, no texts, nothing of programs (XMP is there). */
export function gifCopy(bytes: Buffer): Buffer {
  let at = 13 + coloursOf(bytes.readUInt8(10));
  const kept: Buffer[] = [bytes.subarray(0, at)];
  for (;;) {
    const start = at;
    // Some programs leave out the end.
    const block = bytes[at] ?? END;
    if (block === END) return Buffer.concat([...kept, Buffer.from([END])]);
    if (block === IMAGE) {
      at = endOfBlocks(bytes, start + 11 + coloursOf(bytes.readUInt8(start + 9)));
      kept.push(bytes.subarray(start, at));
    } else if (block === EXTENSION) {
      const label = bytes.readUInt8(start + 1);
      at = endOfBlocks(bytes, start + 2);
      const repeats = label === APPLICATION && REPEATED.has(bytes.toString('latin1', start + 3, start + 14));
      if (label === CONTROL || repeats) kept.push(bytes.subarray(start, at));
    } else throw damaged();
  }
}

/** How many bytes the table of colours takes, by the field that says whether there is one. */
const coloursOf = (packed: number): number => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);

function endOfBlocks(bytes: Buffer, start: number): number {
  let at = start;
  for (let size = bytes.readUInt8(at); size > 0; size = bytes.readUInt8(at)) at += 1 + size;
  return at + 1;
}
