import { damaged } from './no-copy';

interface Chunk {
  readonly id: string;
  readonly body: Buffer;
}

const WEBP = new Set(['VP8 ', 'VP8L', 'VP8X', 'ANIM', 'ANMF', 'ALPH', 'ICCP']);
const FRAME = new Set(['VP8 ', 'VP8L', 'ALPH']);
const WAVE = new Set(['fmt ', 'fact', 'data']);

/** Bits of `VP8X` that say that Exif and XMP are there. */
const SPOKEN_OF = 0x0c;
/** What stands before the chunks of a frame of an animation. */
const FRAME_HEAD = 16;

export const webpCopy = (bytes: Buffer): Buffer =>
  riff(
    'WEBP',
    chunksIn(bytes, 12)
      .filter(({ id }) => WEBP.has(id))
      .map(({ id, body }) => {
        if (id === 'VP8X')
          return {
            id,
            body: Buffer.concat([Buffer.from([body.readUInt8(0) & ~SPOKEN_OF]), body.subarray(1)]),
          };
        if (id !== 'ANMF') return { id, body };
        const parts = chunksIn(body, FRAME_HEAD).filter((part) => FRAME.has(part.id));
        return { id, body: Buffer.concat([body.subarray(0, FRAME_HEAD), ...parts.map(written)]) };
      }),
  );

export const wavCopy = (bytes: Buffer): Buffer =>
  riff(
    'WAVE',
    chunksIn(bytes, 12).filter(({ id }) => WAVE.has(id)),
  );

function chunksIn(bytes: Buffer, start: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = start; at + 8 <= bytes.length;) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    // Recorders that don't know how long it gets write a length that is never reached.
    if (at + 8 + size > bytes.length && id !== 'data') throw damaged();
    chunks.push({ id, body: bytes.subarray(at + 8, at + 8 + size) });
    at += 8 + size + (size % 2);
  }
  return chunks;
}

const riff = (form: string, chunks: readonly Chunk[]): Buffer =>
  written({ id: 'RIFF', body: Buffer.concat([Buffer.from(form), ...chunks.map(written)]) });

function written({ id, body }: Chunk): Buffer {
  const head = Buffer.from(`${id}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}
