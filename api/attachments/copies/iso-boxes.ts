import { damaged } from './no-copy';

/** A box of a file of the ISO base media format (ISO 14496-12): HEIC, MP4, MOV, M4A, 3GP. Places are bytes of the file. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

export function boxesIn(bytes: Buffer, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  // What is shorter than a box ends a list of QuickTime.
  for (let at = start; at + 8 <= end;) {
    const written = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const large = written === 1;
    const size = written === 0 ? end - at : large ? Number(bytes.readBigUInt64BE(at + 8)) : written;
    const head = large ? 16 : 8;
    if (size < head || at + size > end) throw damaged();
    boxes.push({ type, start: at, body: at + head, end: at + size });
    at += size;
  }
  return boxes;
}

export const only = (boxes: readonly Box[], type: string): Box | undefined =>
  boxes.find((box) => box.type === type);

/** Makes a box one that is skipped, as long as it was: whatever points into the file still points to the same. */
export function blank(bytes: Buffer, { start, body, end }: Box): void {
  bytes.write('free', start + 4, 'latin1');
  bytes.fill(0, body, end);
}

/** Of some bytes those that are shown, from `start` up to, and without, `end`. */
export type Extent = readonly [start: number, end: number];

/** Takes out of the places of data all that nothing that is shown refers to. */
export function keepOnly(bytes: Buffer, places: readonly Box[], shown: readonly Extent[]): void {
  const ordered = shown.toSorted(([a], [b]) => a - b);
  for (const { body, end } of places) {
    let at = body;
    for (const [from, to] of ordered) {
      if (to <= at || from >= end) continue;
      if (from > at) bytes.fill(0, at, from);
      at = Math.min(Math.max(at, to), end);
    }
    bytes.fill(0, at, end);
  }
}

/** The version of a box that has one; what it says stands 4 bytes behind it. */
export const versionOf = (bytes: Buffer, { body }: Box): number => bytes.readUInt8(body);
