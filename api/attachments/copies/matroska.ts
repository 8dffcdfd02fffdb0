import { damaged, NoCopy } from './no-copy';

const VOID = 0xec;
const EBML = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const TRACKS = 0x1654ae6b;
const CLUSTER = 0x1f43b675;
const TRACK = 0xae;
const TRACK_TYPE = 0x83;
/** Which program wrote it; both must be there. */
const PROGRAMS = [0x4d80, 0x5741];
const GROUP = 0xa0;

/** What elements may have, by what a film is shown by (RFC 9559); all else speaks of it: tags, titles, attached files, chapters. */
const SHOWN_BY: Readonly<Record<number, readonly number[]>> = {
  [SEGMENT]: [0x114d9b74, INFO, TRACKS, CLUSTER, 0x1c53bb6b],
  // Scale of time, length.
  [INFO]: [0x2ad7b1, 0x4489, ...PROGRAMS],
  [TRACKS]: [TRACK],
  // Number, id, type, flags, sizes, codec and what it needs, picture, sound, encodings, delays.
  [TRACK]: [
    0xd7,
    0x73c5,
    TRACK_TYPE,
    0xb9,
    0x88,
    0x55aa,
    0x9c,
    0x6de7,
    0x6df8,
    0x23e383,
    0x234e7a,
    0x55ee,
    0x22b59c,
    0x86,
    0x63a2,
    0x56aa,
    0x56bb,
    0xe0,
    0xe1,
    0x6d80,
  ],
  // Time, position, blocks.
  [CLUSTER]: [0xe7, 0xa7, 0xab, 0xa3, GROUP],
  [GROUP]: [0xa1, 0x9b, 0xfa, 0xfb, 0x75a2, 0x75a1],
};

interface Element {
  readonly id: number;
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

/** The same film, byte for byte at its place, with nothing where it was spoken of. */
export function webmCopy(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  let segments = 0;
  let end = 0;
  for (const element of elementsIn(copy, 0, copy.length, [])) {
    if (element.id === SEGMENT) {
      segments++;
      clear(copy, element);
    } else if (element.id !== EBML) blank(copy, element);
    end = element.end;
  }
  if (segments === 0) throw damaged();
  return copy.subarray(0, end);
}

function clear(copy: Buffer, { id, body, end }: Element): void {
  const shown = SHOWN_BY[id] ?? [];
  for (const inner of elementsIn(copy, body, end, id === CLUSTER ? (SHOWN_BY[SEGMENT] ?? []) : [])) {
    if (PROGRAMS.includes(inner.id) && id === INFO) copy.fill(0, inner.body, inner.end);
    else if (!shown.includes(inner.id)) blank(copy, inner);
    else if (SHOWN_BY[inner.id]) clear(copy, inner);
    else if (inner.id === TRACK_TYPE && ![1, 2].includes(copy.readUInt8(inner.end - 1)))
      throw new NoCopy('it has other tracks than picture and sound');
  }
}

/**
 * @param ends what ends an element of unknown length, as browsers write them while they record
 */
function* elementsIn(copy: Buffer, start: number, end: number, ends: readonly number[]): Generator<Element> {
  for (let at = start; at < end;) {
    const idLength = Math.clz32(copy.readUInt8(at)) - 23;
    if (idLength > 4) throw damaged();
    const id = copy.readUIntBE(at, idLength);
    if (ends.includes(id)) return;
    const sizeLength = Math.clz32(copy.readUInt8(at + idLength)) - 23;
    if (sizeLength > 8) throw damaged();
    const body = at + idLength + sizeLength;
    const bits = copy.subarray(at + idLength, body);
    const written = [...bits].reduce(
      (sum, byte, i) => sum * 256 + (i === 0 ? byte & (0xff >> sizeLength) : byte),
      0,
    );
    const unknown = written >= 2 ** (7 * sizeLength) - 1;
    const length = unknown ? unknownLength(copy, id, body, end) : written;
    // A recording that was cut off ends within its last element.
    const element = { id, start: at, body, end: Math.min(body + length, end) };
    yield element;
    at = element.end;
  }
}

/** A segment goes to the end, a cluster to whatever follows it in its segment. */
function unknownLength(copy: Buffer, id: number, body: number, end: number): number {
  if (id === SEGMENT) return end - body;
  if (id !== CLUSTER) throw damaged();
  let last = body;
  for (const inner of elementsIn(copy, body, end, SHOWN_BY[SEGMENT] ?? [])) last = inner.end;
  return last - body;
}

/** Makes an element one that is skipped, as long as it was. */
function blank(copy: Buffer, { start, end }: Element): void {
  const length = end - start;
  copy.fill(0, start, end);
  copy[start] = VOID;
  if (length < 2) throw damaged();
  if (length <= 128) copy[start + 1] = 0x80 | (length - 2);
  else {
    copy[start + 1] = 1;
    copy.writeUIntBE(length - 9, start + 3, 6);
  }
}
