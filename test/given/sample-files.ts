/** The beginnings of files, as they are told apart by; what follows does not matter. */
const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  );

const box = (brand: string): Buffer => bytes([0, 0, 0, 24], `ftyp${brand}`, [0, 0, 0, 0], `${brand}mp42`);
const ogg = (codec: string): Buffer =>
  bytes('OggS', [0, 2], Array<number>(20).fill(0), [1, 30], codec, Array<number>(40).fill(0));

export const SAMPLES = {
  jpeg: bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], 'JFIF', Array<number>(40).fill(0)),
  png: bytes(
    [0x89],
    'PNG\r\n',
    [0x1a, 0x0a],
    [0, 0, 0, 13],
    'IHDR',
    Array<number>(17).fill(1),
    [0, 0, 0, 4],
    'IDAT',
    Array<number>(8).fill(0),
  ),
  gif: bytes('GIF89a', Array<number>(40).fill(0)),
  webp: bytes('RIFF', [32, 0, 0, 0], 'WEBPVP8 ', Array<number>(40).fill(0)),
  heic: box('heic'),
  'heic of another phone': box('mif1'),
  mp3: bytes([0xff, 0xfb, 0x90, 0x44], Array<number>(60).fill(0)),
  'mp3 with a large cover': bytes('ID3', [3, 0, 0, 0, 1, 0, 0], Array<number>(20_000).fill(0)),
  m4a: box('M4A '),
  aac: bytes([0xff, 0xf1, 0x50, 0x80], Array<number>(60).fill(0)),
  wav: bytes('RIFF', [36, 0, 0, 0], 'WAVEfmt ', Array<number>(40).fill(0)),
  'ogg vorbis': ogg('\x01vorbis'),
  'ogg opus': ogg('OpusHead'),
  amr: bytes('#!AMR\n', Array<number>(40).fill(0)),
  mp4: box('isom'),
  mov: box('qt  '),
  webm: bytes([0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84], 'webm', Array<number>(40).fill(0)),
  '3gp': box('3gp4'),
} as const;

/** A picture of a given size, and unlike every other of another mark. */
export function picture(size: number, mark = ''): Buffer {
  const made = Buffer.alloc(size, `${mark} 回音`);
  SAMPLES.jpeg.copy(made);
  return made;
}

/** What is not taken, whatever it is called. */
export const STRANGERS = {
  'a program': bytes('MZ', Array<number>(200).fill(0)),
  'a page': bytes('<!DOCTYPE html><html><script>alert(1)</script></html>'),
  'a drawing that can hold a script': bytes('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
  'a PDF': bytes('%PDF-1.7\n', Array<number>(60).fill(0)),
  'a packed file': bytes('PK\x03\x04', Array<number>(60).fill(0)),
  'a plain text': Buffer.from('每晚七点后人行道被烧烤摊占满。'),
  'one byte': bytes([0xff]),
} as const;
