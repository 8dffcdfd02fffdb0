import { damaged, isBeyondEnd } from './no-copy';

const SCAN = 0xda;
const END = 0xd9;
const JFIF = 0xe0;
const EXIF = 0xe1;

/** Of the segments that programs add for themselves (APPn) those that a picture is shown by: colours, and what its values mean. */
const SHOWN_BY: Readonly<Record<number, string>> = { 0xe2: 'ICC_PROFILE\0', 0xee: 'Adobe' };

/** Tables, frames and scans; no comments, no segments of programs, nothing behind its end, where phones put videos and depths. */
export function jpegCopy(bytes: Buffer): Buffer {
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  let orientation = 1;
  for (let at = 2; at < bytes.length;) {
    if (bytes[at] !== 0xff) throw damaged();
    while (bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1] ?? END;
    if (marker === END) break;
    const next = at + 2 + bytes.readUInt16BE(at + 2);
    if (next > bytes.length) throw damaged();
    const segment = bytes.subarray(at, next);
    const body = segment.subarray(4);
    if (marker === EXIF) orientation = Math.max(orientation, orientationIn(body));
    else if (marker === JFIF && body.toString('latin1', 0, 5) === 'JFIF\0') kept.push(jfif(body));
    else if (isShownBy(marker, body)) kept.push(segment);
    at = next;
    if (marker !== SCAN) continue;
    at = endOfScan(bytes, next);
    kept.push(bytes.subarray(next, at));
  }
  if (orientation > 1) kept.splice(1, 0, turned(orientation));
  return Buffer.concat([...kept, Buffer.from([0xff, END])]);
}

function isShownBy(marker: number, body: Buffer): boolean {
  const begins = SHOWN_BY[marker];
  if (begins !== undefined) return body.toString('latin1', 0, begins.length) === begins;
  return (marker >= 0xc0 && marker <= 0xcf) || [SCAN, 0xdb, 0xdd].includes(marker);
}

/** Without its small picture of before. */
const jfif = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0xff, JFIF, 0, 16]), body.subarray(0, 12), Buffer.alloc(2)]);

/** Where something other stands than what belongs to a scan. */
function endOfScan(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at)) {
    const next = bytes[at + 1] ?? END;
    if (next === 0 || (next >= 0xd0 && next <= 0xd7)) at += 2;
    else if (next === 0xff) at += 1;
    else return at;
  }
  return bytes.length;
}

const ORIENTATION = 0x0112;

/** How the camera was held, 1 to 8: without it a picture lies on its side. 1 where it is not said. */
function orientationIn(exif: Buffer): number {
  if (exif.toString('latin1', 0, 6) !== 'Exif\0\0') return 1;
  const tiff = exif.subarray(6);
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  try {
    const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
    for (let i = 0; i < u16(first); i++) {
      const entry = first + 2 + 12 * i;
      if (u16(entry) !== ORIENTATION) continue;
      const value = u16(entry + 8);
      return value >= 1 && value <= 8 ? value : 1;
    }
  } catch (error) {
    // What a broken segment says of it, no program shows it by.
    if (!isBeyondEnd(error)) throw error;
  }
  return 1;
}

/** An Exif segment that says this and nothing else. */
const turned = (orientation: number): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, EXIF, 0, 34]),
    Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0', 'latin1'),
    Buffer.from([orientation, 0, 0, 0, 0, 0, 0]),
  ]);
