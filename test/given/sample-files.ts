import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';

/**
 * The beginnings of files, as they are told apart by. Those that tests attach are whole, and say nothing but what they show: the
 * copies that are made of them are the same.
 */
const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  );

const box = (brand: string): Buffer => bytes([0, 0, 0, 24], `ftyp${brand}`, [0, 0, 0, 0], `${brand}mp42`);
const ogg = (codec: string): Buffer =>
  bytes('OggS', [0, 2], Array<number>(20).fill(0), [1, 30], codec, Array<number>(40).fill(0));

/** A document of Office of a type, with these parts besides. */
export function office(
  type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml',
  parts: Readonly<Record<string, Uint8Array | string>> = {},
): Buffer {
  const types = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/main.xml" ContentType="${type}"/></Types>`;
  const all: Zippable = { '[Content_Types].xml': strToU8(types), 'main.xml': strToU8('<document/>') };
  for (const [name, part] of Object.entries(parts))
    all[name] = typeof part === 'string' ? strToU8(part) : part;
  return Buffer.from(zipSync(all));
}

/** Real files, by real programs, which say {@link TRACE} in as many places as they have for it, and where it was: 36.65° N, 117.12° E. */
export const fileWithTraces = (name: string): Buffer => readFileSync(join(__dirname, 'files', name));

/** Stands where a name, a place, a program or a text about a file stands. */
export const TRACE = 'HUIYIN-TRACE';

/** The beginning of a picture, as far as its scan. */
const JPEG = bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], 'JFIF\0', Array<number>(9).fill(0), [0xff, 0xda, 0, 2]);

export const SAMPLES = {
  jpeg: Buffer.concat([JPEG, bytes([0, 0xff, 0xd9])]),
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
    [0, 0, 0, 0],
    'IEND',
    Array<number>(4).fill(0),
  ),
  gif: bytes('GIF89a', Array<number>(7).fill(0), ';'),
  webp: bytes('RIFF', [52, 0, 0, 0], 'WEBPVP8 ', [40, 0, 0, 0], Array<number>(40).fill(0)),
  heic: box('heic'),
  'heic of another phone': box('mif1'),
  mp3: bytes([0xff, 0xfb, 0x90, 0x44], Array<number>(413).fill(0)),
  'mp3 with a large cover': bytes('ID3', [3, 0, 0, 0, 1, 0, 0], Array<number>(20_000).fill(0)),
  m4a: box('M4A '),
  aac: bytes([0xff, 0xf1, 0x50, 0x80], Array<number>(60).fill(0)),
  wav: bytes('RIFF', [36, 0, 0, 0], 'WAVEfmt ', Array<number>(40).fill(0)),
  'ogg vorbis': ogg('\x01vorbis'),
  'ogg opus': ogg('OpusHead'),
  amr: recording(2),
  mp4: box('isom'),
  mov: box('qt  '),
  webm: bytes([0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84], 'webm', Array<number>(40).fill(0)),
  '3gp': box('3gp4'),
  pdf: bytes('%PDF-1.7\n', Array<number>(60).fill(0)),
} as const;

/** A picture of a given size, and unlike every other of another mark. */
export function picture(size: number, mark = ''): Buffer {
  const made = Buffer.alloc(size, `${mark} 回音`);
  made.set(JPEG);
  made.set([0xff, 0xd9], size - 2);
  return made;
}

/** A voice of so many frames of 32 bytes, which say what `mark` says. */
export function recording(frames: number, mark = ''): Buffer {
  const frame = bytes('<', Array<number>(31).fill(0));
  frame.write(mark, 1);
  return Buffer.concat([Buffer.from('#!AMR\n'), ...Array<Buffer>(frames).fill(frame)]);
}

/** What is not taken, whatever it is called. */
export const STRANGERS = {
  'a program': bytes('MZ', Array<number>(200).fill(0)),
  'a page': bytes('<!DOCTYPE html><html><script>alert(1)</script></html>'),
  'a drawing that can hold a script': bytes('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
  'a document of an older Office': bytes(
    [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
    Array<number>(600).fill(0),
  ),
  'a document with macros': office('application/vnd.ms-word.document.macroEnabled.main+xml'),
  'a packed file': bytes('PK\x03\x04', Array<number>(60).fill(0)),
  'a plain text': Buffer.from('每晚七点后人行道被烧烤摊占满。'),
  'one byte': bytes([0xff]),
} as const;
