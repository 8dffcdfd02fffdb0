import { NoCopy } from './no-copy';

/** How long the frame is that begins there; 0 where none does. */
type FrameAt = (bytes: Buffer, at: number) => number;

/**
 * Nothing but the frames of a voice: tags before, between and behind them are left out.
 * @param head so many bytes stand before the first
 * @param again whether frames may follow what is none
 */
function onlyFrames(bytes: Buffer, head: number, frameAt: FrameAt, again: boolean): Buffer {
  const runs: Buffer[] = [];
  const lengthAt = (at: number): number => {
    const length = frameAt(bytes, at);
    return at + length <= bytes.length ? length : 0;
  };
  for (let at = head; at < bytes.length; at++) {
    const start = at;
    // Two in a row are asked for: what looks like one within something else is none.
    const first = lengthAt(start);
    if (first > 0 && (start + first === bytes.length || lengthAt(start + first) > 0))
      for (let length = first; length > 0; length = lengthAt(at)) at += length;
    if (at > start) runs.push(bytes.subarray(start, at));
    if (!again) break;
    if (at > start) at--;
  }
  if (runs.length === 0) throw new NoCopy('no sound was found in it');
  return Buffer.concat([bytes.subarray(0, head), ...runs]);
}

/** Layer III by version, in kbit/s (ISO 11172-3, 13818-3). */
const KBITS = {
  1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
} as const;
const HERTZ = [44_100, 48_000, 32_000, 0] as const;

const mp3Frame: FrameAt = (bytes, at) => {
  const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
  const version = (second >> 3) & 3; // 3: 1, 2: 2, 0: 2.5
  const layer = (second >> 1) & 3; // 1: III
  if (first !== 0xff || second >> 5 !== 7 || version === 1 || layer !== 1) return 0;
  const kbits = KBITS[version === 3 ? 1 : 2][third >> 4] ?? 0;
  const hertz = (HERTZ[(third >> 2) & 3] ?? 0) / (version === 3 ? 1 : version === 2 ? 2 : 4);
  if (kbits === 0 || hertz === 0) return 0;
  return Math.floor(((version === 3 ? 144 : 72) * kbits * 1_000) / hertz) + ((third >> 1) & 1);
};

/** ADTS (ISO 13818-7). */
const aacFrame: FrameAt = (bytes, at) => {
  if (at + 7 > bytes.length || (bytes.readUInt16BE(at) & 0xfff6) !== 0xfff0) return 0;
  const length = (bytes.readUIntBE(at + 3, 3) >> 5) & 0x1fff;
  return length >= 7 ? length : 0;
};

/** By the type of a frame, in bytes with its head (RFC 4867); 0: there is none. */
const AMR = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1];
const AMR_WIDE = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1];
const amrFrame =
  (lengths: readonly number[]): FrameAt =>
  (bytes, at) => {
    const head = bytes[at];
    return head === undefined || (head & 0x83) !== 0 ? 0 : (lengths[head >> 3] ?? 0);
  };

export const mp3Copy = (bytes: Buffer): Buffer => onlyFrames(bytes, 0, mp3Frame, true);

export const aacCopy = (bytes: Buffer): Buffer => onlyFrames(bytes, 0, aacFrame, true);

export function amrCopy(bytes: Buffer): Buffer {
  for (const [head, lengths] of [
    ['#!AMR\n', AMR],
    ['#!AMR-WB\n', AMR_WIDE],
  ] as const)
    if (bytes.toString('latin1', 0, head.length) === head)
      return onlyFrames(bytes, head.length, amrFrame(lengths), false);
  throw new NoCopy('it has several channels');
}
