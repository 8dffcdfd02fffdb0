import { damaged, NoCopy } from './no-copy';

/** How the packet begins in which a codec keeps its tags, the second of its stream, by how its first begins. */
const TAGS: readonly (readonly [first: string, tags: string])[] = [
  ['OpusHead', 'OpusTags'],
  ['\x01vorbis', '\x03vorbis'],
  ['Speex   ', ''],
];

interface Stream {
  readonly tags: string;
  /** Packets that ended. */
  ended: number;
  /** Where in the file the bytes of its tags stand: a packet may go on over pages. */
  readonly places: [start: number, end: number][];
}

/** The same pages, byte for byte, with tags that say nothing: in their place is the name of a program, and it is empty. */
export function oggCopy(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const streams = new Map<number, Stream>();
  const pages: [start: number, end: number][] = [];
  let at = 0;
  for (; copy.toString('latin1', at, at + 4) === 'OggS'; at = pages.at(-1)![1]) {
    const serial = copy.readUInt32LE(at + 14);
    const lacing = copy.subarray(at + 27, at + 27 + copy.readUInt8(at + 26));
    let start = at + 27 + lacing.length;
    const end = start + lacing.reduce((sum, length) => sum + length, 0);
    if (end > copy.length) break; // Cut off; what is whole is played.
    pages.push([at, end]);
    if (copy.readUInt8(at + 5) & 2) streams.set(serial, streamOf(copy.subarray(start, end)));
    const stream = streams.get(serial);
    if (!stream) throw damaged();
    for (const length of lacing) {
      if (stream.ended === 1) stream.places.push([start, start + length]);
      start += length;
      if (length < 255) stream.ended++;
    }
  }
  for (const stream of streams.values()) silence(copy, stream);
  for (const [start, end] of pages) checksum(copy.subarray(start, end));
  return copy.subarray(0, at);
}

function streamOf(first: Buffer): Stream {
  const codec = TAGS.find(([begins]) => first.toString('latin1', 0, begins.length) === begins);
  if (!codec) throw new NoCopy('it has other streams than Opus, Vorbis or Speex');
  return { tags: codec[1], ended: 0, places: [] };
}

/** As long as they were: the program’s name takes the room, of zeros; then no tags; and where Vorbis wants it, its last bit. */
function silence(copy: Buffer, { tags, places }: Stream): void {
  const length = places.reduce((sum, [start, end]) => sum + end - start, 0);
  const framed = tags.startsWith('\x03') ? 1 : 0;
  const room = length - tags.length - 8 - framed;
  if (room < 0) throw damaged();
  const silent = Buffer.alloc(length);
  silent.write(tags, 'latin1');
  silent.writeUInt32LE(room, tags.length);
  if (framed) silent[length - 1] = 1;
  let done = 0;
  for (const [start, end] of places) {
    silent.copy(copy, start, done, done + end - start);
    done += end - start;
  }
}

const CRC = Array.from({ length: 256 }, (_, i) => {
  let crc = i << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc;
});

function checksum(page: Buffer): void {
  page.writeUInt32LE(0, 22);
  let crc = 0;
  for (const byte of page) crc = (crc << 8) ^ (CRC[(crc >>> 24) ^ byte] ?? 0);
  page.writeUInt32LE(crc >>> 0, 22);
}
